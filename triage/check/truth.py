"""What the rules mean, said a second time: whether a condition holds, whether a rule fires, what it then stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from triage.pack import conditions as tree
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.pack.scales import UNSURE, Urgency

Rule = Pattern | DangerSign | Base | Evidence | ExerciseGate
Truth = bool | None
HIDDEN, NOT_ASKED, BLANK, OPEN, SAID = "hidden", "not asked", "blank", "open", "said"


@dataclass
class Facts:
    """What became of each question: its state, the words or the number that count for it, and whether it is not sure.

    `urgency` and `causes` are conclusions, for the gates of the exercises.
    """

    pack: Pack
    states: dict[str, str] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    urgency: Urgency | None = None
    causes: tuple[str, ...] = ()
    patterns: dict[tuple[str, bool], Truth] = field(default_factory=dict)


def holds(facts: Facts, condition: tree.Condition, cautiously: bool) -> Truth:
    """Whether a condition holds: not sure counts as no or, cautiously, as yes. None while open questions decide it."""
    match condition:
        case tree.AnswerIs(question) | tree.NumberIs(question) if facts.states[question] == OPEN:
            return None
        case tree.AnswerIs(question) | tree.NumberIs(question) if cautiously and question in facts.unknown:
            return True
        case tree.AnswerIs(question, words):
            return not set(words).isdisjoint(facts.words[question])
        case tree.NumberIs(question, at_least, below):
            number = facts.numbers.get(question)
            return number is not None and (at_least is None or number >= at_least) and (below is None or number < below)
        case tree.PatternHolds(pattern):
            if (pattern, cautiously) not in facts.patterns:
                facts.patterns[pattern, cautiously] = holds(facts, facts.pack.patterns[pattern].when, cautiously)
            return facts.patterns[pattern, cautiously]
        case tree.UrgencyIs(levels):
            return facts.urgency in levels
        case tree.CauseIsPossible(causes):
            return not set(causes).isdisjoint(facts.causes)
        case tree.AllOf(parts):
            return _decided(facts, parts, cautiously, by=False)
        case tree.AnyOf(parts):
            return _decided(facts, parts, cautiously, by=True)
        case _:
            assert_never(condition)


def _decided(facts: Facts, parts: tuple[tree.Condition, ...], cautiously: bool, by: bool) -> Truth:
    """One part that fails decides `all`, one that holds decides `any`; else an open one leaves it open."""
    result: Truth = not by
    for part in parts:
        truth = holds(facts, part, cautiously)
        if truth is by:
            return by
        result = None if truth is None else result
    return result


def fires(facts: Facts, rule: Rule, cautiously: bool) -> Truth:
    """Whether a rule fires: its `when` holds, and its `unless`, if it has one, does not clearly hold."""
    when = holds(facts, rule.when, cautiously)
    unless = rule.unless if isinstance(rule, DangerSign) else None
    let_off = False if unless is None else holds(facts, unless, cautiously=False)
    if when is False or let_off is True:
        return False
    return None if when is None or let_off is None else True


def support(facts: Facts, condition: tree.Condition, cautiously: bool) -> Iterator[str]:
    """The parts of a condition that make it hold, as a trace names them."""
    if not holds(facts, condition, cautiously):
        return
    match condition:
        case tree.AnswerIs(question, words):
            chosen = sorted(set(words).intersection(facts.words[question])) or [UNSURE]
            yield f"{_kind(facts, question)}:{question}={','.join(chosen)}"
        case tree.NumberIs(question):
            yield f"{_kind(facts, question)}:{question}={facts.numbers.get(question, UNSURE)}"
        case tree.PatternHolds(pattern):
            yield f"pattern:{pattern}"
        case tree.UrgencyIs():
            yield f"urgency:{facts.urgency}"
        case tree.CauseIsPossible(causes):
            yield from (f"cause:{cause}" for cause in causes if cause in facts.causes)
        case tree.AllOf(parts) | tree.AnyOf(parts):
            for part in parts:
                yield from support(facts, part, cautiously)
        case _:
            assert_never(condition)


def _kind(facts: Facts, question: str) -> str:
    return "hidden" if facts.states[question] == HIDDEN else "answer"
