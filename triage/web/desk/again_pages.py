"""Asking somebody again, and changing a single answer: a sheet of some questions, saved together."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from triage.desk import reask
from triage.desk import strings as words
from triage.desk.answering import save_answers
from triage.desk.intake import Section, asked_in_full, given_now, sheet, sheet_again
from triage.desk.roles import Permission, require
from triage.desk.tickets import read_ticket
from triage.errors import AnswersError, DeskRefused, StaleTicket
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.questionnaire.strings import fill
from triage.store.models import Ticket
from triage.web.desk import strings
from triage.web.desk.sheets import Filled, filled, said_in
from triage.web.desk.staff import At, Staffed, address, ask_address, told, version_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

_UNUSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
AGAIN, ANSWER = "/desk/tickets/{ticket_id}/again", "/desk/tickets/{ticket_id}/answer/{question}"


@router.get(AGAIN)
def again(at: Staffed, ticket_id: str) -> Response:
    """What would make this very person more urgent, asked again."""
    require(at.user, Permission.ASK_AGAIN)
    ticket = read_ticket(at.desk, at.user, ticket_id)
    return _sheet(at, ticket, _asked_again(at, ticket), None)


@router.post(AGAIN)
def asked(at: Staffed, ticket_id: str, form: Sent) -> Response:
    """The call is done, whatever changed; the next time is set."""
    ticket = read_ticket(at.desk, at.user, ticket_id)
    return _saved(at, ticket, _asked_again(at, ticket), form, None)


@router.get(ANSWER)
def change(at: Staffed, ticket_id: str, question: str) -> Response:
    """One question once more."""
    require(at.user, Permission.TAKE_IN)
    ticket = read_ticket(at.desk, at.user, ticket_id)
    return _sheet(at, ticket, _one(at, ticket, question), question)


@router.post(ANSWER)
def changed(at: Staffed, ticket_id: str, question: str, form: Sent) -> Response:
    ticket = read_ticket(at.desk, at.user, ticket_id)
    return _saved(at, ticket, _one(at, ticket, question), form, question)


def _asked_again(at: At, ticket: Ticket) -> list[Section]:
    level = Urgency(ticket.urgency) if ticket.urgency else Urgency.ROUTINE
    return sheet_again(at.desk, _say(at, ticket), ticket, reask.telling_questions(ticket.result, level))


def _one(at: At, ticket: Ticket, question: str) -> list[Section]:
    if question not in at.desk.pack.questions:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return sheet(at.desk, _say(at, ticket), [question], singly=True)


def _say(at: At, ticket: Ticket) -> Wording:
    return Wording(at.services.country(ticket.country), "other" if ticket.person == "other" else "self")


def _saved(at: At, ticket: Ticket, sections: Sequence[Section], form: FormData, question: str | None) -> Response:
    typed = filled(sections, form)
    said = said_in(at.desk.pack, sections, typed, is_again=True)
    if question is not None and not said.answers:
        return _sheet(at, ticket, sections, question, typed, fault=strings.CHOOSE, status=_UNUSABLE)
    try:
        save_answers(at.desk, at.now, at.user, ticket.id, version_of(form), said, was_asked_again=question is None)
    except StaleTicket as stale:
        now = read_ticket(at.desk, at.user, ticket.id)
        return _sheet(at, now, sections, question, typed, stale=stale, status=HTTPStatus.CONFLICT)
    except DeskRefused as refused:
        return _sheet(at, ticket, sections, question, typed, fault=str(refused), status=_UNUSABLE)
    except AnswersError as error:
        fault = "; ".join(problem.message for problem in error.problems)
        return _sheet(at, ticket, sections, question, typed, fault=fault, status=_UNUSABLE)
    in_full = asked_in_full(sections, typed.replies)
    return go(ask_address(ticket, in_full, again=in_full) if in_full else f"{address(ticket)}?note=changed")


def _sheet(
    at: At,
    ticket: Ticket,
    sections: Sequence[Section],
    question: str | None,
    typed: Filled | None = None,
    *,
    stale: StaleTicket | None = None,
    fault: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    """The sheet. Questions that stand alone show the answer that there is."""
    now = Filled({section.id: given_now(section, ticket) for section in sections}, {})
    title = strings.AGAIN_TITLE if question is None else strings.ANSWER_TITLE
    return at.page(
        "sheet.html",
        status,
        ticket=ticket,
        sections=sections,
        filled=typed or now,
        action=address(ticket, "again" if question is None else f"answer/{question}"),
        title=fill(title, number=ticket.number),
        is_again=question is None,
        said_by=words.SAID_BY,
        by="relative" if ticket.person == "other" else "patient",
        stale=told(stale),
        is_stale=stale is not None,
        fault=fault,
    )
