"""The JSON API: whole questionnaires, moves sent twice or too late, and refusals as problem documents."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from triage.assessment import assess
from triage.check import check_result
from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE
from triage.reasoning.documents import read_answers

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
from fastapi import FastAPI  # noqa: E402  # after the check that the extra is there
from fastapi.testclient import TestClient  # noqa: E402
from web_site import ADDRESS, Clock, site  # noqa: E402

V1 = "/api/v1"
CALM = (NONE, "no", "same", UNSURE)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> FastAPI:
    return site(tmp_path, clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A program that uses the API of a server of its own."""
    with TestClient(app, base_url=ADDRESS) as found:
        yield found


@dataclass
class Program:
    """A program in the middle of a questionnaire."""

    client: TestClient
    visit: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0

    @classmethod
    def started(cls, client: TestClient, **body: Any) -> Program:
        response = client.post(f"{V1}/visits", json=body)
        assert response.status_code == 201, response.text
        begun = response.json()
        return cls(client, begun["visit"], {"authorization": f"Bearer {begun['token']}"}, 201)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Send a move; the visit as it stands after one that was taken is kept."""
        response = self.client.post(f"{V1}/visits/current/{path}", json=body, headers=self.headers)
        self.status, answer = response.status_code, dict(response.json())
        if response.is_success and path != "result":
            self.visit = answer
        return answer

    def reply(self, reply: Any) -> dict[str, Any]:
        return self.post("reply", step=self.visit["step"], screen=self.visit["screen"]["id"], reply=reply)

    def to_the_end(self, choose: Any) -> dict[str, Any]:
        """Answer until there is a result."""
        for _ in range(200):
            if self.visit["stage"] == "emergency":
                self.post("go-on", step=self.visit["step"])
            elif self.visit["stage"] == "answered":
                return self.post("result")
            else:
                self.reply(choose(self.visit["screen"]))
            assert self.status == 200
        raise AssertionError("no end")


def calm(screen: dict[str, Any]) -> Any:
    if screen["kind"] == "number":
        return 40
    values = [choice["value"] for choice in screen["choices"]]
    return [next(value for value in CALM if value in values)]


def any_reply(screen: dict[str, Any], rng: random.Random) -> Any:
    """Something that a person might answer."""
    values = [choice["value"] for choice in screen["choices"]]
    own = [value for value in values if value not in (NONE, UNSURE, RATHER_NOT_SAY)]
    if rng.random() < 0.07:
        return [rng.choice((UNSURE, RATHER_NOT_SAY))]
    if screen["kind"] == "number":
        return rng.randint(screen["minimum"], screen["maximum"])
    if screen["kind"] == "any":
        return [value for value in own if rng.random() < 0.12] or [NONE]
    return ["no"] if "no" in own and rng.random() < 0.8 else [rng.choice(own)]


def is_problem(response: Any, status: int) -> bool:
    """Whether this is a problem document of RFC 9457 for this status."""
    return bool(
        response.status_code == status
        and response.headers["content-type"] == "application/problem+json"
        and response.json()["status"] == status
        and response.json()["title"]
        and response.json()["detail"]
        and "set-cookie" not in response.headers
    )


# ------------------------------------------------------------------------------------------------- whole questionnaires


def same_as_assess(client: TestClient, pack: Pack, seed: int) -> None:
    rng = random.Random(seed)
    program = Program.started(client, **{"for": rng.choice(("self", "other")), "country": rng.choice(("any", "GB"))})
    result = program.to_the_end(lambda screen: any_reply(screen, rng))
    document = {"for": result["person"], "answers": result["answers"], "unanswered": result["unanswered"]}
    answers = read_answers(pack, document)
    given = {name: value for name, value in program.visit["answers"].items() if name in result["answers"]}
    assert given == result["answers"]
    asked = type(answers)(answers.given, answers.unanswered, frozenset(result["not_asked"]), person=answers.person)
    assert json.loads(assess(pack, asked, country=result["country"]).to_json()) == result
    assert check_result(pack, result) == ()
    client.delete(f"{V1}/visits/current", headers=program.headers)


@pytest.mark.parametrize("seed", range(15))
def test_result_equals_assess(client: TestClient, pack: Pack, seed: int) -> None:
    """Whatever is answered by the API, the result is what `assess` makes of the same answers."""
    same_as_assess(client, pack, seed)


@pytest.mark.soak
def test_five_hundred_results_equal_assess(tmp_path: Path, pack: Pack) -> None:
    """So it is for five hundred questionnaires."""
    with TestClient(site(tmp_path, visits_a_minute=10**6), base_url=ADDRESS) as client:
        for seed in range(100, 600):
            same_as_assess(client, pack, seed)


def test_result_is_kept_until_it_is_deleted(client: TestClient) -> None:
    """The result can be read again as it was made; deleted, neither it nor the visit is found."""
    program = Program.started(client)
    address = f"{V1}/visits/current"
    assert is_problem(client.get(f"{address}/result", headers=program.headers), 404)
    made = program.to_the_end(calm)
    assert client.get(f"{address}/result", headers=program.headers).json() == made
    assert program.post("result") == made
    assert client.get(address, headers=program.headers).json()["stage"] == "done"
    assert client.delete(address, headers=program.headers).status_code == 204
    assert is_problem(client.get(address, headers=program.headers), 401)


def test_no_result_before_all_is_asked(client: TestClient) -> None:
    """As long as a calm questionnaire has something to ask there is no result."""
    program = Program.started(client)
    assert program.post("result")["status"] == 409


def test_emergency_comes_first(client: TestClient) -> None:
    """The moment an emergency is certain it is shown, with the number to dial; then there can be a result at once."""
    program = Program.started(client, country="GB")
    rng = random.Random(1)
    while program.visit["stage"] == "asking":
        own = [choice["value"] for choice in program.visit["screen"]["choices"]]
        program.reply([rng.choice(own[:3])] if program.visit["screen"]["kind"] != "number" else 50)
    assert program.visit["stage"] == "emergency"
    assert program.visit["screen"] is None
    assert program.visit["emergency"]["number"] == "999"
    step = program.visit["step"]
    assert program.post("result")["urgency"] == "emergency_now"
    assert program.post("go-on", step=step)["stage"] == "asking"
    assert program.post("go-on", step=step)["step"] == step + 1, "sent twice, it counts once"
    assert program.post("go-on", step=step + 1)["status"] == 409


# ------------------------------------------------------------------------------------------------- twice, late, at once


def test_same_reply_again_counts_once(client: TestClient) -> None:
    """A reply that is sent twice is taken once and answered alike."""
    program = Program.started(client)
    body = {"step": 0, "screen": program.visit["screen"]["id"], "reply": [NONE]}
    once, again = program.post("reply", **body), program.post("reply", **body)
    assert (once["step"], once) == (1, again)


def test_late_reply_is_refused(client: TestClient) -> None:
    """A reply to a step that is past, or to come, or to another screen, changes nothing and says where the visit is."""
    program = Program.started(client)
    first = program.visit["screen"]["id"]
    after = program.reply([NONE])
    for body in (
        {"step": 0, "screen": first, "reply": [UNSURE]},
        {"step": 0, "screen": after["screen"]["id"], "reply": [NONE]},
        {"step": 1, "screen": first, "reply": [NONE]},
        {"step": 2, "screen": first, "reply": [NONE]},
    ):
        refused = program.post("reply", **body)
        assert (refused["status"], refused["step"]) == (409, 1)
    assert client.get(f"{V1}/visits/current", headers=program.headers).json() == after


def test_back_and_edit(client: TestClient) -> None:
    """A step back asks the same again and suggests what was said; an earlier question is asked again by its name."""
    program = Program.started(client)
    assert program.post("back", step=0)["status"] == 409
    first = program.visit["screen"]
    program.reply([first["choices"][0]["value"]])
    back = program.post("back", step=1)
    assert (back["screen"]["id"], back["step"]) == (first["id"], 2)
    assert program.post("back", step=1) == back, "sent twice, it counts once"
    program.reply([NONE])
    name = next(iter(program.visit["answers"]))
    assert program.post("edit", step=3, question="no_such_question")["status"] == 422
    edited = program.post("edit", step=3, question=name)
    assert (edited["screen"]["id"], name in edited["answers"]) == (name, False)


def test_reply_that_does_not_fit_is_refused(client: TestClient) -> None:
    """A value that the screen does not offer, too many, none, or of another type: 422, and nothing changes."""
    program = Program.started(client)
    screen = program.visit["screen"]
    tick = screen["choices"][0]["value"]
    for reply in (["no such"], [tick, NONE], [], 3, True, "no", [3], None, {"a": 1}, [[tick]]):
        assert program.reply(reply)["status"] == 422
    assert program.visit["step"] == 0


# --------------------------------------------------------------------------------------------------------------- tokens


def test_tokens_open_one_visit_each(client: TestClient) -> None:
    """A token finds its own visit and no other; without one, or with a wrong one, there is no visit."""
    one, other = Program.started(client), Program.started(client)
    one.reply([NONE])
    assert client.get(f"{V1}/visits/current", headers=other.headers).json()["step"] == 0
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer "}):
        response = client.get(f"{V1}/visits/current", headers=headers)
        assert is_problem(response, 401)
        assert response.headers["www-authenticate"] == "Bearer"


def test_visits_expire(client: TestClient, clock: Clock) -> None:
    """A visit that nobody touches is gone after its time."""
    program = Program.started(client)
    clock.pass_(hours=1.9)
    program.reply([NONE])
    clock.pass_(hours=1.9)
    assert program.reply([NONE])["step"] == 2
    clock.pass_(hours=2.1)
    assert program.reply([NONE])["status"] == 401


def test_cookies_are_neither_read_nor_set(client: TestClient) -> None:
    """The token is no cookie: a browser that another site uses carries nothing that the API would take."""
    program = Program.started(client)
    token = program.headers["authorization"].removeprefix("Bearer ")
    client.cookies.set("triage-visit", token)
    response = client.get(f"{V1}/visits/current")
    assert is_problem(response, 401)
    assert "set-cookie" not in client.get(f"{V1}/pack").headers


# --------------------------------------------------------------------------------------------------------------- assess


def test_assess_in_one_call(client: TestClient, pack: Pack) -> None:
    """An answers document gives the assessment that `assess` makes of it, in the words of the country."""
    document = {"id": "a1", "answers": {"age": 62, "side": "both_legs", "onset_tempo": "months_years"}}
    response = client.post(f"{V1}/assess?country=GB", json=document)
    assert response.json() == json.loads(assess(pack, document, country="GB").to_json())
    assert client.post(f"{V1}/assess", json=document).json()["country"] == pack.about.default_country


def test_assess_tells_all_that_is_wrong(client: TestClient) -> None:
    """Every fault of a document is told at once, each with its code."""
    response = client.post(f"{V1}/assess", json={"answers": {"sied": "x", "age": "old", "side": "nose"}, "more": 1})
    assert is_problem(response, 422)
    assert [one["code"] for one in response.json()["problems"]] == ["A206", "A201", "A203", "A202"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"answers": {"age": 1, "age": 2}}', "application/json", 422),
        (b"answers: {age: 1}", "application/json", 422),
        (b"\xff", "application/json", 422),
        (b"[" * 50_000, "application/json", 422),
        (b'{"answers": {"age": ' + b"9" * 5000 + b"}}", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"answers": {}}', "text/plain", 415),
        (b'{"answers": {}}' + b" " * 100_000, "application/json", 413),
    ],
)
def test_assess_refuses_what_is_no_document(client: TestClient, body: bytes, kind: str, status: int) -> None:
    """A key twice, another format, another type, broken or too large: a problem document, and no assessment."""
    assert is_problem(client.post(f"{V1}/assess", content=body, headers={"content-type": kind}), status)


def test_a_body_of_unknown_length_is_cut_off(client: TestClient) -> None:
    """A body that does not say how long it is, is read no further than the limit."""

    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 1000

    response = client.post(f"{V1}/assess", content=endless(), headers={"content-type": "application/json"})
    assert is_problem(response, 413)


# ------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", f"{V1}/none", {}, 404),
        ("GET", "/api/", {}, 404),
        ("PUT", f"{V1}/visits", {}, 405),
        ("GET", f"{V1}/pack", {"host": "evil.example"}, 421),
        ("POST", f"{V1}/visits", {"content-length": "1000000"}, 413),
        ("POST", f"{V1}/visits", {"content-length": "-1"}, 413),
        ("POST", f"{V1}/visits", {"content-type": "application/json"}, 422),
    ],
)
def test_refusals_are_problem_documents(
    client: TestClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Whatever refuses a request under /api says so as a problem document."""
    assert is_problem(client.request(method, path, headers=headers), status)


