"""What `assess` passes on: who is spoken of, who made the result, which answers were used, and what a note says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from triage import __version__
from triage.assessment import assess
from triage.assessment.assess import reason
from triage.assessment.model import EngineInfo, SoftwareInfo
from triage.errors import EngineFault
from triage.pack.pack import Pack
from triage.pack.wording import Wording
from triage.reasoning import engine as durable
from triage.reasoning.answers import Answers
from triage.reasoning.documents import read_answers
from triage.reasoning.ruleset import Firing

CALM_ANSWERS: dict[str, object] = {"side": "both_legs", "onset_tempo": "months_years", "age": 50}
CALM: dict[str, object] = {"unanswered": "no", "answers": CALM_ANSWERS}
STROKE: dict[str, object] = {"unanswered": "no", "answers": {**CALM_ANSWERS, "face_droop": "yes"}}
DIFFER = "The two engines did not agree on this result. The more urgent answer of the two is shown."


def plant(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[tuple[Firing, ...]], tuple[Firing, ...]]) -> None:
    """durable_rules with a fault: what it fires is changed before anybody sees it."""
    right = durable.Engine.firings
    monkeypatch.setattr(durable.Engine, "firings", lambda *given: wrong(right(*given)))


def test_both_engines_make_a_result_that_names_them(pack: Pack) -> None:
    """Unless told otherwise durable_rules makes the result and logic checks it, and it is what logic alone makes."""
    both, alone = assess(pack, STROKE), assess(pack, STROKE, engine="logic")
    assert both.engine == EngineInfo(name="durable_rules", version=durable.version(), checked=True, agreed=True)
    assert alone.engine == EngineInfo(name="logic", version=__version__, checked=False, agreed=None)
    assert replace(both, engine=alone.engine) == alone
    assert both.software == SoftwareInfo(name="triage", version=__version__)


def test_the_result_speaks_of_the_person_of_the_answers(pack: Pack) -> None:
    """Answers for somebody else make a result about "they", with the words of the country."""
    for person in ("self", "other"):
        answers = read_answers(pack, {**STROKE, "for": person})
        result = assess(pack, answers, country="GB", engine="logic")
        say = Wording(pack.countries["GB"], answers.person)
        assert result.person == person
        assert result.action == say(pack.levels[result.urgency].action)
        assert result.exercise_caution == say(pack.about.exercise_caution)
        assert result.danger_signs[0].because == say(pack.danger_signs[result.danger_signs[0].rule].because)


def test_how_blanks_were_read_is_told(pack: Pack) -> None:
    """A result says whether what was not answered counted as not sure or as a no, so that it can be made again."""
    assert assess(pack, CALM, engine="logic").unanswered == "no"
    assert assess(pack, {"answers": CALM_ANSWERS}, engine="logic").unanswered == "unsure"


def test_blanks_are_counted_once(pack: Pack) -> None:
    """Blanks are counted in one note; a blank that is listed as "not sure" among the answers is not counted again."""
    shown = {name: "unsure" for name in pack.questions if name not in ("side", "course")}
    note = "2 questions were left blank and count as not sure."
    assert note in assess(pack, shown, engine="logic").notes
    blank = Answers({**read_answers(pack, shown).given, "side": (), "course": ()})
    result = assess(pack, blank, engine="logic")
    assert (result.answers["side"], result.answers["course"]) == ("unsure", "unsure")
    assert not any("left blank" in one for one in result.notes)


def test_a_difference_below_the_urgency_shows_what_logic_found(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where both urgencies are the same, the result is that of logic, marked, with one note and both traces logged."""
    extra = Firing(next(iter(pack.evidence)), True)
    plant(monkeypatch, lambda fired: (*(one for one in fired if one.rule != extra.rule), extra))
    alone = assess(pack, STROKE, engine="logic")
    assert extra.rule not in {step.rule for step in alone.trace}
    with caplog.at_level(logging.ERROR, "triage"):
        result = assess(pack, STROKE)
    assert (result.engine.checked, result.engine.agreed) == (True, False)
    assert result.engine.version == durable.version()
    assert result.notes == (DIFFER, *alone.notes)
    assert result.trace == alone.trace
    logged = caplog.messages[-1]
    assert logged.startswith("the engines differ: durable_rules [Firing(")
    by_engine, by_logic = logged.split("; logic [")
    assert extra.rule in by_engine
    assert extra.rule not in by_logic
    assert "RF01_fast_sign" in by_engine
    assert "RF01_fast_sign" in by_logic


