"""Forms: the token that each carries, the cookies, and what a person sent.

The token is an HMAC of a random cookie that no script can read, so another site can neither know nor set it. Beside
it every unsafe request must come from this very origin (`guard.py`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

ANTI, VISIT, STAFF, LOOK, LANGUAGE = "form", "visit", "staff", "look", "language"
LOOKS = ("large", "dark", "light")
_YEAR = 365 * 24 * 3600


class Forged(Exception):
    """A form without the token of the page that it should come from."""


def cookie_name(request: Request, name: str) -> str:
    """`__Host-` binds a cookie to this host and to https."""
    return f"__Host-triage-{name}" if request.app.state.services.settings.is_secure else f"triage-{name}"


def cookie_of(request: Request, name: str) -> str | None:
    value = request.cookies.get(cookie_name(request, name))
    return value if value and len(value) <= 200 else None


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        path="/",
        secure=request.app.state.services.settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(request: Request, response: Response, name: str) -> None:
    set_cookie(request, response, name, "", max_age=0)


def token_of(request: Request) -> str:
    """The form token of this browser; a browser that is new gets its cookie with the answer (see `guard.py`)."""
    anti: str | None = cookie_of(request, ANTI)
    if anti is None:
        anti = request.scope.setdefault("triage.anti", secrets.token_urlsafe(24))
    key = request.app.state.services.key("form")
    return hmac.new(key, anti.encode(), hashlib.sha256).hexdigest()


def check_token(request: Request, form: FormData) -> None:
    """Raises Forged unless the form carries the token of this browser."""
    given = form.get("token")
    if (
        cookie_of(request, ANTI) is None
        or not isinstance(given, str)
        or not hmac.compare_digest(given.encode(), token_of(request).encode())
    ):
        raise Forged


def look_of(request: Request) -> frozenset[str]:
    """How the person wants pages to look: `large`, and `dark` or `light` where they chose."""
    return frozenset((cookie_of(request, LOOK) or "").split(".")) & frozenset(LOOKS)


def set_look(request: Request, response: Response, look: frozenset[str]) -> None:
    set_cookie(request, response, LOOK, ".".join(sorted(look)), _YEAR)


def set_language(request: Request, response: Response, language: str) -> None:
    set_cookie(request, response, LANGUAGE, language, _YEAR)


def text_of(form: FormData, name: str, longest: int = 200) -> str:
    """One text field, trimmed; empty when it is missing, a file, or too long."""
    value: Any = form.get(name, "")
    return value.strip() if isinstance(value, str) and len(value) <= longest else ""
