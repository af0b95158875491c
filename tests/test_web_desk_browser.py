"""The desk in a real browser: by keyboard, without JavaScript, narrow, zoomed, dark, printed, live; and axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("playwright", reason="needs Playwright")
from chromium import chromium, faults, fits, follow
from desk_site import PASSWORD, DeskSite, desk_site
from web_site import serving

from triage.web.desk.logins import LOG_INS

pytestmark = [pytest.mark.web, pytest.mark.browser]

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
LOOKS = [
    pytest.param(PHONE, id="phone"),
    pytest.param({**PHONE, "color_scheme": "dark"}, id="phone dark", marks=pytest.mark.soak),
    pytest.param(WIDE, id="wide", marks=pytest.mark.soak),
    pytest.param({**WIDE, "color_scheme": "dark"}, id="wide dark"),
    pytest.param({**WIDE, "forced_colors": "active"}, id="forced colours", marks=pytest.mark.soak),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DeskSite:
    LOG_INS.forget()
    return desk_site(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def address(desk: DeskSite) -> Iterator[str]:
    """A real server on a free port."""
    with serving(desk.app) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def staff(browser: Browser, address: str, role: str = "receptionist", **options: Any) -> Page:
    """A page of somebody who is logged in."""
    context: BrowserContext = browser.new_context(base_url=address, **options)
    page = context.new_page()
    page.goto("/desk/login")
    page.fill("#name", role)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    return page


def take_in(page: Page, tick: str = "", label: str = "") -> str:
    """Somebody taken in, with one tick. Gives the path of the ticket."""
    page.goto("/desk/new")
    page.fill("#label", label)
    for none in page.locator('input[value="none"]').all():
        none.check()
    if tick:
        page.check(f'input[value="{tick}"]')
    follow(page, 'button[value="stop"]')
    return str(page.evaluate("location.pathname"))


def each_page(page: Page, desk: DeskSite) -> Iterator[str]:
    """Every page and state of the desk that an admin comes to, one after the other, each named."""
    yield "queue empty or not"
    page.goto("/desk/new")
    yield "new"
    page.fill("#label", "x" * 40)
    page.evaluate("document.querySelector('#label').maxLength = 100")
    page.fill("#label", "x" * 60)
    follow(page, 'button[value="stop"]')
    yield "new, refused"
    calm = take_in(page, label="Grey hat")
    yield "ticket in intake"
    page.goto(f"{calm}/ask")
    yield "question"
    follow(page, "main form button >> nth=0")
    yield "question, refused"
    urgent = take_in(page, "saddle_numbness", "Blue coat")
    yield "ticket, emergency"
    page.goto(f"{urgent}/again")
    yield "ask again"
    page.goto(f"{urgent}/answer/face_droop")
    yield "one answer"
    page.goto(f"{urgent}/answer/age")
    yield "one number"
    page.goto(f"{urgent}/level")
    yield "level"
    follow(page, "main form button >> nth=0")
    yield "level, refused"
    page.goto(f"{urgent}/level")
    page.check('input[value="emergency_now"]')
    page.select_option("#reason", "looks_worse")
    follow(page, "main form button >> nth=0")
    yield "ticket, set by staff"
    desk.clock.pass_(minutes=20)
    page.goto("/desk")
    yield "queue with calls"
    page.goto("/desk/plain")
    yield "queue without JavaScript"
    page.goto(f"{urgent}/handover")
    yield "hand-over"
    for path in ("/desk/day", "/desk/tally", "/desk/take", "/desk/users", "/desk/audit", "/desk/account"):
        page.goto(path)
        yield path
    page.goto("/desk/take")
    page.fill("#code", "AAAA-AAAA-AA")
    follow(page, "main form button")
    yield "code unknown"
    page.goto("/desk/users")
    follow(page, "main form button:has-text('Add')")
    yield "users, refused"
    page.goto("/desk/audit")
    follow(page, "text=Check the whole log")
    yield "log checked"
    page.goto("/desk/tickets/none")
    yield "no such ticket"


@pytest.mark.parametrize("options", LOOKS)
def test_axe_finds_nothing_and_all_fits(
    browser: Browser, address: str, desk: DeskSite, options: dict[str, Any]
) -> None:
    """On each page and state of the desk; nothing sticks out to the side at 320 px either."""
    asked: list[str] = []
    page = staff(browser, address, "admin", **options)
    page.on("request", lambda request: asked.append(request.url))
    found = []
    for name in each_page(page, desk):
        found += [f"{name}: {fault}" for fault in faults(page)]
        if not fits(page):
            found.append(f"{name}: sticks out")
    page.context.clear_cookies()
    page.goto("/desk/day")
    found += [f"log-in: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)
    assert all(one.startswith(address) for one in asked)
    page.context.close()


def test_all_fits_at_twice_the_size(browser: Browser, address: str, desk: DeskSite) -> None:
    """At 200 % zoom, which is half the width in twice the pixels, nothing sticks out."""
    page = staff(browser, address, "admin", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    assert [name for name in each_page(page, desk) if not fits(page)] == []
    page.context.close()


def test_an_intake_by_keyboard_alone(browser: Browser, address: str) -> None:
    """From the queue to a claimed ticket with Tab, Space, arrows and Enter, and no mouse."""
    page = staff(browser, address, **WIDE)
    _tab_to(page, "text=Take someone in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/new")
    _tab_to(page, "#label")
    page.keyboard.type("Red scarf")
    _tab_to(page, 'input[value="face_droop"]')
    page.keyboard.press("Space")
    _tab_to(page, 'button[value="stop"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/*")
    assert "Call an ambulance now" in page.inner_text("main")
    _tab_to(page, "button:has-text('Take')")
    page.keyboard.press("Enter")
    page.wait_for_selector("button:has-text('Give back')")
    page.context.close()


def _tab_to(page: Page, selector: str) -> None:
    wanted = page.locator(selector).locator("visible=true").first
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_without_javascript(browser: Browser, address: str) -> None:
    """All of it works, and the queue has a page that refreshes by itself, which can be left."""
    page = staff(browser, address, java_script_enabled=False, **WIDE)
    follow(page, "text=Open a page that refreshes")
    assert page.url.endswith("/desk/plain")
    follow(page, "text=Stop refreshing")
    page.goto("/desk/new")
    page.check('input[value="arm_weakness"]')
    follow(page, 'button[value="stop"]')
    assert "Call an ambulance now" in page.inner_text("main")
    assert page.locator("#sound:visible").count() == 0
    page.context.close()


def test_the_queue_is_live(browser: Browser, address: str, desk: DeskSite) -> None:
    """Who is taken in elsewhere appears by itself, with the focus where it was; a due call is shown and announced."""
    watching = staff(browser, address, "clinician", **WIDE)
    other = staff(browser, address, **WIDE)
    take_in(other, "saddle_numbness", "Green bag")
    watching.wait_for_selector("text=Green bag", timeout=12_000)
    row = watching.locator("a:has-text('Green bag')")
    row.focus()
    take_in(other, "saddle_numbness", "Brown shoes")
    watching.wait_for_selector("text=Brown shoes", timeout=12_000)
    assert row.evaluate("one => one === document.activeElement")
    desk.clock.pass_(minutes=16)
    watching.wait_for_selector("#live .calls a:has-text('Green bag')", timeout=12_000)
    assert "Green bag" in watching.inner_text("#says-calls")
    assert watching.get_attribute("#says-calls", "aria-live") == "assertive"
    assert "in the queue" in watching.inner_text("#says")
    for page in (watching, other):
        page.context.close()


def test_a_call_sounds_only_after_a_click(browser: Browser, address: str, desk: DeskSite) -> None:
    """There is no sound before somebody has turned it on; then a new call makes one."""
    page = staff(browser, address, **WIDE)
    page.add_init_script(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...all) { window.tones += 1; return start.apply(this, all); };"
    )
    take_in(page, "saddle_numbness", "Straw hat")
    page.goto("/desk")
    assert page.evaluate("window.tones") == 0
    page.click("#sound")
    assert page.get_attribute("#sound", "aria-pressed") == "true"
    before = page.evaluate("window.tones")
    desk.clock.pass_(minutes=16)
    for _ in range(120):
        if page.evaluate("window.tones") > before:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("window.tones") > before
    page.context.close()


def test_the_page_says_when_the_server_is_away(browser: Browser, address: str) -> None:
    """A queue that is not fresh says so, and is quiet again when it is."""
    page = staff(browser, address, **WIDE)
    page.route("**/desk/live", lambda route: route.abort())
    page.wait_for_selector("#not-fresh:visible", timeout=20_000)
    page.unroute("**/desk/live")
    page.wait_for_selector("#not-fresh", state="hidden", timeout=20_000)
    page.context.close()


def test_printed(browser: Browser, address: str) -> None:
    """Hand-over page and day sheet print without menus and buttons, in black on white also from a dark screen."""
    page = staff(browser, address, **WIDE, color_scheme="dark")
    ticket = take_in(page, "face_droop", "Blue coat")
    page.emulate_media(media="print", color_scheme="dark")
    for path in (f"{ticket}/handover", "/desk/day"):
        page.goto(path)
        shown = page.locator("header.bar, nav.foot, button, .screen-only, .calls").locator("visible=true")
        assert shown.count() == 0
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 31, 35)"
    page.context.close()