def test_a_more_urgent_result_brings_its_own_conclusions(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the engine finds more, what it concludes is what everything after it stands on, exercises too."""
    plant(monkeypatch, lambda fired: (*fired, Firing("RF01_fast_sign", True)))
    answers = read_answers(pack, CALM)
    reasoned, alone = reason(pack, answers), reason(pack, answers, "logic")
    assert reasoned.notes == ((DIFFER, {}),)
    assert reasoned.conclusions.urgency > alone.conclusions.urgency
    assert reasoned.facts.urgency is reasoned.conclusions.urgency
    assert reasoned.facts.causes == frozenset(one.cause for one in reasoned.conclusions.causes)
    assert set(alone.firings) < set(reasoned.firings)


@pytest.mark.parametrize(
    ("by_logic", "by_engine", "certain"), [(True, True, True), (True, False, True), (False, False, False)]
)
def test_what_either_engine_is_certain_of_is_certain(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, by_logic: bool, by_engine: bool, certain: bool
) -> None:
    """Of a rule that both fire, what one is certain of is certain; what neither is certain of stays a doubt."""
    plant(
        monkeypatch,
        lambda fired: (
            *(one for one in fired if one.rule != "RF17_saddle"),
            Firing("RF17_saddle", by_engine),
            Firing("RF01_fast_sign", True),
        ),
    )
    said = {**CALM_ANSWERS, "saddle_numbness": "yes" if by_logic else "unsure"}
    reasoned = reason(pack, read_answers(pack, {"unanswered": "no", "answers": said}))
    assert [one for one in reasoned.firings if one.rule == "RF17_saddle"] == [Firing("RF17_saddle", certain)]


def test_a_failing_engine_is_logged_and_noted(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What failed goes to the log, and the result says in one sentence that one engine made it."""

    def broken(_: Pack) -> durable.Engine:
        raise EngineFault("it fired twice")

    monkeypatch.setattr(durable, "engine_of", broken)
    with caplog.at_level(logging.ERROR, "triage"):
        reasoned = reason(pack, read_answers(pack, CALM))
    assert caplog.messages == ["durable_rules failed: it fired twice"]
    assert reasoned.notes == (("durable_rules failed, so only one engine made this result.", {}),)


def test_a_result_without_a_cause_says_so(pack: Pack) -> None:
    """Where no cause is shown the pack's own words say what that means; where one is shown they are not there."""
    words = Wording(pack.countries[pack.about.default_country])(pack.about.no_cause)
    without = assess(pack, {"unanswered": "no", "answers": {"age": 50}}, engine="logic")
    assert not without.possible_causes
    assert without.notes == (words,)
    toes = {**CALM_ANSWERS, "numbness_tingling": "yes", "numbness_pattern": ["feet_sock"], "diabetes": "yes"}
    shown = assess(pack, {"unanswered": "no", "answers": toes}, engine="logic")
    assert shown.possible_causes
    assert words not in shown.notes


def test_what_was_not_asked_is_told(pack: Pack) -> None:
    """A result lists the questions that were not asked, in the order of the pack, and no others."""
    unasked = [name for name, one in pack.questions.items() if one.ask_when is None and name != "face_droop"]
    answers = Answers({"face_droop": ("yes",)}, not_asked=frozenset(unasked[:5]))
    assert assess(pack, answers, engine="logic").not_asked == tuple(unasked[:5])
