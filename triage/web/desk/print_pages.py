"""What is printed: the hand-over page of a ticket, and the day sheet. And the tally of levels that staff set."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from triage.desk import strings as words
from triage.desk.day_sheet import day_sheet
from triage.desk.handover import handover
from triage.desk.tally import tally
from triage.pack.pack import SOURCE
from triage.web.desk import strings
from triage.web.desk.staff import Staffed

router = APIRouter(include_in_schema=False)


@router.get("/desk/tickets/{ticket_id}/handover")
def hand_over(at: Staffed, ticket_id: str, language: Annotated[str, Query(max_length=40)] = "") -> Response:
    """In the clinic's language and, beside it, in the one that the person reads or that was chosen here."""
    about = handover(at.desk, at.now, at.user, ticket_id, language or None)
    shown = about.beside.language.id if about.beside else SOURCE
    names = {SOURCE: strings.ENGLISH_ALONE, **{tag: one.name for tag, one in at.desk.pack.languages.items()}}
    others = [(tag, name) for tag, name in names.items() if tag != shown]
    state = words.STATES[about.ticket.state]
    return at.page("handover.html", about=about, ticket=about.ticket, state=state, others=others)


@router.get("/desk/day")
def day(at: Staffed, day: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Of today, or of another day."""
    return at.page("day.html", sheet=day_sheet(at.desk, at.now, at.user, day or None))


@router.get("/desk/tally")
def counted(at: Staffed) -> Response:
    return at.page("tally.html", tally=tally(at.desk, at.user))
