"""The server killed at any moment: what a person was told is saved is there afterwards."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
import httpx2  # after the check that the extra is there
from desk_site import PASSWORD, calm, sections_of
from killable_server import KillableServer
from web_site import Form, Page

from triage.pack.scales import NONE, UNSURE
from triage.store import Database
from triage.store.audit_faults import verify
from triage.store.codes import token_hash
from triage.store.models import Ticket, Visit
from triage.store.secret import key_for
from triage.store.users import add_user

pytestmark = pytest.mark.web


class Person:
    """Somebody who fills in questionnaires, one after another, and remembers what the server took."""

    def __init__(self, address: str, seed: int) -> None:
        self._client = httpx2.Client(base_url=address, timeout=10, follow_redirects=False)
        self._rng = random.Random(seed)
        self.taken: list[Any] = []
        self.sending: Any = None
        self.token = ""
        self.is_under_way = False

    def go_on(self) -> None:
        """Answer until the server is gone."""
        self.is_under_way = False
        with contextlib.suppress(httpx2.HTTPError):
            while True:
                self._step()
                self.is_under_way = True

    def _step(self) -> None:
        page = self._client.get("/question")
        if page.status_code != 200:
            self._begin()
            return
        form = Page(page.text).form("/question", "step")
        if "screen" not in form.names:
            self._begin()
            return
        reply = self._reply(form.choices, "number" in form.names)
        self.sending = reply
        data = dict(form.fields) | {"reply": reply} if isinstance(reply, str) else dict(form.fields) | {"number": "40"}
        sent = self._client.post("/question", data=data)
        if sent.status_code == 303:
            self.taken.append(reply)
        self.sending = None

    def _begin(self) -> None:
        start = Page(self._client.get("/").text).form("/start")
        self.token = ""
        answer = self._client.post("/start", data=dict(start.fields))
        if answer.status_code == 303:
            self.taken, self.sending = [], None
            self.token = str(self._client.cookies.get("triage-visit"))

    def _reply(self, choices: list[tuple[str, str]], is_number: bool) -> str | int:
        values = [value for name, value in choices if name == "reply"]
        if is_number:
            return 40
        return next(value for value in (NONE, "no", UNSURE) if value in values)


class Receptionist:
    """Somebody at the desk who takes in one person after another, and remembers what the server took."""

    def __init__(self, address: str, seed: int) -> None:
        self._client = httpx2.Client(base_url=address, timeout=10, follow_redirects=False)
        self._rng = random.Random(seed)
        self.taken: dict[str, int] = {}

    def go_on(self) -> None:
        """Take people in until the server is gone."""
        with contextlib.suppress(httpx2.HTTPError):
            if "triage-staff" not in self._client.cookies:
                form = Page(self._client.get("/desk/login").text).form("/desk/login")
                self._post(form, ("name", "receptionist"), ("password", PASSWORD))
            while True:
                self._take_in()

    def _take_in(self) -> None:
        form = Page(self._client.get("/desk/new").text).form("/desk/new")
        more = [("do", "ask")]
        for section in sections_of(form):
            values = [value for name, value in form.choices if name == f"q.{section}"]
            more += [(f"q.{section}", value) for value in calm(values)]
        answer = self._post(form, *more)
        if answer.status_code != 303:
            return
        ticket = str(answer.headers["location"]).split("/")[3]
        self.taken[ticket] = 1
        for _ in range(self._rng.randrange(6)):
            page = Page(self._client.get(answer.headers["location"]).text)
            form = page.form(f"/desk/tickets/{ticket}/ask")
            values = [value for name, value in form.choices if name == "reply"]
            reply = ("number", "40") if "number" in form.names else ("reply", calm(values)[0])
            answer = self._post(form, reply)
            if answer.status_code != 303:
                return
            self.taken[ticket] += 1

    def _post(self, form: Form, *more: tuple[str, str]) -> httpx2.Response:
        data: dict[str, list[str]] = {}
        names = {name for name, _ in more}
        for name, value in (*(pair for pair in form.fields if pair[0] not in names), *more):
            data.setdefault(name, []).append(value)
        return self._client.post(form.action, data=data)


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(2000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("nothing happens")


def check_tickets(database: Database, receptionist: Receptionist) -> None:
    """Every ticket that was taken is there with all its changes, and the audit log is whole."""
    with database.reading() as session:
        versions = {ticket.id: ticket.version for ticket in session.query(Ticket)}
        faults = list(verify(session, key_for(database.secret, "audit")))
    assert faults == []
    for ticket, changes in receptionist.taken.items():
        assert versions[ticket] >= changes


def check(database: Database, person: Person) -> None:
    """All that was taken is there, in its order, and at most the one reply that was on its way beside it."""
    if not person.token:
        return
    with database.reading() as session:
        visit = session.query(Visit).filter_by(token_hash=token_hash(person.token)).one()
    kept = [move["reply"] if isinstance(move["reply"], int) else move["reply"][0] for move in visit.moves]
    assert kept[: len(person.taken)] == person.taken
    assert kept[len(person.taken) :] in ([], [person.sending])
    if len(kept) > len(person.taken):
        person.taken = kept


def kill_and_look(url: str, tmp_path: Path, open_: Callable[[str], Database], count: int, seed: int) -> None:
    """Start, let three people answer, kill at a random moment, look; over and over on one database."""
    rng = random.Random(seed)
    (tmp_path / "secret").write_bytes(bytes(range(32)))
    server = KillableServer(url, tmp_path / "secret")
    people = [Person(server.address, seed + number) for number in range(3)]
    receptionist = Receptionist(server.address, seed)
    database = open_(url)
    with database.writing() as session:
        add_user(session, datetime.now(UTC), "receptionist", "receptionist", PASSWORD)
    for _ in range(count):
        server.start()
        threads = [threading.Thread(target=work) for work in (*(person.go_on for person in people), receptionist.go_on)]
        for thread in threads:
            thread.start()
        _until(lambda: any(person.is_under_way for person in people) and bool(receptionist.taken))
        time.sleep(rng.random() * 0.5)
        server.kill()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        for person in people:
            check(database, person)
        check_tickets(database, receptionist)


def test_killed_at_random_moments_nothing_acknowledged_is_lost(
    database_url: str, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    """After kill -9 at any moment every reply that was answered with the next page is in the database."""
    kill_and_look(database_url, tmp_path, opened, count=4, seed=1)


@pytest.mark.soak
def test_killed_500_times_nothing_acknowledged_is_lost(
    database_url: str, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    """The same 500 times on each database."""
    kill_and_look(database_url, tmp_path, opened, count=500, seed=2)
