"""Explanations in words: every kind, for both persons, on narrow terminals, in words that are easy to read."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from explained_cases import SLOW, SUDDEN, people
from readability_grade import grade

from triage.explain import not_sure, one_slip, safety_net, what_if, why, why_not
from triage.explain.model import Explanation, Gap, Obstacle
from triage.pack.pack import Pack
from triage.pack.scales import Strength
from triage.pack.wording import Wording
from triage.reasoning.answers import Answers
from triage.report.document import Items, Section
from triage.report.explained import explained_sections, explained_to_terminal
from triage.report.explained.strings import EXPLAINED
from triage.report.strings import ENGLISH


def explanations(pack: Pack, answers: Answers | dict[str, Any]) -> Iterator[Explanation]:
    """Every kind of explanation of one person."""
    yield why(pack, answers)
    yield not_sure(pack, answers)
    yield what_if(pack, answers)
    yield safety_net(pack, answers)
    yield one_slip(pack, answers)
    for target in ("stroke", "diabetic_neuropathy", "RF02_sudden_one_sided", "emergency_now", "routine", "calf_raises"):
        yield why_not(pack, answers, target)


def told(pack: Pack, explained: Explanation, width: int = 80) -> str:
    return explained_to_terminal(pack, explained, width=width, colour=False)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def own_words() -> Iterator[str]:
    """Every fixed text that explanations have beside those of the report."""
    inherited = {each.name for each in fields(ENGLISH)}
    for each in fields(EXPLAINED):
        if each.name not in inherited:
            value = getattr(EXPLAINED, each.name)
            yield from [value] if isinstance(value, str) else value.values()


@pytest.mark.parametrize(
    "width", [30, pytest.param(40, marks=pytest.mark.soak), pytest.param(80, marks=pytest.mark.soak)]
)
def test_no_line_is_wider_than_the_terminal(pack: Pack, width: int) -> None:
    """Every kind of explanation fits, also on a phone."""
    for answers in people(pack, seed=31, count=6):
        for explained in explanations(pack, answers):
            wide = [line for line in told(pack, explained, width).splitlines() if _columns(line) > width]
            assert wide == []


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def test_the_width_changes_only_the_line_breaks(pack: Pack) -> None:
    """The same words stand in the same order at 40 and at 88 columns."""
    for explained in explanations(pack, SUDDEN):
        narrow, wide = (re.sub(r"[\s─]+", "", told(pack, explained, width)) for width in (40, 88))
        assert narrow == wide


def test_every_section_says_something(pack: Pack) -> None:
    """No heading stands alone, no text is empty, and nothing is left unfilled."""
    for answers in people(pack, seed=32, count=6):
        for explained in explanations(pack, answers):
            for section in explained_sections(pack, explained):
                assert section.blocks or section.parts, section
                assert all(part.blocks for part in section.parts)
                assert [text for text in section.texts if not text or re.search(r"%\(|[{}]|None(?! of)", text)] == []


def test_why_names_each_deciding_rule_with_its_sources(pack: Pack) -> None:
    """The rule that decides stands there with what was said, what that means, and where it comes from."""
    text = in_one_line(told(pack, why(pack, SUDDEN)))
    assert text.startswith("Call an ambulance now Call 999, 112 or 911 now and ask for an ambulance.")
    assert "This is how your answers lead there, step by step." in text
    sign = pack.danger_signs["RF02_sudden_one_sided"]
    assert f"Rule: {sign.id}; {', '.join(sign.sources)}" in text
    assert "You said: Weakness in one leg or foot; The weakness came all at once" in text
    assert "And nothing takes it back: An injury, a crash or a big fall in the last 4 weeks: none of these" in text
    assert EXPLAINED.settled.replace("{you|they}", "you") in text


def test_an_unknown_answer_is_not_told_as_if_it_settled_anything(pack: Pack) -> None:
    """Where a sign fires only because of a "not sure", it says that a clear answer may change it."""
    answers = {**SLOW, "answers": {**SLOW["answers"], "face_droop": "unsure"}}  # type: ignore[dict-item]
    text = in_one_line(told(pack, why(pack, answers)))
    assert "This counts since we do not know for sure: One side of your face drooped or went numb: not sure" in text
    assert EXPLAINED.until_known in text
    assert "No answer to anything else" not in text


def test_why_not_says_that_it_rules_nothing_out(pack: Pack) -> None:
    """That a cause is not shown is never told as if it could not be; no number stands for how far off it is."""
    text = in_one_line(told(pack, why_not(pack, SLOW, "stroke")))
    assert "This does not rule it out." in text
    assert "It is far off." in text
    assert not re.search(r"\d+ ?%|score", text)


def test_not_sure_tells_the_bounds_and_the_best_question(pack: Pack) -> None:
    """The least and the greatest urgency stand first, then the question, and what each answer would lead to."""
    answers = {**SLOW, "answers": {**SLOW["answers"], "face_droop": "unsure"}}  # type: ignore[dict-item]
    text = in_one_line(told(pack, not_sure(pack, answers)))
    assert "It could turn out to be as calm as: See a doctor soon" in text
    assert "It could turn out to be as urgent as: Call an ambulance now" in text
    assert "It allows for the worst already." in text
    assert "one side of your face drooped or gone numb in the last 7 days? No: See a doctor soon" in text


def test_a_result_that_may_be_too_calm_is_not_said_to_allow_for_the_worst(pack: Pack) -> None:
    """Where a clear answer could make it more urgent than the result, nobody is told that the worst is allowed for."""
    for answers in people(pack, seed=33, count=30):
        explained = not_sure(pack, answers)
        allows = EXPLAINED.allows_for_worst in in_one_line(told(pack, explained))
        assert not allows or explained.highest == explained.urgency


def test_what_to_watch_for_stands_under_what_to_do_then(pack: Pack) -> None:
    """The signs stand under the level that each would lead to, with their rules, and the last line is what to do."""
    text = in_one_line(told(pack, safety_net(pack, SLOW)))
    assert text.startswith("When to get help sooner The result: See a doctor soon")
    assert "at once if this starts: " in text
    assert "RF17_saddle" in text
    assert ENGLISH.any_worse in text
    emergency = in_one_line(told(pack, safety_net(pack, SUDDEN)))
    assert EXPLAINED.no_safety_net in emergency
    assert "call 999, 112 or 911 again" in emergency


def test_what_if_stands_under_the_urgency_that_it_would_be(pack: Pack) -> None:
    """Each change stands under its level with the rule that would fire; where nothing is higher, it says so."""
    text = in_one_line(told(pack, what_if(pack, SLOW)))
    _, _, after = text.partition("This would make it: Call an ambulance now")
    assert "A leg or foot turned cold, and pale, blue or blotchy [RF30_cold_leg]" in after
    assert "This would put another cause first" in after
    assert "Nothing is more urgent than this." in in_one_line(told(pack, what_if(pack, SUDDEN)))


def test_one_slip_is_told_for_calm_and_for_urgent_results(pack: Pack) -> None:
    """An emergency names the answers that would have hidden it, a calm result those that would be an emergency."""
    calm = in_one_line(told(pack, one_slip(pack, SLOW)))
    assert Wording(pack.countries["EU"], "self")(EXPLAINED.slip_calms) in calm
    assert "One side of your face drooped or went numb [RF01_fast_sign] Then: Call an ambulance now" in calm
    urgent = in_one_line(told(pack, one_slip(pack, SUDDEN)))
    assert f"{EXPLAINED.would_have_hidden} " in urgent
    assert "Check these once more" not in urgent
    assert EXPLAINED.no_slip_hides in in_one_line(told(pack, one_slip(pack, {})))


def test_what_was_answered_is_told_after_what_was_asked(pack: Pack) -> None:
    """A "no" stands behind its finding and alone beside what was needed; what is counted is not named twice."""
    wanted = in_one_line(told(pack, why_not(pack, SLOW, "RF17_saddle")))
    assert "Needed: Numb skin between the legs, or round the bottom or private parts. Here: no" in wanted
    fell = {**SLOW, "answers": {**SLOW["answers"], "falls": 1}}  # type: ignore[dict-item]
    assert "You said: Falls in the last 12 months: 1 Rule:" in in_one_line(told(pack, why(pack, fell)))


def test_whom_to_see_for_the_same_reason_is_told_once(pack: Pack) -> None:
    """Of professionals for one reason, only the first has it in full; each keeps its rule."""
    text = in_one_line(told(pack, why(pack, SUDDEN)))
    _, _, who = text.partition(EXPLAINED.who)
    assert "Hospital stroke team: For the same reason. [RF02_sudden_one_sided; " in who


def test_no_heading_stands_twice(pack: Pack) -> None:
    """Under one heading, in English and Spanish, no list is called as another is: not ruled out has its two kinds."""
    unsure = dict.fromkeys(("saddle_numbness", "bladder_change"), "unsure")
    some = {"unanswered": "no", "answers": {"age": 62, "side": "one_leg", **unsure}}
    for tag in ("en", "es"):
        one = pack.in_language(tag)
        parts = sections_of(explained_sections(one, why(one, some)))
        labels = [[block.label for block in part.blocks if isinstance(block, Items)] for part in parts]
        decides = next(found for part, found in zip(parts, labels, strict=True) if part.id == "decides")
        assert len([label for label in decides if label]) == 2
        for answers in people(pack, seed=17, count=3):
            for explained in explanations(one, answers):
                labels += [
                    [block.label for block in part.blocks if isinstance(block, Items)]
                    for part in sections_of(explained_sections(one, explained))
                ]
        for found in ([label for label in some_labels if label] for some_labels in labels):
            assert len(set(found)) == len(found), (tag, found)


def sections_of(told: Iterable[Section]) -> list[Section]:
    """Every section, with those inside of it."""
    return [one for section in told for one in (section, *sections_of(section.parts))]


def test_who_answers_for_another_is_told_of_them(pack: Pack) -> None:
    """For someone else every text is in the third person."""
    for explained in explanations(pack, {"for": "other", **SUDDEN}):
        text = told(pack, explained)
        assert not re.search(r"\byour?\b", re.sub("You told us|while you wait", "", in_one_line(text))), text


def test_the_own_words_are_easy_to_read(pack: Pack) -> None:
    """No sentence of the explanations' own needs more than grade 7, and half of them at most grade 4."""
    for person in ("self", "other"):
        say = Wording(pack.countries["GB"], person)
        shown = (re.sub(r"%\(\w+\)s", "three", say(text)) for text in own_words())
        sentences = [sentence for text in shown for sentence in re.split(r"(?<=[.?!:])\s+", text)]
        grades = {sentence: grade(sentence) for sentence in sentences if len(sentence.split()) >= 5}
        assert [(sentence, found) for sentence, found in grades.items() if found > 7] == []
        assert statistics.median(grades.values()) <= 4


def test_every_closed_word_has_a_text() -> None:
    """Each strength, gap and obstacle, and each kind of thing to ask about, has its words."""
    assert set(EXPLAINED.strength_words) == set(Strength)
    assert set(EXPLAINED.gaps) == set(Gap)
    assert set(EXPLAINED.obstacles) == set(Obstacle)
    assert set(EXPLAINED.so) == set(EXPLAINED.not_so) == {"cause", "condition", "danger_sign", "urgency", "exercise"}
