"""Logging in at the desk and out again, and what becomes of forms between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
from desk_site import PASSWORD, DeskSite, checked_desk, log_in
from web_site import Browser, Clock

pytestmark = pytest.mark.web


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[DeskSite]:
    with checked_desk(tmp_path, clock) as made:
        yield made


@pytest.fixture
def browser(desk: DeskSite) -> Browser:
    return desk.browser()


def test_nothing_without_log_in(desk: DeskSite) -> None:
    """Each page of the desk shows the log-in instead, and says no more than that."""
    browser = Browser(desk.app)
    for path in ("/desk", "/desk/new", "/desk/day", "/desk/users", "/desk/tickets/1", "/desk/plain"):
        browser.open(path)
        assert browser.status == 401
        assert browser.page.form("/desk/login")


def test_log_in_leads_where_one_wanted_to_go(desk: DeskSite) -> None:
    """After the log-in comes the page that was asked for, and never one of another site."""
    browser = Browser(desk.app)
    form = browser.open("/desk/day").form("/desk/login")
    browser.submit(form, ("name", "clinician"), ("password", PASSWORD))
    assert (browser.status, browser.path) == (200, "/desk/day")
    for bad in ("//evil.example/desk", "https://evil.example", "/desk/../about", "/desk/logout", "/question"):
        form = Browser.open(browser, "/desk/login").form("/desk/login")
        browser.submit(form, ("name", "clinician"), ("password", PASSWORD), ("kept_for", bad))
        assert browser.path == "/desk"


@pytest.mark.parametrize(("name", "password"), [("nobody", PASSWORD), ("clinician", "wrong"), ("clinician", "")])
def test_a_failed_log_in_tells_nothing(desk: DeskSite, name: str, password: str) -> None:
    """An unknown name and a wrong password are answered alike; the name stays in its field, the password does not."""
    browser = Browser(desk.app)
    page = log_in(browser, name, password)
    assert browser.status == 422
    assert "Check the name and the password" in page.text
    assert f'value="{name}"' in page.html
    assert PASSWORD not in page.html


def test_a_new_session_at_each_log_in(desk: DeskSite) -> None:
    """The cookie is another after each log-in, and the one before is worth nothing."""
    browser = desk.browser()
    old = browser.client.cookies["triage-staff"]
    log_in(browser, "receptionist")
    assert browser.client.cookies["triage-staff"] != old
    thief = Browser(desk.app)
    thief.client.cookies.set("triage-staff", old)
    thief.open("/desk")
    assert thief.status == 401


def test_log_out(browser: Browser) -> None:
    """After logging out, the session is gone from the server too."""
    cookie = browser.client.cookies["triage-staff"]
    browser.submit(browser.page.form("/desk/logout"))
    assert browser.path == "/desk/login"
    browser.client.cookies.set("triage-staff", cookie)
    browser.open("/desk")
    assert browser.status == 401


@pytest.mark.parametrize(("code", "leads"), [("ab12-CD", "/desk/take"), ("../x", "/desk"), ("a&b=%0d", "/desk")])
def test_a_scan_survives_the_log_in(desk: DeskSite, code: str, leads: str) -> None:
    """Whoever scans a square before logging in comes to its code; nothing but a code is carried along."""
    browser = Browser(desk.app)
    form = browser.open(f"/desk/take?code={quote(code)}").form("/desk/login")
    page = browser.submit(form, ("name", "clinician"), ("password", PASSWORD))
    assert browser.path == leads
    assert (f'value="{code}"' in page.html) == (leads == "/desk/take")


def test_too_many_tries_from_one_place(desk: DeskSite) -> None:
    """Guessing is slowed down whoever is guessed at."""
    browser = Browser(desk.app)
    for number in range(31):
        log_in(browser, f"somebody{number}", "wrong")
    assert browser.status == 429
    log_in(browser, "clinician")
    assert browser.status == 429


def test_a_form_survives_the_end_of_a_session(clock: Clock, browser: Browser) -> None:
    """Whoever was idle too long logs in, and sends the same form again."""
    form = browser.open("/desk/new").form("/desk/new")
    clock.pass_(minutes=31)
    page = browser.submit(form, ("label", "Blue coat"), ("q.brain_signs_last_7_days", "face_droop"), ("do", "stop"))
    assert browser.status == 401
    assert "nothing you typed is lost" in page.text
    page = browser.submit(page.form("/desk/login"), ("name", "receptionist"), ("password", PASSWORD))
    page = browser.submit(page.form("/desk/new"))
    assert "Blue coat" in page.text
    assert "Call an ambulance now" in page.text
    assert "password" not in browser.page.html


def test_the_queue_by_itself_keeps_nobody_logged_in(desk: DeskSite, clock: Clock) -> None:
    """What the page fetches by itself is not the user: after half an hour of it the session is over."""
    browser = desk.browser()
    for _ in range(6):
        status = browser.client.get("/desk/live", headers={"x-fetched": "1"}).status_code
        clock.pass_(minutes=5)
    assert status == 200
    assert browser.client.get("/desk/live", headers={"x-fetched": "1"}).status_code == 401
