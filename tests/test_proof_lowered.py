"""Every single change that lowers something in the rules which the emergency invariants guard: none goes unseen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

from triage.evaluation.invariants import breaches
from triage.evaluation.mutation.mutant import Mutant, mutated
from triage.evaluation.mutation.operators import mutants_of
from triage.pack.conditions import Condition, PatternHolds, leaves
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.rules import Expectation, Invariant
from triage.pack.scales import NONE, QuestionType, Reading, Urgency
from triage.proof.invariants import claims_of
from triage.proof.properties import AllAnswers
from triage.reasoning.answers import NOT_SURE, Answers, Facts, Value
from triage.reasoning.conclusions import urgency_of
from triage.reasoning.logic import YES, logic_of
from triage.reasoning.ruleset import Phase

pytestmark = pytest.mark.proof

GUARDS = tuple(f"INV-{number:02}" for number in range(6, 13))
LOWERS = ("drop-branch", "remove-value", "replace-value", "swap-all-any", "invert", "lower-level", "drop-rule")
MOST = 300  # answer sets tried of one case
KINDS_OF_UNLESS = ("drop-condition", "add-value")  # these lower where they make an `unless` hold more often


def guarded(pack: Pack) -> list[Mutant]:
    """The changes that lower something, in every danger sign that can be an emergency and in the patterns it reads."""
    signs = [sign for sign in pack.danger_signs.values() if sign.urgency.is_emergency]
    read = {name for sign in signs for name in patterns_in(pack, sign.when)}
    let_off = {name for sign in signs if sign.unless for name in patterns_in(pack, sign.unless)}
    rules = {sign.id for sign in signs} | read | let_off
    return [
        mutant
        for mutant in mutants_of(pack)
        if (mutant.entry in rules and mutant.kind in LOWERS)
        or (mutant.kind in KINDS_OF_UNLESS and (mutant.entry in let_off or "/unless" in mutant.id))
    ]


def patterns_in(pack: Pack, condition: Condition) -> Iterator[str]:
    for test in leaves(condition):
        if isinstance(test, PatternHolds):
            yield test.pattern
            yield from patterns_in(pack, pack.patterns[test.pattern].when)


# ------------------------------------------------------------------------------------------------- tried without proofs


@dataclass(frozen=True)
class Tried:
    """Answers for which an invariant asks for something."""

    invariant: str
    then: Expectation
    facts: Facts


@cache
def tried(pack: Pack) -> tuple[Tried, ...]:
    """For each case of these invariants the combinations of answers that it reads, all others a clear no."""
    rng = random.Random(1)
    found = []
    for name in GUARDS:
        for case in pack.invariants[name].cases:
            assert case.when is not None
            sets = [facts for facts in combinations_of(pack, case.when, rng) if holds(pack, case.when, facts)]
            assert sets
            chosen = rng.sample(sets, MOST) if len(sets) > MOST else sets
            found += [Tried(name, case.then, facts) for facts in chosen]
    return tuple(found)


def combinations_of(pack: Pack, when: Condition, rng: random.Random) -> Iterator[Facts]:
    """Every combination of answers to the questions of a condition, and to those on which these hang; or 4,000."""
    read = set(pack.questions_read_by(when))
    gates = [gate for name in read if (gate := pack.questions[name].ask_when) is not None]
    names = sorted(read.union(*(pack.questions_read_by(gate) for gate in gates)))
    values = [some_values(pack.questions[name]) for name in names]
    every = product(*values)
    if len(values) > 5:
        every = (tuple(rng.choice(some) for some in values) for _ in range(4_000))  # type: ignore[assignment]
    for combination in every:
        yield logic_of(pack).settle(Answers(dict(zip(names, combination, strict=True)), "no"))


def some_values(question: Question) -> list[Value]:
    words: list[Value] = [(option.value,) for option in question.options] or [("yes",), ("no",)]
    return [*words, NOT_SURE, *([(NONE,)] if question.type is QuestionType.ANY_OF else [])]


def holds(pack: Pack, condition: Condition, facts: Facts) -> bool:
    return logic_of(pack).test(condition, Reading.STRICT)(facts) == YES


def seen_by_trying(faulty: Pack, sets: tuple[Tried, ...]) -> set[str]:
    """The invariants that one of these answer sets breaks. No question's gate is changed: the facts are as before."""
    return {one.invariant for one in sets if not is_met(one.then, urgency(faulty, one.facts))}


def urgency(pack: Pack, facts: Facts) -> Urgency:
    fired = logic_of(pack).firings(replace(facts, memo={}), Phase.FINDINGS, ("danger_sign", "base"))
    return urgency_of(pack, {firing.rule: firing.certain for firing in fired})


def is_met(then: Expectation, level: Urgency) -> bool:
    return (not then.urgency or level in then.urgency) and level >= (then.urgency_at_least or level)


# -------------------------------------------------------------------------------------------------------------- proofs


def seen_by_proof(pack: Pack, faulty: Pack) -> set[str]:
    """The invariants that the solver breaks, each by an example that `logic` confirms, and only with the fault."""
    everyone = AllAnswers(faulty)
    return {name for name in GUARDS if is_broken(pack, everyone, faulty.invariants[name])}


def is_broken(pack: Pack, everyone: AllAnswers, invariant: Invariant) -> bool:
    for claim in claims_of(everyone, invariant):
        model = everyone.prover.find(claim.broken)
        if model is not None:
            answers = everyone.said.answers(model)
            assert list(breaches(everyone.pack, answers, [invariant]))
            assert not list(breaches(pack, answers, [invariant]))
            return True
    return False


def check(pack: Pack, mutants: list[Mutant]) -> int:
    """No mutant of these is seen by trying and not by proof. Returns how many are seen."""
    seen = 0
    for mutant in mutants:
        faulty = mutated(pack, mutant)
        proved = seen_by_proof(pack, faulty)
        assert seen_by_trying(faulty, tried(pack)) <= proved, mutant
        seen += bool(proved)
    return seen


@pytest.mark.no_cover
def test_a_lowered_emergency_rule_is_seen(pack: Pack) -> None:
    """Of the changes that lower something, some: what breaks an invariant is found, and nothing else is reported."""
    some = random.Random(2).sample(guarded(pack), 10)
    assert check(pack, some) >= 1


@pytest.mark.soak
def test_no_lowered_emergency_rule_goes_unseen(pack: Pack) -> None:
    """The same for all of them."""
    every = guarded(pack)
    assert len(every) > 500
    assert check(pack, every) > 80


def test_no_invariant_reads_a_pattern(pack: Pack) -> None:
    """An invariant that read a pattern would change along with it, and a fault in the pattern would go unseen."""
    for invariant in pack.invariants.values():
        conditions = [case.when for case in invariant.cases]
        conditions += [invariant.change.keep] if invariant.change else []
        for condition in conditions:
            assert condition is None or not list(patterns_in(pack, condition)), invariant.id
