"""`triage database`: the schema of the server's database, from one version to another."""

from __future__ import annotations

import argparse

from triage.cli import stores, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

HELP = Help(
    "bring the server's database to another version",
    """
    A new version of this program may need other tables. Make a backup first, stop the server, then upgrade; each change
    is made whole or not at all.

    actions:
      current               which revision the database has, and which this program needs
      upgrade [REVISION]    go forward, to the newest if none is named
      downgrade REVISION    go back; what later revisions added is lost. `base` is no tables at all, and needs --force
    """,
    (
        ("triage database current", "Where it stands."),
        ("triage database upgrade", "To the newest."),
        ("triage database downgrade r0001", "Back to the first."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    actions = ("current", "upgrade", "downgrade")
    parser.add_argument("action", metavar="ACTION", choices=actions, help=", ".join(actions))
    parser.add_argument("revision", metavar="REVISION", nargs="?", help="such as r0001, +1 or -1")
    parser.add_argument(
        "--force", action="store_true", help="with downgrade base: delete all tables and what is in them"
    )
    stores.add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    if options.action == "downgrade" and not options.revision:
        raise WrongUse("triage database downgrade: to which revision? such as r0001")
    if options.action == "downgrade" and options.revision == "base" and not options.force:
        raise WrongUse("downgrade base deletes all tables and what is in them; --force does it")
    with stores.opened("database", options, is_made=options.action == "upgrade", any_schema=True) as database:
        from triage.store import migrate

        if options.action == "upgrade":
            migrate.upgrade(database, options.revision or "head")
        elif options.action == "downgrade":
            migrate.downgrade(database, options.revision)
        has = migrate.current(database)
        needs = migrate.head()
    streams.result(f"{has or 'no tables'}\n")
    if has != needs:
        streams.say(f"This program needs {needs}: triage database upgrade")
    return Exit.DONE
