"""The page of a table of results in a real browser: what axe finds, on screens narrow and wide, by day and by night."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("polars")

from chromium import chromium, faults
from command import triage

pytestmark = [pytest.mark.batch, pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHOTS = (("light", 320), ("dark", 1000))


def test_nothing_is_amiss_on_the_page(tmp_path: Path) -> None:
    """Axe finds nothing, nothing sticks out; on paper all is as wide as the sheet."""
    people, out, page_file = (tmp_path / name for name in ("people.parquet", "out.parquet", "page.html"))
    assert triage("simulate", "40", people, "--not-sure", "0.1").code == 0
    assert triage("batch", people, out).code == 0
    assert triage("batch", "report", out, page_file, "--answers", people).code == 0
    address = page_file.as_uri()
    with chromium() as browser:
        for scheme, width in SHOTS:
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
            page.goto(address)
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("getComputedStyle(document.querySelector('.now')).borderStyle") == "solid"
            page.locator("summary").first.focus()
            page.keyboard.press("Enter")
            assert page.locator("details[open]").count() == 1
            page.emulate_media(media="print")
            assert page.evaluate("getComputedStyle(document.querySelector('.wide')).overflowX") == "visible"
            page.close()
