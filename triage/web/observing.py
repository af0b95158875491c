"""What can be seen from outside of how the server does: counts, health, and one line of log a request.

Nothing here holds an answer, a name, an address, a token or a query: a request is known by its route's template.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.assessment import Assessment
from triage.errors import StoreUnavailable
from triage.pack.pack import SOURCE
from triage.reasoning.answers import Answers
from triage.web.services import Assess, services_of
from triage.web.worker import Worker

TOKEN_VARIABLE = "TRIAGE_METRICS_TOKEN"  # the name of a variable
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LOOPBACK = ("127.0.0.1", "::1")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")

_log = logging.getLogger("triage.web.requests")
router = APIRouter(include_in_schema=False)


class Metrics:
    """The counts of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "triage_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "triage_request_seconds",
            "Seconds to an answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._results = Counter("triage_results", "Assessments made.", ("urgency",), registry=self.registry)
        self._of_one_engine = Counter(
            "triage_results_of_one_engine", "Assessments that one engine alone made.", registry=self.registry
        )
        self._differing = Counter(
            "triage_results_engines_differed", "Assessments on which the two engines differed.", registry=self.registry
        )
        self._restarts = Counter("triage_worker_restarts", "Worker processes replaced.", registry=self.registry)
        self._up = Gauge("triage_worker_up", "1 while the worker takes questions.", registry=self.registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(seconds)

    def restarted(self) -> None:
        self._restarts.inc()

    def watch(self, worker: Worker) -> None:
        self._up.set_function(lambda: worker.is_up)

    def counting(self, assess: Assess) -> Assess:
        """The same `assess`, its results counted by urgency."""

        def counted(answers: Answers, country: str, language: str = SOURCE, /) -> Assessment:
            result = assess(answers, country, language)
            self._results.labels(result.urgency.value).inc()
            if not result.engine.checked:
                self._of_one_engine.inc()
            elif not result.engine.agreed:
                self._differing.inc()
            return result

        return counted

    def text(self) -> bytes:
        return generate_latest(self.registry)


class Observed:
    """Counts and logs every request, by the template of its route, and gives it an id that stands in the answer too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status = time.perf_counter(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
        scope["triage.request"] = number = secrets.token_hex(8)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - begin
            milliseconds = round(seconds * 1000, 1)
            route, method = route_of(scope), scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.request(route, method, status, seconds)
            told = {
                "request": number,
                "method": method,
                "route": route,
                "status": status,
                "ms": milliseconds,
            }
            _log.info("request", extra={"told": told})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /static/{part}/{name}; the address itself is never told."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "(none)"


# ---------------------------------------------------------------------------------------------------------------- pages


@router.get("/healthz")
def alive() -> Response:
    """That this process answers at all."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Whether it can serve people: that is up to the database. Without the worker it answers by one engine."""
    worker = "up" if request.app.state.worker.is_up else "away"
    try:
        services_of(request).database.ping()
    except StoreUnavailable:
        return JSONResponse({"status": "no", "database": "away", "worker": worker}, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"status": "ok", "database": "up", "worker": worker})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The counts for Prometheus: for this machine, or for whoever has the token. Others are not told it is there."""
    if not _may_see(request):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE_LATEST)


def _may_see(request: Request) -> bool:
    wanted = os.environ.get(TOKEN_VARIABLE, "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if wanted and hmac.compare_digest(given.encode(), wanted.encode()):
        return True
    is_near = request.client is not None and request.client.host in _LOOPBACK
    return is_near and not any(name in request.headers for name in _FORWARDED)


# ------------------------------------------------------------------------------------------------------------------ log


class Line(logging.Formatter):
    """One record as one line of JSON. What other packages log stands without the values they put into it."""

    def format(self, record: logging.LogRecord) -> str:
        is_ours = record.name == "triage.web" or record.name.startswith("triage.web.")
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if is_ours else str(record.msg).strip(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            told["faults"] = faults_of(record.exc_info[1])
        return json.dumps(told)


def faults_of(error: BaseException) -> list[dict[str, Any]]:
    """An error and those that led to it: their types and where they were, never what they say."""
    found: list[dict[str, Any]] = []
    seen: BaseException | None = error
    while seen is not None and len(found) < 10:
        frames = traceback.extract_tb(seen.__traceback__)[-30:]
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found.append({"type": f"{type(seen).__module__}.{type(seen).__qualname__}", "frames": where})
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return found


def log_to_stderr() -> None:
    """All that this process logs goes to standard error in lines of JSON; of other packages, warnings only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("triage.web").setLevel(logging.INFO)
