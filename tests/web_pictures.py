"""Pictures of the pages, as a phone and a desk show them: `make pictures` draws those in docs/pictures/ anew."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chromium import chromium, follow
from desk_site import PASSWORD, DeskSite, desk_site, take_in
from web_site import Clock, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PHONE, DESK = {"width": 390, "height": 760}, {"width": 1000, "height": 640}
NAMES = (
    "web-start.png",
    "web-question.png",
    "web-emergency.png",
    "web-result.png",
    "desk-queue.png",
    "desk-sheet.png",
)
OLD_AND_STEADY = ("one_leg", "months_years", "gt_3m", "same", "normal", "foot_ankle")
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def draw(folder: Path) -> None:
    """All pictures, from a running server with a morning's people in it."""
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        site = desk_site(Path(place), Clock(MORNING))
        _morning(site)
        with serving(site.app) as address:
            _phone(browser, address, folder)
            _desk(browser, address, folder)


def _morning(site: DeskSite) -> None:
    """Five people, taken in one after the other."""
    desk = site.browser()
    people = (
        ("Mr A, blue coat", (*OLD_AND_STEADY, "yes")),
        ("Ms B", ("both_legs", "hours_days", "d1_7", "worse_fast", "difficulty", "saddle_numbness")),
        ("Boy with his mother", OLD_AND_STEADY),
        ("Mrs C, wheelchair", ("one_side_of_body", "sudden", "lt_24h", "face_droop")),
        ("Mr D", ("one_leg", "weeks", "w1_4", "same", "normal", "swollen_hot_calf")),
    )
    for label, ticks in people:
        take_in(desk, *ticks, label=label)
        site.clock.pass_(minutes=7)


def _phone(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.screenshot(path=folder / "web-start.png")
    follow(page, "main button")
    while page.locator("input[type=checkbox]").count():
        page.check('input[value="none"]')
        follow(page, "main form button:has-text('Continue')")
    page.screenshot(path=folder / "web-question.png")
    _to_the_result(page)
    page.screenshot(path=folder / "web-result.png")
    page.goto(address)
    follow(page, "main button")
    while not page.locator('input[value="face_droop"]').count():
        page.check('input[value="none"]')
        follow(page, "main form button:has-text('Continue')")
    page.check('input[value="face_droop"]')
    follow(page, "main form button:has-text('Continue')")
    page.screenshot(path=folder / "web-emergency.png")


def _to_the_result(page: Page) -> None:
    while page.locator("input[name=screen]").count():
        calm = page.locator('input[value="none"], input[value="no"], input[value="one_leg"], input[value="weeks"]')
        if page.locator("input[name=number]").count():
            page.fill("input[name=number]", "52")
        elif calm.count():
            calm.first.check()
        else:
            page.check('input[value="unsure"]')
        follow(page, "main form button:has-text('Continue')")
    follow(page, "button:has-text('See the result')")


def _desk(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]  # a mapping of this form
    page.goto(f"{address}/desk/login")
    page.fill("input[name=name]", "receptionist")
    page.fill("input[name=password]", PASSWORD)
    follow(page, "main button")
    page.wait_for_selector("text=Mrs C")
    page.screenshot(path=folder / "desk-queue.png")
    page.goto(f"{address}/desk/new")
    page.screenshot(path=folder / "desk-sheet.png")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
