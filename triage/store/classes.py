"""Classes: students join by a code, the teacher comes back by another; both are kept as keyed hashes alone."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from triage.store.codes import ALPHABET, LENGTH, code_hash, new_code, new_token, token_hash, written
from triage.store.models import Learner, LearningClass, Practice

_QUIETLY = {"synchronize_session": False}


def new_class(
    session: Session,
    now: datetime,
    key: bytes,
    *,
    title: str,
    pack_sha256: str,
    seed: int,
    cases: int,
    lives_for: timedelta,
) -> tuple[LearningClass, str, str]:
    """A class in which nobody is yet, the teacher's code, and the token for their cookie. Neither is kept anywhere."""
    name, code, token = str(uuid.uuid4()), new_code(), new_token()
    klass = LearningClass(
        id=name,
        title=title,
        code_hash=_hashed(class_code(name, key), key),
        teacher_code_hash=_hashed(code, _teachers(key)),
        teacher_token_hash=token_hash(token),
        pack_sha256=pack_sha256,
        seed=seed,
        cases=cases,
        is_open=True,
        joined=0,
        created_at=now,
        expires_at=now + lives_for,
    )
    session.add(klass)
    session.flush()
    return klass, code, token


def class_code(class_id: str, key: bytes) -> str:
    """The code by which students join: made from the key each time, so that it can be shown without being kept."""
    number = int.from_bytes(hmac.digest(key, b"class:" + class_id.encode(), hashlib.sha256))
    return written("".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH)))


def class_by_code(session: Session, now: datetime, code: str, key: bytes) -> LearningClass | None:
    """The class of a code as a student typed it, unless it is over."""
    hashed = code_hash(code, key)
    return None if hashed is None else _found(session, now, code_hash=hashed)


def class_by_teacher_code(session: Session, now: datetime, code: str, key: bytes) -> LearningClass | None:
    """The class of a teacher's code, unless it is over."""
    hashed = code_hash(code, _teachers(key))
    return None if hashed is None else _found(session, now, teacher_code_hash=hashed)


def class_by_token(session: Session, now: datetime, token: str) -> LearningClass | None:
    """The class of a teacher's cookie, unless it is over."""
    return _found(session, now, teacher_token_hash=token_hash(token))


def renew_token(session: Session, klass: LearningClass) -> str:
    """A new token for the teacher's cookie; the old one finds nothing any more."""
    token = new_token()
    klass.teacher_token_hash = token_hash(token)
    session.flush()
    return token


def delete_class(session: Session, class_id: str) -> int:
    """Delete a class, everybody in it and all that they did. Returns how many learners; twice does no harm."""
    learners = session.scalars(select(Learner.id).where(Learner.class_id == class_id)).all()
    _delete_learners(session, list(learners))
    session.execute(delete(LearningClass).where(LearningClass.id == class_id), execution_options=_QUIETLY)
    return len(learners)


def delete_expired(session: Session, now: datetime) -> tuple[int, int]:
    """Delete all classes and all learners whose time is over. Returns how many of each."""
    classes = session.scalars(select(LearningClass.id).where(LearningClass.expires_at <= now)).all()
    learners = sum(delete_class(session, name) for name in classes)
    alone = session.scalars(select(Learner.id).where(Learner.expires_at <= now)).all()
    _delete_learners(session, list(alone))
    return len(classes), learners + len(alone)


def _delete_learners(session: Session, learners: list[str]) -> None:
    session.execute(delete(Practice).where(Practice.learner_id.in_(learners)), execution_options=_QUIETLY)
    session.execute(delete(Learner).where(Learner.id.in_(learners)), execution_options=_QUIETLY)


def _found(session: Session, now: datetime, **column: str) -> LearningClass | None:
    return session.scalar(select(LearningClass).filter_by(**column).where(LearningClass.expires_at > now))


def _teachers(key: bytes) -> bytes:
    """A key of its own: a student's code never opens the teacher's pages."""
    return hmac.digest(key, b"teacher", hashlib.sha256)


def _hashed(code: str, key: bytes) -> str:
    hashed = code_hash(code, key)
    assert hashed is not None
    return hashed
