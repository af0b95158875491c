"""Taking over a self-assessment, by the code that somebody says or the square that they show."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from triage.desk.roles import Permission, require
from triage.desk.takeover import take_over
from triage.errors import DeskRefused, NoSuchTicket
from triage.questionnaire.strings import fill
from triage.store.models import LONGEST_LABEL
from triage.web.desk import strings
from triage.web.desk.staff import At, Staffed, address
from triage.web.forms import text_of
from triage.web.limiting import Tries
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

TAKES = Tries("takes", each=30, all_=300, minutes=15)


@router.get("/desk/take")
def page(at: Staffed, code: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Where a scanned square leads: the code stands in its field, and nothing is done yet."""
    require(at.user, Permission.TAKE_IN)
    return _page(at, code)


@router.post("/desk/take")
def take(at: Staffed, form: Sent) -> Response:
    """The ticket of a self-assessment; wrong codes are counted for each user."""
    typed, label = text_of(form, "code"), text_of(form, "label")
    if not TAKES.may_try(at.user.id):
        fault = fill(strings.TAKE_OFTEN, minutes=TAKES.minutes)
        return _page(at, typed, label, fault, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        saved = take_over(at.desk, at.now, at.user, _code_in(typed), label)
    except NoSuchTicket as unknown:
        TAKES.failed(at.user.id)
        return _page(at, typed, label, str(unknown), HTTPStatus.UNPROCESSABLE_ENTITY)
    except DeskRefused as refused:
        return _page(at, typed, label, str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(address(saved.ticket))


def _code_in(typed: str) -> str:
    """The code, also where a scanner has typed the whole address."""
    return typed.rpartition("?code=")[2]


def _page(at: At, typed: str, label: str = "", fault: str = "", status: int = HTTPStatus.OK) -> Response:
    return at.page("take.html", status, typed=typed, label=label, fault=fault, longest_label=LONGEST_LABEL)
