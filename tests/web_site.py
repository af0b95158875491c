"""A server for tests, and a browser without JavaScript that fills in its forms."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from triage.web.app import create_app
from triage.web.settings import Settings

ADDRESS = "http://127.0.0.1"


@dataclass
class Clock:
    """The server's clock, to be turned by hand."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time_: float) -> None:
        self.now += timedelta(**time_)


def site(folder: Path, clock: Clock | None = None, **settings: Any) -> FastAPI:
    """A server on an SQLite database of its own."""
    given: dict[str, Any] = {"url": f"sqlite:///{folder / 'triage.db'}", "secret_file": folder / "secret"}
    given |= {"has_worker": False, **settings}  # a process of its own for each test would take its time
    return create_app(Settings(**given), clock or Clock())


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a real server, on a free port of this machine. Gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"{ADDRESS}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass
class Form:
    """One form of a page. `fields` are what it would send, `choices` what can be ticked, `buttons` have names."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in (*self.fields, *self.buttons, *self.choices)}


class Page(HTMLParser):
    """A page as read: its forms, its links, its text, and every address it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self._select = ""
        self._skips = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.loads += [given[name] for name in ("src", "srcset") if name in given]
        if tag == "link" and "href" in given:
            self.loads.append(given["href"])
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self.forms:
            self.forms[-1].choices.append((self._select, given["value"]))
            if "selected" in given:
                self.forms[-1].fields.append((self._select, given["value"]))
        elif tag == "textarea" and self.forms:
            self.forms[-1].fields.append((given["name"], ""))
        elif tag == "button" and "name" in given and self.forms:
            self.forms[-1].buttons.append((given["name"], given.get("value", "")))
        elif tag == "input" and self.forms and "name" in given:
            self._input(given)
        self._skips += tag in ("style", "script")

    def _input(self, given: dict[str, str]) -> None:
        pair = (given["name"], given.get("value", ""))
        if given.get("type") in ("checkbox", "radio"):
            self.forms[-1].choices.append(pair)
            if "checked" not in given:
                return
        self.forms[-1].fields.append(pair)

    def handle_endtag(self, tag: str) -> None:
        self._skips -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._skips:
            self.text = f"{self.text} {data.strip()}".strip()

    def form(self, action: str, having: str = "") -> Form:
        """The first form that goes there (and has a field of this name)."""
        return next(one for one in self.forms if one.action == action and (not having or having in one.names))


class Browser:
    """One person's browser: follows redirects, keeps cookies, sends forms as a browser does."""

    def __init__(self, app: FastAPI, address: str = ADDRESS) -> None:
        self.client = TestClient(app, base_url=address, follow_redirects=True)
        self.path = ""
        self.status = 0
        self.page = Page("")

    def open(self, path: str) -> Page:
        return self._seen(self.client.get(path))

    def submit(self, form: Form, *more: tuple[str, str]) -> Page:
        """Send a form; `more` takes the place of its own fields of the same names."""
        names = {name for name, _ in more}
        data: dict[str, list[str]] = {}
        for name, value in (*((n, v) for n, v in form.fields if n not in names), *more):
            data.setdefault(name, []).append(value)
        return self._seen(self.client.post(form.action, data=data, headers={"sec-fetch-site": "same-origin"}))

    def _seen(self, response: Any) -> Page:
        self.status, self.path = response.status_code, urlsplit(str(response.url)).path
        self.page = Page(response.text)
        return self.page

    # ---- the self-assessment

    def start(self, for_: str = "self") -> Page:
        return self.submit(self.open("/").form("/start"), ("for", for_))

    def answer(self, *reply: str) -> Page:
        """Tick or choose these on the question shown, and go on; digits go into a number field."""
        form = self.page.form("/question", "screen")
        is_number = "number" in form.names and reply[0].isdigit()
        fields = [("number", reply[0])] if is_number else [("reply", value) for value in reply]
        return self.submit(form, *fields)
