"""The answers that a result was made from: read in the form in which it tells them, and settled one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from triage.check.truth import BLANK, HIDDEN, NOT_ASKED, OPEN, SAID, Facts, holds
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, UNSURE, QuestionType

Value = tuple[str, ...] | int


def value_of(question: Question, told: Any) -> Value | None:
    """An answer as a result tells it, as words or a number; None for what is no answer to this question."""
    if type(told) is int and question.type is QuestionType.NUMBER:
        return told if question.minimum <= told <= question.maximum else None
    words = told if question.type is QuestionType.ANY_OF else [told]
    if not isinstance(words, list) or not all(word in allowed_values(question) for word in words):
        return None
    contradictory = len(set(words)) < len(words) or (NONE in words and len(words) > 1)
    return None if contradictory else tuple(words)


def settle(pack: Pack, given: Mapping[str, Value], otherwise: str, not_asked: Collection[str]) -> Facts:
    """What became of each question; one that is not mentioned is `otherwise`: BLANK, OPEN, or SAID with a clear no.

    A question is hidden when its gate, read cautiously, does not hold: doubt never hides. It then counts as a clear no.
    """
    facts = Facts(pack)
    for question in pack.gate_order:
        name, value = question.id, _clear_no(question)
        is_shown = question.ask_when is None or holds(facts, question.ask_when, cautiously=True)
        if not is_shown:
            state = OPEN if is_shown is None else HIDDEN
        elif name in given:
            state, value = SAID, given[name]
        else:
            state = NOT_ASKED if name in not_asked else otherwise
        if state == BLANK or (state == SAID and value == ()):
            state, value = BLANK, (UNSURE,)
        facts.states[name], facts.words[name] = state, ()
        if state not in (OPEN, NOT_ASKED):
            _count(facts, name, value)
    return facts


def settle_again(facts: Facts, opened: Collection[str] = (), changes: Mapping[str, Value] | None = None) -> Facts:
    """The same answers, each as it counts, with these questions still to be answered and these answers changed."""
    known: dict[str, Value] = {
        name: facts.numbers.get(name, facts.words[name])
        for name, state in facts.states.items()
        if state != NOT_ASKED and name not in opened
    }
    skipped = [name for name, state in facts.states.items() if state == NOT_ASKED and name not in opened]
    return settle(facts.pack, {**known, **(changes or {})}, OPEN, skipped)


def _count(facts: Facts, name: str, value: Value) -> None:
    if isinstance(value, int):
        facts.numbers[name] = value
        return
    facts.words[name] = value or (UNSURE,)
    if UNSURE in facts.words[name]:
        facts.unknown.add(name)


def _clear_no(question: Question) -> Value:
    """The answer that rules a finding out. Some questions have none, and count as not sure instead."""
    default = question.default_negative
    return () if default is None else default if isinstance(default, int) else (default,)
