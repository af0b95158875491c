"""What a firing stands on: the answers and patterns that make its condition hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
)
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts, State
from triage.reasoning.logic import YES, Logic


def support(logic: Logic, condition: Condition, facts: Facts, reading: Reading) -> Iterator[str]:
    """The parts of a condition that make it hold: `answer:side=one_leg`, `pattern:...`, `urgency:...`, `cause:...`."""
    if logic.holds(condition, facts, reading) != YES:
        return
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.conditions:
            yield from support(logic, part, facts, reading)
    else:
        yield from told(condition, facts)


def told(test: AnswerIs | NumberIs | PatternHolds | UrgencyIs | CauseIsPossible, facts: Facts) -> Iterator[str]:
    """What is said of one test that holds."""
    match test:
        case AnswerIs(question, values):
            chosen = facts.values[question]
            words = sorted(chosen.intersection(values)) or ["unsure"]
            yield f"{_origin(facts, question)}:{question}={','.join(words)}"
        case NumberIs(question):
            yield f"{_origin(facts, question)}:{question}={facts.numbers.get(question, 'unsure')}"
        case PatternHolds(pattern):
            yield f"pattern:{pattern}"
        case UrgencyIs():
            yield f"urgency:{facts.urgency}"
        case CauseIsPossible(causes):
            yield from (f"cause:{cause}" for cause in causes if cause in (facts.causes or ()))
        case _:
            assert_never(test)


def questions_behind(logic: Logic, condition: Condition, facts: Facts, reading: Reading) -> Iterator[str]:
    """The questions whose answers make a condition hold, also through patterns, in reading order."""
    for step in support(logic, condition, facts, reading):
        kind, _, rest = step.partition(":")
        if kind == "pattern":
            yield from questions_behind(logic, logic.pack.patterns[rest].when, facts, reading)
        elif kind in ("answer", "hidden"):
            yield rest.partition("=")[0]


def _origin(facts: Facts, question: str) -> str:
    return "hidden" if facts.states[question] is State.HIDDEN else "answer"
