"""What stands before every request: the host, its size, where it came from; and after it the headers of the answer."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.web import strings
from triage.web.languages import language_of, say_of
from triage.web.problem_document import problem
from triage.web.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 100_000
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
API = "/api/"
FORM = "application/x-www-form-urlencoded"  # the one kind that pages send: no page takes files
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}


class Guard:
    """Refuses what no page of ours sends, before anything reads it, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = frozenset({*LOOPBACK, *settings.hosts})
        self._is_secure = settings.is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_headers(scope, MutableHeaders(raw=message["headers"]))
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal:
            await _refused(scope, *refusal)(scope, receive, send_with_headers)
            return
        counted = _Counted(receive)
        if scope["method"] == "HEAD":
            await self._head(scope, counted, send_with_headers)
        else:
            await self._app(scope, counted, send_with_headers)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What GET would answer, without its body."""
        as_get = {**scope, "method": "GET"}

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        try:
            await self._app(as_get, receive, send_without_body)
        finally:
            scope["route"] = as_get.get("route")

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why this request is not even looked at."""
        host = headers.get("host", "")
        if _host_name(host) not in self._hosts:
            return 421, strings.WRONG_HOST
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, strings.TOO_LARGE
        if not scope["query_string"].isascii():
            return 400, strings.BAD_QUERY
        if scope["path"].startswith(API) or scope["method"] in SAFE:
            return None
        if not _is_same_origin(headers, host):
            return 403, strings.OTHER_SITE
        kind = headers.get("content-type", FORM).partition(";")[0].strip().lower()
        return None if kind == FORM else (415, strings.NO_FORM)

    def _put_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._is_secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        headers.setdefault("cache-control", "no-store")
        if anti := scope.get("triage.anti"):
            name = "__Host-triage-form" if self._is_secure else "triage-form"
            secure = "; Secure" if self._is_secure else ""
            headers.append("set-cookie", f"{name}={anti}; Path=/; HttpOnly; SameSite=Lax{secure}")


def _refused(scope: Scope, status: int, text: str) -> Response:
    if scope["path"].startswith(API):
        return problem(status, text)
    request = Request(scope)
    return PlainTextResponse(say_of(request)(text), status, {"content-language": language_of(request)})


def _host_name(host: str) -> str:
    """The host without its port, in lower case."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _is_same_origin(headers: Headers, host: str) -> bool:
    """Whether a browser says that this form was on a page of ours. What says nothing is left to the form token."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or (origin == "null" and site == "same-origin") or origin.partition("//")[2] == host


class _Counted:
    """A body that does not say how long it is, cut off where it grows too long."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, strings.TOO_LARGE)
        return message
