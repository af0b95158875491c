"""The report as Markdown: the structure is there, and a text never turns into markup."""

from __future__ import annotations

from itertools import pairwise

import pytest
from report_cases import CASES, HOSTILE, hostile, of_level, random_assessments
from report_text import tokens

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.report import to_markdown
from triage.report.markdown import escaped


def types(markdown: str) -> set[str]:
    return {token.type for token in tokens(markdown)}


def content(markdown: str) -> str:
    return "".join(token.content for token in tokens(markdown) if token.type in ("text", "softbreak"))


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE.split(),
        HOSTILE,
        "# no heading",
        "- no list",
        "+ no list",
        "* no list",
        "1. no list",
        "12) no list",
        "> no quote",
        "--- ",
        "===",
        "| no | table |",
        "    no code",
        "~~~",
        "```",
        "<!-- no comment -->",
        "&amp; no entity &#65;",
        "[no]: http://e.example",
        "a\\",
        "www.e.example",
        "HTTP://e.example",
    ],
)
def test_a_text_stays_a_text(text: str) -> None:
    """Whatever a text looks like, it comes out as itself: as a paragraph, after a bullet, and in bold."""
    line = " ".join(text.split())
    for before, after, wanted in (
        ("", "", "paragraph_open"),
        ("- ", "", "list_item_open"),
        ("**x:** ", "", "strong_open"),
    ):
        markdown = f"{before}{escaped(line)}{after}\n"
        shown = content(markdown)
        assert shown == (f"x: {line}" if wanted == "strong_open" else line)
        allowed = {"paragraph_open", "paragraph_close", "text", "inline", "text_special"}
        allowed |= {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
        assert types(markdown) <= allowed | {"strong_open", "strong_close"}


def test_bare_addresses_do_not_become_links() -> None:
    """Readers that make links of bare addresses find none: the sign that starts one is escaped."""
    assert escaped("http://a.example") == r"http\://a.example"
    assert escaped("www.a.example") == r"www\.a.example"
    assert escaped("12. March") == r"12\. March"
    assert escaped("plain words, 3.5 and a-b.") == "plain words, 3.5 and a-b."


@pytest.mark.parametrize("level", CASES)
def test_hostile_results_have_the_same_structure(pack: Pack, level: Urgency) -> None:
    """A result full of hostile texts has no element, image, code or link that the report did not put there."""
    calm, bad = of_level(pack, level), hostile(of_level(pack, level))
    markdown = to_markdown(pack, bad)
    links = [token.attrs["href"] for token in tokens(markdown) if token.type == "link_open"]
    known = {source.url for source in pack.sources.values()} | {"tel:112"}
    assert set(links) <= known
    assert types(markdown) <= types(to_markdown(pack, calm))
    assert content(markdown).count("<script>alert(1)</script>") > 10


def test_the_structure_is_that_of_the_report(pack: Pack) -> None:
    """One first heading, no level left out, steps as a numbered list, the small print below a rule."""
    markdown = to_markdown(pack, of_level(pack, Urgency.SOON))
    levels = [int(token.tag[1]) for token in tokens(markdown) if token.type == "heading_open"]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert {"ordered_list_open", "bullet_list_open", "hr", "strong_open"} <= types(markdown)
    assert markdown.endswith("\n")
    assert not markdown.endswith("\n\n")


def test_an_emergency_can_be_dialled(pack: Pack) -> None:
    """At the emergency levels the number is a link to dial."""
    assert "[Call 999](tel:999)" in to_markdown(pack, of_level(pack, Urgency.EMERGENCY_NOW, country="GB"))
    assert "tel:" not in to_markdown(pack, of_level(pack, Urgency.SOON, country="GB"))


def test_random_results_are_sound_markdown(pack: Pack) -> None:
    """On random answers nothing but headings, paragraphs, lists, links, bold, italic and one rule comes out."""
    for made in random_assessments(pack, seed=6, count=20):
        kinds = {kind.rsplit("_", 1)[0] for kind in types(to_markdown(pack, made))}
        assert kinds <= {
            *("heading", "paragraph", "bullet_list", "ordered_list", "list_item", "inline"),
            *("link", "strong", "em", "text", "hr", "softbreak"),
        }
