"""`triage backup`: a copy of the server's data, made and put back while it runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import stores, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

if TYPE_CHECKING:
    from triage.store import Database

HELP = Help(
    "copy the server's data, and put a copy back",
    """
    Writes all of the database to a file that only you can read, while the server runs, and checks it. The server's
    secret is not in it: keep a copy of that elsewhere, since without it the audit log cannot be verified.

    `restore` makes the database what it was, and verifies its audit log. PostgreSQL's own programs are used for a
    PostgreSQL database.
    """,
    (
        ("triage backup monday.backup", "Make one."),
        ("triage backup restore monday.backup", "Put it back, into a database in which there is nothing yet."),
        ("triage backup restore monday.backup --force", "The same, over what is there."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar="[restore] FILE", nargs="+", help="the file; after the word restore, to read")
    parser.add_argument(
        "--force", action="store_true", help="replace what is there: the file, or with restore the data"
    )
    stores.add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    match options.words:
        case ["restore"]:
            raise WrongUse("triage backup restore: which file? triage backup restore FILE")
        case ["restore", file]:
            return _restore(options, Path(file))
        case [file]:
            return _back_up(options, Path(file))
    raise WrongUse("triage backup takes one file: triage backup FILE, or triage backup restore FILE")


def _back_up(options: argparse.Namespace, file: Path) -> int:
    with stores.opened("backup", options, any_schema=True) as database:
        from triage.store import backup, places

        backup.back_up(database, file, is_forced=options.force)
        secret = places.secret_file(places.database_url(options.database))
    streams.say(f"{file} holds all data, whole and checked. Keep a copy of {secret} too, elsewhere: it is not in it.")
    return Exit.DONE


def _restore(options: argparse.Namespace, file: Path) -> int:
    with stores.opened("backup", options, any_schema=True) as database:
        from triage.store import backup

        backup.restore(database, file, is_forced=options.force)
        return _verified(database, file)


def _verified(database: Database, file: Path) -> int:
    from triage.store import audit
    from triage.store.audit_faults import verify

    with database.reading() as session:
        faults = verify(session, stores.audit_key(database))
        head = audit.head(session)
    streams.result("".join(f"{fault}\n" for fault in faults))
    if faults:
        streams.say(f"{file} is restored, but its audit log is not as it was written.")
        return Exit.PROBLEMS
    streams.say(f"{file} is restored; its audit log has {head.seq} entries, as they were written.")
    return Exit.DONE
