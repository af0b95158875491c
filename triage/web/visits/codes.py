"""Stopping and coming back: a code that finds the answers again, on this or any other device."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from triage.questionnaire.strings import fill
from triage.store.models import Visit
from triage.store.visits import give_code, renew_token, visit_by_code
from triage.web import strings
from triage.web.forms import VISIT, set_cookie, set_language, text_of
from triage.web.languages import say_of
from triage.web.limiting import CODES, address_of
from triage.web.problems import in_hours
from triage.web.services import services_of
from triage.web.visits.routes import QUESTION, RESULT, Sent, go
from triage.web.visits.visit import current, current_or_none

router = APIRouter(include_in_schema=False)


@router.post("/save")
def save(request: Request, form: Sent) -> Response:  # noqa: ARG001
    """A code to come back with; the answers are kept for as long as it works."""
    now = current(request)
    services, moment = now.services, now.services.now()
    lives = services.settings.code_lives
    with services.database.writing() as session:
        visit = session.get_one(Visit, now.visit.id)
        visit.expires_at = max(visit.expires_at, moment + lives)
        code = give_code(session, visit, moment, services.key("code"), lives)
    until = fill(now.say(strings.CODE_UNTIL), hours=in_hours(now.say, lives))
    return services.rendering.page(request, "code.html", code=code, until=until, is_done=now.visit.is_done)


@router.get("/come-back")
def come_back(request: Request) -> Response:
    current_or_none(request)  # whose language the page speaks
    return services_of(request).rendering.page(request, "come_back.html", fault="", typed="")


@router.post("/come-back")
def with_code(request: Request, form: Sent) -> Response:
    """The answers of a code, in this browser from now on; wrong codes are counted."""
    current_or_none(request)  # whose language the page speaks
    services, say, typed = services_of(request), say_of(request), text_of(form, "code", longest=60)
    who = address_of(request)
    if not CODES.may_try(who):
        fault = fill(say(strings.CODE_TOO_MANY), minutes=CODES.minutes)
        return services.rendering.page(
            request, "come_back.html", HTTPStatus.TOO_MANY_REQUESTS, fault=fault, typed=typed
        )
    with services.database.writing() as session:
        visit = visit_by_code(session, services.now(), typed, services.key("code"))
        token = renew_token(session, visit) if visit else ""
    if visit is None:
        CODES.failed(who)
        return services.rendering.page(
            request, "come_back.html", HTTPStatus.UNPROCESSABLE_ENTITY, fault=say(strings.CODE_UNKNOWN), typed=typed
        )
    response = go(RESULT if visit.is_done else QUESTION)
    set_cookie(request, response, VISIT, token)
    set_language(request, response, services.pack_in(visit.language).language)
    return response
