"""One's own account: another password, and an end to the sessions on other devices."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk import account
from triage.errors import StaffRefused
from triage.web.desk import strings
from triage.web.desk.staff import At, Staffed
from triage.web.forms import STAFF, cookie_of, set_cookie
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

ACCOUNT = "/desk/account"
_LONGEST = 1000


@router.get(ACCOUNT)
def page(at: Staffed) -> Response:
    return _page(at)


@router.post(ACCOUNT)
def change_password(at: Staffed, form: Sent) -> Response:
    """Another password for the right old one; all sessions end, and this browser gets a new one."""
    new = _text(form, "new")
    if new != _text(form, "again"):
        return _page(at, strings.NOT_THE_SAME, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        token = account.change_password(at.desk, at.now, at.user, _text(form, "current"), new)
    except StaffRefused as refused:
        return _page(at, f"{str(refused)[:1].upper()}{str(refused)[1:]}", HTTPStatus.UNPROCESSABLE_ENTITY)
    return _with_session(at, token)


@router.post(ACCOUNT + "/sessions")
def end_sessions(at: Staffed, form: Sent) -> Response:  # noqa: ARG001
    """All sessions end, and this browser gets a new one."""
    return _with_session(at, account.end_sessions(at.desk, at.now, at.user))


def _with_session(at: At, token: str) -> Response:
    response = go(f"{ACCOUNT}")
    set_cookie(at.request, response, STAFF, token)
    return response


def _page(at: At, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    here = cookie_of(at.request, STAFF) or ""
    sessions = account.sessions(at.desk, at.now, at.user, here)
    return at.page(
        "account.html", status, fault=fault, sessions=sessions, has_password=at.user.password_hash is not None
    )


def _text(form: FormData, name: str) -> str:
    """As it was typed, spaces and all; empty for what is too long to be a password."""
    value = form.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""
