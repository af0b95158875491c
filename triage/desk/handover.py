"""The page that goes to the clinician with a person: the summary first, then who said what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from triage.assessment import Assessment
from triage.desk import strings
from triage.desk.changes import answer_in_words, level_label
from triage.desk.desk import Desk
from triage.desk.history import Told, history
from triage.desk.intake import is_no
from triage.desk.roles import Permission, require
from triage.errors import NoSuchTicket
from triage.pack.knowledge import Language
from triage.report import Summary, summary
from triage.report.bilingual import Row, bilingual
from triage.store import desk_rows
from triage.store.models import Override, Ticket, User


@dataclass(frozen=True)
class SaidBy:
    """What one person said, and to how many questions they said no."""

    who: str
    says: tuple[str, ...]
    said_no: int


@dataclass(frozen=True)
class SetLevel:
    """A level that staff set, in words."""

    at: datetime
    initials: str
    before: str
    after: str
    reason: str
    note: str | None
    is_current: bool


@dataclass(frozen=True)
class Beside:
    """The level and the summary in the language of the person too, beside the clinic's own."""

    language: Language
    level: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Handover:
    """One page about one person. `summary` and `result` are None as long as nothing is answered.

    `beside` is None for somebody who reads the clinic's own language.
    """

    ticket: Ticket
    level: str
    assessed_level: str
    waited: timedelta
    result: Assessment | None
    summary: Summary | None
    said: tuple[SaidBy, ...]
    overrides: tuple[SetLevel, ...]
    history: tuple[Told, ...]
    beside: Beside | None = None


def handover(desk: Desk, now: datetime, user: User, ticket_id: str, language: str | None = None) -> Handover:
    """The page of a ticket, in the clinic's language and in this one beside it (by default, what the person reads).

    Raises NotAllowed, NoSuchTicket.
    """
    require(user, Permission.PRINT)
    with desk.database.reading() as session:
        ticket = desk_rows.ticket_of(session, ticket_id)
        if ticket is None:
            raise NoSuchTicket(strings.NO_SUCH_TICKET)
        overrides = desk_rows.overrides_of(session, [ticket.id])
        told = history(session, ticket)
    result = result_of(ticket)
    return Handover(
        ticket,
        level_label(desk, ticket.urgency or ""),
        level_label(desk, ticket.assessed_urgency or ""),
        waited(ticket, now),
        result,
        None if result is None else summary(desk.pack, result),
        tuple(_said(desk, ticket)),
        tuple(set_level_in_words(desk, one) for one in overrides),
        tuple(told),
        _beside(desk, ticket, result, language or ticket.language),
    )


def _beside(desk: Desk, ticket: Ticket, result: Assessment | None, language: str) -> Beside | None:
    about = desk.pack.languages.get(language)
    if result is None or about is None:
        return None
    there = replace(desk, pack=desk.pack.in_language(language))
    return Beside(about, level_label(there, ticket.urgency or ""), bilingual(desk.pack, result, language))


def result_of(ticket: Ticket) -> Assessment | None:
    """The result that a ticket holds."""
    return None if ticket.result is None else Assessment.from_json(json.dumps(ticket.result))


def waited(ticket: Ticket, now: datetime) -> timedelta:
    """How long somebody waited until they were taken or left, or waits by now."""
    until = ticket.claimed_at or ticket.closed_at or now
    return max(until - ticket.arrived_at, timedelta(0))


def set_level_in_words(desk: Desk, one: Override) -> SetLevel:
    """An override as staff read it."""
    labels = {reason.id: desk.phrases().pack_text(reason.label) for reason in desk.pack.desk.reasons}
    before, after = level_label(desk, one.before), level_label(desk, one.after)
    return SetLevel(one.at, one.initials, before, after, labels.get(one.reason, one.reason), one.note, one.is_current)


def _said(desk: Desk, ticket: Ticket) -> list[SaidBy]:
    """The answers by who gave them; of clear noes only how many, since the summary names them."""
    said = []
    for who, label in strings.SAID_BY.items():
        names = [name for name in ticket.answers if ticket.said_by.get(name) == who]
        told = [name for name in names if not (name in desk.pack.questions and _is_no(desk, ticket, name))]
        words = tuple(dict.fromkeys(answer_in_words(desk, ticket, name, ticket.answers[name]) for name in told))
        if names:
            said.append(SaidBy(label, words, len(names) - len(told)))
    return said


def _is_no(desk: Desk, ticket: Ticket, name: str) -> bool:
    return is_no(desk.pack, name, ticket.answers[name])
