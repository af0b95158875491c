"""The desk's pages for tests: a server with staff, and their browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from web_site import Browser, Clock, Form, Page, site

from triage.store import audit_faults
from triage.store.passwords import hashed
from triage.store.secret import key_for
from triage.store.users import add_user
from triage.web.desk.logins import LOG_INS
from triage.web.desk.take_pages import TAKES

ROLES = ("receptionist", "clinician", "admin")
PASSWORD = "four unrelated plain words"


@dataclass
class DeskSite:
    """A server with one user of each role."""

    app: FastAPI
    clock: Clock

    def browser(self, role: str = "receptionist") -> Browser:
        """The browser of somebody who has logged in."""
        browser = Browser(self.app)
        log_in(browser, role)
        return browser


def desk_site(folder: Path, clock: Clock | None = None, **settings: Any) -> DeskSite:
    """A server on a database of its own; it reasons in its own process, which starts at once."""
    clock = clock or Clock()
    app = site(folder, clock, **{"has_worker": False, **settings})
    with app.state.services.database.writing() as session:
        for role in ROLES:
            user = add_user(session, clock(), role, role, None, display_name=f"{role.title()} One")
            user.password_hash = _hash()
    return DeskSite(app, clock)


@cache
def _hash() -> str:
    """Hashing is slow on purpose; once is enough for all tests."""
    return hashed(PASSWORD)


@contextmanager
def checked_desk(folder: Path, clock: Clock) -> Iterator[DeskSite]:
    """A desk of its own; how often somebody tried before is forgotten, and the audit log is sound at the end."""
    LOG_INS.forget()
    TAKES.forget()
    made = desk_site(folder, clock)
    yield made
    database = made.app.state.services.database
    with database.reading() as session:
        assert audit_faults.verify(session, key_for(database.secret, "audit")) == []


def ticket_id(browser: Browser) -> str:
    """The ticket whose page the browser is on."""
    found = re.match(r"/desk/tickets/([0-9a-f-]{36})", browser.path)
    assert found is not None, browser.path
    return found[1]


def log_in(browser: Browser, name: str, password: str = PASSWORD) -> Page:
    form = browser.open("/desk/login").form("/desk/login")
    return browser.submit(form, ("name", name), ("password", password))


def take_in(browser: Browser, *ticks: str, do: str = "stop", none_else: bool = True, label: str = "") -> Page:
    """Fill in the first page: these ticks (question or section=answer), "none of these" in all other lists."""
    form = browser.open("/desk/new").form("/desk/new")
    more = [("label", label), ("do", do)]
    for section in sections_of(form):
        values = [value for name, value in form.choices if name == f"q.{section}"]
        mine = [tick for tick in ticks if tick in values]
        if mine or none_else:
            more += [(f"q.{section}", value) for value in mine or calm(values)]
    return browser.submit(form, *more)


def sections_of(form: Form) -> list[str]:
    return list(dict.fromkeys(name.removeprefix("by.") for name, _ in form.fields if name.startswith("by.")))


def calm(values: list[str]) -> list[str]:
    steady = ("none", "no", "one_leg", "months_years", "gt_3m", "same", "normal")
    return [next((value for value in steady if value in values), values[0])]
