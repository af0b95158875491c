"""The solver's formulas say what `logic` says: rule by rule, for one answer set after another, 0 differences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pytest
from random_answers import random_answers, random_value

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from changed_packs import with_question
from formula_values import FormulaValues, complete
from small_packs import PLACE, small_pack, some_answers

from triage.interview.relevance import Stage, outlook
from triage.pack.conditions import AnswerIs, CauseIsPossible, Condition, UrgencyIs
from triage.pack.pack import Pack
from triage.pack.rules import Evidence
from triage.pack.scales import Direction, Reading, Strength, Urgency
from triage.proof.formulas import TRUE, Formula, either, negation
from triage.proof.invariants import claims_of
from triage.proof.outcome import Outcome
from triage.proof.properties import AllAnswers
from triage.proof.said import Said
from triage.proof.stopping import Unfinished
from triage.proof.world import Bound, World
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value
from triage.reasoning.consequences import whom_to_see, withheld
from triage.reasoning.inference import Inference, infer
from triage.reasoning.logic import NO, YES, logic_of
from triage.reasoning.ruleset import Phase, rules_of

pytestmark = pytest.mark.proof

BOUNDS: tuple[Bound, ...] = ("surely", "maybe")


# ------------------------------------------------------------------------------------------------- complete answer sets


def formulas(outcome: Outcome) -> Iterator[tuple[str, Formula]]:
    """Everything that the proofs speak of: gates, rules in both readings, levels, causes, professionals, exercises."""
    world, pack = outcome.world, outcome.pack
    for question in pack.questions:
        yield f"shown {question}", world.is_shown(question)
    for rule in rules_of(pack):
        yield from ((f"{rule.id} {reading.name}", world.rule(rule.id, reading)) for reading in Reading)
    for pattern in pack.patterns:
        yield from ((f"pattern {pattern} {reading.name}", world.pattern(pattern, reading)) for reading in Reading)
    for level in Urgency:
        yield f"urgency {level}", outcome.urgency_is(level)
        yield f"at least {level}", outcome.at_least(level)
    yield "emergency", outcome.is_emergency
    for cause in pack.causes:
        yield f"cause {cause}", outcome.cause_is_shown(cause)
        yield f"first {cause}", outcome.is_first(cause)
        yield from ((f"{cause} before {other}", outcome.is_before(cause, other)) for other in pack.causes)
    yield from ((f"professional {name}", outcome.professional_is_named(name)) for name in pack.professionals)
    yield from ((f"exercise {name}", outcome.exercise_is_shown(name)) for name in pack.exercises)


def expected(pack: Pack, answers: Answers) -> Iterator[tuple[str, bool]]:
    """The same by `logic` and what is drawn from it, under the same names."""
    logic = logic_of(pack)
    inferred = infer(pack, logic.settle(answers))
    facts = inferred.facts
    for name, state in facts.states.items():
        yield f"shown {name}", state is not State.HIDDEN
    for rule in rules_of(pack):
        yield from ((f"{rule.id} {reading.name}", logic.truth(rule.id, facts, reading) == YES) for reading in Reading)
    for pattern in pack.patterns:
        for reading in Reading:
            yield f"pattern {pattern} {reading.name}", logic.truth(pattern, facts, reading) == YES
    yield from _concluded(pack, inferred)


def _concluded(pack: Pack, inferred: Inference) -> Iterator[tuple[str, bool]]:
    urgency, causes = inferred.conclusions.urgency, [one.cause for one in inferred.conclusions.causes]
    for level in Urgency:
        yield f"urgency {level}", urgency is level
        yield f"at least {level}", urgency >= level
    yield "emergency", urgency.is_emergency
    for cause in pack.causes:
        yield f"cause {cause}", cause in causes
        yield f"first {cause}", causes[:1] == [cause]
    for place, cause in enumerate(causes):
        yield from ((f"{cause} before {other}", True) for other in causes[place + 1 :])
        yield from ((f"{cause} before {other}", False) for other in causes[:place])
    named = whom_to_see(pack, inferred.firings, inferred.conclusions)
    yield from ((f"professional {name}", name in named) for name in pack.professionals)
    kept_back = withheld(pack, inferred.firings)
    yield from ((f"exercise {name}", name not in kept_back) for name in pack.exercises)


@lru_cache(maxsize=1)
def told(pack: Pack) -> FormulaValues:
    said = Said(pack)
    world = World(said)
    named = dict(formulas(Outcome(world)))
    return FormulaValues(said, [world], named)


def differences(pack: Pack, answers: Answers) -> list[str]:
    return told(pack).differing(complete(pack, answers), dict(expected(pack, answers)))


def any_answers(pack: Pack, rng: random.Random) -> Answers:
    """An answer set of any sort: mostly likely ones, some with answers set aside; also any at all, and nearly none."""
    match rng.randrange(10):
        case 0:
            given = {question.id: random_value(question, rng) for question in pack.questions.values()}
            return Answers(given, rng.choice(("unsure", "no")))
        case 1:
            return replace(random_answers(pack, rng), unanswered=rng.choice(("unsure", "no")))
        case 2:
            unknown: list[Value] = [(), NOT_SURE]
            given = {name: rng.choice(unknown) for name in pack.questions if rng.random() < 0.9}
            return Answers(given, rng.choice(("unsure", "no")))
        case number:
            return random_answers(pack, rng, complete=number % 2 == 0)


def check(pack: Pack, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for number in range(count):
        answers = any_answers(pack, rng)
        assert differences(pack, answers) == [], (number, answers)


def test_formulas_equal_logic(pack: Pack) -> None:
    """For random answer sets, with not sure, blanks, hidden and set-aside answers, every formula has logic's value."""
    check(pack, seed=1, count=300)


