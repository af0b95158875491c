"""What can go wrong, as a plain page that says what to do, or as a problem document for programs (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.errors import AnswersError, Problem, StoreUnavailable
from triage.locale import Say
from triage.questionnaire.strings import fill
from triage.web import strings
from triage.web.forms import Forged
from triage.web.guard import API
from triage.web.languages import say_of
from triage.web.problem_document import problem
from triage.web.services import services_of

_log = logging.getLogger("triage.web")


class Expired(Exception):
    """The visit of this cookie is not there any more."""


class Refused(HTTPException):
    """A request that the API refuses; `more` stands in the problem document."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.more = more


def in_hours(say: Say, time: timedelta) -> str:
    """A time in whole hours, in words."""
    hours = time / timedelta(hours=1)
    return say(strings.ONE_HOUR) if round(hours) == 1 else fill(say(strings.HOURS), count=round(hours))


def page(
    request: Request,
    status: int,
    title: str,
    text: str,
    *,
    again: Sequence[tuple[str, str]] = (),
    **filled: object,
) -> Response:
    """A plain page: what happened, what to do, and whom to call when it cannot wait.

    `title` and `text` are sentences of `strings`, `filled` is put into the text. `again` is what a form sent.
    """
    say = say_of(request)
    values = {"title": say(title), "text": fill(say(text), **filled), "unwell": say(strings.UNWELL), "again": again}
    return services_of(request).rendering.page(request, "problem.html", status, **values)


def _is_api(request: Request) -> bool:
    return str(request.scope["path"]).startswith(API)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _is_api(request):
        more = error.more if isinstance(error, Refused) else {}
        response: Response = problem(error.status_code, str(error.detail), **more)
    elif error.status_code == HTTPStatus.FORBIDDEN:
        response = page(request, error.status_code, strings.NOT_ALLOWED, strings.NOT_ALLOWED_TEXT)
    elif error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        response = page(request, error.status_code, strings.TOO_LARGE_TITLE, strings.TOO_LARGE)
    elif error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response = page(request, error.status_code, strings.TOO_MANY, strings.TOO_MANY_TEXT)
    else:
        response = page(request, error.status_code, strings.NOT_FOUND, strings.NOT_FOUND_TEXT)
    response.headers.update(error.headers or {})
    return response


def _forged(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return page(request, HTTPStatus.FORBIDDEN, strings.FORGED, strings.FORGED_TEXT)


def _expired(request: Request, error: Exception) -> Response:  # noqa: ARG001
    hours = in_hours(say_of(request), services_of(request).settings.visit_lives)
    return page(request, HTTPStatus.GONE, strings.EXPIRED, strings.EXPIRED_TEXT, hours=hours)


async def _away(request: Request, error: Exception) -> Response:
    """The database does not answer: what was typed stands in the page, to be sent once more."""
    _log.error("the database is away: %s", error)
    if _is_api(request):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, strings.AWAY)
    again: list[tuple[str, str]] = []
    if request.method == "POST":
        form = await request.form()
        again = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != "password"]
    response = page(request, HTTPStatus.SERVICE_UNAVAILABLE, strings.AWAY, strings.AWAY_TEXT, again=again)
    response.headers["retry-after"] = "5"
    return response


def _answers(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnswersError)
    if _is_api(request):
        told = [_told(one) for one in error.problems]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the answers cannot be used", problems=told)
    return page(request, HTTPStatus.BAD_REQUEST, strings.NOT_FOUND, strings.NOT_FOUND_TEXT)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if not _is_api(request):
        return page(request, HTTPStatus.BAD_REQUEST, strings.NOT_FOUND, strings.NOT_FOUND_TEXT)
    told = [_place_and_message(one) for one in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request does not have the form asked for", problems=told)


def _told(one: Problem) -> dict[str, str]:
    found = {"where": str(one.where), "code": one.code, "message": one.message}
    return {**found, "hint": one.hint} if one.hint else found


def _place_and_message(one: Mapping[str, Any]) -> dict[str, str]:
    """One fault of a request, without the value that was sent: it may be an answer."""
    return {"where": ".".join(map(str, one["loc"])), "message": str(one["msg"])}


def _fault(request: Request, error: Exception) -> Response:
    _log.error("a request failed", exc_info=error, extra={"told": {"request": request.scope.get("triage.request")}})
    if _is_api(request):
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, strings.FAULT)
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR, strings.FAULT, strings.FAULT_TEXT)


class Caught:
    """Turns a fault of ours into a page or a problem document, inside of what puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if has_begun or scope["type"] != "http":
                raise
            await _fault(Request(scope), error)(scope, receive, send)


def add_to(app: FastAPI) -> None:
    """Every error of this app leaves it through here."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(Expired, _expired)
    app.add_exception_handler(StoreUnavailable, _away)
    app.add_exception_handler(AnswersError, _answers)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _fault)
