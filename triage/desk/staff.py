"""Those who work at the desk, as an admin manages them. Each change is in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from triage.desk import strings
from triage.desk.desk import Desk
from triage.desk.roles import Permission, require
from triage.errors import DeskRefused, StaffRefused
from triage.store import Session, audit, desk_rows, users
from triage.store.models import User


def everybody(desk: Desk, user: User) -> list[User]:
    """All users, by name. Raises NotAllowed."""
    require(user, Permission.MANAGE_USERS)
    with desk.database.reading() as session:
        return users.all_users(session)


def add(
    desk: Desk, now: datetime, user: User, *, name: str, role: str, password: str, display_name: str, initials: str
) -> User:
    """Somebody new. Raises NotAllowed, StaffRefused."""
    require(user, Permission.MANAGE_USERS)
    with desk.database.writing() as session:
        made = users.add_user(session, now, name, role, password, display_name=display_name, initials=initials)
        _record(desk, session, now, user, "user.add", made, None)
        return made


def disable(desk: Desk, now: datetime, user: User, user_id: str) -> User:
    """Nobody logs in under this name any more, and who is logged in is no longer. Raises NotAllowed, DeskRefused."""
    return _change(
        desk, now, user, user_id, "disable", lambda session, one: users.set_active(session, one, is_active=False)
    )


def enable(desk: Desk, now: datetime, user: User, user_id: str) -> User:
    """They may log in again. Raises NotAllowed, DeskRefused."""
    return _change(
        desk, now, user, user_id, "enable", lambda session, one: users.set_active(session, one, is_active=True)
    )


def unlock(desk: Desk, now: datetime, user: User, user_id: str) -> User:
    """They may try to log in again at once. Raises NotAllowed, DeskRefused."""
    return _change(desk, now, user, user_id, "unlock", users.unlock)


def set_role(desk: Desk, now: datetime, user: User, user_id: str, role: str) -> User:
    """Another role; they log in anew. Raises NotAllowed, DeskRefused, StaffRefused."""
    return _change(desk, now, user, user_id, "role", lambda session, one: users.set_role(session, one, role))


def set_password(desk: Desk, now: datetime, user: User, user_id: str, password: str) -> User:
    """Another password; they log in anew. Raises NotAllowed, DeskRefused, StaffRefused."""
    return _change(
        desk, now, user, user_id, "password", lambda session, one: users.set_password(session, one, password)
    )


def log_in(desk: Desk, now: datetime, name: str, password: str) -> users.LogIn:
    """A log-in by name and password, told in the audit log for names that there are, whatever comes of it."""
    with desk.database.reading() as session:
        checked = users.check(session, name, password)
    with desk.database.writing() as session:
        tried = users.log_in(session, now, checked)
        if tried.user is not None:
            what = "user.log_in" if tried.refused is None else "user.log_in_refused"
            after = None if tried.refused is None else {"refused": tried.refused.value}
            audit.append(session, desk.audit_key, now, tried.user.name, what, f"user:{tried.user.id}", after=after)
        return tried


def _change(
    desk: Desk, now: datetime, user: User, user_id: str, what: str, change: Callable[[Session, User], None]
) -> User:
    require(user, Permission.MANAGE_USERS)
    if user_id == user.id and what in ("disable", "role"):
        raise DeskRefused(strings.NOT_YOURSELF)
    with desk.database.writing() as session:
        one = desk_rows.user_to_change(session, user_id)
        if one is None:
            raise StaffRefused(strings.NO_SUCH_USER)
        before = _told(one)
        change(session, one)
        _record(desk, session, now, user, f"user.{what}", one, before)
        return one


def _record(
    desk: Desk, session: Session, now: datetime, user: User, what: str, one: User, before: dict[str, Any] | None
) -> None:
    audit.append(session, desk.audit_key, now, user.name, what, f"user:{one.id}", before, _told(one))


def _told(one: User) -> dict[str, Any]:
    """A user as the log tells of them: nothing of a password."""
    return {"name": one.name, "role": one.role, "active": one.is_active, "failures": one.failures}
