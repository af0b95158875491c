"""Practice in a real browser: axe on every page and state, narrow, dark, by keyboard, without JavaScript, printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.web, pytest.mark.learn, pytest.mark.browser]

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
pytest.importorskip("playwright", reason="needs Playwright")
from chromium import chromium, faults, fits, follow  # noqa: E402  # after the check that they are there
from learn_site import forget_tries  # noqa: E402
from web_site import serving, site  # noqa: E402


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port."""
    forget_tries()
    with serving(site(tmp_path_factory.mktemp("site"), classes_a_minute=1000)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def person(browser: Browser, **options: Any) -> BrowserContext:
    given: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, **options}
    return browser.new_context(**given)


def start_class(page: Page, address: str) -> str:
    """A class of two cases. Returns the code to join."""
    page.goto(f"{address}/learn/teach")
    page.fill("#title", "Tuesday")
    page.fill("#cases", "2")
    page.fill("#seed", "7")
    follow(page, "button:has-text('Start the class')")
    return page.locator("#join-code").inner_text()


def join(page: Page, address: str, code: str, nickname: str) -> None:
    page.goto(f"{address}/learn/join")
    page.fill("#code", code)
    page.fill("#nickname", nickname)
    follow(page, "main button")


def decide(page: Page, level: str) -> None:
    page.check(f'input[name="level"][value="{level}"]')
    page.check('input[name="sure"][value="70"]')
    for name in ("signs", "causes", "reason"):
        page.locator(f'input[name="{name}"]').first.check()
    follow(page, "main button")


LOOKS = [
    pytest.param({}, id="phone"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 1280, "height": 800}}, id="wide", marks=pytest.mark.soak),
    pytest.param({"forced_colors": "active"}, id="forced colours", marks=pytest.mark.soak),
]


@pytest.mark.parametrize("options", LOOKS)
def test_axe_finds_nothing_on_any_page_and_state(browser: Browser, address: str, options: dict[str, Any]) -> None:
    """A learner's way and a teacher's, with their faults; and nothing sticks out."""
    context = person(browser, **options)
    page, seen = context.new_page(), list[str]()

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(f"{address}{path}")
        seen.extend(f"{name}: {fault}" for fault in faults(page))
        assert fits(page), f"{name} sticks out"

    look("nobody", "/learn/me")
    look("start", "/learn")
    look("no class", "/learn/class")
    look("teach", "/learn/teach")
    page.fill("#cases", "many")
    follow(page, "button:has-text('Start the class')")
    look("teach with a fault")
    code = start_class(page, address)
    look("made")
    look("class, empty", "/learn/class")
    look("misses, empty", "/learn/class/misses")
    look("join", "/learn/join")
    join(page, address, "AAAA-AAAA-AA", "Robin")
    look("join with a fault")
    join(page, address, code, "Robin")
    look("home")
    look("profile, empty", "/learn/profile")
    page.goto(f"{address}/learn/me")
    follow(page, "button:has-text('Next case')")
    look("case")
    page.locator("summary").first.click()
    follow(page, ".subjects button >> nth=0")
    look("case, asked")
    look("decide", "/learn/decide")
    follow(page, "main button")
    look("decide with a fault")
    decide(page, "routine")
    look("marked")
    follow(page, "button:has-text('Next case')")
    page.goto(f"{address}/learn/decide")
    decide(page, "emergency_now")
    look("marked, other side")
    look("home, done", "/learn/me")
    follow(page, "button:has-text('Quiz question')")
    look("quiz")
    follow(page, "main button")
    look("quiz with a fault")
    page.check("#option")
    follow(page, "main button")
    look("quiz, answered")
    for name, path in PAGES.items():
        look(name, path)
    follow(page, "main button")
    look("deleted")
    context.close()
    assert seen == []


PAGES = {
    "profile": "/learn/profile",
    "start, going on": "/learn",
    "class": "/learn/class",
    "class, live": "/learn/class/live",
    "misses": "/learn/class/misses",
    "solution": "/learn/class/cases/1",
    "learner": "/learn/class/learners/1",
    "remove": "/learn/class/learners/1/remove",
    "no such learner": "/learn/class/learners/9",
    "delete class": "/learn/class/delete",
    "delete": "/learn/delete",
}


def press_to(page: Page, selector: str) -> None:
    """Tab until the focus is on something like this."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_case_by_keyboard_without_javascript(browser: Browser, address: str) -> None:
    """Tab, Space, arrows and Enter alone lead from joining to what the rules say; no page has a script."""
    context = person(browser)
    context.route("**/*.js", lambda route: route.abort())  # the test itself looks at the page by script
    page = context.new_page()
    code = start_class(page, address)
    page.goto(f"{address}/learn/join")
    for selector, text in (("#code", code), ("#nickname", "Kim")):
        press_to(page, selector)
        page.keyboard.type(text)
    _enter(page, "main button")
    _enter(page, "main button")
    press_to(page, "summary")
    page.keyboard.press("Enter")
    _enter(page, ".subjects button")
    assert page.locator(".subjects details[open] .latest").is_visible()
    _enter(page, "main a.button")
    for name in ("level", "sure"):
        press_to(page, f"input[name={name}]")
        page.keyboard.press("Space")
    press_to(page, "input[name=signs]")
    page.keyboard.press("Space")
    _enter(page, "main button")
    assert page.url.endswith("/learn/cases/1")
    assert page.locator(".now h1").count() == 1
    assert not page.locator("script").count()
    context.close()


def _enter(page: Page, selector: str) -> None:
    press_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_with_scripts_switched_off_and_nothing_from_elsewhere(browser: Browser, address: str) -> None:
    """A case, and the teacher's pages, all from this server."""
    context = person(browser, java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    join(page, address, start_class(page, address), "Ash")
    follow(page, "button:has-text('Next case')")
    follow(page, "a:has-text('I have heard enough')")
    decide(page, "soon")
    for path in ("/learn/class", "/learn/class/misses", "/learn/profile"):
        page.goto(f"{address}{path}")
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


def test_at_200_per_cent_zoom_and_larger_text(browser: Browser, address: str) -> None:
    """Nothing sticks out, on the widest pages either."""
    context = person(browser, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    join(page, address, start_class(page, address), "Ash")
    follow(page, "button:has-text('Larger text')")
    for path in ("/learn/me", "/learn/class", "/learn/class/misses", "/learn/teach"):
        page.goto(f"{address}{path}")
        assert fits(page), path
    context.close()


def test_print_has_no_buttons(browser: Browser, address: str) -> None:
    """On paper the tables and texts are there, and nothing to press."""
    context = person(browser)
    page = context.new_page()
    join(page, address, start_class(page, address), "Ash")
    page.goto(f"{address}/learn/class/misses")
    page.emulate_media(media="print")
    assert page.locator("table").last.is_visible()
    for hidden in (".foot", ".skip"):
        assert not page.locator(hidden).first.is_visible()
    page.goto(f"{address}/learn/me")
    assert not page.locator("main button").first.is_visible()
    context.close()
