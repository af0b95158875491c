"""The desk put into an application: its pages, and what its errors look like."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.responses import Response

from triage.errors import DeskRefused, NoSuchTicket, NotAllowed, StaleTicket
from triage.web.desk import (
    account_pages,
    admin_pages,
    again_pages,
    intake_pages,
    logins,
    print_pages,
    queue_pages,
    strings,
    take_pages,
    ticket_pages,
)
from triage.web.desk.staff import LogInFirst
from triage.web.services import services_of

ROOMS = (
    logins,
    queue_pages,
    intake_pages,
    ticket_pages,
    again_pages,
    take_pages,
    print_pages,
    admin_pages,
    account_pages,
)


def add_to(app: FastAPI) -> None:
    """The desk's pages and errors."""
    for room in ROOMS:
        app.include_router(room.router)
    app.add_exception_handler(LogInFirst, logins.log_in_first)
    app.add_exception_handler(NoSuchTicket, _no_ticket)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(DeskRefused, _refused)
    app.add_exception_handler(StaleTicket, _stale)


def _no_ticket(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _page(request, HTTPStatus.NOT_FOUND, strings.NO_TICKET, strings.NO_TICKET_TEXT)


def _not_allowed(request: Request, error: Exception) -> Response:
    return _page(request, HTTPStatus.FORBIDDEN, strings.NOT_ALLOWED, _sentence(error))


def _refused(request: Request, error: Exception) -> Response:
    return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, strings.REFUSED, _sentence(error))


def _stale(request: Request, error: Exception) -> Response:
    assert isinstance(error, StaleTicket)
    return _page(request, HTTPStatus.CONFLICT, strings.STALE, " ".join(error.changes))


def _page(request: Request, status: int, title: str, text: str) -> Response:
    rendering = services_of(request).rendering
    return rendering.page(request, "desk/problem.html", status, title=title, text=text, desk=strings)


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
