"""The tables. JSON columns are assigned whole; a change inside one is not noticed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, ForeignKey, Index, MetaData, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROLES = ("receptionist", "clinician", "admin")
SOURCES = ("desk", "visit")
STATES = ("intake", "waiting", "claimed", "seen", "left")
PERSONS = ("self", "other")
REASK_STATES = ("due", "done", "dropped")
LONGEST_LABEL, LONGEST_NOTE = 40, 200
LONGEST_TITLE, LONGEST_NICKNAME = 60, 24
PRACTICE_KINDS = ("case", "quiz")
ENGLISH = "en"


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, always UTC: SQLite would forget the zone."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Table(DeclarativeBase):
    """What all tables share: how their constraints are named, and what the types of columns mean."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own way
        str: Text(),
        datetime: Moment(),
        dict[str, Any]: JSON(none_as_null=True),
        dict[str, str]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
    }


class User(Table):
    """Somebody who works at the desk. Never deleted, since the audit log names them: made inactive."""

    __tablename__ = "user"
    __table_args__ = (one_of("role", ROLES), CheckConstraint("name = lower(name)", name="name"))

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    initials: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class StaffSession(Table):
    """One log-in. The cookie holds the token, this table only its hash."""

    __tablename__ = "staff_session"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Visit(Table):
    """One self-assessment, known by tokens of which only hashes are kept."""

    __tablename__ = "visit"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    code_expires_at: Mapped[datetime | None]
    desk_hash: Mapped[str | None] = mapped_column(unique=True)
    country: Mapped[str]
    pack_sha256: Mapped[str]
    moves: Mapped[list[Any]]
    version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    is_done: Mapped[bool]
    result: Mapped[dict[str, Any] | None]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("ticket.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(default=ENGLISH, server_default=ENGLISH)


class Ticket(Table):
    """One person at the desk, from intake until they are seen or have left. `language` is what they read."""

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("source", SOURCES),
        one_of("state", STATES),
        one_of("person", PERSONS),
        CheckConstraint(f"length(label) <= {LONGEST_LABEL}", name="label"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(claimed_by IS NULL) = (claimed_at IS NULL)", name="claimed"),
        Index("uq_ticket_day_number", "day", "number", unique=True),
        Index("ix_ticket_queue", "state", "urgency_rank", "arrived_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    day: Mapped[str]
    label: Mapped[str | None]
    source: Mapped[str]
    state: Mapped[str]
    answers: Mapped[dict[str, Any]]
    said_by: Mapped[dict[str, str]]
    person: Mapped[str]
    country: Mapped[str]
    result: Mapped[dict[str, Any] | None]
    urgency: Mapped[str | None]
    urgency_rank: Mapped[int | None]
    assessed_urgency: Mapped[str | None]
    version: Mapped[int]
    arrived_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(default=ENGLISH, server_default=ENGLISH)


class Override(Table):
    """A level that staff set instead of the assessed one, and why."""

    __tablename__ = "override"
    __table_args__ = (CheckConstraint(f"length(note) <= {LONGEST_NOTE}", name="note"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    initials: Mapped[str]
    at: Mapped[datetime]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str | None]
    rules: Mapped[list[str]]
    is_current: Mapped[bool]


class Reask(Table):
    """A time at which something has to be asked again."""

    __tablename__ = "reask"
    __table_args__ = (one_of("state", REASK_STATES), Index("ix_reask_state_due_at", "state", "due_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime]
    asks: Mapped[list[str]]
    says: Mapped[str]
    state: Mapped[str]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]


class LearningClass(Table):
    """A class of learners who do the same cases. What students and the teacher come in by is kept as hashes alone."""

    __tablename__ = "class"
    __table_args__ = (
        CheckConstraint(f"length(title) <= {LONGEST_TITLE}", name="title"),
        CheckConstraint("cases >= 1", name="cases"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    teacher_code_hash: Mapped[str] = mapped_column(unique=True)
    teacher_token_hash: Mapped[str] = mapped_column(unique=True)
    pack_sha256: Mapped[str]
    seed: Mapped[int]
    cases: Mapped[int]
    is_open: Mapped[bool]
    joined: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Learner(Table):
    """Somebody who practises, alone or in a class: a nickname at most, and how far they are."""

    __tablename__ = "learner"
    __table_args__ = (
        CheckConstraint(f"length(nickname) <= {LONGEST_NICKNAME}", name="nickname"),
        CheckConstraint("(class_id IS NULL) = (number IS NULL)", name="number"),
        CheckConstraint("version >= 1", name="version"),
        Index("uq_learner_class_id_number", "class_id", "number", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    class_id: Mapped[str | None] = mapped_column(ForeignKey("class.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    nickname: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Practice(Table):
    """One case or question of the quiz that a learner has done; `seen` are the danger signs that were rightly named.

    `done` is all that it takes to show it again, and read only then.
    """

    __tablename__ = "practice"
    __table_args__ = (
        one_of("kind", PRACTICE_KINDS),
        Index("uq_practice_learner_id_kind_number", "learner_id", "kind", "number", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id", ondelete="CASCADE"))
    kind: Mapped[str]
    number: Mapped[int]
    at: Mapped[datetime]
    record: Mapped[dict[str, Any]]
    seen: Mapped[list[str]]
    done: Mapped[dict[str, Any]] = mapped_column(deferred=True)


class AuditEntry(Table):
    """One line of the audit log. `hash` covers all but `before`, `after` and `salt`, and these by way of `digest`:

    so erasure can take the values away and leave the chain whole (see docs/adr/0011-audit-and-erasure.md).
    """

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("seq >= 1", name="seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    object: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    salt: Mapped[str | None]
    digest: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
