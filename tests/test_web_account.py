"""One's own account at the desk: another password, and where one is logged in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.web

pytest.importorskip("fastapi", reason="needs the extra web")
from desk_site import PASSWORD, DeskSite, desk_site, log_in  # noqa: E402  # after the check that the extra is there
from web_site import Browser, Page  # noqa: E402

NEW = "seven other plain words"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSite]:
    found = desk_site(tmp_path)
    yield found
    found.app.state.services.database.close()


def change(browser: Browser, current: str = PASSWORD, new: str = NEW, again: str = NEW) -> Page:
    form = browser.open("/desk/account").form("/desk/account")
    return browser.submit(form, ("current", current), ("new", new), ("again", again))


def test_another_password_ends_the_other_sessions(desk: DeskSite) -> None:
    """This browser goes on, another one is logged out, and only the new password works."""
    here, there = desk.browser(), desk.browser()
    change(here)
    assert (here.status, here.path) == (200, "/desk/account")
    there.open("/desk")
    assert there.status == 401
    log_in(there, "receptionist")
    assert there.status == 422
    log_in(there, "receptionist", NEW)
    assert there.path == "/desk"


@pytest.mark.parametrize(
    ("current", "new", "again", "says"),
    [
        ("wrong", NEW, NEW, "not your password"),
        (PASSWORD, NEW, NEW + "x", "not the same"),
        (PASSWORD, "short", "short", "12"),
    ],
)
def test_what_is_refused_changes_nothing(desk: DeskSite, current: str, new: str, again: str, says: str) -> None:
    """A wrong password, two that differ and a weak one are told, and the old one goes on working."""
    browser = desk.browser()
    change(browser, current, new, again)
    assert browser.status == 422
    assert says in browser.page.text
    log_in(browser, "receptionist")
    assert browser.path == "/desk"


def test_trying_passwords_here_locks_as_a_log_in_does(desk: DeskSite) -> None:
    """After five wrong ones even the right one is refused for a while."""
    browser = desk.browser()
    for _ in range(5):
        change(browser, "wrong")
    change(browser)
    assert browser.status == 422


def test_log_out_everywhere_else(desk: DeskSite) -> None:
    """All log-ins are listed, the one that asks is marked, and the others can be ended."""
    here, there = desk.browser(), desk.browser()
    assert here.open("/desk/account").text.count("Since ") == 2
    assert here.page.text.count("This one") == 1
    here.submit(here.page.form("/desk/account/sessions"))
    assert here.page.text.count("Since ") == 1
    there.open("/desk")
    assert there.status == 401
