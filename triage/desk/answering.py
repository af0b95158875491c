"""Saving answers at the desk: who said them, what they lead to, and how the ticket moves."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from triage.assessment import Assessment
from triage.desk import strings
from triage.desk.changes import Moved, moved
from triage.desk.desk import Desk
from triage.desk.levels import level_that_counts, set_level, standing_override
from triage.desk.reask import set_timer
from triage.desk.roles import Permission, require
from triage.desk.tickets import Change, changing, checked_label, read_ticket, record
from triage.errors import AnswersError, DeskRefused
from triage.interview.interview import Interview
from triage.pack.wording import Person
from triage.reasoning.answers import Answers, Value
from triage.reasoning.documents import read_answers
from triage.store import desk_rows
from triage.store.models import Ticket, User


@dataclass(frozen=True)
class Said:
    """Answers, as in an answers document, and for each question who gave the answer (see `strings.SAID_BY`)."""

    answers: Mapping[str, Any]
    by: Mapping[str, str]

    def check(self) -> None:
        """Raises DeskRefused unless it is known of each answer who gave it."""
        if any(self.by.get(name) not in strings.SAID_BY for name in self.answers):
            raise DeskRefused(strings.SAID_BY_UNKNOWN)


@dataclass(frozen=True)
class Saved:
    """A ticket after a change of its answers, and how it moved."""

    ticket: Ticket
    moved: Moved | None


@dataclass(frozen=True)
class Judged:
    """A set of answers, as a document and as assessed.

    `can_wait` when the person can be taken next: nothing is left to ask, or it is an emergency whatever is.
    """

    answers: dict[str, Any]
    result: Assessment
    can_wait: bool


def new_ticket(
    desk: Desk,
    now: datetime,
    user: User,
    said: Said,
    *,
    label: str = "",
    person: Person = "self",
    ticket_id: str | None = None,
    source: str = "desk",
    stops: bool = False,
) -> Saved:
    """Take somebody in; with `stops` they wait, whatever is left to ask.

    With the id of a ticket that is there already, nothing is done: a form was sent twice.

    Raises NotAllowed, DeskRefused, AnswersError.
    """
    require(user, Permission.TAKE_IN)
    ticket_id = _checked_id(ticket_id)
    said.check()
    ticket = blank_ticket(desk, now, ticket_id, checked_label(label), person, source)
    judged = judge(desk, ticket, said.answers) if said.answers else None
    with desk.database.writing() as session:
        ticket.number = desk_rows.next_number(session, ticket.day)  # first: here the same form sent twice waits
        there = desk_rows.ticket_to_change(session, ticket_id)
        if there is not None:
            return Saved(there, None)
        change = Change(session, ticket, "ticket.new")
        desk_rows.keep(session, ticket)
        move = apply(desk, now, user, change, judged, said, stops=stops) if judged else None
        record(desk, now, user, change)
    return Saved(ticket, move)


def save_answers(
    desk: Desk,
    now: datetime,
    user: User,
    ticket_id: str,
    version: int,
    said: Said,
    *,
    confirmed: Collection[str] = (),
    stops: bool = False,
    was_asked_again: bool = False,
) -> Saved:
    """Save more or other answers. `confirmed` stood up to the second look; `stops` ends the asking before its end.

    Raises NotAllowed, NoSuchTicket, StaleTicket, DeskRefused, AnswersError.
    """
    permission = Permission.ASK_AGAIN if was_asked_again else Permission.TAKE_IN
    require(user, permission)
    said.check()
    seen = read_ticket(desk, user, ticket_id)
    if not said.answers and not seen.answers:
        raise DeskRefused(strings.NOTHING_SAID)
    judged = judge(desk, seen, said.answers, confirmed)
    what = "ticket.ask_again" if was_asked_again else "ticket.stop" if stops else "ticket.answers"
    with changing(desk, now, user, ticket_id, version, what, permission) as change:
        move = apply(desk, now, user, change, judged, said, stops=stops, was_asked_again=was_asked_again)
        return Saved(change.ticket, move)


def judge(desk: Desk, ticket: Ticket, said: Mapping[str, Any], confirmed: Collection[str] = ()) -> Judged:
    """What a ticket's answers with these in addition lead to. What was not asked yet counts as not sure."""
    added = read_answers(desk.pack, {"answers": said, "for": ticket.person}).given
    interview = interview_of(desk, ticket, added, confirmed)
    document = Answers(interview.given).document(desk.pack)["answers"]
    result = desk.assess(replace(interview.answers(), id=None), ticket.country)
    return Judged(document, result, interview.is_done or interview.urgency_so_far.is_emergency)


