"""Changing a ticket: one at a time, from the version that was seen, and told in the audit log with the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from triage.desk import strings
from triage.desk.desk import Desk
from triage.desk.history import told_since
from triage.desk.roles import Permission, require
from triage.errors import DeskRefused, NoSuchTicket, StaleTicket
from triage.store import Session, audit, desk_rows
from triage.store.models import LONGEST_LABEL, Ticket, User

_SHOWN = ("state", "urgency", "assessed_urgency", "claimed_by", "version")


@dataclass
class Change:
    """One change on its way: `ticket` is to be changed; `before` and `after` take what else the log should tell."""

    session: Session
    ticket: Ticket
    what: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@contextmanager
def changing(
    desk: Desk, now: datetime, user: User, ticket_id: str, version: int, what: str, permission: Permission
) -> Iterator[Change]:
    """A change of an open ticket, in one transaction with its audit entry.

    Raises NotAllowed, NoSuchTicket, DeskRefused for a closed ticket, StaleTicket when it is not at this version.
    """
    require(user, permission)
    with desk.database.writing() as session:
        ticket = desk_rows.ticket_to_change(session, ticket_id)
        if ticket is None:
            raise NoSuchTicket(strings.NO_SUCH_TICKET)
        if ticket.version != version:
            raise StaleTicket(ticket.id, told_since(desk, session, ticket, version))
        if ticket.state not in desk_rows.OPEN_STATES:
            raise DeskRefused(strings.CLOSED)
        change = Change(session, ticket, what)
        was = _shown(ticket)
        yield change
        ticket.version = version + 1
        record(desk, now, user, change, was)


def record(desk: Desk, now: datetime, user: User, change: Change, was: dict[str, Any] | None = None) -> None:
    """Append what a change did to the audit log, in its transaction."""
    now_is = _shown(change.ticket)
    told = [name for name in _SHOWN if was is None or was[name] != now_is[name]]
    audit.append(
        change.session,
        desk.audit_key,
        now,
        user.name,
        change.what,
        about(change.ticket.id),
        before=None if was is None else {name: was[name] for name in told} | change.before,
        after={name: now_is[name] for name in told} | change.after,
    )


def about(ticket_id: str) -> str:
    """How the audit log names a ticket."""
    return f"ticket:{ticket_id}"


def read_ticket(desk: Desk, user: User, ticket_id: str) -> Ticket:
    """A ticket as it is now. Raises NotAllowed, NoSuchTicket."""
    require(user, Permission.SEE_QUEUE)
    with desk.database.reading() as session:
        ticket = desk_rows.ticket_of(session, ticket_id)
    if ticket is None:
        raise NoSuchTicket(strings.NO_SUCH_TICKET)
    return ticket


def rename(desk: Desk, now: datetime, user: User, ticket_id: str, version: int, label: str) -> Ticket:
    """Give a ticket another name to call the person by, or none. The log does not tell the name."""
    checked = checked_label(label)
    with changing(desk, now, user, ticket_id, version, "ticket.label", Permission.TAKE_IN) as change:
        change.ticket.label = checked
        return change.ticket


def checked_label(label: str) -> str | None:
    """A name for a ticket in one line, None for an empty one. Raises DeskRefused."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in label).split())
    if len(plain) > LONGEST_LABEL:
        raise DeskRefused(strings.fill(strings.LABEL_LONG, most=LONGEST_LABEL))
    return plain or None


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in _SHOWN}
