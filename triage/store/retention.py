"""Forgetting: what is old goes by itself, one person's data on request; the audit log keeps that it happened."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from triage.store import audit, classes
from triage.store.models import AuditEntry, LearningClass, Override, Reask, Ticket, Visit
from triage.store.staff_sessions import delete_over
from triage.store.visits import delete_expired

DAYS = 30


@dataclass(frozen=True)
class Removed:
    """How much a run of retention has deleted."""

    visits: int
    tickets: int
    sessions: int
    classes: int = 0
    learners: int = 0


@dataclass(frozen=True)
class Erased:
    """How much of one person was erased: rows, and entries of the audit log that lost their values."""

    rows: int
    entries: int


def run(session: Session, key: bytes, now: datetime, days: int = DAYS, who: str = "system") -> Removed:
    """Delete all whose time is over, and tickets that were closed, or left open, `days` ago or more."""
    sessions, visits = delete_over(session, now), delete_expired(session, now)
    is_old = func.coalesce(Ticket.closed_at, Ticket.arrived_at) <= now - timedelta(days=days)
    old = select(Ticket.id).where(or_(is_old, Ticket.expires_at <= now)).order_by(Ticket.id).with_for_update()
    tickets = session.scalars(old).all()
    for ticket in tickets:
        _erase(session, key, now, who, f"ticket:{ticket}")
    removed = Removed(visits, len(tickets), sessions, *classes.delete_expired(session, now))
    audit.append(session, key, now, who, "retention.run", "store:all", after={**asdict(removed), "days": days})
    return removed


def erase(session: Session, key: bytes, now: datetime, thing: str, who: str = "system") -> Erased | None:
    """Erase one person: `ticket:<id>` or `visit:<id>`, and the ticket or visits that belong to it; or a `class:<id>`.

    None when there is nothing of this name, neither a row nor a value in the audit log.
    """
    kind, _, name = thing.partition(":")
    if kind == "visit":
        ticket = session.scalar(select(Visit.ticket_id).where(Visit.id == name))
        thing = f"ticket:{ticket}" if ticket else thing
    elif kind == "class":
        return _erase_class(session, key, now, who, name)
    elif kind != "ticket":
        return None
    erased = _erase(session, key, now, who, thing)
    return erased if erased.rows or erased.entries else None


def _erase_class(session: Session, key: bytes, now: datetime, who: str, name: str) -> Erased | None:
    """A class with everybody in it. The log says so, and never had anything of what they did."""
    if session.get(LearningClass, name) is None:
        return None
    rows = 1 + classes.delete_class(session, name)
    audit.append(session, key, now, who, f"class.{audit.ERASE}", f"class:{name}", after={"rows": rows, "entries": 0})
    return Erased(rows, 0)


def _erase(session: Session, key: bytes, now: datetime, who: str, thing: str) -> Erased:
    kind, _, name = thing.partition(":")
    things, rows = [thing], 0
    if kind == "ticket":
        for other in (Override, Reask, Visit):
            ids = session.scalars(select(other.id).where(other.ticket_id == name)).all()
            things += [f"{other.__tablename__}:{one}" for one in ids]
            session.execute(delete(other).where(other.ticket_id == name).execution_options(synchronize_session=False))
            rows += len(ids)
    table = Ticket if kind == "ticket" else Visit
    gone = delete(table).where(table.id == name).returning(table.id)
    rows += len(session.scalars(gone.execution_options(synchronize_session=False)).all())
    return Erased(rows, _forget(session, key, now, who, things, rows))


def _forget(session: Session, key: bytes, now: datetime, who: str, things: list[str], rows: int) -> int:
    """The values go first; then, of each thing that lost some, an entry that says why."""
    has_values = (AuditEntry.object.in_(things), AuditEntry.salt.is_not(None))
    counts = select(AuditEntry.object, func.count()).where(*has_values).group_by(AuditEntry.object)
    entries = {about: number for about, number in session.execute(counts)}  # noqa: C416  # rows, not pairs
    audit.forget_values(session, things)
    for about in things:
        told = {"rows": rows if about == things[0] else 0, "entries": entries.get(about, 0)}
        if any(told.values()):
            audit.append(session, key, now, who, f"{about.partition(':')[0]}.{audit.ERASE}", about, after=told)
    return sum(entries.values())
