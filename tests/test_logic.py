"""The meaning of the rules: how answers are settled and how conditions are read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from random_answers import random_answers

from triage.pack.conditions import AnswerIs, read_condition
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Answers, State
from triage.reasoning.conclusions import conclude
from triage.reasoning.documents import read_answers
from triage.reasoning.logic import NO, OPEN, YES, logic_of
from triage.reasoning.ruleset import Phase, rules_of


def truth(pack: Pack, condition: object, given: dict[str, object], reading: Reading, unanswered: str = "no") -> int:
    """What a condition comes to for some answers."""
    logic = logic_of(pack)
    answers = replace(read_answers(pack, {"answers": given}), unanswered=unanswered)  # type: ignore[arg-type]
    return logic.test(read_condition(condition), reading)(logic.settle(answers))


STRICT, CAUTIOUS = Reading.STRICT, Reading.CAUTIOUS


@pytest.mark.parametrize(
    ("condition", "given", "strictly", "cautiously"),
    [
        ({"foot_drop": "yes"}, {"foot_drop": "yes"}, YES, YES),
        ({"foot_drop": "yes"}, {"foot_drop": "no"}, NO, NO),
        ({"foot_drop": "yes"}, {"foot_drop": "unsure"}, NO, YES),
        ({"foot_drop": "yes"}, {}, NO, NO),
        ({"side": ["one_leg", "unsure"]}, {"side": "unsure"}, YES, YES),
        ({"side": ["one_leg", "unsure"]}, {"side": "both_legs"}, NO, NO),
        ({"head_signs": ["drowsy"]}, {"head_signs": ["drowsy", "seizure"]}, YES, YES),
        ({"head_signs": ["drowsy"]}, {"head_signs": ["seizure"]}, NO, NO),
        ({"head_signs": ["drowsy"]}, {"head_signs": ["seizure", "unsure"]}, NO, YES),
        ({"head_signs": ["none"]}, {}, YES, YES),
        ({"age": {"at_least": 50}}, {"age": 50}, YES, YES),
        ({"age": {"below": 50}}, {"age": 50}, NO, NO),
        ({"age": {"below": 50}}, {"age": "unsure"}, NO, YES),
        ({"age": {"below": 50}}, {}, NO, YES),
        ({"all": [{"foot_drop": "yes"}, {"side": "one_leg"}]}, {"foot_drop": "unsure", "side": "one_leg"}, NO, YES),
        ({"any": [{"foot_drop": "yes"}, {"side": "one_leg"}]}, {"foot_drop": "no", "side": "one_leg"}, YES, YES),
        ("fast_sign", {"arm_weakness": "unsure"}, NO, YES),
    ],
)
def test_two_readings(pack: Pack, condition: object, given: dict[str, object], strictly: int, cautiously: int) -> None:
    """Not sure counts as no when read strictly, as yes when read cautiously; a listed "unsure" is matched by both."""
    assert truth(pack, condition, given, STRICT) == strictly
    assert truth(pack, condition, given, CAUTIOUS) == cautiously


def test_open_questions_leave_conditions_open(pack: Pack) -> None:
    """With questions open, `all` is no as soon as one part is, and `any` is yes as soon as one part is."""
    both = {"all": [{"foot_drop": "yes"}, {"side": "one_leg"}]}
    either = {"any": [{"foot_drop": "yes"}, {"side": "one_leg"}]}
    assert truth(pack, both, {"foot_drop": "yes"}, STRICT, "open") == OPEN
    assert truth(pack, both, {"foot_drop": "no"}, STRICT, "open") == NO
    assert truth(pack, either, {"foot_drop": "yes"}, STRICT, "open") == YES
    assert truth(pack, either, {"foot_drop": "no"}, STRICT, "open") == OPEN


def test_blank_counts_as_not_sure(pack: Pack) -> None:
    """INV-05: an answer left out or left empty gives the same firings as "not sure"."""
    logic = logic_of(pack)
    said = logic.settle(read_answers(pack, {"answers": {"side": "one_leg", "head_signs": "unsure"}}))
    left_out = logic.settle(read_answers(pack, {"answers": {"side": "one_leg"}}))
    empty = logic.settle(read_answers(pack, {"answers": {"side": "one_leg", "head_signs": []}}))
    for phase in Phase:
        assert logic.firings(said, phase) == logic.firings(left_out, phase) == logic.firings(empty, phase)
    assert said.states["head_signs"] is State.UNSURE
    assert empty.states["head_signs"] is State.BLANK


def test_hidden_answers_do_not_leak(pack: Pack) -> None:
    """An answer to a question that other answers hide is set aside and changes nothing."""
    logic = logic_of(pack)
    calm = {"unanswered": "no", "answers": {"recent_injury": ["none"]}}
    leaking = {"unanswered": "no", "answers": {"recent_injury": ["none"], "injury_signs": ["open_wound"]}}
    without, with_answer = (logic.settle(read_answers(pack, raw)) for raw in (calm, leaking))
    assert with_answer.set_aside == ("injury_signs",)
    assert with_answer.states["injury_signs"] is State.HIDDEN
    assert logic.firings(without, Phase.FINDINGS) == logic.firings(with_answer, Phase.FINDINGS)


def test_hidden_through_a_hidden_gate(pack: Pack) -> None:
    """A question whose gate stands on a hidden question is hidden too."""
    raw = {"unanswered": "no", "answers": {"onset_tempo": "sudden", "trouble_stairs": "yes", "calf_enlargement": "yes"}}
    facts = logic_of(pack).settle(read_answers(pack, raw))
    assert facts.states["trouble_stairs"] is State.HIDDEN
    assert facts.states["calf_enlargement"] is State.HIDDEN


def test_a_gate_that_is_not_known_shows_the_question(pack: Pack) -> None:
    """A question is hidden only when that is clear: an unknown age still asks about pregnancy."""
    facts = logic_of(pack).settle(read_answers(pack, {"answers": {"age": "unsure", "pregnancy": "yes"}}))
    assert facts.states["pregnancy"] is State.ANSWERED


def test_not_asked_matches_nothing(pack: Pack) -> None:
    """No test on a question that was not asked holds, in either reading; nothing is claimed about it."""
    logic = logic_of(pack)
    facts = logic.settle(Answers({}, not_asked=frozenset(pack.questions)))
    assert set(facts.states.values()) <= {State.NOT_ASKED, State.HIDDEN}
    for question in pack.questions.values():
        if facts.states[question.id] is State.NOT_ASKED and question.options:
            anything = AnswerIs(question.id, tuple(option.value for option in question.options))
            for reading in Reading:
                assert logic.test(anything, reading)(facts) == NO


def test_unless_needs_a_clear_answer(pack: Pack) -> None:
    """Only a clear answer lets a rule off: not sure about the injury keeps the stroke rule."""
    sudden = {"onset_tempo": "sudden", "side": "one_leg", "time_since_start": "lt_24h", "recent_injury": ["leg_foot"]}
    for said, fires in (("yes", False), ("unsure", True), ("no", True)):
        raw = {"unanswered": "no", "answers": {**sudden, "injury_same_leg": said}}
        logic = logic_of(pack)
        fired = {firing.rule for firing in logic.firings(logic.settle(read_answers(pack, raw)), Phase.FINDINGS)}
        assert ("RF02_sudden_one_sided" in fired) is fires


def test_settled_facts_are_never_open(pack: Pack) -> None:
    """Once every question is settled, every rule is clearly true or clearly false."""
    logic, rng = logic_of(pack), random.Random(3)
    for _ in range(100):
        facts = logic.settle(random_answers(pack, rng))
        for rule in rules_of(pack):
            if rule.phase is Phase.FINDINGS:
                assert OPEN not in {logic.truth(rule.id, facts, reading) for reading in Reading}


def test_strict_never_exceeds_cautious(pack: Pack) -> None:
    """Whatever holds strictly holds cautiously."""
    logic, rng = logic_of(pack), random.Random(4)
    for _ in range(100):
        facts = logic.settle(random_answers(pack, rng))
        for rule in rules_of(pack):
            assert logic.truth(rule.id, facts, STRICT) <= logic.truth(rule.id, facts, CAUTIOUS)


def test_order_of_answers_does_not_matter(pack: Pack) -> None:
    """INV-24: the same answers in another order give the same firings and conclusions."""
    logic, rng = logic_of(pack), random.Random(5)
    for _ in range(50):
        answers = random_answers(pack, rng)
        shuffled = list(answers.given.items())
        rng.shuffle(shuffled)
        one = logic.firings(logic.settle(answers), Phase.FINDINGS)
        other = logic.firings(logic.settle(replace(answers, given=dict(shuffled))), Phase.FINDINGS)
        assert one == other
        assert conclude(pack, one) == conclude(pack, other)
