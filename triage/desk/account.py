"""What those who work at the desk may do with their own account. Each change is in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.desk import strings
from triage.desk.desk import Desk
from triage.errors import StaffRefused
from triage.store import audit, desk_rows, staff_sessions, users
from triage.store.models import User


@dataclass(frozen=True)
class OpenSession:
    """One log-in that is not over; `is_here` for the one that asks."""

    since: datetime
    seen: datetime
    is_here: bool


def sessions(desk: Desk, now: datetime, user: User, token: str) -> list[OpenSession]:
    """All of the user's log-ins, the latest first. `token` is that of the one that asks."""
    with desk.database.reading() as session:
        found = staff_sessions.sessions_of(session, now, user)
    return [OpenSession(one.created_at, one.seen_at, staff_sessions.is_of(one, token)) for one in found]


def change_password(desk: Desk, now: datetime, user: User, current: str, new: str) -> str:
    """Another password, for the right current one. All sessions end. Returns the token of a new one.

    Wrong ones count as failed log-ins do. Raises StaffRefused.
    """
    with desk.database.reading() as session:
        checked = users.check(session, user.name, current)
    with desk.database.writing() as session:
        tried = users.log_in(session, now, checked)
    if tried.token is None:
        raise StaffRefused(strings.WRONG_PASSWORD)
    with desk.database.writing() as session:
        one = desk_rows.user_to_change(session, user.id)
        if one is None:
            raise StaffRefused(strings.NO_SUCH_USER)
        users.set_password(session, one, new)
        audit.append(session, desk.audit_key, now, one.name, "user.own_password", f"user:{one.id}")
        return staff_sessions.start_session(session, now, one)


def end_sessions(desk: Desk, now: datetime, user: User) -> str:
    """All sessions of the user end. Returns the token of a new one."""
    with desk.database.writing() as session:
        one = desk_rows.user_to_change(session, user.id)
        if one is None:
            raise StaffRefused(strings.NO_SUCH_USER)
        staff_sessions.end_sessions(session, one)
        audit.append(session, desk.audit_key, now, one.name, "user.end_sessions", f"user:{one.id}")
        return staff_sessions.start_session(session, now, one)
