"""Nothing that a person reads is out of a translator's reach: the questionnaire, the report and all explanations."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from explained_cases import people
from pseudo_language import known_ids, pseudo_pack, shown, words_outside
from report_cases import CASES

from triage import explain
from triage.assessment import assess
from triage.cli.ask.flow import Flow
from triage.cli.ask.front_end import Leave
from triage.cli.ask.plain import PlainFrontEnd
from triage.explain.model import Explanation
from triage.interview.interview import Interview
from triage.locale import locale as locales
from triage.pack.pack import Pack
from triage.pack.show import show
from triage.pack.wording import wording_of
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers
from triage.report import to_html
from triage.report.explained import explained_sections
from triage.report.sections import sections

KINDS: dict[str, Callable[[Pack, Answers], Explanation]] = {
    "why": explain.why,
    "why-not": lambda pack, answers: explain.why_not(pack, answers, "stroke"),
    "why-not-level": lambda pack, answers: explain.why_not(pack, answers, "emergency_now"),
    "why-not-exercise": lambda pack, answers: explain.why_not(pack, answers, "calf_raises"),
    "what-if": explain.what_if,
    "safety-net": explain.safety_net,
    "one-slip": explain.one_slip,
    "not-sure": explain.not_sure,
}


@pytest.fixture
def unreal(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """The pack in the pseudo-language."""
    yield pseudo_pack(pack, monkeypatch)
    locales.locale_named.cache_clear()


def _cases(pack: Pack, count: int) -> list[Answers]:
    fixed = [read_answers(pack, answers) for answers in CASES.values()]
    return [*fixed, *people(pack, 5, count)]


def _strangers(pack: Pack, texts: Iterator[str]) -> set[tuple[str, str]]:
    known = known_ids(pack)
    return {(word, text) for text in texts for word in words_outside(text) if word not in known}


def test_brackets_are_seen_through() -> None:
    """Words are outside of brackets only when they are outside of all of them."""
    assert words_outside("a \u27e6b \u27e6c\u27e7 d\u27e7 e1") == ["a", "e1"]


def test_every_text_of_a_report_can_be_translated(unreal: Pack) -> None:
    """Headings, labels, texts, remarks and notes all stand between brackets."""
    for answers in _cases(unreal, 6):
        result = assess(unreal, answers, engine="logic")
        assert _strangers(unreal, shown(sections(unreal, result))) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_an_explanation_can_be_translated(unreal: Pack, kind: str) -> None:
    """The same for each kind of explanation."""
    for answers in _cases(unreal, 1):
        assert _strangers(unreal, shown(explained_sections(unreal, KINDS[kind](unreal, answers)))) == set()


def test_every_line_of_the_questionnaire_can_be_translated(unreal: Pack) -> None:
    """Whatever is typed: the pages, what is said of a wrong line, the review, and why it is asked."""
    rng = random.Random(3)
    typed = ["1", "2", "3", "4", "5", "6", "7", "1 2", "?", "b", "r", "q9", "x", "", "0", "30"]
    for number in range(6):
        lines = io.StringIO("".join(f"{rng.choice(typed)}\n" for _ in range(250)))
        target = io.StringIO()
        front = PlainFrontEnd(lines, target, say=locales.locale_named("qps"))
        flow = Flow(Interview(unreal, is_full=number % 2 == 0), "GB", front, lambda _: None, asks_who=True)
        with suppress(EOFError, Leave):
            flow.run()
        told = {*words_outside(target.getvalue())} - known_ids(unreal) - {"x", "q9", "n.", "x."}
        assert told == set()


def test_what_show_says_can_be_translated(unreal: Pack) -> None:
    """Labels and kinds of a shown entry are translated; what clinicians and authors wrote stays as it is."""
    for name in ("foot_drop", "RF52a_foot_sepsis", "stroke", "calf_raises", "gp"):
        labels = [line[:24] for line in show(unreal, name, wording_of(unreal)).splitlines() if line.startswith("  ")]
        assert [label for label in labels if label.strip() and words_outside(label)] == []


def test_a_page_is_told_in_which_direction_it_is_read(unreal: Pack) -> None:
    """A language that is written from right to left says so in the page."""
    assert '<html lang="qps" dir="rtl">' in to_html(unreal, assess(unreal, {"side": "one_leg"}, engine="logic"))
