"""Taking a ticket, by one desk only, however many reach for it at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from triage.store.models import Ticket, User

WAITING, CLAIMED = "waiting", "claimed"


def claim(session: Session, now: datetime, ticket_id: str, user: User) -> Ticket | None:
    """Take this ticket. None when it does not wait (any more)."""
    this = select(Ticket).where(Ticket.id == ticket_id, Ticket.state == WAITING).with_for_update()
    return _claimed(session.scalar(this.execution_options(populate_existing=True)), now, user)


def claim_next(session: Session, now: datetime, user: User) -> Ticket | None:
    """Take the most urgent of the tickets that wait, of equal ones that which arrived first. None when none waits."""
    queue = select(Ticket).where(Ticket.state == WAITING).order_by(*queue_order()).limit(1)
    first = queue.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return _claimed(session.scalar(first), now, user)


def queue_order() -> tuple[Any, ...]:
    """The order of the queue: urgency, then waiting time; the number decides between equal moments."""
    return Ticket.urgency_rank.desc().nulls_last(), Ticket.arrived_at, Ticket.number


def _claimed(ticket: Ticket | None, now: datetime, user: User) -> Ticket | None:
    if ticket is not None:
        ticket.state, ticket.claimed_by, ticket.claimed_at = CLAIMED, user.id, now
        ticket.version += 1
    return ticket
