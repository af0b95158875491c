"""Those who work at the desk: who they are, what they may do, and how they log in."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.errors import StaffRefused, did_you_mean
from triage.store import passwords
from triage.store.models import ROLES, User
from triage.store.staff_sessions import end_sessions, start_session

FREE_FAILURES = 5
LONGEST_LOCK = timedelta(minutes=60)
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_LONGEST_SHOWN, _LONGEST_INITIALS = 80, 4


class Refusal(StrEnum):
    """Why a log-in failed. For the log alone: whoever tries is told the same each time."""

    UNKNOWN = "unknown"
    PASSWORD = "password"  # no password: the word for a wrong one
    LOCKED = "locked"
    INACTIVE = "inactive"


@dataclass(frozen=True)
class Checked:
    """What trying a password has shown: the hash it was compared with, and a newer one where that is outdated."""

    name: str
    password_hash: str | None
    is_right: bool
    renewed_hash: str | None = None


@dataclass(frozen=True)
class LogIn:
    """How a log-in ended: with a token for the cookie, or refused. `user` is who was meant, where there is one."""

    user: User | None
    token: str | None = None
    refused: Refusal | None = None


def add_user(
    session: Session,
    now: datetime,
    name: str,
    role: str,
    password: str | None,
    *,
    display_name: str = "",
    initials: str = "",
    oidc_subject: str | None = None,
) -> User:
    """Add a user; without a password, one who logs in by OpenID Connect. Raises StaffRefused."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise StaffRefused("a user's name has letters a to z, digits and . _ @ -, at most 64 of them")
    _refuse_role(role)
    if user_by_name(session, name) is not None:
        raise StaffRefused(f"there is a user '{name}' already")
    if password is not None:
        passwords.refuse_weak(name, password)
    user = User(
        id=str(uuid.uuid4()),
        name=name,
        display_name=_printable(display_name)[:_LONGEST_SHOWN] or name,
        initials=_printable(initials)[:_LONGEST_INITIALS] or _initials(_printable(display_name) or name),
        role=role,
        password_hash=None if password is None else passwords.hashed(password),
        oidc_subject=oidc_subject,
        is_active=True,
        created_at=now,
        failures=0,
    )
    session.add(user)
    session.flush()
    return user


def all_users(session: Session) -> list[User]:
    """Everybody, by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def user_by_name(session: Session, name: str) -> User | None:
    """The user of this name, in capitals or not."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        return None
    return session.scalar(select(User).where(User.name == name).execution_options(populate_existing=True))


def user_by_oidc(session: Session, subject: str) -> User | None:
    """The active user whom an identity provider knows by this subject."""
    return session.scalar(select(User).where(User.oidc_subject == subject, User.is_active))


def check(session: Session, name: str, password: str) -> Checked:
    """Try a password, which is slow on purpose: do it in a transaction that reads, where nobody has to wait for it.

    It takes as long for an unknown user as for a known one.
    """
    user = user_by_name(session, name)
    kept = user.password_hash if user else None
    is_right = passwords.is_right(kept, password)
    renewed = passwords.hashed(password) if is_right and kept and passwords.is_outdated(kept) else None
    return Checked(name, kept, is_right, renewed)


def log_in(session: Session, now: datetime, checked: Checked) -> LogIn:
    """Start a session if the password was right. What it finds out has to be kept: commit, whatever the outcome.

    After five failures in a row the user is locked for 1, 2, 4 ... 60 minutes, for the right password too.
    """
    user = _locked_row(session, checked.name)
    if user is None:
        return LogIn(None, refused=Refusal.UNKNOWN)
    if not user.is_active:
        return LogIn(user, refused=Refusal.INACTIVE)
    if is_locked(user, now):
        return LogIn(user, refused=Refusal.LOCKED)
    if not checked.is_right or user.password_hash != checked.password_hash:
        user.failures += 1
        if user.failures >= FREE_FAILURES:
            user.locked_until = now + lock_of(user.failures)
        session.flush()
        return LogIn(user, refused=Refusal.PASSWORD)
    user.password_hash = checked.renewed_hash or user.password_hash
    unlock(session, user)
    return LogIn(user, start_session(session, now, user))


def is_locked(user: User, now: datetime) -> bool:
    """Whether too many log-ins have failed for another one to be tried now."""
    return user.locked_until is not None and now < user.locked_until


def lock_of(failures: int) -> timedelta:
    """For how long this many failures in a row lock a user out."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_LOCK)


def unlock(session: Session, user: User) -> None:
    """Forget failed log-ins."""
    user.failures, user.locked_until = 0, None
    session.flush()


def set_password(session: Session, user: User, password: str) -> None:
    """Give a new password, and end all sessions that the old one began. Raises StaffRefused."""
    passwords.refuse_weak(user.name, password)
    user.password_hash = passwords.hashed(password)
    unlock(session, user)
    end_sessions(session, user)


def set_role(session: Session, user: User, role: str) -> None:
    """Give another role, and end all sessions that the old one began. Raises StaffRefused."""
    _refuse_role(role)
    user.role = role
    end_sessions(session, user)


def set_active(session: Session, user: User, *, is_active: bool) -> None:
    """Let a user in, or no longer: then all their sessions end at once."""
    user.is_active = is_active
    session.flush()
    if not is_active:
        end_sessions(session, user)


def _locked_row(session: Session, name: str) -> User | None:
    """The user, whose row nobody else changes until we are done: attempts at the same time count one by one."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        return None
    row = select(User).where(User.name == name).with_for_update()
    return session.scalar(row.execution_options(populate_existing=True))


def _refuse_role(role: str) -> None:
    if role not in ROLES:
        raise StaffRefused(f"'{role}' is no role; there are {', '.join(ROLES)}.{did_you_mean(role, ROLES)}")


def _printable(shown: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in shown).split())


def _initials(shown: str) -> str:
    words = re.split(r"[\W_]+", shown)
    return "".join(word[0] for word in words if word).upper()[:_LONGEST_INITIALS]
