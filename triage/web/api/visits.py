"""/api/v1/visits: a whole questionnaire, step by step.

Every move says at which step it was made. Sent twice it counts once; made at a step that is past it is refused, so
that no reply ever lands on another question.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from triage.assessment import Assessment
from triage.questionnaire.moves import Move, checked
from triage.web.api.models import AtStep, Edit, NewVisit, Reply, VisitShown, VisitStarted
from triage.web.api.refusals import (
    ACCEPT_LANGUAGE,
    conflict,
    documented,
    language_for,
    limited,
    unusable,
    visit_of_token,
)
from triage.web.api.showing import can_go_back, may_finish, visit_shown
from triage.web.problems import Refused
from triage.web.services import services_of
from triage.web.visits.visit import Current, begun, deleted, loaded

router = APIRouter(prefix="/api/v1/visits", tags=["visits"])
Token = Annotated[Current, Depends(visit_of_token)]
_TOKEN = HTTPStatus.UNAUTHORIZED
_MOVE = documented(_TOKEN, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
_RESULT: dict[str, Any] = {
    "description": "The assessment",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Assessment"}}},
}


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    dependencies=[limited("visits")],
    responses=documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS),
    openapi_extra={"parameters": [ACCEPT_LANGUAGE]},
)
def start(request: Request, body: NewVisit) -> VisitStarted:
    """Start a questionnaire, in one language to its end."""
    services = services_of(request)
    if body.country is not None and body.country not in services.pack.countries:
        raise unusable("country", f"it can be: {', '.join(services.pack.countries)}")
    country = services.country(body.country).id
    language = language_for(request, body.language, "body.language")
    with services.database.writing() as session:
        visit, token = begun(session, services, body.person, country, language)
    return VisitStarted(token=token, visit=visit_shown(loaded(services, visit)))


@router.get("/current", responses=documented(_TOKEN))
def current(now: Token) -> VisitShown:
    """Where the questionnaire stands, and what it asks."""
    return visit_shown(now)


@router.delete("/current", status_code=HTTPStatus.NO_CONTENT, responses=documented(_TOKEN))
def delete(now: Token) -> None:
    """Delete all answers at once. The token finds nothing any more."""
    with now.services.database.writing() as session:
        deleted(session, now.visit)


@router.post("/current/reply", responses=_MOVE)
def reply(request: Request, now: Token, body: Reply) -> VisitShown:
    """Answer a screen."""

    def move(at: Current) -> Move:
        asked = at.progress.asked[body.step] if body.step < at.progress.step else at.progress.interview
        if asked.screen is None or asked.screen.id != body.screen:
            raise conflict(at, f"'{body.screen}' is not what this step asks")
        try:
            found = checked(asked.screen, body.reply)
        except ValueError as error:
            raise unusable("body.reply", str(error)) from None
        return {"do": "reply", "screen": body.screen, "reply": found if isinstance(found, int) else list(found)}

    return _moved(request, now, body.step, move)


@router.post("/current/back", responses=_MOVE)
def back(request: Request, now: Token, body: AtStep) -> VisitShown:
    """Take the last step back; its answers are kept as suggestions."""

    def move(at: Current) -> Move:
        if body.step == at.progress.step and not can_go_back(at):
            raise conflict(at, "this is the first step")
        return {"do": "back"}

    return _moved(request, now, body.step, move)


@router.post("/current/edit", responses=_MOVE)
def edit(request: Request, now: Token, body: Edit) -> VisitShown:
    """Have an earlier question asked again; all other answers stay."""

    def move(at: Current) -> Move:
        if body.step == at.progress.step and body.question not in at.progress.interview.given:
            raise unusable("body.question", "it is no question that was answered")
        return {"do": "edit", "question": body.question}

    return _moved(request, now, body.step, move)


@router.post("/current/go-on", responses=_MOVE)
def go_on(request: Request, now: Token, body: AtStep) -> VisitShown:
    """After an emergency was shown: go on with the questions, to have more to tell."""

    def move(at: Current) -> Move:
        if body.step == at.progress.step and not at.progress.must_warn:
            raise conflict(at, "there is no emergency to go on from")
        return {"do": "go on"}

    return _moved(request, now, body.step, move)


def _moved(request: Request, now: Current, step: int, move_at: Callable[[Current], Move]) -> VisitShown:
    """The visit after a move made at this step; as it is when that very move was made already.

    `move_at` gives the move, or refuses it, for where the visit stands; another request may be first, once.
    """
    for _ in range(2):
        if step > now.progress.step:
            raise conflict(now, "this step is still to come")
        move = move_at(now)
        if step < now.progress.step:
            if len(now.visit.moves) > step and now.visit.moves[step] == move:
                return visit_shown(now)
            raise conflict(now, "this step is past, and something else was done in it")
        try:
            after = now.moved(move)
        except ValueError as error:
            raise conflict(now, str(error)) from None
        if after is not None:
            return visit_shown(after)
        now = visit_of_token_again(request, now)
    raise conflict(now, "another request was first")


def visit_of_token_again(request: Request, now: Current) -> Current:
    """The visit as it stands by now. Raises Refused: 409 when it is gone."""
    services = services_of(request)
    with services.database.reading() as session:
        visit = session.get(type(now.visit), now.visit.id)
    if visit is None:
        raise conflict(now, "the visit was deleted")
    return loaded(services, visit)


# --------------------------------------------------------------------------------------------------------------- result


@router.post("/current/result", responses={200: _RESULT, **documented(_TOKEN, HTTPStatus.CONFLICT)})
def finish(request: Request, now: Token) -> Response:
    """Make the result: when all is asked, or an emergency is certain."""
    for _ in range(2):
        if not may_finish(now):
            raise conflict(now, "there is something to ask first")
        done = now if now.visit.is_done else now.finished()
        if done is not None and done.result is not None:
            return as_json(done.result)
        now = visit_of_token_again(request, now)
    raise conflict(now, "another request was first")


@router.get("/current/result", responses={200: _RESULT, **documented(_TOKEN, HTTPStatus.NOT_FOUND)})
def result(now: Token) -> Response:
    """The result, once it is made."""
    if now.result is None:
        raise Refused(HTTPStatus.NOT_FOUND, "there is no result yet")
    return as_json(now.result)


def as_json(assessment: Assessment) -> Response:
    """An assessment in its public form."""
    headers = {"content-language": assessment.language}
    return Response(assessment.to_json(), media_type="application/json", headers=headers)
