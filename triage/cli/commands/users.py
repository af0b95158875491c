"""`triage users`: who may log in at the front desk."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from triage.cli import stores, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import did_you_mean

if TYPE_CHECKING:
    from triage.store import Database, Session
    from triage.store.models import User

HELP = Help(
    "who may log in at the front desk",
    """
    Adds users, lists them, and changes what they may do. A password is asked for twice, without showing it, or read
    from standard input; it is never an argument, which others on the machine could see. There is no default password.

    actions:
      add NAME       add a user; --role is needed
      list           everybody, with role and state
      password NAME  give a new password, and end the user's sessions
      role NAME      give the role that --role names, and end the user's sessions
      unlock NAME    let in a user who is locked out after failed log-ins
      disable NAME   let a user in no longer, and end their sessions; what they did stays in the audit log
      enable NAME    let them in again
    """,
    (
        ("triage users add mary --role receptionist --display-name 'Mary Smith'", "The password is asked for."),
        ("triage users add jo --role clinician --password-stdin < password.txt", "It is read from a file."),
        ("triage users list", "Everybody."),
    ),
)
_ACTIONS = ("add", "list", "password", "role", "unlock", "disable", "enable")
_ROLES = ("receptionist", "clinician", "admin")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="ACTION", choices=_ACTIONS, help=", ".join(_ACTIONS))
    parser.add_argument("name", metavar="NAME", nargs="?", help="the name to log in with")
    parser.add_argument("--role", metavar="ROLE", choices=_ROLES, help=", ".join(_ROLES))
    parser.add_argument("--display-name", metavar="TEXT", default="", help="the name that others are shown")
    parser.add_argument("--initials", metavar="TEXT", default="", help="at most four letters, for overrides")
    parser.add_argument("--single-sign-on", metavar="SUBJECT", help="with add: no password; the provider knows them so")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--json", action="store_true", help="with list: as JSON on standard output, nothing else")
    stores.add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    if options.action == "list":
        return _list(options)
    if not options.name:
        raise WrongUse(f"triage users {options.action}: whom? triage users {options.action} NAME")
    if options.action in ("add", "role") and not options.role:
        raise WrongUse(f"triage users {options.action}: which role? --role {'|'.join(_ROLES)}")
    with stores.opened("users", options, is_made=options.action == "add") as database:
        if options.action != "add":
            with database.reading() as session:
                _user(session, options.name)
        has_password = options.action == "password" or (options.action == "add" and not options.single_sign_on)
        password = _password(options) if has_password else ""
        said = _do(database, options, password)
    streams.say(said)
    return Exit.DONE


def _do(database: Database, options: argparse.Namespace, password: str) -> str:
    """One change and its entry in the audit log, in one transaction."""
    from triage.store import audit, users

    now = stores.now()
    with database.writing() as session:
        if options.action == "add":
            names = {"display_name": options.display_name, "initials": options.initials}
            known_as = options.single_sign_on
            user = users.add_user(
                session, now, options.name, options.role, None if known_as else password, oidc_subject=known_as, **names
            )
            before, said = None, f"{user.name} can log in, as {user.role}."
        else:
            user = _user(session, options.name)
            before = _told(user)
            said = _change(session, user, options, password)
        what = f"user.{options.action}"
        audit.append(session, stores.audit_key(database), now, stores.WHO, what, f"user:{user.id}", before, _told(user))
    return said


def _change(session: Session, user: User, options: argparse.Namespace, password: str) -> str:
    from triage.store import users

    match options.action:
        case "password":
            users.set_password(session, user, password)
            return f"{user.name} has a new password; all their sessions have ended."
        case "role":
            users.set_role(session, user, options.role)
            return f"{user.name} is now {user.role}; all their sessions have ended."
        case "unlock":
            users.unlock(session, user)
            return f"{user.name} can try to log in again."
        case "disable":
            users.set_active(session, user, is_active=False)
            return f"{user.name} cannot log in any more; all their sessions have ended."
        case _:
            users.set_active(session, user, is_active=True)
            return f"{user.name} can log in again."


def _user(session: Session, name: str) -> User:
    from triage.store import users

    user = users.user_by_name(session, name)
    if user is None:
        known = [user.name for user in users.all_users(session)]
        raise WrongUse(f"there is no user '{name}'.{did_you_mean(name.lower(), known)} (everybody: triage users list)")
    return user


def _told(user: User) -> dict[str, object]:
    """A user as the audit log and the list tell of them: nothing of a password."""
    return {"name": user.name, "role": user.role, "active": user.is_active, "failures": user.failures}


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        line = sys.stdin.readline() if sys.stdin else ""
        return line.rstrip("\r\n")
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse("there is no terminal to ask for the password on; --password-stdin reads it from standard input")
    from getpass import getpass

    password = getpass("Password (at least 12 characters, such as four unrelated words): ")
    if getpass("Again: ") != password:
        raise WrongUse("the two passwords are not the same; nothing was changed")
    return password


def _list(options: argparse.Namespace) -> int:
    from datetime import UTC

    with stores.opened("users", options) as database, database.reading() as session:
        from triage.store import users

        now = stores.now()
        found = users.all_users(session)
        if options.json:
            streams.use_utf8()
            rows = [
                {**_told(user), "display_name": user.display_name, "locked": users.is_locked(user, now)}
                for user in found
            ]
            streams.result(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
            return Exit.DONE
        for user in found:
            state = "active" if user.is_active else "disabled"
            if user.locked_until is not None and users.is_locked(user, now):
                state += f", locked until {user.locked_until.astimezone(UTC):%H:%M} UTC"
            streams.result(f"{user.name:20}  {user.role:12}  {state}  {streams.harmless(user.display_name)}\n")
        if not found:
            streams.say("There is no user yet: triage users add NAME --role admin")
    return Exit.DONE
