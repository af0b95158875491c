"""Health, counts and logs: what is seen from outside of how the server does, and that nothing personal is in it."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
from fastapi import FastAPI  # noqa: E402  # after the check that the extra is there
from fastapi.testclient import TestClient  # noqa: E402
from web_site import ADDRESS, Browser, site  # noqa: E402

from triage.web import observing  # noqa: E402
from triage.web.observing import Line  # noqa: E402

NEAR, FAR = ("127.0.0.1", 50000), ("203.0.113.9", 50000)
PLANTED = "PlantedQuokka"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return site(tmp_path)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client on this machine."""
    with TestClient(app, base_url=ADDRESS, client=NEAR) as found:
        yield found


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that this process logs, as the server writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    root, ours = logging.getLogger(), logging.getLogger("triage.web")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests_in(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(stream) if line["logger"] == "triage.web.requests"]


# --------------------------------------------------------------------------------------------------------------- health


def test_alive_and_ready(client: TestClient) -> None:
    """It is alive, and ready while its database answers; the worker's state is told, and is no reason to stay away."""
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": "up", "worker": "away"}
    assert client.head("/readyz").status_code == 200


def test_not_ready_without_a_database(client: TestClient, tmp_path: Path) -> None:
    """Without its database it is alive, not ready, and ready again when the database is back."""
    (tmp_path / "triage.db").rename(tmp_path / "away.db")
    client.app.state.services.database.close()  # type: ignore[attr-defined]  # the application of the fixture
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    (tmp_path / "away.db").rename(tmp_path / "triage.db")
    assert client.get("/readyz").status_code == 200


# -------------------------------------------------------------------------------------------------------------- metrics


def metric(client: TestClient, name: str, *labels: str) -> float:
    """The sum of a metric over all lines that carry these labels."""
    found = 0.0
    for line in client.get("/metrics").text.splitlines():
        if re.match(rf"{name}[ {{]", line) and all(label in line for label in labels):
            found += float(line.rpartition(" ")[2])
    return found


def test_requests_are_counted_by_route(client: TestClient) -> None:
    """A request counts under the template of its route, its method and status; an unknown address under none."""
    for path in ("/", "/static/a/b", "/static/c/d", f"/{PLANTED}"):
        client.get(path)
    client.request("QUOKKA", "/")
    client.get("/api/v1/pack")
    name = "triage_requests_total"
    assert metric(client, name, 'route="/"', 'method="GET"', 'status="200"') == 1
    assert metric(client, name, 'route="/static/{part}/{name}"', 'status="404"') == 2
    assert metric(client, name, 'route="(none)"', 'status="404"') == 1
    assert metric(client, name, 'method="other"') == 1
    assert metric(client, name, 'route="/api/v1/pack"') == 1
    assert metric(client, "triage_request_seconds_count", 'route="/"') >= 1
    assert PLANTED not in client.get("/metrics").text


def test_results_are_counted_by_urgency(client: TestClient) -> None:
    """Each assessment counts under its urgency; those by one engine are counted once more."""
    for _ in range(2):
        client.post("/api/v1/assess", json={"answers": {"face_droop": "yes"}})
    assert metric(client, "triage_results_total", 'urgency="emergency_now"') == 2
    assert metric(client, "triage_results_of_one_engine_total") == 0


