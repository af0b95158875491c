"""Requests that nobody should send: made from the OpenAPI document, and real ones with something changed in them."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
schemathesis = pytest.importorskip("schemathesis")
from fastapi import FastAPI  # noqa: E402  # after the check that the extra is there
from fastapi.testclient import TestClient  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from web_site import ADDRESS, site  # noqa: E402

V1 = "/api/v1"
MUTATED = 10_000
_TRACE = re.compile(r"Traceback|File \"|\.py\b|sqlalchemy|site-packages")


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return site(tmp_path, visits_a_minute=10**6, assessments_a_minute=10**6)


# ------------------------------------------------------------------------------------------- from the OpenAPI document


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=ADDRESS) as found:
        yield found


def token(client: TestClient) -> str:
    """The token of a questionnaire in which something was answered."""
    begun = client.post(f"{V1}/visits", json={}).json()
    headers = {"authorization": f"Bearer {begun['token']}"}
    reply = {"step": 0, "screen": begun["visit"]["screen"]["id"], "reply": ["none"]}
    assert client.post(f"{V1}/visits/current/reply", json=reply, headers=headers).status_code == 200
    return str(begun["token"])


def by_the_document(client: TestClient, examples: int) -> Counter[int]:
    """Requests that the document allows, and such as it does not, to every operation; the statuses of the answers."""
    schema = schemathesis.openapi.from_dict(client.get(f"{V1}/openapi.json").json())
    schema.config.update(base_url=ADDRESS)
    seen: Counter[int] = Counter()
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in modes:
            if mode is modes[1] and not (list(operation.body) or list(operation.query)):
                continue

            @seed(1)
            @settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def one(case: Any) -> None:
                headers = {**(case.headers or {}), "authorization": f"Bearer {token(client)}"}
                sent = case.as_transport_kwargs(base_url=ADDRESS, headers=headers)
                sent.pop("cookies", None)
                if isinstance(sent.get("data"), bytes | str):
                    sent["content"] = sent.pop("data")
                response = client.request(**sent)
                seen[response.status_code] += 1
                is_well(response.status_code, response.text, response.headers.get("content-type", ""), is_api=True)
                if response.is_success and response.status_code != 204:
                    case.operation.validate_response(schemathesis.Response.from_any(response))

            one()
    return seen


def is_well(status: int, body: str, kind: str, *, is_api: bool) -> None:
    """No answer is a fault, shows where one was, or refuses a program in anything but a problem document."""
    assert status < 500, body
    assert not _TRACE.search(body)
    if is_api and status >= 400:
        assert kind == "application/problem+json"
        assert json.loads(body)["status"] == status


def test_api_keeps_to_its_document(client: TestClient) -> None:
    """What the OpenAPI document allows or forbids: never a fault, refusals are problems, answers fit their schema."""
    seen = by_the_document(client, 12)
    assert sum(seen.values()) > 150
    assert {200, 201, 422} <= set(seen)


@pytest.mark.soak
def test_api_keeps_to_its_document_for_long(client: TestClient) -> None:
    """So it is for thousands of requests."""
    assert sum(by_the_document(client, 300).values()) > 3000


# --------------------------------------------------------------------------------------------------- mutated requests


@dataclass(frozen=True)
class Sent:
    """One request as a server would hand it on: nothing between us and the application corrects it."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ((b"host", b"127.0.0.1"),)
    body: bytes = b""


@dataclass
class Answered:
    status: int = 0
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: str = ""


async def ask(app: FastAPI, sent: Sent) -> Answered:
    answered, raw = Answered(), b""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal raw
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            for name, value in message["headers"]:
                answered.headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        else:
            raw += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "method": sent.method,
        "path": unquote(sent.path),
        "raw_path": sent.path.encode("latin-1", "replace"),
        "query_string": sent.query.encode("latin-1", "replace"),
        "headers": [(name.lower(), value) for name, value in sent.headers],
    }
    await app(scope, receive, send)
    answered.body = raw.decode("utf-8", "replace")
    return answered


