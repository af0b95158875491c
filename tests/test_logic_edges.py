"""The meaning of the rules on small made packs: bounds, blanks, gates, what is open, and what a rule waits for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from small_packs import PLACE, VALUES, question, small_pack, some_answers

from triage.pack.conditions import AllOf, AnswerIs, AnyOf, CauseIsPossible, Condition, NumberIs, PatternHolds, UrgencyIs
from triage.pack.knowledge import Screen
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, ExerciseGate, Pattern
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value
from triage.reasoning.logic import NO, OPEN, YES, Logic, logic_of
from triage.reasoning.ruleset import Firing, Phase, rules_of

STRICT, CAUTIOUS = Reading.STRICT, Reading.CAUTIOUS
FELL, BLED = AnswerIs("fell", ("yes",)), AnswerIs("bled", ("yes",))


def sign(name: str, when: Condition, unless: Condition | None = None) -> DangerSign:
    return DangerSign(
        id=name,
        where=PLACE,
        label="An example",
        when=when,
        unless=unless,
        urgency=Urgency.EMERGENCY_NOW,
        if_unsure=Urgency.SOON,
        because="An example.",
        see=("gp",),
        outside_article=True,
        sources=("ART",),
    )


@pytest.fixture(scope="module")
def made(pack: Pack) -> Pack:
    """Who fell is asked whether it bled, and who bled how long; age and numb parts stand alone."""
    questions = (
        question("fell", QuestionType.YES_NO, negative="no"),
        replace(question("bled", QuestionType.YES_NO, negative="no"), ask_when=FELL),
        replace(
            question("how_long", QuestionType.ONE_OF, "minutes hours", negative="minutes"),
            ask_when=PatternHolds("hurt"),
        ),
        question("age", QuestionType.NUMBER),
        question("numb", QuestionType.ANY_OF, "foot knee", negative=NONE),
        question("worse", QuestionType.YES_NO, negative=UNSURE),
    )
    signs = (
        sign("fall", FELL),
        sign("fall_without_blood", FELL, unless=BLED),
        sign("old_and_numb", AllOf((NumberIs("age", 50, None), AnswerIs("numb", ("foot", "knee"))))),
        sign("hurt_or_long", AnyOf((PatternHolds("hurt"), AnswerIs("how_long", ("hours",))))),
    )
    gate = ExerciseGate(id="rest", where=PLACE, withholds="all", when=FELL, because="An example.", sources=("ART",))
    return replace(
        pack,
        screens=(Screen(id="made", where=PLACE, title="Made", questions=questions),),
        patterns={"hurt": Pattern(id="hurt", where=PLACE, means="An example.", when=AllOf((FELL, BLED)))},
        danger_signs={one.id: one for one in signs},
        base=replace(pack.base, id="calm", when=AnswerIs("fell", ("no",))),
        evidence={},
        gates={"rest": gate},
        invariants={},
    )


def settled(pack: Pack, given: Mapping[str, Value], unanswered: str = "open") -> Facts:
    return logic_of(pack).settle(Answers(given, unanswered))  # type: ignore[arg-type]  # a word of the three


def read(pack: Pack, condition: Condition | None, facts: Facts) -> tuple[int, int]:
    logic = logic_of(pack)
    return logic.test(condition, STRICT)(facts), logic.test(condition, CAUTIOUS)(facts)


# ------------------------------------------------------------------------------------------------------------ settling


def test_what_was_not_said_counts_as_the_document_says(made: Pack) -> None:
    """Left out is a blank, the clear negative or still open; a question without a clear negative stays a blank."""
    unsure, no, still = (settled(made, {"fell": ("yes",)}, unanswered) for unanswered in ("unsure", "no", "open"))
    assert (unsure.states["bled"], no.states["bled"], still.states["bled"]) == (
        State.BLANK,
        State.ANSWERED,
        State.OPEN,
    )
    assert unsure.values["bled"] == {UNSURE}
    assert no.values["bled"] == {"no"}
    assert no.states["age"] is State.BLANK
    assert no.states["worse"] is State.UNSURE
    assert no.unknown == {"age", "worse"}
    assert "bled" not in still.values


def test_a_blank_is_read_as_not_sure_and_keeps_what_was_ticked(made: Pack) -> None:
    """An empty answer has the value "not sure"; ticks beside a "not sure" stay ticks."""
    facts = settled(made, {"numb": (), "age": 7}, "no")
    assert facts.states["numb"] is State.BLANK
    assert facts.values["numb"] == {UNSURE}
    ticked = settled(made, {"numb": ("foot", UNSURE)}, "no")
    assert ticked.values["numb"] == {"foot", UNSURE}
    assert ticked.states["numb"] is State.ANSWERED
    assert "numb" in ticked.unknown
    assert (facts.values["age"], facts.numbers["age"]) == (frozenset(), 7)
    assert "age" not in facts.unknown


def test_what_was_not_asked_says_nothing(made: Pack) -> None:
    """A question that was not asked has no value, is not unknown, and no test on it holds; a number neither."""
    facts = logic_of(made).settle(Answers({"fell": ("no",)}, not_asked=frozenset({"age", "numb", "bled"})))
    assert (facts.states["age"], facts.states["bled"]) == (State.NOT_ASKED, State.HIDDEN)
    assert not facts.unknown & {"age", "numb"}
    assert facts.values["numb"] == frozenset()
    assert read(made, NumberIs("age", 0, None), facts) == (NO, NO)


def test_a_part_settles_onto_what_was(pack: Pack) -> None:
    """Settling only what a change touches, onto the facts before it, gives what settling everything anew gives."""
    rng = random.Random(5)
    for _ in range(60):
        made = small_pack(pack, rng)
        before, after = some_answers(rng), some_answers(rng)
        names = set(rng.sample(list(VALUES), 2))
        kept = {name: value for name, value in before.given.items() if name not in names}
        changed = replace(before, given={**kept, **{name: after.given[name] for name in names if name in after.given}})
        if rng.random() < 0.5:
            before, changed = replace(before, unanswered="open"), replace(changed, unanswered="open")
        logic = logic_of(made)
        touched = names | {"ticks", "last"}
        part = logic.settle(changed, among=touched, onto=logic.settle(before))
        whole = logic.settle(changed)
        assert (part.values, part.numbers, part.unknown, part.states) == (
            whole.values,
            whole.numbers,
            whole.unknown,
            whole.states,
        )


def test_an_answer_taken_back_leaves_nothing_behind(made: Pack) -> None:
    """A question that is open again has no value, no number and no doubt left of what was said before."""
    logic = logic_of(made)
    answers: dict[str, Value] = {"age": 60, "numb": (UNSURE,), "worse": ("yes",)}
    for name, value in answers.items():
        said = logic.settle(Answers({name: value}, "open"))
        again = logic.settle(Answers({}, "open"), among={name}, onto=said)
        assert again == logic.settle(Answers({}, "open"))
        assert logic.settle(Answers({name: value}, "open"), among={name}, onto=again) == said


def test_without_facts_before_the_others_stay_open(made: Pack) -> None:
    """Settling some questions alone says nothing about the others."""
    facts = logic_of(made).settle(Answers({"fell": ("yes",), "numb": ("foot",)}, "no"), among={"fell", "bled"})
    assert facts.values == {"fell": {"yes"}, "bled": {"no"}}
    assert set(facts.states) == {"fell", "bled"}


# ---------------------------------------------------------------------------------------------------------- conditions


@pytest.mark.parametrize(
    ("at_least", "below", "held"),
    [(50, None, (NO, YES, YES)), (None, 50, (YES, NO, NO)), (50, 51, (NO, YES, NO)), (51, 50, (NO, NO, NO))],
)
def test_bounds_of_a_number(made: Pack, at_least: int | None, below: int | None, held: tuple[int, ...]) -> None:
    """The lower bound belongs to the range and the upper one does not, in both readings; open while not answered."""
    condition = NumberIs("age", at_least, below)
    for age, expected in zip((49, 50, 51), held, strict=True):
        assert read(made, condition, settled(made, {"age": age})) == (expected, expected)
    assert read(made, condition, settled(made, {})) == (OPEN, OPEN)
    assert read(made, condition, settled(made, {"age": NOT_SURE})) == (NO, YES)


def test_conclusions_are_open_until_they_are_drawn(made: Pack) -> None:
    """A test on the urgency or on a cause is open before there are conclusions, and then clear."""
    facts = settled(made, {}, "no")
    soon, stroke = UrgencyIs((Urgency.SOON, Urgency.ROUTINE)), CauseIsPossible(("stroke", "cauda_equina"))
    assert read(made, soon, facts) == read(made, stroke, facts) == (OPEN, OPEN)
    concluded = facts.concluded(Urgency.SOON, frozenset({"stroke"}))
    assert read(made, soon, concluded) == read(made, stroke, concluded) == (YES, YES)
    other = facts.concluded(Urgency.EMERGENCY_NOW, frozenset({"neuropathy"}))
    assert read(made, soon, other) == read(made, stroke, other) == (NO, NO)
    nothing = facts.concluded(Urgency.ROUTINE, frozenset())
    assert (read(made, soon, nothing), read(made, stroke, nothing)) == ((YES, YES), (NO, NO))


def test_no_condition_always_holds(made: Pack) -> None:
    """What is said to hold "always" has no condition, and holds while everything is open."""
    assert read(made, None, settled(made, {})) == (YES, YES)


def test_what_is_no_condition_is_refused(made: Pack) -> None:
    """A node that the evaluator does not know is an error: it must never count as one that does not hold."""
    with pytest.raises(AssertionError, match="a wish"):
        logic_of(made).test("a wish", STRICT)  # type: ignore[arg-type]


def test_a_condition_of_the_pack_is_looked_up(made: Pack) -> None:
    """The condition of any rule can be read again as it stands in the pack, in each reading."""
    facts = settled(made, {"fell": NOT_SURE}, "no")
    assert logic_of(made).holds(FELL, facts, STRICT) == NO
    assert logic_of(made).holds(FELL, facts, CAUTIOUS) == YES


# --------------------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("fell", "bled", "fired"),
    [
        ("yes", "no", {"fall": True, "fall_without_blood": True}),
        ("yes", "yes", {"hurt": True, "fall": True, "hurt_or_long": True}),
        ("yes", UNSURE, {"hurt": False, "fall": True, "fall_without_blood": True, "hurt_or_long": False}),
        (UNSURE, "no", {"fall": False, "fall_without_blood": False, "calm": False}),
        ("no", "yes", {"calm": True}),
    ],
)
def test_firings_and_how_certain_they_are(made: Pack, fell: str, bled: str, fired: dict[str, bool]) -> None:
    """What holds strictly fires certainly, what holds only cautiously fires uncertainly, and nothing else fires."""
    facts = settled(made, {"fell": (fell,), "bled": (bled,)}, "no")
    found = logic_of(made).firings(facts, Phase.FINDINGS)
    assert found == tuple(Firing(rule.id, fired[rule.id]) for rule in rules_of(made) if rule.id in fired)


def test_firings_of_one_phase_and_of_some_kinds(made: Pack) -> None:
    """Findings and gates fire in phases of their own; naming kinds leaves the others out."""
    logic, facts = logic_of(made), settled(made, {"fell": ("yes",), "bled": ("yes",)}, "no")
    assert logic.firings(facts, Phase.GATES) == (Firing("rest", True),)
    assert logic.firings(facts, Phase.FINDINGS, ("pattern",)) == (Firing("hurt", True),)
    assert {one.rule for one in logic.firings(facts, Phase.FINDINGS, ("danger_sign", "base"))} == {
        "fall",
        "hurt_or_long",
    }


def test_an_exception_that_is_open_leaves_the_rule_open(made: Pack) -> None:
    """A rule that would hold is open while its `unless` is, and "not sure" about that does not let it off."""
    logic = logic_of(made)
    for bled, truth in ((None, OPEN), ("yes", NO), ("no", YES), (UNSURE, YES)):
        facts = settled(made, {"fell": ("yes",)} | ({"bled": (bled,)} if bled else {}))
        assert logic.truth("fall_without_blood", facts, STRICT) == truth
        assert logic.truth("fall_without_blood", facts, CAUTIOUS) == truth


def test_facts_do_not_share_what_was_worked_out(made: Pack) -> None:
    """What was found for some answers is not taken for others, nor one reading for the other."""
    logic = logic_of(made)
    for given, truths in (({"fell": NOT_SURE}, (NO, YES)), ({"fell": ("yes",)}, (YES, YES)), ({}, (NO, NO))):
        facts = settled(made, given, "no")
        for _ in range(2):
            assert (logic.truth("fall", facts, STRICT), logic.truth("fall", facts, CAUTIOUS)) == truths


def test_a_pack_has_one_evaluator(made: Pack) -> None:
    """The evaluator of a pack is made once, since making it takes longer than using it."""
    assert logic_of(made) is logic_of(made)
    assert isinstance(logic_of(made), Logic)


# ---------------------------------------------------------------------------------------------------- what is awaited


@pytest.mark.parametrize(
    ("rule", "given", "awaited"),
    [
        ("fall", {}, {"fell"}),
        ("fall", {"fell": ("yes",)}, set()),
        ("fall_without_blood", {}, {"fell"}),
        ("fall_without_blood", {"fell": ("yes",)}, {"bled"}),
        ("old_and_numb", {}, {"age", "numb"}),
        ("old_and_numb", {"age": 60}, {"numb"}),
        ("old_and_numb", {"age": 40}, set()),
        ("hurt_or_long", {}, {"fell"}),
        ("hurt_or_long", {"fell": ("yes",)}, {"bled"}),
        ("hurt_or_long", {"fell": ("yes",), "bled": ("yes",)}, set()),
        ("hurt_or_long", {"fell": ("no",)}, set()),
        ("rest", {}, {"fell"}),
    ],
)
def test_what_a_rule_waits_for(made: Pack, rule: str, given: dict[str, Value], awaited: set[str]) -> None:
    """A rule waits for its open questions that can be asked now; one whose gate is open is waited for through it."""
    assert logic_of(made).open_questions(rule, settled(made, given), STRICT) == awaited


def test_a_gate_on_conclusions_waits_for_no_question(made: Pack) -> None:
    """Where only the urgency is still to be concluded there is nothing to ask."""
    gate = replace(made.gates["rest"], when=AllOf((FELL, UrgencyIs((Urgency.SOON,)), CauseIsPossible(("stroke",)))))
    other = replace(made, gates={"rest": gate})
    logic = logic_of(other)
    assert logic.open_questions("rest", settled(other, {"fell": ("yes",)}), CAUTIOUS) == frozenset()
    assert logic.open_questions("rest", settled(other, {}), CAUTIOUS) == {"fell"}


def test_a_question_is_shown_once_its_gate_is_certain(made: Pack) -> None:
    """A question without a gate is always shown, another one once its gate holds cautiously, not while that is open."""
    logic = logic_of(made)
    for fell, shown in ((None, False), ("yes", True), (UNSURE, True), ("no", False)):
        facts = settled(made, {"fell": (fell,)} if fell else {})
        assert logic.is_shown("bled", facts) is shown
        assert logic.is_shown("fell", facts)
        assert facts.states["bled"] is (State.HIDDEN if fell == "no" else State.OPEN)


def test_what_is_certain_stays_so_however_the_rest_is_answered(pack: Pack) -> None:
    """While questions are open, a rule that is clear stays as it is for all the ways to answer them that were tried."""
    rng = random.Random(6)
    for _ in range(40):
        made = small_pack(pack, rng)
        logic = logic_of(made)
        said = dict(rng.sample(list(some_answers(rng).given.items()), 2))
        some = logic.settle(Answers(said, "open"))
        wholes = [logic.settle(Answers({**some_answers(rng).given, **said})) for _ in range(12)]
        for rule in rules_of(made):
            for reading in Reading:
                truth = logic.truth(rule.id, some, reading)
                if truth == OPEN:
                    awaited = logic.open_questions(rule.id, some, reading)
                    assert awaited
                    assert all(logic.is_shown(name, some) for name in awaited)
                    assert {some.states[name] for name in awaited} == {State.OPEN}
                else:
                    assert {logic.truth(rule.id, whole, reading) for whole in wholes} == {truth}
