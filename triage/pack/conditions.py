"""The rule language: one small syntax tree with many readers.

In YAML a condition is written

    when:
      all:
        - onset_tempo: sudden                      # a question's answer equals / includes
        - side: [one_leg, one_side_of_body]        # one of these / includes any of these
        - age: {at_least: 16, below: 56}           # a number
        - began_within_7_days                      # a named pattern
        - any: [{foot_drop: yes}, {back_pain: severe}]

Exercise gates and invariants may also test conclusions: `possible_cause: stroke` and `urgency: [soon, routine]`.
There is no negation here; a rule's `unless` is the only one (design: reasoning, section 2).
A new kind of node is added here, and every reader handles it in a `match` that ends in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, assert_never

from triage.pack.model import ReadBy
from triage.pack.scales import Urgency
from triage.records import Record


class AnswerIs(Record):
    """The answer to a question is one of `values`; for tick-any questions: includes one of them."""

    question: str
    values: tuple[str, ...]


class NumberIs(Record):
    """The number given is at least `at_least` and below `below`; a bound that is None does not bind."""

    question: str
    at_least: int | None = None
    below: int | None = None


class PatternHolds(Record):
    pattern: str


class UrgencyIs(Record):
    """The conclusion so far is one of these levels (gates and invariants only)."""

    levels: tuple[Urgency, ...]


class CauseIsPossible(Record):
    """One of these causes is shown (gates and invariants only)."""

    causes: tuple[str, ...]


class AllOf(Record):
    conditions: tuple[Condition, ...]


class AnyOf(Record):
    conditions: tuple[Condition, ...]


NODES = (AnswerIs, NumberIs, PatternHolds, UrgencyIs, CauseIsPossible, AllOf, AnyOf)
Condition = AnswerIs | NumberIs | PatternHolds | UrgencyIs | CauseIsPossible | AllOf | AnyOf

RESERVED = frozenset({"all", "any", "urgency", "possible_cause"})


def read_condition(raw: object) -> Condition:
    """The tree of a condition written in YAML. Raises ValueError, in words, for anything else."""
    if isinstance(raw, str):
        return PatternHolds(raw)
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ValueError("a condition is a pattern's name, or one of 'all:', 'any:', 'question: value'")
    ((key, value),) = raw.items()
    match key:
        case "all" | "any":
            if not isinstance(value, list) or not value:
                raise ValueError(f"'{key}:' takes a list with at least one condition")
            parts = tuple(read_condition(part) for part in value)
            return AllOf(parts) if key == "all" else AnyOf(parts)
        case "urgency":
            return UrgencyIs(tuple(Urgency(level) for level in _words(key, value)))
        case "possible_cause":
            return CauseIsPossible(_words(key, value))
        case _ if isinstance(value, Mapping):
            return _number(str(key), value)
        case _:
            return AnswerIs(str(key), _words(str(key), value))


def _words(key: str, value: object) -> tuple[str, ...]:
    words = value if isinstance(value, list) else [value]
    if not words or not all(isinstance(word, str) for word in words):
        raise ValueError(f"'{key}:' takes a word or a list of words; a number is tested with at_least or below")
    return tuple(words)


def _number(question: str, bounds: Mapping[str, Any]) -> NumberIs:
    if not bounds or set(bounds) - {"at_least", "below"} or not all(type(b) is int for b in bounds.values()):
        raise ValueError(f"'{question}:' takes {{at_least: N, below: N}} with whole numbers")
    return NumberIs(question, **bounds)


def leaves(condition: Condition) -> Iterator[AnswerIs | NumberIs | PatternHolds | UrgencyIs | CauseIsPossible]:
    """Every test in the tree, in reading order; patterns are not looked into."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from leaves(part)
        case AnswerIs() | NumberIs() | PatternHolds() | UrgencyIs() | CauseIsPossible():
            yield condition
        case _:
            assert_never(condition)


ConditionField = Annotated[Condition, ReadBy(read_condition)]