@pytest.mark.soak
def test_formulas_equal_logic_for_20_000_answer_sets(pack: Pack) -> None:
    """The same, 20,000 times."""
    check(pack, seed=2, count=20_000)


def test_a_difference_is_seen(pack: Pack) -> None:
    """Where `logic` is told another answer than the formulas, just the names that hang on it are said to differ."""
    answers = Answers({"saddle_numbness": ("yes",)}, "no")
    found = dict(expected(pack, answers.with_answer("saddle_numbness", ("no",))))
    differing = told(pack).differing(complete(pack, answers), found)
    assert {"RF17_saddle STRICT", "RF17_saddle CAUTIOUS", "emergency", "professional spinal_surgeon"} <= set(differing)
    assert not {"RF01_fast_sign STRICT", "RF30_cold_leg STRICT", "shown pregnancy"} & set(differing)


def test_formulas_equal_logic_for_small_packs(pack: Pack) -> None:
    """The same for 20 made packs, whose rules and gates are random: nothing rests on how this pack is written."""
    rng = random.Random(3)
    for _ in range(20):
        small = small_pack(pack, rng)
        for _ in range(30):
            answers = some_answers(rng)
            assert differences(small, answers) == [], answers


def test_a_cause_far_behind_the_best_is_not_shown(pack: Pack) -> None:
    """Of two causes with reasons enough the weaker is shown as long as it is near the other, and no longer."""
    limits = pack.about.shown_causes
    best, other = list(pack.causes)[1:3]
    near = limits.at_least + limits.within
    lines = [
        *(reason(f"near_{number}", best, AnswerIs("first", ("yes",))) for number in range(near)),
        *(reason(f"other_{number}", other, AnswerIs("choice", ("b",))) for number in range(limits.at_least)),
        reason("one_more", best, AnswerIs("ticks", ("p",))),
    ]
    made = replace(small_pack(pack, random.Random(1)), evidence={line.id: line for line in lines})
    for ticks, shown in ((("q",), (best, other)), (("p",), (best,))):
        answers = Answers({"first": ("yes",), "choice": ("b",), "ticks": ticks}, "no")
        found = infer(made, logic_of(made).settle(answers)).conclusions.causes
        assert tuple(one.cause for one in found) == shown
        assert differences(made, answers) == []


def reason(name: str, cause: str, when: Condition) -> Evidence:
    """A weak reason for a cause."""
    return Evidence(
        id=name,
        where=PLACE,
        cause=cause,
        condition=None,
        direction=Direction.FOR,
        strength=Strength.WEAK,
        finding="An example.",
        when=when,
        sources=("ART",),
    )


def test_a_hidden_number_is_its_clear_negative(pack: Pack) -> None:
    """Where a number is not asked for, the rules read the number that silence means, to the last unit."""
    small = small_pack(pack, random.Random(1))
    number = replace(small.questions["number"], default_negative=4, ask_when=AnswerIs("first", ("yes",)))
    everyone = AllAnswers(with_question(small, number))
    hidden = negation(everyone.world.is_shown("number"))
    four, five = (everyone.world.number_is_at_least("number", least) for least in (4, 5))
    assert everyone.exists(hidden)
    assert not everyone.exists(hidden, either([negation(four), five]))


# ------------------------------------------------------------------------------------------------ unfinished interviews


def bounded(world: World) -> Iterator[tuple[str, Formula]]:
    """Every gate and rule, in both bounds."""
    for bound in BOUNDS:
        for rule in rules_of(world.pack):
            if rule.phase is Phase.FINDINGS:
                for reading in Reading:
                    yield f"{rule.id} {reading.name} {bound}", world.rule(rule.id, reading, bound)
    yield from ((f"shown {question}", world.is_shown(question)) for question in world.pack.questions)


def expected_bounds(pack: Pack, facts: Facts) -> Iterator[tuple[str, bool]]:
    logic = logic_of(pack)
    for rule in rules_of(pack):
        if rule.phase is Phase.FINDINGS:
            for reading in Reading:
                truth = logic.truth(rule.id, facts, reading)
                yield f"{rule.id} {reading.name} surely", truth == YES
                yield f"{rule.id} {reading.name} maybe", truth != NO
    for name, state in facts.states.items():
        yield f"shown {name}", state is not State.HIDDEN


def some_of(answers: dict[str, Value], rng: random.Random) -> dict[str, Value]:
    """The answers of somebody who has not come to the end."""
    share = rng.choice((0.1, 0.5, 0.8, 0.95, 1.0))
    return {name: value for name, value in answers.items() if rng.random() < share}


