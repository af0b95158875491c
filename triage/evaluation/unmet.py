"""Why a rule did not fire, in words: the fewest tests that would have had to come out otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import assert_never

from triage.evaluation import strings
from triage.explain.unmet import Leaf, UnmetTest, met_tests, unmet_tests
from triage.locale import Locale, locale_named
from triage.pack.conditions import AnswerIs, CauseIsPossible, NumberIs, UrgencyIs
from triage.pack.in_words import range_in_words
from triage.reasoning.answers import Facts, State
from triage.reasoning.logic import Logic
from triage.reasoning.ruleset import Rule


def why_not(logic: Logic, rule: Rule, facts: Facts) -> tuple[str, ...]:
    """What kept a rule from firing for certain: the conditions that were not met, or the one that lets it off."""
    say = locale_named(logic.pack.language)
    unmet = tuple(dict.fromkeys(_told(test, facts, say) for test in unmet_tests(logic, rule.when, facts)))
    if unmet or rule.unless is None:
        return unmet
    let_off = dict.fromkeys(_told(test, facts, say) for test in met_tests(logic, rule.unless, facts))
    return (say(strings.LET_OFF) % {"answers": _joined(let_off, say(strings.AND))},)


def _told(test: UnmetTest, facts: Facts, say: Locale) -> str:
    told = _in_words(test.leaf, facts, say)
    if test.others:
        told = say(strings.OTHERS if test.others > 1 else strings.OTHER_ONE) % {"test": told, "count": test.others}
    return told + "".join(f" [{pattern}]" for pattern in test.patterns)


def _in_words(condition: Leaf, facts: Facts, say: Locale) -> str:
    match condition:
        case AnswerIs(question, values):
            return _is(question, _joined(values, say(strings.OR)), facts, say)
        case NumberIs(question, at_least, below):
            return _is(question, range_in_words(at_least, below, say), facts, say)
        case UrgencyIs(levels):
            return say(strings.URGENCY_IS) % {"levels": _joined(levels, say(strings.OR)), "here": facts.urgency}
        case CauseIsPossible(causes):
            return say(strings.CAUSE_IS) % {"causes": _joined(causes, say(strings.OR))}
        case _:
            assert_never(condition)


def _is(question: str, values: str, facts: Facts, say: Locale) -> str:
    number = facts.numbers.get(question)
    here = str(number) if number is not None else ", ".join(sorted(facts.values.get(question, ())))
    sentence = strings.IS_HIDDEN if facts.states[question] is State.HIDDEN else strings.IS
    return say(sentence) % {"question": question, "values": values, "here": here or say(strings.NOT_SAID)}


def _joined(parts: Iterable[str], pattern: str) -> str:
    """Two or more with the same word between them all."""
    return reduce(lambda first, last: pattern % {"first": first, "last": last}, parts)
