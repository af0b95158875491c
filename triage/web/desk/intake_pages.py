"""Taking somebody in: the danger questions on one page, then one question after the other."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk import strings as words
from triage.desk.answering import Said, new_ticket, save_answers
from triage.desk.intake import Asking, asked_in_full, asking, danger_sheet
from triage.desk.roles import Permission, require
from triage.desk.tickets import read_ticket
from triage.errors import AnswersError, DeskRefused, StaleTicket
from triage.pack.scales import RATHER_NOT_SAY, UNSURE
from triage.pack.wording import Person, Wording
from triage.questionnaire import pages
from triage.questionnaire.page import Choice, Kind
from triage.questionnaire.strings import fill
from triage.store.models import LONGEST_LABEL, Ticket
from triage.web.desk import strings
from triage.web.desk.sheets import Filled, filled, said_in
from triage.web.desk.staff import At, Staffed, address, ask_address, told, version_of
from triage.web.forms import text_of
from triage.web.visits.routes import Sent, fault_of, go, reply_of

router = APIRouter(include_in_schema=False)

Names = Annotated[str, Query(max_length=4000)]


# ----------------------------------------------------------------------------------------------------- the first page


@router.get("/desk/new")
def new(at: Staffed) -> Response:
    require(at.user, Permission.TAKE_IN)
    return _new(at, Filled())


def _new(at: At, typed: Filled, form: FormData | None = None, fault: str = "") -> Response:
    say = Wording(at.services.country(), "self")
    return at.page(
        "new.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        sections=danger_sheet(at.desk, say),
        filled=typed,
        said_by=words.SAID_BY,
        label="" if form is None else text_of(form, "label"),
        longest_label=LONGEST_LABEL,
        person="self" if form is None else text_of(form, "for"),
        ticket_id=str(uuid.uuid4()) if form is None else text_of(form, "ticket", 40),
        fault=fault,
    )


@router.post("/desk/new")
def take_in(at: Staffed, form: Sent) -> Response:
    """Somebody is taken in with what was asked so far; a list that nobody was sure of is asked one by one."""
    stops = text_of(form, "do") == "stop"
    person: Person = "other" if text_of(form, "for") == "other" else "self"
    sections = danger_sheet(at.desk, Wording(at.services.country(), "self"))
    typed = filled(sections, form)
    if person == "other":
        by = {name: "relative" if who == "patient" else who for name, who in typed.by.items()}
        typed = Filled(typed.replies, by)
    try:
        saved = new_ticket(
            at.desk,
            at.now,
            at.user,
            said_in(at.desk.pack, sections, typed),
            label=text_of(form, "label"),
            person=person,
            ticket_id=text_of(form, "ticket", 40) or None,
            stops=stops,
        )
    except DeskRefused as refused:
        return _new(at, typed, form, str(refused))
    except AnswersError as error:
        return _new(at, typed, form, "; ".join(problem.message for problem in error.problems))
    if stops:
        return go(address(saved.ticket))
    return go(ask_address(saved.ticket, asked_in_full(sections, typed.replies)))


# ---------------------------------------------------------------------------------------------------- one by one


@router.get("/desk/tickets/{ticket_id}/ask")
def ask(at: Staffed, ticket_id: str, singly: Names = "", confirmed: Names = "", again: Names = "") -> Response:
    """What is still open, in the questionnaire's own order."""
    require(at.user, Permission.TAKE_IN)
    ticket = read_ticket(at.desk, at.user, ticket_id)
    return _asked(at, ticket, asking(at.desk, ticket, _names(singly), _names(confirmed), _names(again)))


def _asked(
    at: At,
    ticket: Ticket,
    now: Asking,
    *,
    fault: str = "",
    form: FormData | None = None,
    stale: StaleTicket | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    say = Wording(at.services.country(ticket.country), now.interview.person)
    page = None if now.screen is None else pages.question_page(now.interview, say)
    return at.page(
        "ask.html",
        status,
        ticket=ticket,
        question=page,
        choices=() if page is None else _choices(page.choices, page.kind),
        kind="" if page is None else page.kind.name.lower(),
        range="" if page is None else fill(strings.RANGE, minimum=page.minimum, maximum=page.maximum),
        screen="" if now.screen is None else now.screen.id,
        carried=_carried(now),
        picked=(page.suggested if page else ()) if form is None else form.getlist("reply"),
        number="" if form is None else text_of(form, "number", 10),
        by=(_by(ticket) if form is None else text_of(form, "by", 20)),
        said_by=words.SAID_BY,
        fault=fault,
        stale=told(stale),
        is_stale=stale is not None,
    )


def _choices(choices: tuple[Choice, ...], kind: Kind) -> list[Choice]:
    """ "I would rather not say" counts as not sure, and one of the two is enough at a desk."""
    shown = [choice for choice in choices if choice.value != RATHER_NOT_SAY]
    return [choice for choice in shown if choice.value == UNSURE] if kind is Kind.NUMBER else shown


@router.post("/desk/tickets/{ticket_id}/ask")
def answer(at: Staffed, ticket_id: str, form: Sent) -> Response:
    """An answer, saved before the next question is shown."""
    require(at.user, Permission.TAKE_IN)
    ticket = read_ticket(at.desk, at.user, ticket_id)
    if text_of(form, "do") == "stop":
        return _stop(at, ticket, form)
    carried = [_names(text_of(form, name, 4000)) for name in ("singly", "confirmed", "again")]
    now = asking(at.desk, ticket, *carried)
    screen = now.screen
    if screen is None or screen.id != text_of(form, "screen"):
        if ticket.answers.get(text_of(form, "screen")) == text_of(form, "reply"):
            return go(ask_address(ticket))  # the form was sent twice
        stale = StaleTicket(ticket.id)
        return _asked(at, ticket, now, stale=stale, status=HTTPStatus.CONFLICT)
    try:
        found = reply_of(screen, form)
    except ValueError:
        page = pages.question_page(now.interview, Wording(at.services.country(ticket.country)))
        return _asked(at, ticket, now, fault=fault_of(page, form), form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    after = now.reply(found if isinstance(found, int) else tuple(found))
    said = after.said(ticket, text_of(form, "by", 20))
    if not said.answers and after.screen is not None:
        return go(ask_address(ticket, after.singly, after.confirmed, after.again))
    try:
        saved = save_answers(at.desk, at.now, at.user, ticket.id, version_of(form), said, confirmed=after.confirmed)
    except StaleTicket as stale:
        return _asked(at, ticket, now, form=form, stale=stale, status=HTTPStatus.CONFLICT)
    except DeskRefused as refused:
        return _asked(at, ticket, now, form=form, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(ask_address(saved.ticket, after.singly, after.confirmed, after.again))


def _stop(at: At, ticket: Ticket, form: FormData) -> Response:
    """The person waits, with what is known so far."""
    if ticket.state == "intake" and ticket.answers:
        save_answers(at.desk, at.now, at.user, ticket.id, version_of(form), Said({}, {}), stops=True)
    return go(address(ticket))


def _by(ticket: Ticket) -> str:
    """Who answers, as it was before."""
    return next(reversed(ticket.said_by.values()), "relative" if ticket.person == "other" else "patient")


def _carried(now: Asking) -> list[tuple[str, str]]:
    return [(name, ",".join(getattr(now, name))) for name in ("singly", "confirmed", "again")]


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]