def test_unknown_country_and_keys_are_refused(client: TestClient) -> None:
    """A country that the pack does not have, or a key that nobody asked for, starts nothing."""
    bodies: tuple[Any, ...] = ({"country": "XX"}, {"country": ""}, {"for": "us"}, {"name": "Mary"}, {"for": None}, [])
    for body in bodies:
        assert is_problem(client.post(f"{V1}/visits", json=body), 422)
    assert is_problem(client.post(f"{V1}/assess?country=XX", json={"answers": {}}), 422)


@pytest.mark.parametrize("path", ["visits", "assess"])
def test_too_many_requests(tmp_path: Path, path: str) -> None:
    """Who starts visits or assesses without end is told to wait, and for how long."""
    app = site(tmp_path, visits_a_minute=3, assessments_a_minute=3)
    with TestClient(app, base_url=ADDRESS) as client:
        answered = [client.post(f"{V1}/{path}", json={"answers": {}} if path == "assess" else {}) for _ in range(4)]
    assert all(response.is_success for response in answered[:3])
    assert is_problem(answered[3], 429)
    assert 1 <= int(answered[3].headers["retry-after"]) <= 120


def test_a_fault_of_ours_is_a_problem_document(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault inside says nothing but that there was one, with all headers of any answer."""

    def fails(*_: Any) -> Any:
        raise RuntimeError("planted")

    monkeypatch.setattr(type(app.state.services), "country", fails)
    response = client.get(f"{V1}/pack")
    assert is_problem(response, 500)
    assert "planted" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_dead_database_is_told(client: TestClient, tmp_path: Path) -> None:
    """Without its database the API says so, and goes on when it is back."""
    program = Program.started(client)
    (tmp_path / "triage.db").rename(tmp_path / "away.db")
    client.app.state.services.database.close()  # type: ignore[attr-defined]  # the application of the fixture
    assert is_problem(client.get(f"{V1}/visits/current", headers=program.headers), 503)
    (tmp_path / "away.db").rename(tmp_path / "triage.db")
    assert program.reply([NONE])["step"] == 1


def test_pack_and_document(client: TestClient, pack: Pack) -> None:
    """The rules in use are told with their hash; the OpenAPI document names every route and its refusals."""
    told = client.get(f"{V1}/pack").json()
    assert (told["version"], told["sha256"]) == (pack.about.version, pack.sha256)
    assert told["review"]["status"] == pack.about.review.status
    document = client.get(f"{V1}/openapi.json").json()
    assert len(document["paths"]) == 9
    for path in document["paths"].values():
        for operation in path.values():
            assert all("problem+json" in str(one) for code, one in operation["responses"].items() if code >= "400")
