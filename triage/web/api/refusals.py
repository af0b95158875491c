"""What the API refuses, as problem documents that carry more than a sentence."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from triage.pack.pack import SOURCE
from triage.store.visits import visit_by_token
from triage.web.languages import language_asked_for
from triage.web.limiting import Rate, address_of
from triage.web.problems import Refused
from triage.web.services import services_of
from triage.web.visits.visit import Current, loaded

_LONGEST_TOKEN = 200
_bearer = HTTPBearer(auto_error=False, description="The token that came with a new visit.")

ACCEPT_LANGUAGE: dict[str, Any] = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "In which language to answer, where none is named: the best of the pack's; else English.",
    "example": "es-MX, es;q=0.9, en;q=0.5",
}
Documented = dict[int | str, dict[str, Any]]
_PROBLEM: dict[str, Any] = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def documented(*statuses: HTTPStatus) -> Documented:
    """These refusals, and those of every address, for the OpenAPI document."""
    always = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE)
    return {status.value: {**_PROBLEM, "description": status.phrase} for status in (*statuses, *always)}


def visit_of_token(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Current:
    """The visit of the token in the request. Raises Refused: 401."""
    services = services_of(request)
    visit = None
    if given is not None and len(given.credentials) <= _LONGEST_TOKEN:
        with services.database.looking() as connection:
            visit = visit_by_token(connection, services.now(), given.credentials)
    if visit is None:
        detail = "no visit has this token: it is unknown, its time is over, or the visit was deleted"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, headers={"www-authenticate": "Bearer"})
    return loaded(services, visit)


def limited(rate: str) -> Any:
    """Refuses whoever asks too often. Raises Refused: 429."""

    def check(request: Request) -> None:
        allowed: Rate = request.app.state.rates[rate]
        who = address_of(request)
        if not allowed.may(who):
            headers = {"retry-after": str(allowed.seconds_to_wait(who))}
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too many requests from this address", headers=headers)

    return Depends(check)


def language_for(request: Request, named: str | None, where: str) -> str:
    """The language that is named; else the best for what the request accepts. Raises Refused: 422."""
    known = (SOURCE, *services_of(request).pack.languages)
    if named is None:
        return language_asked_for(request)
    if named not in known:
        raise unusable(where, f"it can be: {', '.join(known)}")
    return named


def conflict(now: Current, detail: str) -> Refused:
    """What was asked does not fit to where the visit stands; `step` tells where that is."""
    return Refused(HTTPStatus.CONFLICT, detail, step=now.progress.step)


def unusable(where: str, message: str) -> Refused:
    """One thing in a body that cannot be used."""
    problems = [{"where": where, "message": message}]
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "what was sent cannot be used", problems=problems)
