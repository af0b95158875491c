"""What the commands about a server's data share: which database, opened with the server's secret."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from triage.cli.exits import WrongUse

if TYPE_CHECKING:
    from triage.store import Database

_NEEDED = ("sqlalchemy", "alembic", "argon2")
DATABASE_HELP = (
    "such as sqlite:////srv/triage.db or postgresql://host/triage; else $TRIAGE_DATABASE, else the usual file"
)
WHO = "system"


def add_database_option(parser: argparse.ArgumentParser) -> None:
    """The option that names the database."""
    parser.add_argument("--database", metavar="URL", help=DATABASE_HELP)


@contextmanager
def opened(
    command: str, options: argparse.Namespace, *, is_made: bool = False, any_schema: bool = False
) -> Iterator[Database]:
    """The database of a command, closed afterwards.

    With `is_made`, a new one gets its schema, and the secret is made where there is none; with `any_schema`, it need
    not have that of this program. Raises WrongUse for a missing extra or another schema, StoreUnavailable,
    SecretUnusable.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise WrongUse(f"triage {command} needs more packages: pip install 'leg-weakness-triage[web]'")
    from triage.store import Database, migrate, places
    from triage.store.secret import read_or_make_secret, read_secret

    url = places.database_url(options.database)
    file = places.secret_file(url)
    is_new = is_made and _is_new(url)
    database = Database(url, read_or_make_secret(file) if is_new else read_secret(file))
    try:
        if is_new:
            database.create()
        elif not any_schema and migrate.current(database) != migrate.head():
            raise WrongUse("the database has another version's schema; to bring it up to date: triage database upgrade")
        yield database
    finally:
        database.close()


def _is_new(url: str) -> bool:
    """Whether there is nothing in it yet; one in which there is something has a secret already."""
    from triage.store import Database, migrate

    database = Database(url, b"")
    try:
        return (database.file is not None and not database.file.exists()) or migrate.current(database) is None
    finally:
        database.close()


def audit_key(database: Database) -> bytes:
    """The key of the audit log."""
    from triage.store.secret import key_for

    return key_for(database.secret, "audit")


def now() -> datetime:
    """The time of the command."""
    return datetime.now(UTC)