def interview_of(
    desk: Desk, ticket: Ticket, added: Mapping[str, Value] | None = None, confirmed: Collection[str] = ()
) -> Interview:
    """The questionnaire as a ticket's answers leave it."""
    person: Person = "other" if ticket.person == "other" else "self"
    given = {**_readable(desk, ticket.answers), **(added or {})}
    return replace(Interview.resume(desk.pack, Answers(given, person=person)), confirmed=frozenset(confirmed))


def blank_ticket(
    desk: Desk, now: datetime, ticket_id: str, label: str | None, person: str, source: str, country: str | None = None
) -> Ticket:
    """A ticket on which nothing is said yet; it has no number yet."""
    return Ticket(
        id=ticket_id,
        number=0,
        day=desk.day(now),
        label=label,
        source=source,
        state="intake",
        answers={},
        said_by={},
        person=person,
        country=country or desk.country,
        language=desk.pack.language,
        version=1,
        arrived_at=now,
    )


def apply(
    desk: Desk,
    now: datetime,
    user: User,
    change: Change,
    judged: Judged,
    said: Said,
    *,
    stops: bool = False,
    was_asked_again: bool = False,
) -> Moved:
    """Put judged answers on a ticket: its level, its place, its timer, and what the log tells."""
    session, ticket = change.session, change.ticket
    override, has_ended = standing_override(session, ticket, judged.result)
    if has_ended:
        desk_rows.end_overrides(session, ticket.id)
    level = level_that_counts(judged.result, override)
    move = moved(desk, ticket, judged.result, {name: judged.answers[name] for name in said.answers}, level, has_ended)
    changed = [name for name in said.answers if ticket.answers.get(name) != judged.answers[name]]
    change.before["answers"] = {name: ticket.answers[name] for name in changed if name in ticket.answers}
    change.after |= {"answers": {name: judged.answers[name] for name in changed}, "told": list(move.words)}
    change.after["said_by"] = {name: said.by[name] for name in said.answers}
    ticket.answers = judged.answers
    ticket.said_by = {**ticket.said_by, **{name: said.by[name] for name in said.answers}}
    ticket.result = judged.result.to_dict()
    ticket.assessed_urgency = judged.result.urgency.value
    set_level(ticket, level)
    was_in_intake = ticket.state == "intake"
    if was_in_intake and (judged.can_wait or stops):
        ticket.state = "waiting"
    set_timer(desk, session, now, ticket, user.name, was_asked=was_asked_again, was_in_intake=was_in_intake)
    return move


def _readable(desk: Desk, answers: Mapping[str, Any]) -> dict[str, Value]:
    """The answers of a ticket; without those that the pack, if it is another by now, does not know."""
    try:
        return dict(read_answers(desk.pack, {"answers": answers}).given)
    except AnswersError:
        read: dict[str, Value] = {}
        for name, answer in answers.items():
            try:
                read |= read_answers(desk.pack, {"answers": {name: answer}}).given
            except AnswersError:
                continue
        return read


def _checked_id(ticket_id: str | None) -> str:
    if ticket_id is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(ticket_id))
    except ValueError:
        raise DeskRefused(strings.NO_SUCH_TICKET) from None
