"""What can still change an outcome, compared with every way to answer what is open, on made packs without overlaps."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import pytest
from small_packs import LEVELS, PLACE, question

from triage.interview.relevance import Outlook, Stage, outlook
from triage.pack.conditions import AnswerIs, Condition
from triage.pack.knowledge import Cause, Screen
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, Evidence, ExerciseGate
from triage.pack.scales import UNSURE, Direction, QuestionType, Strength, Urgency
from triage.reasoning.answers import Answers, Value
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of

NAMES = ("sign", "excuse", "other_sign", "calm", "reason", "second_reason", "third_reason")
SAID = ("yes", "no", UNSURE)
Given = tuple[tuple[str, str], ...]


def says(name: str, word: str = "yes") -> Condition:
    return AnswerIs(name, (word,))


def danger(name: str, rng: random.Random, unless: Condition | None = None) -> DangerSign:
    urgency, if_unsure = sorted(rng.choices(LEVELS, k=2), key=lambda level: -level.rank)
    return DangerSign(
        id=f"{name}_rule",
        where=PLACE,
        label="An example",
        when=says(name),
        unless=unless,
        urgency=urgency,
        if_unsure=if_unsure,
        because="An example.",
        see=("gp",),
        outside_article=True,
        sources=("ART",),
    )


def evidence(pack: Pack, name: str, rng: random.Random) -> Evidence:
    cause = rng.choice(list(pack.causes.values())[:2])
    return Evidence(
        id=f"{cause.id}__{name}",
        where=PLACE,
        cause=cause.id,
        condition=rng.choice([None, *(condition.id for condition in cause.conditions[:2])]),
        direction=rng.choice((Direction.FOR, Direction.FOR, Direction.AGAINST)),
        strength=rng.choice(list(Strength)),
        finding="An example.",
        when=says(name),
        sources=("ART",),
    )


def gate(pack: Pack, name: str, read: str, rng: random.Random) -> ExerciseGate:
    some = tuple(rng.sample(list(pack.exercises), 2))
    return ExerciseGate(
        id=name,
        where=PLACE,
        withholds=rng.choice(("all", some, some)),
        when=says(read),
        because="An example.",
        sources=("ART",),
    )


def made(pack: Pack, rng: random.Random) -> Pack:
    """Every question is read by one danger sign, one reason or the base, so that nothing hangs together unseen."""
    questions = tuple(question(name, QuestionType.YES_NO, negative="no") for name in NAMES)
    excuse = says("excuse") if rng.random() < 0.7 else None
    signs = (danger("sign", rng, excuse), danger("other_sign", rng))
    lines = [evidence(pack, name, rng) for name in ("reason", "second_reason", "third_reason")]
    gates = [gate(pack, f"gate_{number}", rng.choice(NAMES), rng) for number in range(2)]
    return replace(
        pack,
        screens=(Screen(id="made", where=PLACE, title="Made", questions=questions),),
        patterns={},
        danger_signs={one.id: one for one in signs},
        base=replace(pack.base, when=says("calm")),
        evidence={one.id: one for one in lines},
        gates={one.id: one for one in gates},
        invariants={},
    )


@dataclass(frozen=True)
class Outcome:
    urgency: Urgency
    causes: tuple[str, ...]
    withheld: frozenset[str]


@cache
def outcomes(pack: Pack) -> dict[Given, Outcome]:
    """What every complete answer set comes to."""
    return {
        given: outcome(pack, given)
        for given in (tuple(zip(NAMES, said, strict=True)) for said in product(SAID, repeat=7))
    }


def outcome(pack: Pack, given: Given) -> Outcome:
    found = infer(pack, logic_of(pack).settle(Answers({name: (word,) for name, word in given})))
    gates = [pack.gates[firing.rule] for firing in found.firings if firing.rule in pack.gates]
    withheld = frozenset(
        one for gate in gates for one in (pack.exercises if gate.withholds == "all" else gate.withholds)
    )
    return Outcome(found.conclusions.urgency, tuple(one.cause for one in found.conclusions.causes), withheld)


def still(pack: Pack, said: Mapping[str, str]) -> Outlook:
    values: dict[str, Value] = {name: (word,) for name, word in said.items()}
    return outlook(pack, logic_of(pack).settle(Answers(values, "open")))


def stage_of(found: list[Outcome]) -> Stage:
    """What the answers that are left decide, by all that they can come to."""
    if len({one.urgency for one in found}) > 1:
        return Stage.URGENCY
    if found[0].urgency.is_emergency:
        return Stage.SETTLED
    if len({one.causes for one in found}) > 1:
        return Stage.CAUSES
    return Stage.EXERCISES if len({one.withheld for one in found}) > 1 else Stage.SETTLED


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_decides_exactly_what_it_can(pack: Pack, seed: int) -> None:
    """The stage, the urgency that is certain and the levels that are possible are those of all complete answers."""
    rng = random.Random(seed)
    other = made(pack, rng)
    for _ in range(12):
        said = {name: rng.choice(SAID) for name in rng.sample(NAMES, rng.randint(0, 6))}
        if rng.random() < 0.5:
            said |= dict.fromkeys(("sign", "other_sign"), "no")
        found = [one for given, one in outcomes(other).items() if said.items() <= dict(given).items()]
        here = still(other, said)
        assert here.floor == min((one.urgency for one in found), key=lambda level: level.rank), said
        assert here.stage is stage_of(found), said
        assert bool(here.needs) is (here.stage is not Stage.SETTLED)
        for need in here.needs:
            assert need.questions
            assert not need.questions & set(said)
            if here.stage is Stage.URGENCY:
                assert need.level in {one.urgency for one in found}
            else:
                assert need.level is other.base.urgency


@pytest.mark.parametrize("seed", range(8))
def test_what_is_asked_can_matter(pack: Pack, seed: int) -> None:
    """Each question that is waited for can change what is still undecided, for some answers to the others."""
    rng = random.Random(100 + seed)
    other = made(pack, rng)
    for _ in range(12):
        said = {name: rng.choice(SAID) for name in rng.sample(NAMES, rng.randint(0, 5))}
        here = still(other, said)
        for name in {name for need in here.needs for name in need.questions}:
            assert matters(other, said, name, here.stage), (said, name, here.stage)


def matters(pack: Pack, said: Mapping[str, str], name: str, stage: Stage) -> bool:
    part = {Stage.URGENCY: "urgency", Stage.CAUSES: "causes", Stage.EXERCISES: "withheld"}[stage]
    groups: dict[Given, set[object]] = {}
    for given, one in outcomes(pack).items():
        if said.items() <= dict(given).items():
            others = tuple((key, word) for key, word in given if key != name)
            groups.setdefault(others, set()).add(getattr(one, part))
    return any(len(group) > 1 for group in groups.values())


# ------------------------------------------------------------------------------------------ causes, one case at a time


def telling(pack: Pack, *lines: Evidence) -> Pack:
    """A pack in which nothing is urgent, and answers speak for and against causes alone."""
    other = made(pack, random.Random(0))
    return replace(other, danger_signs={}, gates={}, evidence={line.id: line for line in lines})


def line(name: str, cause: Cause, strength: Strength, condition: str | None = None, is_for: bool = True) -> Evidence:
    return Evidence(
        id=f"{cause.id}__{name}",
        where=PLACE,
        cause=cause.id,
        condition=condition,
        direction=Direction.FOR if is_for else Direction.AGAINST,
        strength=strength,
        finding="An example.",
        when=says(name),
        sources=("ART",),
    )


def waited_for(pack: Pack, *open_names: str) -> tuple[Stage, set[str]]:
    """What is still waited for where all but these questions were answered with yes."""
    here = still(pack, {name: "yes" for name in NAMES if name not in open_names})
    return here.stage, {name for need in here.needs for name in need.questions}


def test_a_reason_more_for_what_is_shown_anyway_is_not_waited_for(pack: Pack) -> None:
    """What was said already counts beside what is open: a score that is high enough can only grow."""
    cause = list(pack.causes.values())[1]
    shown = telling(pack, line("reason", cause, Strength.STRONG), line("second_reason", cause, Strength.WEAK))
    assert waited_for(shown, "second_reason") == (Stage.SETTLED, set())


def test_the_order_of_two_causes_is_waited_for(pack: Pack) -> None:
    """Both are shown in any case; which comes first hangs on one answer."""
    first, second = list(pack.causes.values())[1:3]
    lines = [line("reason", first, Strength.STRONG), line("second_reason", second, Strength.STRONG)]
    tied = telling(pack, *lines, line("third_reason", second, Strength.WEAK))
    assert waited_for(tied, "third_reason") == (Stage.CAUSES, {"third_reason"})


def test_a_condition_that_cannot_lead_is_not_waited_for(pack: Pack) -> None:
    """Of two conditions of a cause the better one counts: what can no longer make the other the better is not asked."""
    cause = list(pack.causes.values())[1]
    best, other = (condition.id for condition in cause.conditions)
    led = telling(
        pack,
        line("reason", cause, Strength.STRONG, best),
        line("second_reason", cause, Strength.WEAK, other),
        line("third_reason", cause, Strength.WEAK, is_for=False),
    )
    assert waited_for(led, "second_reason", "third_reason") == (Stage.CAUSES, {"third_reason"})
