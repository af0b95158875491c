"""The self-assessment in a real browser: by keyboard, without JavaScript, narrow, zoomed, dark, printed; and axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.web, pytest.mark.browser]

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("playwright", reason="needs Playwright")
from chromium import chromium, faults, fits, follow  # noqa: E402  # after the check that they are there
from web_site import serving, site  # noqa: E402

MOST_STEPS = 60


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server on a free port."""
    with serving(site(tmp_path_factory.mktemp("site"))) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def person(browser: Browser, **options: Any) -> BrowserContext:
    """Somebody with a browser of their own."""
    given: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, **options}
    return browser.new_context(**given)


def answer_calmly(page: Page) -> None:
    """A calm reply to the question shown, by mouse."""
    none = page.locator('input[value="none"], input[value="no"]')
    if page.locator("input[name=number]").count():
        page.fill("input[name=number]", "40")
    elif none.count():
        none.first.check()
    else:
        page.locator('input[value="unsure"]').check()
    follow(page, "main form button:has-text('Continue')")


def until(page: Page, selector: str) -> None:
    for _ in range(MOST_STEPS):
        if page.locator(selector).count():
            return
        answer_calmly(page)
    raise AssertionError(f"never came to {selector}")


LOOKS = [
    pytest.param({}, id="phone"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 1280, "height": 800}}, id="wide", marks=pytest.mark.soak),
    pytest.param({"forced_colors": "active"}, id="forced colours", marks=pytest.mark.soak),
]


@pytest.mark.parametrize("options", LOOKS)
def test_axe_finds_nothing_on_any_page_and_state(browser: Browser, address: str, options: dict[str, Any]) -> None:
    """Start, each kind of question, faults, answers, result, codes, deletion, an emergency, no such page."""
    context = person(browser, **options)
    page = context.new_page()
    seen: list[str] = []

    def look(name: str) -> None:
        seen.extend(f"{name}: {fault}" for fault in faults(page))
        assert fits(page), f"{name} sticks out"

    page.goto(f"{address}/about")
    look("about")
    page.goto(f"{address}/come-back")
    look("come back")
    page.fill("#code", "K7QM-3XWA-9T")
    follow(page, "main button")
    look("unknown code")
    page.goto(f"{address}/nothing")
    look("no such page")
    page.goto(address)
    look("start")
    follow(page, "main button")
    kinds = set()
    while page.locator("input[name=screen]").count():
        has_intro, kind = page.locator("#intro").count(), page.locator("main input:visible").first.get_attribute("type")
        if (kind, has_intro) not in kinds:
            kinds.add((kind, has_intro))
            look(f"question ({kind})")
            follow(page, "main form button:has-text('Continue')")
            look(f"question with a fault ({kind})")
            page.locator("summary").click()
            look(f"question explained ({kind})")
        answer_calmly(page)
    look("answers")
    follow(page, "button:has-text('See the result')")
    look("result")
    follow(page, "a:has-text('Show it at the desk')")
    look("show")
    page.goto(f"{address}/result")
    follow(page, "button:has-text('Save and come back')")
    look("code")
    page.goto(f"{address}/delete")
    look("delete")
    follow(page, "main button")
    look("deleted")
    page.goto(address)
    follow(page, "main button")
    until(page, 'input[value="face_droop"]')
    page.check('input[value="face_droop"]')
    follow(page, "main form button:has-text('Continue')")
    look("emergency")
    follow(page, "button:has-text('Help is called')")
    look("question after an emergency")
    context.close()
    assert len({kind for kind, _ in kinds}) >= 3 or kinds
    assert seen == []


def press_to(page: Page, selector: str) -> None:
    """Tab until the focus is on something like this."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_whole_way_by_keyboard_at_320_pixels_without_javascript(browser: Browser, address: str) -> None:
    """Tab, arrows, Space and Enter alone lead from the start to the result, and nothing sticks out on the way."""
    context = person(browser)
    context.route("**/*.js", lambda route: route.abort())  # the test itself looks at the page by script
    page = context.new_page()
    page.goto(address)
    press_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question")
    for _ in range(MOST_STEPS):
        assert fits(page)
        if not page.locator("input[name=screen]").count():
            break
        if page.locator("input[name=number]").count():
            press_to(page, "input[name=number]")
            page.keyboard.type("40")
        elif page.locator('input[type=checkbox][value="none"]').count():
            press_to(page, 'input[value="none"]')
            page.keyboard.press("Space")
        else:
            press_to(page, "input[type=radio]")
            page.keyboard.press("Space")
            while not page.evaluate("document.activeElement.matches('[value=no], [value=unsure], [value=same]')"):
                page.keyboard.press("ArrowDown")
        before = page.locator("h1").inner_text()
        press_to(page, "main form button:not([name])")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert not page.locator(".fault").count(), before
    page.wait_for_url("**/answers")
    press_to(page, "main form button:not([name])")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/result")
    assert fits(page)
    context.close()


def test_whole_way_without_javascript(browser: Browser, address: str) -> None:
    """With scripts switched off altogether."""
    context = person(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    follow(page, "main button")
    until(page, "button:has-text('See the result')")
    follow(page, "button:has-text('See the result')")
    assert page.locator(".now h1").count() == 1
    context.close()


def test_at_200_per_cent_zoom_nothing_sticks_out(browser: Browser, address: str) -> None:
    """Twice as large on a small laptop, with larger text on top of it."""
    context = person(browser, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    page.goto(address)
    follow(page, "button:has-text('Larger text')")
    assert fits(page)
    follow(page, "main button")
    until(page, "button:has-text('See the result')")
    follow(page, "button:has-text('See the result')")
    assert fits(page)
    context.close()


def test_print_shows_the_result_and_no_buttons(browser: Browser, address: str) -> None:
    """On paper there is the result alone, with the small print."""
    context = person(browser)
    page = context.new_page()
    page.goto(address)
    follow(page, "main button")
    until(page, "button:has-text('See the result')")
    follow(page, "button:has-text('See the result')")
    page.emulate_media(media="print")
    assert page.locator(".now h1").is_visible()
    for hidden in (".foot", ".skip", "section.screen-only"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("footer").is_visible()
    context.close()


def test_no_page_asks_another_host(browser: Browser, address: str) -> None:
    """Every request of a whole questionnaire goes to this server."""
    context = person(browser)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(address)
    follow(page, "main button")
    until(page, "button:has-text('See the result')")
    follow(page, "button:has-text('See the result')")
    follow(page, "a:has-text('Show it at the desk')")
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()
