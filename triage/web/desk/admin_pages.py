"""Users and the audit log, for admins."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from triage.desk import audit_page, staff
from triage.errors import DeskRefused, StaffRefused
from triage.store.models import ROLES, User
from triage.store.users import is_locked
from triage.web.desk.staff import At, Staffed
from triage.web.forms import text_of
from triage.web.visits.routes import Sent, go

router = APIRouter(include_in_schema=False)

USERS = "/desk/users"
_TYPED = ("name", "display_name", "initials", "role")


@router.get(USERS)
def users(at: Staffed) -> Response:
    return _users(at)


@router.post(USERS)
def add(at: Staffed, form: Sent) -> Response:
    """Somebody new, or what is wrong with what was typed."""

    def change() -> User:
        typed = {name: text_of(form, name) for name in _TYPED}
        return staff.add(at.desk, at.now, at.user, password=_password(form), **typed)

    return _done(at, change, form)


@router.post(USERS + "/{user_id}/{deed}")
def change(at: Staffed, user_id: str, deed: str, form: Sent) -> Response:
    """Disable, enable, unlock, another role, another password."""
    deeds: dict[str, Callable[[], User]] = {
        "disable": lambda: staff.disable(at.desk, at.now, at.user, user_id),
        "enable": lambda: staff.enable(at.desk, at.now, at.user, user_id),
        "unlock": lambda: staff.unlock(at.desk, at.now, at.user, user_id),
        "role": lambda: staff.set_role(at.desk, at.now, at.user, user_id, text_of(form, "role")),
        "password": lambda: staff.set_password(at.desk, at.now, at.user, user_id, _password(form)),
    }
    if deed not in deeds:
        return _users(at, status=HTTPStatus.NOT_FOUND)
    return _done(at, deeds[deed])


@router.get("/desk/audit")
def audit(at: Staffed, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    pages = audit_page.entries(at.desk, at.user, before)
    return at.page("audit.html", pages=pages, faults=None)


@router.post("/desk/audit")
def check(at: Staffed, form: Sent) -> Response:  # noqa: ARG001
    """The whole chain, checked now."""
    faults = audit_page.faults(at.desk, at.user)
    return at.page("audit.html", pages=audit_page.entries(at.desk, at.user), faults=faults)


def _done(at: At, change: Callable[[], User], form: FormData | None = None) -> Response:
    try:
        change()
    except (DeskRefused, StaffRefused) as refused:
        return _users(at, form, f"{str(refused)[:1].upper()}{str(refused)[1:]}", HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(USERS)


def _users(at: At, form: FormData | None = None, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    typed: dict[str, Any] = {name: "" if form is None else text_of(form, name) for name in _TYPED}
    listed = [(one, _state(at, one)) for one in staff.everybody(at.desk, at.user)]
    return at.page("users.html", status, listed=listed, roles=ROLES, typed=typed, fault=fault)


def _state(at: At, one: User) -> str:
    if not one.is_active:
        return "disabled"
    return "locked" if is_locked(one, at.now) else "active"


def _password(form: FormData) -> str:
    value = form.get("password")
    return value if isinstance(value, str) and len(value) <= 1000 else ""
