"""What becomes of a result when the two engines differ, or when durable_rules cannot be used."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from triage.assessment import assess
from triage.assessment.assess import reason
from triage.errors import EngineFault, EngineUnavailable
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning import engine as durable
from triage.reasoning.documents import read_answers
from triage.reasoning.ruleset import Firing, rules_of

CALM_ANSWERS = {"side": "both_legs", "onset_tempo": "months_years", "age": 50}
CALM = {"unanswered": "no", "answers": CALM_ANSWERS}
STROKE = {"unanswered": "no", "answers": {**CALM_ANSWERS, "face_droop": "yes"}}


def plant(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[tuple[Firing, ...]], tuple[Firing, ...]]) -> None:
    """durable_rules with a fault: what it fires is changed before anybody sees it."""
    right = durable.Engine.firings

    def firings(self: durable.Engine, *given: object) -> tuple[Firing, ...]:
        return wrong(right(self, *given))  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(durable.Engine, "firings", firings)


def test_a_danger_sign_that_only_the_engine_fires_is_taken(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the two differ the more urgent result is shown and marked, and both traces go to the log."""
    plant(monkeypatch, lambda fired: (*fired, Firing("RF01_fast_sign", True)))
    with caplog.at_level(logging.ERROR, "triage"):
        result = assess(pack, CALM)
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert (result.engine.name, result.engine.checked, result.engine.agreed) == ("durable_rules", True, False)
    assert any("did not agree" in note for note in result.notes)
    assert "RF01_fast_sign" in caplog.text
    assert [sign.rule for sign in result.danger_signs].count("RF01_fast_sign") == 1


def test_a_danger_sign_that_only_logic_fires_is_taken(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that misses a danger sign does not lower the urgency."""
    plant(monkeypatch, lambda fired: tuple(one for one in fired if one.rule != "RF01_fast_sign"))
    result = assess(pack, STROKE)
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert result.engine.agreed is False


def test_a_rule_that_both_fire_differently_stands_once(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is certain for one engine only is certain in the more urgent result, and stands in it once."""
    answers = read_answers(pack, {"unanswered": "no", "answers": {**CALM_ANSWERS, "saddle_numbness": "unsure"}})
    assert Firing("RF17_saddle", False) in reason(pack, answers, "logic").firings
    plant(
        monkeypatch,
        lambda fired: (
            *(one for one in fired if one.rule != "RF17_saddle"),
            Firing("RF17_saddle", True),
            Firing("RF01_fast_sign", True),
        ),
    )
    both = reason(pack, answers)
    assert both.conclusions.urgency is Urgency.EMERGENCY_NOW
    assert [firing for firing in both.firings if firing.rule == "RF17_saddle"] == [Firing("RF17_saddle", True)]
    order = [rule.id for rule in rules_of(pack)]
    assert [firing.rule for firing in both.firings] == sorted((one.rule for one in both.firings), key=order.index)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            EngineUnavailable("install a C compiler"),
            "could not be loaded, so only one engine made this result. install",
        ),
        (EngineFault("it fired twice"), "durable_rules failed, so only one engine made this result."),
    ],
)
def test_without_durable_rules_logic_answers_and_says_so(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    """The result is the same, made by one engine, and says so in one note."""

    def broken(_: Pack) -> durable.Engine:
        raise error

    monkeypatch.setattr(durable, "engine_of", broken)
    result = assess(pack, STROKE)
    assert result.urgency is Urgency.EMERGENCY_NOW
    assert (result.engine.name, result.engine.checked, result.engine.agreed) == ("logic", False, None)
    assert len([note for note in result.notes if told in note]) == 1


def test_one_blank_is_one(pack: Pack) -> None:
    """A note that counts blanks is right for one of them too."""
    shown = {name: "unsure" for name in pack.questions if name != "side"}
    assert "1 question was left blank and counts as not sure." in assess(pack, shown, engine="logic").notes
