"""The queue: the most urgent first, of equals those who wait longest. Each ticket is taken by one desk only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.desk import strings
from triage.desk.desk import Desk
from triage.desk.reask import drop_timers
from triage.desk.roles import Permission, require
from triage.desk.tickets import Change, changing, record
from triage.errors import DeskRefused
from triage.pack.scales import Urgency
from triage.store import desk_rows, tickets
from triage.store.models import Ticket, User

WAITING, CLAIMED = tickets.WAITING, tickets.CLAIMED
SEEN, LEFT = "seen", "left"
_BEFORE_ALL = max(level.rank for level in Urgency) + 1


@dataclass(frozen=True)
class Row:
    """One line of the queue. `due_at` is when this person is asked again; `taken_by` who has the ticket."""

    ticket: Ticket
    waited: timedelta
    due_at: datetime | None
    is_due: bool
    taken_by: str | None
    is_overridden: bool

    @property
    def level(self) -> Urgency | None:
        return Urgency(self.ticket.urgency) if self.ticket.urgency else None


def queue(desk: Desk, now: datetime, user: User) -> list[Row]:
    """All open tickets in order. Raises NotAllowed."""
    require(user, Permission.SEE_QUEUE)
    with desk.database.reading() as session:
        found = desk_rows.open_tickets(session)
        due = {ticket.id: reask.due_at for reask, ticket in reversed(desk_rows.due_reasks(session))}
        users = desk_rows.users_by_id(session)
    rows = [_row(ticket, now, due.get(ticket.id), users) for ticket in found]
    return sorted(rows, key=lambda row: place(row.ticket))


def place(ticket: Ticket) -> tuple[int, datetime, int]:
    """Where a ticket stands: one of which nothing is known yet before all others, since it may be anything."""
    rank = _BEFORE_ALL if ticket.urgency_rank is None else ticket.urgency_rank
    return -rank, ticket.arrived_at, ticket.number


def claim(desk: Desk, now: datetime, user: User, ticket_id: str, version: int) -> Ticket:
    """Take a ticket. Raises NotAllowed, NoSuchTicket, StaleTicket, DeskRefused when it does not wait."""
    with changing(desk, now, user, ticket_id, version, "ticket.claim", Permission.CLAIM) as change:
        if tickets.claim(change.session, now, ticket_id, user) is None:
            raise DeskRefused(strings.NOT_WAITING)
        return change.ticket


def claim_next(desk: Desk, now: datetime, user: User) -> Ticket:
    """Take the ticket that is next. Raises NotAllowed, DeskRefused when nobody waits."""
    require(user, Permission.CLAIM)
    with desk.database.writing() as session:
        ticket = tickets.claim_next(session, now, user)
        if ticket is None:
            raise DeskRefused(strings.NOTHING_WAITS)
        was = {
            "state": WAITING,
            "urgency": ticket.urgency,
            "assessed_urgency": ticket.assessed_urgency,
            "claimed_by": None,
            "version": ticket.version - 1,
        }
        record(desk, now, user, Change(session, ticket, "ticket.claim"), was)
        return ticket


def release(desk: Desk, now: datetime, user: User, ticket_id: str, version: int) -> Ticket:
    """Give a ticket back: it waits again, where it stood. Raises as `claim`."""
    with changing(desk, now, user, ticket_id, version, "ticket.release", Permission.CLAIM) as change:
        if change.ticket.state != CLAIMED:
            raise DeskRefused(strings.NOT_CLAIMED)
        change.ticket.state, change.ticket.claimed_by, change.ticket.claimed_at = WAITING, None, None
        return change.ticket


def close(desk: Desk, now: datetime, user: User, ticket_id: str, version: int, state: str) -> Ticket:
    """Close a ticket as `seen` or `left`; nobody is asked again then. Raises as `claim`."""
    if state not in (SEEN, LEFT):
        raise DeskRefused(strings.CLOSED)
    with changing(desk, now, user, ticket_id, version, f"ticket.{state}", Permission.CLAIM) as change:
        change.ticket.state, change.ticket.closed_at = state, now
        drop_timers(change.session, now, change.ticket, user.name)
        return change.ticket


def _row(ticket: Ticket, now: datetime, due_at: datetime | None, users: dict[str, User]) -> Row:
    taken_by = users.get(ticket.claimed_by or "")
    return Row(
        ticket,
        max(now - ticket.arrived_at, timedelta(0)),
        due_at,
        due_at is not None and due_at <= now,
        taken_by.display_name if taken_by else None,
        ticket.assessed_urgency is not None and ticket.urgency != ticket.assessed_urgency,
    )
