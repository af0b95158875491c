"""Log in at the desk by OpenID Connect, where the clinic has configured a provider.

The flow (authorization code with PKCE, state, nonce, the check of the ID token) is authlib's. Who may do what stays
ours: a subject that no user of the desk carries is told so, and nothing is made for it.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, FastAPI, Request
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import RedirectResponse, Response

from triage.errors import SecretUnusable
from triage.store import audit
from triage.store.models import User
from triage.store.staff_sessions import start_session
from triage.store.users import user_by_oidc
from triage.web import problems, strings
from triage.web.forms import STAFF, set_cookie
from triage.web.services import Services, services_of

_log = logging.getLogger("triage.web")
router = APIRouter(include_in_schema=False)
START, BACK = "/desk/single-sign-on", "/desk/single-sign-on/back"
_MINUTES_TO_LOG_IN = 10


@dataclass(frozen=True)
class Provider:
    """Who says who somebody is: the issuer's address, and what we are to it."""

    issuer: str
    client_id: str
    client_secret: str

    @property
    def metadata(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


def provider_from_environment() -> Provider | None:
    """The provider of $TRIAGE_OIDC_ISSUER, _CLIENT_ID and _SECRET_FILE; None without an issuer.

    Raises SecretUnusable when one of the others is missing.
    """
    issuer = os.environ.get("TRIAGE_OIDC_ISSUER")
    if not issuer:
        return None
    client_id, file = os.environ.get("TRIAGE_OIDC_CLIENT_ID"), os.environ.get("TRIAGE_OIDC_SECRET_FILE")
    if not client_id or not file:
        raise SecretUnusable("TRIAGE_OIDC_ISSUER needs TRIAGE_OIDC_CLIENT_ID and TRIAGE_OIDC_SECRET_FILE beside it")
    try:
        return Provider(issuer, client_id, Path(file).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise SecretUnusable(f"{file}: the secret for OpenID Connect cannot be read: {error}") from None


def add_to(app: FastAPI, provider: Provider, services: Services) -> None:
    """The two addresses, and the short-lived signed cookie that the flow keeps its state in."""
    oauth = OAuth()
    oauth.register(
        "clinic",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.metadata,
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )
    app.state.single_sign_on = oauth.clinic
    app.add_middleware(
        SessionMiddleware,
        secret_key=services.key("single sign-on").hex(),
        session_cookie="__Host-triage-sso" if services.settings.is_secure else "triage-sso",
        max_age=_MINUTES_TO_LOG_IN * 60,
        same_site="lax",
        https_only=services.settings.is_secure,
    )
    app.include_router(router)


@router.get(START)
async def start(request: Request) -> Response:
    """Off to the provider."""
    back = str(request.url_for("single_sign_on_back"))
    try:
        found: Response = await request.app.state.single_sign_on.authorize_redirect(request, back)
    except (AuthlibBaseError, HTTPError, ValueError, KeyError) as error:
        return await _refused(request, error)
    return found


@router.get(BACK, name="single_sign_on_back")
async def back(request: Request) -> Response:
    """Back from the provider: a new session for the user whom its subject belongs to."""
    try:
        claims = await request.app.state.single_sign_on.authorize_access_token(request)
        subject = str(claims["userinfo"]["sub"])
    except (AuthlibBaseError, JoseError, HTTPError, ValueError, KeyError) as error:
        return await _refused(request, error)
    request.session.clear()
    token = await run_in_threadpool(_session_for, services_of(request), subject)
    if token is None:
        return problems.page(
            request, HTTPStatus.FORBIDDEN, strings.SSO_UNKNOWN, strings.SSO_UNKNOWN_TEXT, subject=subject[:200]
        )
    response = RedirectResponse("/desk", HTTPStatus.SEE_OTHER)
    set_cookie(request, response, STAFF, token)
    return response


def _session_for(services: Services, subject: str) -> str | None:
    now = services.now()
    with services.database.writing() as session:
        user: User | None = user_by_oidc(session, subject)
        if user is None:
            return None
        what: dict[str, Any] = {"by": "single sign-on"}
        audit.append(session, services.key("audit"), now, user.name, "user.log_in", f"user:{user.id}", None, what)
        return start_session(session, now, user)


async def _refused(request: Request, error: Exception) -> Response:
    """The provider is away, or what came back is not what it sent: nothing of it is shown."""
    _log.warning("single sign-on failed: %s", type(error).__name__)
    request.session.clear()
    return problems.page(request, HTTPStatus.BAD_GATEWAY, strings.SSO_FAILED, strings.SSO_FAILED_TEXT)
