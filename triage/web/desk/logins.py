"""Logging in and out."""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk.staff import log_in
from triage.questionnaire.strings import fill
from triage.store.staff_sessions import log_out
from triage.web.desk import strings
from triage.web.desk.staff import HOME, LIVE, LOG_IN, LOG_OUT, desk_of
from triage.web.forms import STAFF, clear_cookie, cookie_of, set_cookie, text_of
from triage.web.limiting import Tries, address_of
from triage.web.services import services_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

LOG_INS = Tries("log-ins", each=30, all_=300, minutes=15)
LONGEST_PASSWORD = 128
_OWN = ("token", "name", "password", "kept_for")
_KEPT = "kept."
_DESK_PATH = re.compile(r"/desk(/[\w-]+)*|/desk/take\?code=[\w-]{1,64}", re.ASCII)


@router.get(LOG_IN)
def form(request: Request) -> Response:
    return page(request)


@router.post(LOG_IN)
def log_in_now(request: Request, form: Sent) -> Response:
    """A new session for the right password; a form that was on its way without one is offered again."""
    services = services_of(request)
    who = address_of(request)
    if not LOG_INS.may_try(who):
        fault = fill(strings.LOG_IN_OFTEN, minutes=LOG_INS.minutes)
        return page(request, form, fault, HTTPStatus.TOO_MANY_REQUESTS)
    name = text_of(form, "name", 64)
    tried = log_in(desk_of(services), services.now(), name, _password(form))
    if tried.token is None:
        LOG_INS.failed(who)
        return page(request, form, strings.LOG_IN_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY)
    kept_for = _desk_path(text_of(form, "kept_for"))
    kept = [(name.removeprefix(_KEPT), value) for name, value in _texts(form) if name.startswith(_KEPT)]
    if kept:
        response: Response = services.rendering.page(
            request, "desk/send_again.html", kept_for=kept_for, kept=kept, desk=strings
        )
    else:
        response = go(kept_for)
    _forget_old(request)
    set_cookie(request, response, STAFF, tried.token)
    return response


@router.post(LOG_OUT)
def log_out_now(request: Request, form: Sent) -> Response:  # noqa: ARG001
    """The session ends here and in the database."""
    _forget_old(request)
    response = go(LOG_IN)
    clear_cookie(request, response, STAFF)
    return response


def page(request: Request, form: FormData | None = None, fault: str = "", status: int = 200) -> Response:
    """The log-in page; what came with a form before goes along, but never a password."""
    kept = [] if form is None else [pair for pair in _texts(form) if pair[0].startswith(_KEPT)]
    kept_for = HOME if form is None else _desk_path(text_of(form, "kept_for"))
    name = "" if form is None else text_of(form, "name", 64)
    return _page(request, status, name=name, fault=fault, kept=kept, kept_for=kept_for, note="")


async def log_in_first(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Where a request without a session leads: a page fetched by itself is told so, a form is kept for afterwards."""
    if request.method == "GET":
        if "x-fetched" in request.headers:
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        scanned = request.query_params.get("code")
        wanted = f"{request.url.path}?code={scanned}" if scanned else request.url.path
        return _page(request, HTTPStatus.UNAUTHORIZED, kept_for=_desk_path(wanted))
    sent = await request.form()
    kept = [(_KEPT + name, value) for name, value in _texts(sent) if name not in _OWN]
    return _page(
        request, HTTPStatus.UNAUTHORIZED, kept=kept, kept_for=_desk_path(request.url.path), note=strings.LOG_IN_FIRST
    )


def _page(
    request: Request,
    status: int,
    *,
    name: str = "",
    fault: str = "",
    kept: list[tuple[str, str]] | None = None,
    kept_for: str = HOME,
    note: str = "",
) -> Response:
    services = services_of(request)
    values = {"name": name, "fault": fault, "kept": kept or [], "kept_for": kept_for, "note": note, "desk": strings}
    has_provider = services.settings.single_sign_on is not None
    return services.rendering.page(request, "desk/login.html", status, has_provider=has_provider, **values)


def _texts(form: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _password(form: FormData) -> str:
    """As it was typed, spaces and all; empty for what is too long to be one."""
    value = form.get("password")
    return value if isinstance(value, str) and len(value) <= LONGEST_PASSWORD else ""


def _desk_path(path: str) -> str:
    """An address of the desk and nothing else: no other page, and no other site."""
    is_ours = _DESK_PATH.fullmatch(path) and path not in (LOG_IN, LOG_OUT, LIVE)
    return path if is_ours else HOME


def _forget_old(request: Request) -> None:
    """A session that this browser had before ends: nobody goes on with it."""
    old = cookie_of(request, STAFF)
    if old is not None:
        with services_of(request).database.writing() as session:
            log_out(session, old)
