"""What kept a rule from firing for certain: the fewest tests that would have had to come out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from triage.reasoning.answers import Facts
from triage.reasoning.logic import YES, Logic

Leaf = AnswerIs | NumberIs | UrgencyIs | CauseIsPossible


@dataclass(frozen=True)
class UnmetTest:
    """A test that did not come out, the patterns it stands in, the innermost first, and how many others would do."""

    leaf: Leaf
    patterns: tuple[str, ...] = ()
    others: int = 0


def unmet_tests(logic: Logic, condition: Condition, facts: Facts) -> list[UnmetTest]:
    """The fewest tests of a condition that would have to come out, in reading order; none if it holds."""
    if logic.holds(condition, facts, Reading.STRICT) == YES:
        return []
    match condition:
        case AllOf(conditions):
            return [test for part in conditions for test in unmet_tests(logic, part, facts)]
        case AnyOf(()):  # a rule that was made to never fire
            return []
        case AnyOf(conditions):
            *first, last = min((unmet_tests(logic, part, facts) for part in conditions), key=len)
            return [*first, replace(last, others=last.others + len(conditions) - 1)]
        case PatternHolds(name):
            inside = unmet_tests(logic, logic.pack.patterns[name].when, facts)
            return [replace(test, patterns=(*test.patterns, name)) for test in inside]
        case AnswerIs() | NumberIs() | UrgencyIs() | CauseIsPossible():
            return [UnmetTest(condition)]
        case _:
            assert_never(condition)


def met_tests(logic: Logic, condition: Condition, facts: Facts) -> Iterator[UnmetTest]:
    """The tests that make a condition hold, in reading order."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                if logic.holds(part, facts, Reading.STRICT) == YES:
                    yield from met_tests(logic, part, facts)
        case PatternHolds(name):
            for test in met_tests(logic, logic.pack.patterns[name].when, facts):
                yield replace(test, patterns=(*test.patterns, name))
        case AnswerIs() | NumberIs() | UrgencyIs() | CauseIsPossible():
            yield UnmetTest(condition)
        case _:
            assert_never(condition)
