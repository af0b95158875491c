"""Learners: known by a token of which only the hash is kept, saved without losing what another tab did."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, RowMapping, bindparam, delete, func, insert, outerjoin, select, update
from sqlalchemy.orm import Session, make_transient_to_detached, undefer
from sqlalchemy.orm.attributes import set_committed_value

from triage.errors import ClassRefused
from triage.store.codes import new_token, token_hash
from triage.store.models import Learner, LearningClass, Practice, Table

CASE, QUIZ = "case", "quiz"
MOST_IN_A_CLASS = 200

T = TypeVar("T", bound=Table)


def new_learner(session: Session, now: datetime, expires_at: datetime) -> tuple[Learner, str]:
    """Somebody who practises alone, and the token for their cookie, which is kept nowhere."""
    return _added(session, now, expires_at)


def join(session: Session, now: datetime, in_class: LearningClass, nickname: str) -> tuple[Learner, str]:
    """Somebody new in a class, and their token. Raises ClassRefused: closed, full, or the nickname is taken."""
    klass = session.get_one(LearningClass, in_class.id, with_for_update=True, populate_existing=True)
    if not klass.is_open:
        raise ClassRefused("closed", "this class takes nobody new any more")
    taken = select(func.count()).where(Learner.class_id == klass.id, func.lower(Learner.nickname) == nickname.lower())
    if session.scalar(taken):
        raise ClassRefused("taken", "somebody in this class has that nickname already")
    if (session.scalar(select(func.count()).where(Learner.class_id == klass.id)) or 0) >= MOST_IN_A_CLASS:
        raise ClassRefused("full", f"this class is full: it has {MOST_IN_A_CLASS} learners")
    klass.joined += 1
    return _added(session, now, klass.expires_at, class_id=klass.id, number=klass.joined, nickname=nickname)


def _added(session: Session, now: datetime, expires_at: datetime, **columns: Any) -> tuple[Learner, str]:
    token = new_token()
    learner = Learner(
        id=str(uuid.uuid4()),
        token_hash=token_hash(token),
        state={},
        version=1,
        created_at=now,
        touched_at=now,
        expires_at=expires_at,
        **columns,
    )
    session.add(learner)
    session.flush()
    return learner, token


def learner_by_token(
    session: Session | Connection, now: datetime, token: str
) -> tuple[Learner, LearningClass | None] | None:
    """The learner of this cookie and their class, unless their time is over. Both belong to no session.

    One statement, made once: this is what each page of each learner waits for first.
    """
    row = session.execute(_BY_TOKEN, {"token_hash": token_hash(token), "now": now}).mappings().first()
    if row is None:
        return None
    return _detached(Learner, row), None if row["learner_class_id"] is None else _detached(LearningClass, row)


def _detached(table: type[T], row: RowMapping) -> T:
    made = table()
    for column in table.__table__.columns:
        set_committed_value(made, column.name, row[_labels(table)[column.name]])
    make_transient_to_detached(made)
    return made


def _labels(table: type[Table]) -> dict[str, str]:
    """What the columns of a table are called where another stands beside it."""
    return {column.name: f"{table.__tablename__}_{column.name}" for column in table.__table__.columns}


_BY_TOKEN = (
    select(
        *(
            column.label(_labels(table)[column.name])
            for table in (Learner, LearningClass)
            for column in table.__table__.columns
        )
    )
    .select_from(outerjoin(Learner.__table__, LearningClass.__table__))
    .where(Learner.token_hash == bindparam("token_hash"), Learner.expires_at > bindparam("now"))
)


def save(
    connection: Connection,
    learner: Learner,
    now: datetime,
    *,
    state: Mapping[str, Any],
    expires_at: datetime,
    did: Mapping[str, Any] | None = None,
) -> bool:
    """Save where a learner stands, and what they did just now (`kind`, `number`, `record`, `seen`, `done`).

    False, and nothing is saved, when another request of theirs was first, or they are gone.
    """
    this = update(Learner).where(Learner.id == learner.id, Learner.version == learner.version, Learner.expires_at > now)
    new = {"state": dict(state), "version": learner.version + 1, "touched_at": now, "expires_at": expires_at}
    if cast(CursorResult[Any], connection.execute(this.values(**new))).rowcount != 1:
        return False
    if did is not None:
        row = {"id": str(uuid.uuid4()), "learner_id": learner.id, "at": now, **did}
        connection.execute(insert(Practice).values(**row))
    return True


def practice_of(session: Session, learner_ids: Iterable[str]) -> list[Practice]:
    """What these learners did, in order, without what it takes to show it again."""
    found = select(Practice).where(Practice.learner_id.in_(list(learner_ids)))
    return list(session.scalars(found.order_by(Practice.learner_id, Practice.kind, Practice.number)))


def one_practice(session: Session, learner_id: str, kind: str, number: int) -> Practice | None:
    """One thing that a learner did, with all that it takes to show it again."""
    this = select(Practice).where(Practice.learner_id == learner_id, Practice.kind == kind, Practice.number == number)
    return session.scalar(this.options(undefer(Practice.done)))


def in_class(session: Session, class_id: str) -> list[Learner]:
    """Everybody in a class, in the order in which they joined."""
    return list(session.scalars(select(Learner).where(Learner.class_id == class_id).order_by(Learner.number)))


def one_in_class(session: Session, class_id: str, number: int) -> Learner | None:
    """The learner of this number in this very class."""
    return session.scalar(select(Learner).where(Learner.class_id == class_id, Learner.number == number))


def delete_learner(session: Session, learner: Learner) -> None:
    """Delete somebody and all that they did, at once; twice does no harm."""
    for gone in (
        delete(Practice).where(Practice.learner_id == learner.id),
        delete(Learner).where(Learner.id == learner.id),
    ):
        session.execute(gone, execution_options={"synchronize_session": False})
