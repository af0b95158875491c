"""A day at the desk on one sheet, with the head of the audit log: on paper, it shows later that nothing was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from triage.desk import strings
from triage.desk.changes import level_label
from triage.desk.desk import Desk
from triage.desk.handover import SetLevel, set_level_in_words, waited
from triage.desk.roles import Permission, require
from triage.errors import DeskRefused
from triage.store import audit, desk_rows
from triage.store.models import Ticket, User


@dataclass(frozen=True)
class Line:
    """One ticket of the day."""

    ticket: Ticket
    level: str
    assessed_level: str
    state: str
    waited: timedelta
    overrides: tuple[SetLevel, ...]


@dataclass(frozen=True)
class DaySheet:
    """All tickets of a day by number, and the head of the audit log at `made_at`."""

    day: str
    made_at: datetime
    lines: tuple[Line, ...]
    head: str


def day_sheet(desk: Desk, now: datetime, user: User, day: str | None = None) -> DaySheet:
    """The sheet of a day such as 2026-03-14, by default of today. Raises NotAllowed, DeskRefused for what is no day."""
    require(user, Permission.PRINT)
    day = desk.day(now) if day is None else _checked(day)
    with desk.database.reading() as session:
        tickets = desk_rows.tickets_of_day(session, day)
        overrides = desk_rows.overrides_of(session, [ticket.id for ticket in tickets])
        head = audit.head(session)
    lines = [
        Line(
            ticket,
            level_label(desk, ticket.urgency or ""),
            level_label(desk, ticket.assessed_urgency or ""),
            strings.STATES[ticket.state],
            waited(ticket, now),
            tuple(set_level_in_words(desk, one) for one in overrides if one.ticket_id == ticket.id),
        )
        for ticket in tickets
    ]
    return DaySheet(day, now, tuple(lines), str(head))


def _checked(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise DeskRefused(strings.NO_SUCH_DAY) from None
