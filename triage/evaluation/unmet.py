"""Why a rule did not fire, in words: the fewest tests that would have had to come out otherwise."""

from __future__ import annotations

from typing import assert_never

from triage.explain.unmet import Leaf, UnmetTest, met_tests, unmet_tests
from triage.pack.conditions import AnswerIs, CauseIsPossible, NumberIs, UrgencyIs
from triage.pack.in_words import range_in_words
from triage.reasoning.answers import Facts, State
from triage.reasoning.logic import Logic
from triage.reasoning.ruleset import Rule


def why_not(logic: Logic, rule: Rule, facts: Facts) -> tuple[str, ...]:
    """What kept a rule from firing for certain: the conditions that were not met, or the one that lets it off."""
    unmet = tuple(dict.fromkeys(_told(test, facts) for test in unmet_tests(logic, rule.when, facts)))
    if unmet or rule.unless is None:
        return unmet
    let_off = dict.fromkeys(_told(test, facts) for test in met_tests(logic, rule.unless, facts))
    return (f"let off, since {' and '.join(let_off)}",)


def _told(test: UnmetTest, facts: Facts) -> str:
    others = f" (or {test.others} other{'s' * (test.others > 1)})" if test.others else ""
    patterns = "".join(f" [{pattern}]" for pattern in test.patterns)
    return f"{_in_words(test.leaf, facts)}{others}{patterns}"


def _in_words(condition: Leaf, facts: Facts) -> str:
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
