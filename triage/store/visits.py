"""Self-assessments: anonymous, found by a token, a code or a QR code, saved without losing what another tab did."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, bindparam, delete, select, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from triage.store.codes import code_hash, desk_token, new_code, new_token, token_hash
from triage.store.models import ENGLISH, Visit

# Made once: this is what each answer of each person waits for (benchmarks/web.py).
_SAVE = (
    update(Visit.__table__)  # type: ignore[arg-type]  # a mapped class has a table of this type
    .where(
        Visit.id == bindparam("this_id"),
        Visit.version == bindparam("expected_version"),
        Visit.expires_at > bindparam("now"),
    )
    .values(
        {name: bindparam(name) for name in ("moves", "answers", "is_done", "result", "version")}
        | {name: bindparam(name) for name in ("touched_at", "expires_at")}
    )
)

_BY_TOKEN = select(Visit.__table__).where(
    Visit.token_hash == bindparam("token_hash"), Visit.expires_at > bindparam("now")
)


def new_visit(
    session: Session,
    now: datetime,
    country: str,
    pack_sha256: str,
    lives_for: timedelta,
    language: str = ENGLISH,
) -> tuple[Visit, str]:
    """A visit in which nothing has been answered, and the token for its cookie, which is kept nowhere."""
    token = new_token()
    visit = Visit(
        id=str(uuid.uuid4()),
        token_hash=token_hash(token),
        country=country,
        pack_sha256=pack_sha256,
        moves=[],
        version=1,
        answers={},
        is_done=False,
        created_at=now,
        touched_at=now,
        expires_at=now + lives_for,
        language=language,
    )
    session.add(visit)
    session.flush()
    return visit, token


def visit_by_token(session: Session | Connection, now: datetime, token: str) -> Visit | None:
    """The visit of this cookie, unless it has expired: to look at and to save with `save_visit`.

    It belongs to no session, which halves the time of what each request of each person does first.
    """
    row = session.execute(_BY_TOKEN, {"token_hash": token_hash(token), "now": now}).mappings().first()
    if row is None:
        return None
    visit = Visit()
    for name, value in row.items():
        set_committed_value(visit, name, value)
    make_transient_to_detached(visit)
    return visit


def save_visit(
    session: Session | Connection,
    visit: Visit,
    expected_version: int,
    now: datetime,
    *,
    moves: Sequence[Any],
    answers: Mapping[str, Any],
    is_done: bool = False,
    result: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Save what was done, if the visit is still at the version that the page was made from.

    False, and nothing is saved, when another request was first or the visit is gone: read it again.
    """
    saved = {
        "moves": list(moves),
        "answers": dict(answers),
        "is_done": is_done,
        "result": None if result is None else dict(result),
        "version": expected_version + 1,
        "touched_at": now,
        "expires_at": expires_at or visit.expires_at,
    }
    this = {"this_id": visit.id, "expected_version": expected_version, "now": now}
    done = cast(CursorResult[Any], session.execute(_SAVE, {**this, **saved}))
    if done.rowcount != 1:
        return False
    for name, value in saved.items():
        set_committed_value(visit, name, value)
    return True


def set_language(session: Session | Connection, visit: Visit, language: str) -> None:
    """From now on this person reads another language; what they did stands as it is."""
    this = update(Visit).where(Visit.id == visit.id).values(language=language)
    session.execute(this.execution_options(synchronize_session=False))
    set_committed_value(visit, "language", language)


def renew_token(session: Session, visit: Visit) -> str:
    """A new token, for whoever came back by a code; the old one finds nothing any more."""
    token = new_token()
    visit.token_hash = token_hash(token)
    session.flush()
    return token


def give_code(session: Session, visit: Visit, now: datetime, key: bytes, lives_for: timedelta | None = None) -> str:
    """A code to come back with, in place of any earlier one; it lives no longer than the visit itself."""
    code = new_code()
    visit.code_hash = code_hash(code, key)
    visit.code_expires_at = visit.expires_at if lives_for is None else min(now + lives_for, visit.expires_at)
    session.flush()
    return code


def visit_by_code(session: Session, now: datetime, code: str, key: bytes) -> Visit | None:
    """The visit of a code as somebody typed it, unless either has expired.

    What is looked up is a keyed hash, so the time it takes tells nothing of the codes that exist.
    """
    hashed = code_hash(code, key)
    if hashed is None:
        return None
    return _visit(session, now, (Visit.code_hash == hashed) & (Visit.code_expires_at > now))


def give_desk_token(session: Session, visit: Visit, key: bytes) -> str:
    """The token for the QR code that is shown at the desk; the same each time."""
    token = desk_token(visit.id, key)
    visit.desk_hash = token_hash(token)
    session.flush()
    return token


def visit_by_desk_token(session: Session, now: datetime, token: str) -> Visit | None:
    """The visit of a QR code, unless it has expired."""
    return _visit(session, now, Visit.desk_hash == token_hash(token))


def delete_visit(session: Session, visit: Visit) -> None:
    """Delete it at once: no trace of its answers stays in the database. Twice does no harm."""
    session.flush()
    session.execute(delete(Visit).where(Visit.id == visit.id).execution_options(synchronize_session=False))
    session.expunge(visit)


def delete_expired(session: Session, now: datetime) -> int:
    """Delete all visits whose time is over. Returns how many."""
    gone = delete(Visit).where(Visit.expires_at <= now).returning(Visit.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _visit(session: Session, now: datetime, is_it: ColumnElement[bool]) -> Visit | None:
    found = select(Visit).where(is_it, Visit.expires_at > now)
    return session.scalar(found.execution_options(populate_existing=True))