@lru_cache(maxsize=1)
def unfinished(pack: Pack) -> tuple[FormulaValues, FormulaValues]:
    """The world in which what was not told is open, with the stopping rule; and that in which it was not asked."""
    said = Said(pack)
    world, left = World(said, "open.", "open"), World(said, "left.", "not_asked")
    rule, ended = Unfinished(world), Outcome(left)
    named = dict(bounded(world)) | {f"floor {level}": rule.floor_at_least(level) for level in Urgency}
    named["settled"] = rule.is_settled()
    results = dict(bounded(left)) | {f"at least {level}": ended.at_least(level) for level in Urgency}
    return FormulaValues(said, [world], named), FormulaValues(said, [left], results)


def differences_while_asking(pack: Pack, answers: dict[str, Value], so_far: dict[str, Value]) -> list[str]:
    """Where the three-valued world, and the stopping rule in it, differ from `logic` and from the questionnaire."""
    open_facts = logic_of(pack).settle(Answers(so_far, "open"))
    ahead = outlook(pack, open_facts)
    values = dict(expected_bounds(pack, open_facts))
    values |= {f"floor {level}": ahead.floor >= level for level in Urgency}
    values["settled"] = ahead.stage is not Stage.URGENCY
    return unfinished(pack)[0].differing(answers, values, so_far)


def differences_when_left(pack: Pack, answers: dict[str, Value], so_far: dict[str, Value]) -> list[str]:
    """Where the result of a questionnaire that stops here differs: no test on what was not asked holds."""
    rest = frozenset(pack.questions) - so_far.keys()
    inferred = infer(pack, logic_of(pack).settle(Answers(so_far, "unsure", rest)))
    values = dict(expected_bounds(pack, inferred.facts))
    values |= {f"at least {level}": inferred.conclusions.urgency >= level for level in Urgency}
    return unfinished(pack)[1].differing(answers, values, so_far)


def check_unfinished(pack: Pack, rng: random.Random, whole: Answers) -> bool:
    """Both worlds for some part of these answers. Returns whether the questionnaire would stop there."""
    answers = complete(pack, whole)
    so_far = some_of(answers, rng)
    assert differences_while_asking(pack, answers, so_far) == [], so_far
    assert differences_when_left(pack, answers, so_far) == [], so_far
    return outlook(pack, logic_of(pack).settle(Answers(so_far, "open"))).stage is not Stage.URGENCY


def test_open_questions_and_the_stopping_rule(pack: Pack) -> None:
    """On parts of answer sets, what is certain, what is possible, the floor and when it is settled are logic's."""
    rng = random.Random(4)
    settled = [check_unfinished(pack, rng, any_answers(pack, rng)) for _ in range(100)]
    assert 10 < sum(settled) < 90  # both are tried


@pytest.mark.soak
def test_open_questions_and_the_stopping_rule_on_many(pack: Pack) -> None:
    """The same, 5,000 times."""
    rng = random.Random(5)
    for _ in range(5_000):
        check_unfinished(pack, rng, any_answers(pack, rng))


def test_open_questions_of_small_packs(pack: Pack) -> None:
    """The same for 20 made packs."""
    rng = random.Random(6)
    for _ in range(20):
        small = small_pack(pack, rng)
        for _ in range(20):
            check_unfinished(small, rng, some_answers(rng))


# ------------------------------------------------------------------------------------------------------ what is defined


def test_every_variable_is_defined_once(pack: Pack) -> None:
    """No variable of a proof has two meanings, and the definitions leave answers over: else every claim would hold."""
    everyone = AllAnswers(pack)
    for invariant in pack.invariants.values():
        assert list(claims_of(everyone, invariant)) or invariant.check
    names = [definition.children()[0].decl().name() for definition in everyone.world.definitions]
    assert len(set(names)) == len(names) > 1_000
    said = {word.decl().name() for words in everyone.said.words.values() for word in words.values()}
    assert not said & set(names)
    assert everyone.exists(TRUE)


def test_a_name_that_is_taken_is_not_given_again(pack: Pack) -> None:
    """Two formulas under one name are two variables; one formula under two names is one."""
    world = World(Said(pack))
    fever, worse = (world.holds(AnswerIs(*test), Reading.CAUTIOUS) for test in TESTS)
    some, other, same = world.variable("x", fever), world.variable("x", worse), world.variable("y", fever)
    assert some is not other
    assert some.decl().name() != other.decl().name()
    assert same.eq(some)
    assert len(world.definitions) == 2


@pytest.mark.parametrize("condition", [UrgencyIs((Urgency.SOON,)), CauseIsPossible(("stroke",))])
def test_conclusions_are_read_only_where_there_are_some(pack: Pack, condition: Condition) -> None:
    """A world of which nothing was concluded does not guess what its urgency or its causes are."""
    with pytest.raises(ValueError, match="nothing was concluded in this world"):
        World(Said(pack)).holds(condition, Reading.STRICT)


TESTS = (("systemic_signs", ("fever",)), ("course", ("worse_fast",)))
