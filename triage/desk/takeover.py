"""A self-assessment brought to the desk, by the code that was noted down or the token of its QR code."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from triage.desk import strings
from triage.desk.answering import Judged, Said, Saved, apply, blank_ticket, judge
from triage.desk.desk import Desk
from triage.desk.roles import Permission, require
from triage.desk.tickets import Change, checked_label, record
from triage.errors import NoSuchTicket
from triage.store import Session, desk_rows
from triage.store.models import Ticket, User, Visit
from triage.store.visits import visit_by_code, visit_by_desk_token

BY_PATIENT, BY_RELATIVE = "patient", "relative"


def take_over(desk: Desk, now: datetime, user: User, typed: str, label: str = "") -> Saved:
    """The ticket of a self-assessment; asked for twice, it is the same ticket.

    Raises NotAllowed, NoSuchTicket where nothing has this code (any more), DeskRefused.
    """
    require(user, Permission.TAKE_IN)
    checked = checked_label(label)
    while True:
        with desk.database.reading() as session:
            visit = _visit(desk, session, now, typed)
            there = desk_rows.ticket_of(session, visit.ticket_id) if visit.ticket_id else None
        if there is not None:
            return Saved(there, None)
        ticket = _ticket(desk, now, visit, checked)
        answers = visit.answers.get("answers", {})
        said = Said(answers, dict.fromkeys(answers, BY_RELATIVE if ticket.person == "other" else BY_PATIENT))
        saved = _made(desk, now, user, visit, ticket, said, _judged(desk, ticket, said, visit))
        if saved is not None:
            return saved


def _made(
    desk: Desk, now: datetime, user: User, seen: Visit, ticket: Ticket, said: Said, judged: Judged | None
) -> Saved | None:
    """The ticket, kept; None when the self-assessment went on meanwhile."""
    with desk.database.writing() as session:
        visit = desk_rows.visit_to_change(session, seen.id)
        if visit is None:
            raise NoSuchTicket(strings.NO_SUCH_CODE)
        there = desk_rows.ticket_of(session, visit.ticket_id) if visit.ticket_id else None
        if there is not None:
            return Saved(there, None)
        if visit.version != seen.version:
            return None
        ticket.number = desk_rows.next_number(session, ticket.day)
        change = Change(session, ticket, "ticket.take_over")
        desk_rows.keep(session, ticket)
        visit.ticket_id = ticket.id
        move = apply(desk, now, user, change, judged, said) if judged else None
        record(desk, now, user, change)
        return Saved(ticket, move)


def _visit(desk: Desk, session: Session, now: datetime, typed: str) -> Visit:
    typed = typed.strip()[:200]
    visit = visit_by_code(session, now, typed, desk.code_key) or visit_by_desk_token(session, now, typed)
    if visit is None:
        raise NoSuchTicket(strings.NO_SUCH_CODE)
    return visit


def _ticket(desk: Desk, now: datetime, visit: Visit, label: str | None) -> Ticket:
    person = "other" if visit.answers.get("for") == "other" else "self"
    ticket = blank_ticket(desk, now, str(uuid.uuid4()), label, person, "visit", visit.country)
    ticket.language = visit.language
    return ticket


def _judged(desk: Desk, ticket: Ticket, said: Said, visit: Visit) -> Judged | None:
    """A self-assessment that was finished needs no more questions, whatever its second look confirmed."""
    if not said.answers:
        return None
    judged = judge(desk, ticket, said.answers)
    return replace(judged, can_wait=True) if visit.is_done else judged
