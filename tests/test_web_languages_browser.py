"""Other languages in a real browser without JavaScript: Spanish, a language from right to left, and the hand-over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pseudo_language import TAG, pseudo_pack

from triage.locale import locale as locales
from triage.pack.pack import Pack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.web, pytest.mark.browser]

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("playwright", reason="needs Playwright")
from chromium import chromium, faults, fits, follow  # noqa: E402  # after the check that they are there
from desk_site import PASSWORD, desk_site  # noqa: E402
from web_site import serving, site  # noqa: E402

from triage.web import app as apps  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
SHEETS = ("triage/report/page.css", "triage/web/static/style.css", "triage/web/static/desk.css")
ONE_SIDED = re.compile(r"(?:^|[\s;{(-])(?:left|right)\b|(?:margin|padding):(?:\s+[^\s;]+){4}", re.MULTILINE)
CONTINUE = "main form button:not([name])"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with a desk on a free port."""
    with serving(desk_site(tmp_path_factory.mktemp("desk")).app) as found:
        yield found


def look(page: Page, name: str, seen: list[str]) -> None:
    """What axe finds here but that a made-up language is none, and whether something sticks out to the side."""
    passed_over = ("html-lang-valid", "valid-lang") if page.locator(f"html[lang={TAG}]").count() else ("nothing",)
    seen.extend(f"{name}: {fault}" for fault in faults(page) if not fault.startswith(passed_over))
    if not fits(page):
        seen.append(f"{name} sticks out")


def answer(page: Page, ticks: str = "") -> None:
    """A calm reply to the question shown, or this one where it can be given."""
    if page.locator("input[name=number]").count():
        page.fill("input[name=number]", "40")
    else:
        wanted = page.locator(f'input[value="{ticks}"]')
        calm = page.locator('input[value="none"], input[value="no"], input[value="unsure"]')
        (wanted if ticks and wanted.count() else calm).first.check()
    follow(page, CONTINUE)


def until_answered(page: Page, ticks: str = "") -> None:
    for _ in range(60):
        if page.url.endswith("/answers") or page.locator("button[value=finish]").count():
            return
        answer(page, ticks)
    raise AssertionError("no end")


@pytest.mark.parametrize("sheet", SHEETS)
def test_style_sheets_know_no_left_and_right(sheet: str) -> None:
    """Only starts and ends, so that they serve either direction; both sides may be named alike."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [match[0] for match in ONE_SIDED.finditer(text)] == []


def test_spanish_without_javascript(browser: Browser, address: str) -> None:
    """The whole way on a phone whose language it is; nothing sticks out to the side."""
    context = browser.new_context(locale="es-MX", java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(address)
    assert fits(page)
    assert page.locator("html").get_attribute("lang") == "es"
    follow(page, "main button")
    assert fits(page)
    until_answered(page)
    assert fits(page)
    follow(page, CONTINUE)
    assert fits(page)
    follow(page, "a[href='/both']")
    assert fits(page)
    assert page.locator(".beside div[lang=en]").count() == page.locator(".beside div[lang=es]").count() > 4
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    follow(page, ".back a")
    assert page.locator("button:has-text('English')").is_visible()
    follow(page, "button:has-text('English')")
    assert (page.locator("html").get_attribute("lang"), page.url.rpartition("/")[2]) == ("en", "result")
    context.close()


def test_from_right_to_left(browser: Browser, tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language written from right to left begins there; nothing sticks out at 320 px, and axe finds nothing."""
    source = pseudo_pack(pack, monkeypatch).original
    assert source is not None
    monkeypatch.setattr(apps, "load_pack", lambda _: source)
    seen: list[str] = []
    try:
        with serving(site(tmp_path)) as address:
            context = browser.new_context(extra_http_headers={"accept-language": TAG}, **PHONE)
            page = context.new_page()
            for path in ("/about", "/come-back", "/no-such-page", "/"):
                page.goto(address + path)
                look(page, path, seen)
            assert page.locator("html").get_attribute("dir") == "rtl"
            widths = (
                "(s => [s.borderRightWidth, s.borderLeftWidth])(getComputedStyle(document.querySelector('.alert')))"
            )
            assert page.evaluate(widths) == ["8px", "2px"]
            follow(page, "main button")
            answer(page)
            look(page, "question", seen)
            follow(page, CONTINUE)
            look(page, "no reply", seen)
            until_answered(page, "face_droop")
            look(page, "emergency", seen)
            follow(page, "button[value=finish]")
            look(page, "result", seen)
            page.goto(f"{address}/show")
            look(page, "show", seen)
            context.close()
    finally:
        locales.locale_named.cache_clear()
    assert seen == []


def test_handover_side_by_side(browser: Browser, address: str) -> None:
    """Two columns on a wide screen, one on a phone, one sheet of paper; axe finds nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page, seen = context.new_page(), list[str]()
    page.goto(f"{address}/desk/login")
    page.fill("[name=name]", "clinician")
    page.fill("[name=password]", PASSWORD)
    follow(page, "main form button")
    take_over(browser, page, address, seen)
    assert page.locator(".progress").inner_text().endswith("Reads Espa\u00f1ol")
    ticket = page.url
    page.goto(f"{address}/desk")
    assert page.locator(".queue th small").inner_text() == "Reads Espa\u00f1ol"
    page.goto(re.sub(r"(/desk/tickets/[0-9a-f-]+).*", r"\1/handover", ticket))
    look(page, "wide", seen)
    first = page.locator(".beside").first.locator("> div")
    assert [first.nth(number).get_attribute("lang") for number in range(2)] == ["en", "es"]
    boxes = [first.nth(number).bounding_box() for number in range(2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["y"], boxes[0]["x"] < boxes[1]["x"]) == (boxes[1]["y"], True)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    look(page, "phone", seen)
    boxes = [first.nth(number).bounding_box() for number in range(2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["x"], boxes[0]["y"] < boxes[1]["y"]) == (boxes[1]["x"], True)
    follow(page, "a:has-text('English alone')")
    assert page.locator(".beside").count() == 0
    follow(page, "a:has-text('Espa\u00f1ol')")
    assert page.locator(".beside").count() > 2
    assert seen == []
    context.close()


def take_over(browser: Browser, desk: Page, address: str, seen: list[str]) -> None:
    """A self-assessment in Spanish, looked at in both languages, and brought to the desk by its code."""
    context = browser.new_context(locale="es", **PHONE)
    page = context.new_page()
    page.goto(address)
    follow(page, "main button")
    until_answered(page, "trips")
    follow(page, CONTINUE)
    page.goto(f"{address}/both")
    look(page, "both languages", seen)
    page.go_back()
    follow(page, "form[action='/save'] button")
    code = page.locator(".code").inner_text()
    context.close()
    desk.goto(f"{address}/desk/take")
    desk.fill("[name=code]", code)
    follow(desk, "main form button")