def form(path: str, cookies: str, fields: dict[str, str]) -> Sent:
    body = urlencode(fields).encode()
    headers = [(b"host", b"127.0.0.1"), (b"cookie", cookies.encode()), (b"sec-fetch-site", b"same-origin")]
    headers += [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", str(len(body)).encode())]
    return Sent("POST", path, "", tuple(headers), body)


def call(path: str, bearer: str, body: Any, method: str = "POST") -> Sent:
    raw = json.dumps(body).encode()
    headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {bearer}".encode())]
    headers += [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    return Sent(method, f"{V1}{path}", "", tuple(headers), raw)


async def real_requests(app: FastAPI) -> list[Sent]:
    """Requests that work: every page and form of one person, and every call of one program."""
    page = await ask(app, Sent("GET", "/"))
    cookies = page.headers["set-cookie"][0].partition(";")[0]
    wanted = re.search(r'name="token" value="([^"]+)"', page.body)
    assert wanted
    safe = {"token": wanted[1]}
    begun = await ask(app, form("/start", cookies, {**safe, "for": "self", "country": "GB"}))
    cookies += "; " + begun.headers["set-cookie"][0].partition(";")[0]
    shown = await ask(app, Sent("GET", "/question", headers=((b"host", b"127.0.0.1"), (b"cookie", cookies.encode()))))
    screen = re.search(r'name="screen" value="([^"]+)"', shown.body)
    assert screen
    reply = {**safe, "step": "0", "screen": screen[1], "reply": "none"}
    started = json.loads((await ask(app, call("/visits", "", {}))).body)
    bearer, asked = started["token"], started["visit"]["screen"]["id"]
    head = ((b"host", b"127.0.0.1"), (b"cookie", cookies.encode()))
    paths: tuple[str, ...] = (
        "/",
        "/question",
        "/answers",
        "/result",
        "/result.json",
        "/result.html",
        "/show",
        "/show.svg",
        "/both",
        "/come-back",
    )
    paths += ("/delete", "/about", "/healthz", "/readyz", "/metrics", "/desk", "/static/x/style.css")
    api_paths = ("/pack", "/openapi.json", "/visits/current", "/visits/current/result")
    return [
        *(Sent("GET", path, "note=moved", head) for path in paths),
        form("/start", cookies, {**safe, "for": "other", "country": "any"}),
        form("/question", cookies, reply),
        form("/question", cookies, {**reply, "do": "back"}),
        form("/answers", cookies, {**safe, "question": "age"}),
        form("/result", cookies, safe),
        form("/look", cookies, {**safe, "look": "dark", "back": "/about"}),
        form("/save", cookies, safe),
        form("/come-back", cookies, {**safe, "code": "K7QM-3XWA-9T"}),
        *(call(path, bearer, {}, "GET") for path in api_paths),
        call("/visits", "", {"for": "self", "country": "GB"}),
        call("/visits/current/reply", bearer, {"step": 0, "screen": asked, "reply": ["none"]}),
        call("/visits/current/back", bearer, {"step": 1}),
        call("/visits/current/edit", bearer, {"step": 1, "question": "age"}),
        call("/visits/current/go-on", bearer, {"step": 1}),
        call("/visits/current/result", bearer, {}),
        call(
            "/assess", bearer, {"for": "self", "unanswered": "no", "answers": {"age": 62, "numbness_pattern": ["none"]}}
        ),
    ]


NASTY = (
    "", "\x00", "%00", "../../etc/passwd", "..%2f..%2f", "null", "true",
    "<script>alert(1)</script>", "' OR 1=1 --", "\u202e\ufeff", "\ud800",
    "\U0001f9a6" * 50, "-1", "0", "99999999999999999999999", "1e309", "NaN", "[]", "{}", "{{7*7}}", "${x}",
    "%s%n", "a" * 5000, "\r\nset-cookie: x=1", "\u0661\u0662", "\u00b2", "//evil.example", "javascript:alert(1)",
)  # fmt: skip


def mutated(sent: Sent, rng: random.Random) -> Sent:
    """The same request with one or several things changed."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        sent = rng.choice((_body_bytes, _body_parts, _body_parts, _path, _query, _header, _method))(sent, rng)
    length = str(len(sent.body)).encode()
    return replace(sent, headers=tuple((n, length if n == b"content-length" else v) for n, v in sent.headers))


def _body_bytes(sent: Sent, rng: random.Random) -> Sent:
    raw = bytearray(sent.body or b"x=1")
    for _ in range(rng.randint(1, 4)):
        where = rng.randrange(len(raw) + 1)
        raw[where : where + rng.choice((0, 3))] = bytes([rng.randrange(256)])
    return replace(sent, body=bytes(raw) * rng.choice((1, 1, 1, 2, 300)))


def _body_parts(sent: Sent, rng: random.Random) -> Sent:
    nasty: Any = rng.choice(NASTY)
    if sent.path.startswith("/api"):
        try:
            document = json.loads(sent.body or b"{}")
        except ValueError:
            return sent
        nasty = rng.choice((nasty, None, True, -1, 1.5, 10**30, [], {}, [nasty], {nasty: nasty}))
        if not isinstance(document, dict) or rng.random() < 0.1:
            return replace(sent, body=json.dumps(nasty).encode())
        document[rng.choice([*document, "answers", nasty if isinstance(nasty, str) else "x"])] = nasty
        return replace(sent, body=json.dumps(document).encode())
    fields = sent.body.decode("utf-8", "replace").split("&")
    which = rng.randrange(len(fields))
    name = fields[which].partition("=")[0]
    value = quote(str(nasty).encode("utf-8", "surrogatepass"))
    fields[which] = rng.choice((f"{name}={value}", f"{value}={value}", "", f"{fields[which]}&{fields[which]}"))
    return replace(sent, body="&".join(fields).encode("utf-8", "replace"))


def _path(sent: Sent, rng: random.Random) -> Sent:
    parts = sent.path.split("/")
    parts[rng.randrange(len(parts))] = rng.choice((quote(rng.choice(NASTY).encode("utf-8", "surrogatepass")), "", ".."))
    return replace(sent, path="/" + "/".join(parts).lstrip("/") + rng.choice(("", "", "/", "//")))


def _query(sent: Sent, rng: random.Random) -> Sent:
    value = rng.choice(NASTY).encode("utf-8", "surrogatepass")
    name = rng.choice(("note", "country", "code", "size", "x"))
    return replace(sent, query=rng.choice((f"{name}={quote(value)}", value.decode("latin-1"))))


_HEADERS = (b"cookie", b"host", b"origin", b"sec-fetch-site", b"content-type", b"authorization", b"accept", b"range")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X" * 50)


def _header(sent: Sent, rng: random.Random) -> Sent:
    value = rng.choice(NASTY).encode("utf-8", "surrogatepass").replace(b"\r\n", b" ")
    name = rng.choice(
        (
            b"cookie",
            b"host",
            b"origin",
            b"sec-fetch-site",
            b"content-type",
            b"authorization",
            b"accept",
            b"x-forwarded-for",
        )
    )
    kept = [one for one in sent.headers if rng.random() < 0.9 or one[0] == b"host"]
    if name == b"host" and rng.random() < 0.9:
        return replace(sent, headers=tuple(kept))
    return replace(sent, headers=(*(one for one in kept if one[0] != name), (name, value)))


def _method(sent: Sent, rng: random.Random) -> Sent:
    return replace(sent, method=rng.choice(_METHODS))


async def send_mutated(app: FastAPI, number: int, start: int) -> Counter[int]:
    rng, seen = random.Random(start), Counter[int]()
    for turn in range(number):
        if turn % 200 == 0:  # what was deleted or finished by chance is there again
            requests = await real_requests(app)
        sent = mutated(rng.choice(requests), rng)
        answered = await ask(app, sent)
        seen[answered.status] += 1
        kind = answered.headers.get("content-type", [""])[0]
        is_api = unquote(sent.path).startswith("/api/") and sent.method != "HEAD"
        try:
            is_well(answered.status, answered.body, kind, is_api=is_api)
        except AssertionError:
            pytest.fail(f"{sent} was answered with {answered}")
        assert len(answered.headers["content-security-policy"]) == 1
        assert not any("evil.example" in place for place in answered.headers.get("location", []))
    return seen


def test_mutated_requests_do_no_harm(app: FastAPI) -> None:
    """Real requests with something changed: no fault, no trace of one, every header of an answer in its place."""
    seen = asyncio.run(send_mutated(app, 600, 1))
    assert {200, 303, 403, 404, 405, 422} <= set(seen), seen


@pytest.mark.soak
def test_ten_thousand_mutated_requests_do_no_harm(app: FastAPI) -> None:
    """So it is for ten thousand of them."""
    seen = asyncio.run(send_mutated(app, MUTATED, 2))
    assert sum(seen.values()) == MUTATED
