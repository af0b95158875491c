"""The page in a real browser: laid out, printed, narrow, dark, and deaf to what hostile texts try."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from report_cases import CASES, hostile, of_level

from triage.assessment import Assessment, assess
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report import to_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]

# The page in a frame of a given width; a script beside it (the page itself allows none) measures it.
FRAME = """<!DOCTYPE html><body><iframe srcdoc="{page}" style="width:{width}px;height:600px;border:0"></iframe><script>
addEventListener("load", () => {{
  const frame = document.querySelector("iframe"), page = frame.contentDocument, root = page.documentElement;
  const style = (element) => frame.contentWindow.getComputedStyle(element);
  const call = page.querySelector(".call a");
  document.body.dataset.found = JSON.stringify({{
    wide: root.scrollWidth, limit: root.clientWidth, title: page.title,
    paper: style(page.body).backgroundColor, styled: style(page.querySelector(".now")).borderLeftStyle,
    scripts: page.scripts.length, images: page.images.length, text: page.body.innerText.length,
    call: call ? call.getBoundingClientRect().height : 0,
  }});
}});
</script>"""


def chromium(where: Path, *options: str) -> str:
    """What Chromium says when it is run without a window."""
    command = [
        *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
        *("--disable-background-networking", f"--user-data-dir={where / 'profile'}", *options),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def measured(where: Path, page: str, width: int, *options: str) -> dict[str, Any]:
    """What a script finds in the page, laid out in a frame of `width` pixels."""
    framed = where / "frame.html"
    framed.write_text(FRAME.format(page=escape(page), width=width), encoding="utf-8")
    dom = chromium(where, *options, "--dump-dom", framed.as_uri())
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, dom[:2000]
    values: dict[str, Any] = json.loads(unescape(found.group(1)))
    return values


def longest(pack: Pack) -> Assessment:
    return assess(pack, {"answers": {}}, engine="logic")


def test_it_fits_a_phone_even_with_hostile_texts(pack: Pack, tmp_path: Path) -> None:
    """At 320 pixels nothing sticks out, the policy lets the style through, and the button can be hit with a thumb."""
    for made in (longest(pack), hostile(of_level(pack, Urgency.EMERGENCY_NOW))):
        found = measured(tmp_path, to_html(pack, made), 320)
        assert found["wide"] <= found["limit"] == 320
        assert found["styled"] == "solid"
        assert found["call"] >= 44
        assert found["text"] > 1000


def test_hostile_texts_do_nothing(pack: Pack, tmp_path: Path) -> None:
    """In a browser a hostile result has no script and no picture, and its title is its own."""
    found = measured(tmp_path, to_html(pack, hostile(of_level(pack, Urgency.SOON))), 800)
    assert (found["scripts"], found["images"]) == (0, 0)
    assert found["title"].startswith("See a doctor soon [31m")
    assert found["title"].endswith(f"</style></title> 1. - + - {pack.about.title}")


def test_it_is_dark_where_the_reader_wants_it(pack: Pack, tmp_path: Path) -> None:
    """The ground is white, and nearly black for those who prefer a dark screen."""
    page = to_html(pack, of_level(pack, Urgency.SOON))
    assert measured(tmp_path, page, 600)["paper"] == "rgb(255, 255, 255)"
    dark = measured(tmp_path, page, 600, "--blink-settings=preferredColorScheme=0")
    assert dark["paper"] == "rgb(21, 24, 27)"


@pytest.mark.parametrize("level", CASES)
def test_it_prints_on_a_few_sheets(pack: Pack, tmp_path: Path, level: Urgency) -> None:
    """A usual result takes at most five sheets, small print and sources included."""
    page, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(to_html(pack, of_level(pack, level)), encoding="utf-8")
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
    assert 1 <= sheets <= 5
