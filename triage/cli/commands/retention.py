"""`triage retention`: delete what is old, and erase one person's data on request."""

from __future__ import annotations

import argparse

from triage.cli import stores, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

HELP = Help(
    "delete what is old; erase one person's data",
    """
    `run` deletes self-assessments, sessions and classes whose time is over, and tickets that were closed 30 days ago,
    or have been open for as long. Have it run each day (a timer of systemd, or cron).

    `erase` deletes one person's ticket and self-assessment, and takes what they said out of the audit log. That they
    were erased stays in it, and it can still be verified. Backups keep what they hold: delete those in time too.
    """,
    (
        ("triage retention run", "Delete what is old."),
        ("triage retention run --days 7", "Keep tickets for a week only."),
        ("triage retention erase ticket:6e1f...", "Erase one person; the id is in the address of the ticket's page."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="ACTION", choices=("run", "erase"), help="run or erase")
    parser.add_argument("thing", metavar="KIND:ID", nargs="?", help="with erase: ticket:ID, visit:ID or class:ID")
    parser.add_argument("--days", metavar="N", type=int, default=30, help="how long tickets are kept (default: 30)")
    stores.add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    if options.days < 0:
        raise WrongUse(f"--days: {options.days} is not 0 or more")
    if options.action == "run" and options.thing:
        raise WrongUse(f"triage retention run takes no '{options.thing}'; to erase one person: triage retention erase")
    if options.action == "erase" and not options.thing:
        raise WrongUse("triage retention erase: what? ticket:ID, visit:ID or class:ID")
    with stores.opened("retention", options) as database:
        from triage.store import retention

        key, now = stores.audit_key(database), stores.now()
        with database.writing() as session:
            if options.action == "run":
                gone = retention.run(session, key, now, options.days)
                said = (
                    f"Deleted: {gone.tickets} tickets, {gone.visits} self-assessments, {gone.sessions} sessions, "
                    f"{gone.classes} classes, {gone.learners} learners."
                )
            else:
                erased = retention.erase(session, key, now, options.thing)
                if erased is None:
                    raise WrongUse(f"there is nothing called '{options.thing}' to erase")
                said = f"Erased: {erased.rows} rows, and the values of {erased.entries} entries of the audit log."
        database.overwrite_deleted()
    streams.say(said)
    return Exit.DONE
