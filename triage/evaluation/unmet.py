"""Why a rule did not fire, in words: the fewest tests that would have had to come out otherwise."""

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
from triage.pack.in_words import range_in_words
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts, State
from triage.reasoning.logic import YES, Logic
from triage.reasoning.ruleset import Rule


def why_not(logic: Logic, rule: Rule, facts: Facts) -> tuple[str, ...]:
    """What kept a rule from firing for certain: the conditions that were not met, or the one that lets it off."""
    unmet = tuple(dict.fromkeys(_unmet(logic, rule.when, facts)))
    if unmet or rule.unless is None:
        return unmet
    return (f"let off, since {' and '.join(dict.fromkeys(_met(logic, rule.unless, facts)))}",)


def _unmet(logic: Logic, condition: Condition, facts: Facts) -> list[str]:
    if logic.holds(condition, facts, Reading.STRICT) == YES:
        return []
    match condition:
        case AllOf(conditions):
            return [words for part in conditions for words in _unmet(logic, part, facts)]
        case AnyOf(()):
            return ["nothing makes it hold"]
        case AnyOf(conditions):
            nearest = min((_unmet(logic, part, facts) for part in conditions), key=len)
            others = len(conditions) - 1
            return [*nearest[:-1], f"{nearest[-1]} (or {others} other{'s' * (others > 1)})"] if others else nearest
        case PatternHolds(name):
            inside = _unmet(logic, logic.pack.patterns[name].when, facts)
            return [f"{words} [{name}]" for words in inside]
        case AnswerIs() | NumberIs() | UrgencyIs() | CauseIsPossible():
            return [_in_words(condition, facts)]
        case _:
            assert_never(condition)


def _met(logic: Logic, condition: Condition, facts: Facts) -> Iterator[str]:
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                if logic.holds(part, facts, Reading.STRICT) == YES:
                    yield from _met(logic, part, facts)
        case PatternHolds(name):
            yield from (f"{words} [{name}]" for words in _met(logic, logic.pack.patterns[name].when, facts))
        case AnswerIs() | NumberIs() | UrgencyIs() | CauseIsPossible():
            yield _in_words(condition, facts)
        case _:
            assert_never(condition)


def _in_words(condition: AnswerIs | NumberIs | UrgencyIs | CauseIsPossible, facts: Facts) -> str:
    match condition:
        case AnswerIs(question, values):
            return f"{question} is {' or '.join(values)}{_here(question, facts)}"
        case NumberIs(question, at_least, below):
            return f"{question} is {range_in_words(at_least, below)}{_here(question, facts)}"
        case UrgencyIs(levels):
            return f"the urgency is {' or '.join(levels)} (here: {facts.urgency})"
        case CauseIsPossible(causes):
            return f"a possible cause is {' or '.join(causes)}"
        case _:
            assert_never(condition)


def _here(question: str, facts: Facts) -> str:
    number = facts.numbers.get(question)
    told = str(number) if number is not None else ", ".join(sorted(facts.values.get(question, ())))
    hidden = ", not asked" if facts.states[question] is State.HIDDEN else ""
    return f" (here: {told or 'not said'}{hidden})"
