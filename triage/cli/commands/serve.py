"""`triage serve`: the questionnaire and the front desk as pages, on one small server."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import SecretUnusable, StoreUnavailable

if TYPE_CHECKING:
    from triage.web.settings import Settings

HELP = Help(
    "the questionnaire as pages, and the clinic's front desk",
    """
    Serves a self-assessment for any phone at /, a desk for the clinic's staff at /desk, and practice for learners and
    classes at /learn (extra `learn`). Nobody but this machine reaches it unless --host names another address; people
    outside need https, which a proxy in front gives (docs/serving.md).

    The database is a file in your data folder; --database names another one, SQLite or PostgreSQL. Before anybody can
    log in at the desk: triage users add NAME --role admin
    """,
    (
        ("triage serve", "On this machine: http://127.0.0.1:8000"),
        ("triage serve --port 0", "On a free port."),
        ("triage serve --behind-proxy --public-name triage.example.org", "Behind a proxy that gives https."),
        ("triage serve --database postgresql://triage@db/triage", "Several desks on one database."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--database", metavar="URL", help="sqlite:///FILE or postgresql://... ($TRIAGE_DATABASE)")
    parser.add_argument(
        "--public-name", metavar="NAME", action="append", default=[], help="a host name that people use for this server"
    )
    parser.add_argument(
        "--class-pack", metavar="DIR", action="append", default=[], help="a pack that teachers may choose for a class"
    )
    parser.add_argument("--behind-proxy", action="store_true", help="https ends at a proxy on this machine; trust it")


def run(options: argparse.Namespace) -> int:
    if find_spec("fastapi") is None or find_spec("sqlalchemy") is None:
        raise WrongUse("triage serve needs more packages: pip install 'leg-weakness-triage[web]'")
    from triage.web.server import serve

    if not 0 <= options.port <= 65535:
        raise WrongUse(f"--port: {options.port} is not from 0 to 65535")
    try:
        serve(_settings(options), options.host, options.port, streams.say)
    except (StoreUnavailable, SecretUnusable) as error:
        raise WrongUse(str(error)) from None
    return Exit.DONE


def _settings(options: argparse.Namespace) -> Settings:
    from triage.store.places import database_url, secret_file
    from triage.web.settings import Settings
    from triage.web.single_sign_on import provider_from_environment

    url = database_url(options.database)
    return Settings(
        url=url,
        secret_file=secret_file(url),
        pack=options.pack,
        country=options.country,
        hosts=(*options.public_name, *(() if options.host in ("0.0.0.0", "::") else (options.host,))),
        is_secure=options.behind_proxy,
        trusts_proxy=options.behind_proxy,
        class_packs=tuple(map(Path, options.class_pack)),
        single_sign_on=provider_from_environment(),
    )
