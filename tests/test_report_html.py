"""The report as a page: sound, closed to scripts and the network, readable by ear and in the dark."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import pytest
from report_cases import CASES, hostile, of_level, random_assessments
from report_text import Page, html_text

from triage.assessment import assess
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report import to_html

CSS = files("triage.report").joinpath("page.css").read_text(encoding="utf-8")
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "main", "footer", "section", "div"),
    *("h1", "h2", "h3", "p", "ul", "ol", "li", "strong", "small", "a"),
}


def pages(pack: Pack) -> list[str]:
    """A page of each level, each also hostile, one of all blanks, and random ones."""
    made = [of_level(pack, level) for level in CASES]
    made += [hostile(one) for one in made] + [assess(pack, {"answers": {}}, engine="logic")]
    return [to_html(pack, one) for one in (*made, *random_assessments(pack, seed=7, count=10))]


def test_every_page_is_sound(pack: Pack) -> None:
    """Every element is known and closed in order, every id is there once, and every reference finds its id."""
    for text in pages(pack):
        page = Page(text)
        assert text.startswith("<!DOCTYPE html>\n")
        assert page.unbalanced == []
        assert {tag for tag, _ in page.elements} <= KNOWN
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert {section["aria-labelledby"] for section in page.all("section")} <= set(ids)


def test_every_page_can_be_listened_to(pack: Pack) -> None:
    """A language, one main part and one footer, one first heading, and no level of heading is left out."""
    for text in pages(pack):
        page = Page(text)
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
        assert [len(page.all(tag)) for tag in ("main", "footer", "h1", "title")] == [1, 1, 1, 1]
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert [section for section in page.all("section") if not section["aria-labelledby"]] == []


def test_every_page_is_closed(pack: Pack) -> None:
    """No script, no style attribute, nothing that is fetched; the policy forbids all but this very style sheet."""
    for text in pages(pack):
        page = Page(text)
        names = {name for _, attributes in page.elements for name in attributes}
        assert names <= {
            "lang",
            "dir",
            "charset",
            "http-equiv",
            "content",
            "name",
            "id",
            "class",
            "aria-labelledby",
            "href",
            "rel",
        }
        (policy,) = (meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
        digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face|expression", CSS)


def test_every_link_is_a_source_or_a_number_to_dial(pack: Pack) -> None:
    """Links dial the number of the country, or lead to the sources without saying where the reader comes from."""
    addresses = {source.url for source in pack.sources.values()}
    for text in pages(pack):
        for link in Page(text).all("a"):
            assert link["href"] == "tel:112" or (link["href"] in addresses and link["rel"] == "noreferrer")


@pytest.mark.parametrize(("country", "dial"), [("GB", "999"), ("US", "911"), ("EU", "112"), (None, "112")])
def test_an_emergency_can_be_dialled(pack: Pack, country: str | None, dial: str) -> None:
    """At emergency_now the first link dials the number of the country, and its text says which."""
    text = to_html(pack, of_level(pack, Urgency.EMERGENCY_NOW, country=country))
    assert Page(text).all("a")[0] == {"href": f"tel:{dial}"}
    assert f'<p class="call urgent"><a href="tel:{dial}">Call {dial}</a></p>' in text


@pytest.mark.parametrize("level", CASES)
def test_hostile_text_stays_text(pack: Pack, level: Urgency) -> None:
    """A result full of markup has the elements of the harmless one and shows the markup as words."""
    calm, bad = (Page(to_html(pack, made)) for made in (of_level(pack, level), hostile(of_level(pack, level))))
    assert {tag for tag, _ in bad.elements} <= {tag for tag, _ in calm.elements}
    assert [attributes for tag, attributes in bad.elements if tag == "body"] == [{"class": level.value}]
    text = html_text(to_html(pack, hostile(of_level(pack, level))))
    assert text.count("<script>alert(1)</script> & \"q\" 'a'") > 10
    assert "</style></title> 1. - +" in text
    assert "{you|they} {nobody} %(name)s" in text


def test_a_hostile_pack_stays_text(pack: Pack) -> None:
    """Titles, languages and addresses of a pack from elsewhere cannot leave their place either."""
    about = replace(pack.about, title="</title><script>", languages=('"><script>',))
    sources = {
        name: replace(source, url='https://e.example/"><script>', title="<img src=x>")
        for name, source in pack.sources.items()
    }
    page = Page(to_html(replace(pack, about=about, sources=sources), of_level(pack, Urgency.SOON)))
    assert {tag for tag, _ in page.elements} <= KNOWN
    assert page.all("a")[0]["href"] == 'https://e.example/"><script>'


# ---------------------------------------------------------------------------------------------------------- colours


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes() -> dict[str, dict[str, str]]:
    """The colours of the light and the dark page, as usual and in an emergency."""
    light_css, dark_css = CSS.split("@media screen and (prefers-color-scheme: dark)")
    usual, urgent = r":root \{(.*?)\}", r"\.emergency_now, \.emergency_department \{(.*?)\}"
    found: dict[str, dict[str, str]] = {}
    base: dict[str, str] = {}
    for name, css in (("light", light_css), ("dark", dark_css)):
        for kind, pattern in (("", usual), (" emergency", urgent)):
            block = re.search(pattern, css, re.DOTALL)
            assert block
            base = base | colours(block.group(1))
            found[name + kind] = base
        base = found[name]
    return found


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 4.5),
        ("quiet", "paper", 4.5),
        ("link", "paper", 4.5),
        ("ink", "box", 4.5),
        ("on-button", "button", 4.5),
        ("edge", "paper", 3.0),
        ("edge", "box", 3.0),
    ],
)
def test_contrast_is_enough(theme: str, ink: str, ground: str, least: float) -> None:
    """Text stands out from its ground by 4.5 to 1 and edges by 3 to 1 (WCAG 2.2 AA), light and dark."""
    assert contrast(themes()[theme][ink], themes()[theme][ground]) >= least