def test_worker_is_counted(tmp_path: Path) -> None:
    """A worker that was replaced is counted, and the results that one engine made meanwhile."""
    app = site(tmp_path, has_worker=True)
    with TestClient(app, base_url=ADDRESS, client=NEAR) as client:
        worker = app.state.worker
        assert worker.wait_until_up(20)
        assert client.get("/readyz").json()["worker"] == "up"
        assert metric(client, "triage_worker_up") == 1
        os.kill(worker.pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while not metric(client, "triage_worker_restarts_total") and time.monotonic() < deadline:
            client.post("/api/v1/assess", json={"answers": {}})
        assert metric(client, "triage_worker_restarts_total") == 1
        assert worker.wait_until_up(20)
    assert not worker.is_up


def test_metrics_are_for_this_machine_or_a_token(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """From elsewhere, or through a proxy, there are no metrics without the token; no token at all opens nothing."""
    with TestClient(app, base_url=ADDRESS, client=FAR) as far, TestClient(app, base_url=ADDRESS, client=NEAR) as near:
        assert near.get("/metrics").status_code == 200
        assert near.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
        assert far.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
        monkeypatch.setenv(observing.TOKEN_VARIABLE, "a-token")
        assert far.get("/metrics", headers={"authorization": "Bearer a-token"}).status_code == 200
        assert far.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
        assert far.get("/metrics", headers=[(b"authorization", b"Bearer \xe9")]).status_code == 404


# ------------------------------------------------------------------------------------------------------------------ log


def test_one_line_a_request(client: TestClient, logged: io.StringIO) -> None:
    """A request is one line: an id that its answer carries too, method, route, status and milliseconds; no address."""
    response = client.get(f"/come-back?code={PLANTED}")
    client.get(f"/{PLANTED}")
    first, second = requests_in(logged)
    assert set(first) == {"time", "level", "logger", "message", "request", "method", "route", "status", "ms"}
    assert first["request"] == response.headers["x-request-id"]
    assert (first["route"], first["status"], second["route"]) == ("/come-back", 200, "(none)")
    assert PLANTED not in logged.getvalue()
    assert NEAR[0] not in logged.getvalue()


def test_faults_are_logged_without_values(
    app: FastAPI, client: TestClient, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is logged with its type and where it was, and with the id of its request: never with what it said."""

    def fails(*_: Any) -> Any:
        try:
            dict[str, str]()[PLANTED]
        except KeyError as error:
            raise RuntimeError(f"cannot use {PLANTED}") from error

    monkeypatch.setattr(type(app.state.services.database), "looking", fails)
    client.cookies.set("triage-visit", PLANTED)
    response = client.get("/question")
    assert response.status_code == 500
    fault = next(line for line in lines(logged) if "faults" in line)
    assert [one["type"] for one in fault["faults"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert any("fails" in frame for frame in fault["faults"][0]["frames"])
    assert fault["request"] == response.headers["x-request-id"]
    assert PLANTED not in logged.getvalue() + response.text


def test_other_packages_are_logged_without_their_values(logged: io.StringIO) -> None:
    """What another package puts into a message is left out of the log; what we say ourselves stands."""
    logging.getLogger("elsewhere").warning("cannot read %s", PLANTED)
    logging.getLogger("triage").error("the engines differ: %s", PLANTED)
    logging.getLogger("triage.web").error("the database is away: %s", "locked")
    assert [line["message"] for line in lines(logged)] == [
        "cannot read %s",
        "the engines differ: %s",
        "the database is away: locked",
    ]


def test_a_planted_word_is_nowhere(client: TestClient, logged: io.StringIO) -> None:
    """A word typed into every field of every form, every address and header, is neither logged nor counted."""
    browser = Browser(client.app)  # type: ignore[arg-type]  # the application of the fixture
    browser.client = client
    browser.start()
    paths = [
        "/",
        "/question",
        "/answers",
        "/result",
        "/come-back",
        "/delete",
        "/about",
        "/show",
        "/desk",
        "/desk/login",
    ]
    forms = [form for path in paths for form in browser.open(path).forms]
    assert len(forms) > 10
    headers = {"sec-fetch-site": "same-origin", "user-agent": PLANTED, "referer": f"{ADDRESS}/{PLANTED}"}
    for form in forms:
        own = dict(form.fields)
        for name in sorted(form.names - {"token"}):
            client.post(form.action, data={**own, name: PLANTED}, headers=headers)
        client.post(f"{form.action}?{PLANTED}={PLANTED}", data={PLANTED: PLANTED}, headers=headers)
        client.post(form.action, files={PLANTED: (PLANTED, PLANTED)}, headers=headers)
    for path in ("visits", "assess", "visits/current/reply"):
        for body in ({PLANTED: PLANTED}, {"answers": {PLANTED: PLANTED}}, {"for": PLANTED}, PLANTED):
            client.post(f"/api/v1/{path}", json=body, headers={"authorization": f"Bearer {PLANTED}"})
    assert len(requests_in(logged)) > 50
    assert PLANTED not in logged.getvalue()
    assert PLANTED not in client.get("/metrics").text


# -------------------------------------------------------------------------------------------------------- start and end


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_is_a_calm_end(tmp_path: Path) -> None:
    """Told to stop, the server finishes what is on its way, ends its worker and itself with 0; the log is JSON."""
    environment = {**os.environ, "TRIAGE_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "triage", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stderr is not None
        try:
            server_told = ""
            while "http://" not in server_told and server.poll() is None:
                server_told = server.stderr.readline()
            address = server_told.split()[2]
            deadline = time.monotonic() + 20
            while httpx2.get(f"{address}/readyz").json()["worker"] != "up" and time.monotonic() < deadline:
                time.sleep(0.05)
            statuses: list[int] = []
            stop = threading.Event()

            def ask() -> None:
                while not stop.is_set():
                    try:
                        statuses.append(httpx2.post(f"{address}/api/v1/assess", json={"answers": {}}).status_code)
                    except (httpx2.NetworkError, httpx2.RemoteProtocolError):  # closed before a word was read
                        return

            threads = [threading.Thread(target=ask) for _ in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            server.terminate()
            log = server.stderr.read()
            stop.set()
            for thread in threads:
                thread.join(20)
        finally:
            server.kill()
    assert server.returncode == 0
    assert set(statuses) == {200}, "none that was taken is cut off"
    logged = [json.loads(line) for line in log.splitlines()]
    assert len([line for line in logged if line.get("route") == "/api/v1/assess"]) == len(statuses)
    assert not [line for line in logged if line["level"] == "error"]
