"""The page of an evaluation: sound, closed to the network, told in words beside each picture, and true to the data."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import pytest
from labelled_cases import JUDGED, evaluation
from report_text import Page, html_text

from triage.evaluation.accuracy import Evaluation
from triage.evaluation.accuracy.data import to_data
from triage.evaluation.accuracy.intervals import is_available
from triage.evaluation.accuracy.page import to_page
from triage.evaluation.accuracy.text import to_text
from triage.pack.pack import Pack
from triage.report.markup import Markup, tag

pytestmark = [
    pytest.mark.statistics,
    pytest.mark.skipif(not is_available(), reason="needs the statistics library (extra `evaluation`)"),
]
CSS = "".join(
    files(package).joinpath(name).read_text(encoding="utf-8")
    for package, name in (
        ("triage.report", "page.css"),
        ("triage.report", "figures.css"),
        ("triage.evaluation.accuracy", "page.css"),
    )
)
HOSTILE = "</text></svg><script>alert(1)</script> & \"q\" 'a'"


def hostile(found: Evaluation) -> Evaluation:
    """The same evaluation with markup in every text that a file of cases can bring."""
    judged = tuple(
        replace(each, case=replace(each.case, id=each.case.id + HOSTILE, diagnosis=HOSTILE, family=HOSTILE))
        for each in found.judged
    )
    return replace(found, name=HOSTILE, judged=judged)


def evaluations(pack: Pack) -> Iterator[Evaluation]:
    """The small set, the same with hostile texts, without a core case, and with no case that is too urgent."""
    found = evaluation(pack)
    yield from (found, hostile(found), replace(found, judged=JUDGED[8:]), replace(found, judged=JUDGED[:1]))


def test_every_page_is_sound(pack: Pack) -> None:
    """Every element is closed in order, every id is there once, and every reference finds its id."""
    for found in evaluations(pack):
        text = to_page(found)
        page = Page(text)
        assert text.startswith("<!DOCTYPE html>\n")
        assert page.unbalanced == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        for key in ("aria-labelledby", "aria-describedby"):
            assert {attributes[key] for _, attributes in page.elements if key in attributes} <= set(ids)


def test_every_page_can_be_listened_to(pack: Pack) -> None:
    """A language, one main part and one footer, headings without a gap, and every table with its caption."""
    for found in evaluations(pack):
        page = Page(to_page(found))
        assert page.all("html") == [{"lang": "en"}]
        assert [len(page.all(each)) for each in ("main", "footer", "h1")] == [1, 1, 1]
        levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h\d", name)]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert len(page.all("table")) == len(page.all("caption"))
        assert {each["scope"] for each in page.all("th")} == {"col", "row"}


def test_every_picture_is_told_in_words(pack: Pack) -> None:
    """Each picture is named as one, has a title and a description, and these are not empty."""
    for found in evaluations(pack):
        text = to_page(found)
        pictures = Page(text).all("svg")
        assert len(pictures) == (6 if found.over_triage else 5)
        assert {picture["role"] for picture in pictures} == {"img"}
        for picture in pictures:
            for name in (picture["aria-labelledby"], picture["aria-describedby"]):
                assert re.search(rf'<(title|desc) id="{name}">[^<]{{4,}}', text), name


def test_every_page_is_closed(pack: Pack) -> None:
    """No script, no style attribute, no address; the policy forbids all but this very style sheet."""
    for found in evaluations(pack):
        text = to_page(found)
        page = Page(text)
        assert not {"script", "img", "link", "iframe", "object", "use", "a"} & {name for name, _ in page.elements}
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {"style", "src", "href", "srcset"} & names
        assert not [name for name in names if name.startswith("on")]
        assert "//" not in re.sub(r"(?s)<style>.*</style>", "", text)
        (policy,) = (meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
        digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|@font-face|expression", CSS)


def test_every_colour_is_there_by_day_and_by_night() -> None:
    """Each class that a picture colours has a colour of its own on a dark page, or takes one that changes."""
    day, night = CSS.split("body { max-width: 60rem; }")[1].split("@media screen and (prefers-color-scheme: dark)")
    fixed = {name for name, rule in re.findall(r"^(\.\S[^{]*?) \{([^}]*)\}", day, re.MULTILINE) if "#" in rule}
    assert fixed
    assert [name for name in fixed if name not in night] == []


def test_hostile_texts_stay_text(pack: Pack) -> None:
    """A file full of markup gives the same elements as a harmless one, and shows the markup as words."""
    calm, bad = (to_page(found) for found in (evaluation(pack), hostile(evaluation(pack))))
    assert {name for name, _ in Page(bad).elements} == {name for name, _ in Page(calm).elements}
    assert "<script>" not in bad
    assert html_text(bad).count(HOSTILE) > 10


def test_the_page_says_what_the_data_says(pack: Pack) -> None:
    """Figures, intervals, cases that came out too calm, rules, and the caution stand on the page as in the data."""
    found = evaluation(pack)
    text, data = html_text(to_page(found)), to_data(found)
    share = data["groups"]["core"]["emergency_specificity"]
    assert f"{share['share']:.1%}".replace("%", " %") in text
    assert f"({100 * share['low']:.1f} to {100 * share['high']:.1f})" in text
    assert "C3 Diagnosis of C3: accepted emergency_department, emergency_now; given urgent_same_day" in text
    for rule in data["over_triage"]["rules"]:
        assert f"{rule['rule']} {rule['label']}" in text
    assert "not comparable case for case" in text
    assert "No doctor has checked" in text


def test_the_picture_of_over_triage_has_a_circle_for_each_rule_of_a_case(pack: Pack) -> None:
    """As many circles as pairs of case and rule above the tier, hollow where it was "not sure"."""
    found = evaluation(pack)
    circles = [each["class"] for each in Page(to_page(found)).all("circle") if "made" in each["class"]]
    shown = [each for each in found.over_triage if each.kind != "within_tier"]
    assert len(circles) == sum(len(each.makers) for each in shown) == 6
    assert circles.count("made unsure") == 2


def test_text_and_data_name_the_same_cases(pack: Pack) -> None:
    """Every case that is unsafe or too urgent is in the text too, with the marks that tell how."""
    found = evaluation(pack)
    text = to_text(found)
    assert max(map(len, text.splitlines())) <= 80
    assert "\n      C3\n" in text
    assert "C4+: urgent_same_day -> emergency_department: ED; without: urgent_same_day\n" in text
    assert "C5: soon -> emergency_department: ED, UNSURE~; without: soon\n" in text
    assert "[C9]: routine -> urgent_same_day: DAY; without: soon\n" in text
    assert "without it, core cases: emergency sensitivity 66.7 % -> 0.0 %" in " ".join(text.split())
    assert all(len(line) <= 80 for line in to_text(hostile(found)).splitlines() if "//" not in line)


def test_where_nothing_is_too_urgent_it_says_so(pack: Pack) -> None:
    """No heading stands over an empty table: the page and the text say that no case came out above its label."""
    *_, calm = evaluations(pack)
    assert calm.over_triage == ()
    for told in (to_page(calm), to_text(calm)):
        assert "No case came out above its label." in told
        assert "case by case" not in told.lower().replace("not comparable case for case", "")


def test_faults_are_on_top(pack: Pack) -> None:
    """A disagreement of the engines is said before any figure."""
    found = replace(evaluation(pack), judged=(replace(JUDGED[0], is_agreed=False), *JUDGED[1:]))
    assert "FAULT: the two engines differ on C1." in to_text(found).partition("core cases:")[0]
    assert "Fault: the two engines differ on C1." in html_text(to_page(found))


def test_markup_escapes_what_is_not_markup() -> None:
    """Text and attributes are escaped; elements made before are not escaped again."""
    assert tag("p", "a < b", tag("b", "&"), title='"x"') == '<p title="&quot;x&quot;">a &lt; b<b>&amp;</b></p>'
    assert (
        tag("svg", view_box="0 0 1 1", class_="x", x=1.5, gone=None)
        == '<svg viewBox="0 0 1 1" class="x" x="1.5"></svg>'
    )
    assert tag("i", Markup("<b></b>")) == "<i><b></b></i>"
