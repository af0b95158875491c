"""What the desk reads and locks: tickets, overrides, times to ask again, and the history of a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, defer

from triage.store.database import POSTGRESQL
from triage.store.models import AuditEntry, Override, Reask, Ticket, User, Visit
from triage.store.tickets import queue_order

OPEN_STATES = ("intake", "waiting", "claimed")
_NUMBERING = 0x7472_6961_6765_03
_LIGHT = (defer(Ticket.answers), defer(Ticket.said_by), defer(Ticket.result))
_NOW = {"populate_existing": True}  # what the database has now, not what this session read before


def ticket_to_change(session: Session, ticket_id: str) -> Ticket | None:
    """A ticket whose row nobody else changes until this transaction ends."""
    return session.scalar(select(Ticket).where(Ticket.id == ticket_id).with_for_update(), execution_options=_NOW)


def ticket_of(session: Session, ticket_id: str) -> Ticket | None:
    return session.scalar(select(Ticket).where(Ticket.id == ticket_id), execution_options=_NOW)


def visit_to_change(session: Session, visit_id: str) -> Visit | None:
    """A self-assessment whose row nobody else changes until this transaction ends."""
    return session.scalar(select(Visit).where(Visit.id == visit_id).with_for_update(), execution_options=_NOW)


def visit_of_ticket(session: Session, ticket_id: str) -> Visit | None:
    """The self-assessment that a ticket was made from."""
    return session.scalar(select(Visit).where(Visit.ticket_id == ticket_id), execution_options=_NOW)


def open_tickets(session: Session) -> list[Ticket]:
    """All that are not closed, the most urgent first; without their answers and results."""
    these = select(Ticket).where(Ticket.state.in_(OPEN_STATES)).order_by(*queue_order()).options(*_LIGHT)
    return list(session.scalars(these, execution_options=_NOW))


def tickets_of_day(session: Session, day: str) -> list[Ticket]:
    """The tickets of a day by number, without their answers and results."""
    these = select(Ticket).where(Ticket.day == day).order_by(Ticket.number).options(*_LIGHT)
    return list(session.scalars(these, execution_options=_NOW))


def next_number(session: Session, day: str) -> int:
    """The next ticket number of a day. On PostgreSQL others wait for it until this transaction ends."""
    if session.get_bind().dialect.name == POSTGRESQL:
        session.execute(text(f"SELECT pg_advisory_xact_lock({_NUMBERING})"))
    return (session.scalar(select(func.max(Ticket.number)).where(Ticket.day == day)) or 0) + 1


def keep(session: Session, row: Ticket | Override | Reask) -> None:
    """Put a new row into the database."""
    session.add(row)
    session.flush()


# ---- overrides


def current_override(session: Session, ticket_id: str) -> Override | None:
    return session.scalar(
        select(Override).where(Override.ticket_id == ticket_id, Override.is_current), execution_options=_NOW
    )


def overrides_of(session: Session, ticket_ids: Iterable[str]) -> list[Override]:
    these = select(Override).where(Override.ticket_id.in_(list(ticket_ids)))
    return list(session.scalars(these.order_by(Override.at, Override.id), execution_options=_NOW))


def overrides_between(session: Session, since: datetime | None, until: datetime | None) -> list[Override]:
    """All overrides from a moment on, and before another."""
    these = select(Override)
    if since is not None:
        these = these.where(Override.at >= since)
    if until is not None:
        these = these.where(Override.at < until)
    return list(session.scalars(these.order_by(Override.at, Override.id), execution_options=_NOW))


def end_overrides(session: Session, ticket_id: str) -> None:
    """No override of this ticket is in force any more; what was set stays on record."""
    these = update(Override).where(Override.ticket_id == ticket_id, Override.is_current)
    session.execute(these.values(is_current=False).execution_options(synchronize_session=False))


# ---- asking again


def due_reask(session: Session, ticket_id: str) -> Reask | None:
    """The next time at which this person is asked again."""
    this = select(Reask).where(Reask.ticket_id == ticket_id, Reask.state == "due")
    return session.scalar(this.order_by(Reask.due_at), execution_options=_NOW)


def due_reasks(session: Session, by: datetime | None = None) -> list[tuple[Reask, Ticket]]:
    """All times to ask open tickets again, up to a moment if one is given, the earliest first; tickets as above."""
    these = select(Reask, Ticket).join(Ticket, Ticket.id == Reask.ticket_id).options(*_LIGHT)
    these = these.where(Reask.state == "due", Ticket.state.in_(OPEN_STATES))
    if by is not None:
        these = these.where(Reask.due_at <= by)
    return [
        (reask, ticket)
        for reask, ticket in session.execute(these.order_by(Reask.due_at, Reask.id), execution_options=_NOW)
    ]


def end_reasks(session: Session, ticket_id: str, state: str, now: datetime, by: str) -> None:
    """Close the open times to ask this person again, as `done` or `dropped`."""
    these = update(Reask).where(Reask.ticket_id == ticket_id, Reask.state == "due")
    done = these.values(state=state, done_at=now, done_by=by)
    session.execute(done.execution_options(synchronize_session=False))


# ---- who, and what was done


def users_by_id(session: Session) -> dict[str, User]:
    return {user.id: user for user in session.scalars(select(User), execution_options=_NOW)}


def user_to_change(session: Session, user_id: str) -> User | None:
    """A user whose row nobody else changes until this transaction ends."""
    return session.scalar(select(User).where(User.id == user_id).with_for_update(), execution_options=_NOW)


def history_of(session: Session, object: str) -> list[AuditEntry]:  # noqa: A002  # the column's name
    """The audit entries about one thing, the oldest first."""
    return list(session.scalars(select(AuditEntry).where(AuditEntry.object == object).order_by(AuditEntry.seq)))


def latest_entries(session: Session, before: int | None = None, most: int = 100) -> list[AuditEntry]:
    """The newest audit entries, or those before a number, the newest first."""
    these = select(AuditEntry)
    if before is not None:
        these = these.where(AuditEntry.seq < before)
    return list(session.scalars(these.order_by(AuditEntry.seq.desc()).limit(most)))
