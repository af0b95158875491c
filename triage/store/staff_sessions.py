"""Sessions of staff: a new token at each log-in, over after 30 idle minutes or twelve hours, ended whenever needed."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from triage.store.codes import new_token, token_hash
from triage.store.models import StaffSession, User

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)


def start_session(session: Session, now: datetime, user: User) -> str:
    """A new session. Returns the token for its cookie, which is kept nowhere."""
    token = new_token()
    session.add(
        StaffSession(id_hash=token_hash(token), user_id=user.id, created_at=now, seen_at=now, expires_at=now + WHOLE)
    )
    session.flush()
    return token


def user_of_session(session: Session, now: datetime, token: str) -> User | None:
    """Who is logged in with this token. Reads only; see `needs_seeing`."""
    found = _current(session, now, token)
    return found[1] if found else None


def needs_seeing(session: Session, now: datetime, token: str) -> bool:
    """Whether `see` is due: not at each request, so that most of them need not write."""
    found = _current(session, now, token)
    return found is not None and now - found[0].seen_at >= _SEEN_EVERY


def see(session: Session, now: datetime, token: str) -> None:
    """The user is here: the idle time starts anew. A session that is over stays so."""
    this = update(StaffSession).where(StaffSession.id_hash == token_hash(token), StaffSession.seen_at > now - IDLE)
    session.execute(this.values(seen_at=now).execution_options(synchronize_session=False))


def log_out(session: Session, token: str) -> None:
    """End one session."""
    session.execute(delete(StaffSession).where(StaffSession.id_hash == token_hash(token)))


def end_sessions(session: Session, user: User) -> int:
    """End all sessions of a user. Returns how many there were."""
    gone = delete(StaffSession).where(StaffSession.user_id == user.id).returning(StaffSession.id_hash)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def sessions_of(session: Session, now: datetime, user: User) -> list[StaffSession]:
    """All log-ins of a user that are not over, the latest first."""
    this = select(StaffSession).where(StaffSession.user_id == user.id)
    is_valid = (StaffSession.expires_at > now) & (StaffSession.seen_at > now - IDLE)
    return list(session.scalars(this.where(is_valid).order_by(StaffSession.created_at.desc())))


def is_of(one: StaffSession, token: str) -> bool:
    """Whether this token is that session's."""
    return hmac.compare_digest(one.id_hash, token_hash(token))


def delete_over(session: Session, now: datetime) -> int:
    """Delete sessions that nobody can use any more. Returns how many."""
    is_over = or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - IDLE)
    gone = delete(StaffSession).where(is_over).returning(StaffSession.id_hash)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _current(session: Session, now: datetime, token: str) -> tuple[StaffSession, User] | None:
    this = select(StaffSession, User).join(User, User.id == StaffSession.user_id)
    is_valid = (StaffSession.expires_at > now) & (StaffSession.seen_at > now - IDLE) & User.is_active
    found = session.execute(this.where(StaffSession.id_hash == token_hash(token), is_valid)).first()
    return (found[0], found[1]) if found else None
