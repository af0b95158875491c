"""What a person said: answers as checked, immutable values, and the facts that the rules read.

A question is in one of these states: answered, not sure (also "I would rather not say"), blank (shown, left empty:
counts as not sure), hidden (its gate is not met: counts as its clear negative), not asked (an interview found that it
cannot change the outcome: no test on it holds), open (an interview may still ask it).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType, Urgency
from triage.pack.wording import Person
from triage.records import Record, field, replace

Words = tuple[str, ...]
Value = Words | int
Unanswered = Literal["unsure", "no", "open"]

NOT_SURE: Words = (UNSURE,)


class State(StrEnum):
    """What became of one question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    BLANK = "blank"
    HIDDEN = "hidden"
    NOT_ASKED = "not_asked"
    OPEN = "open"


class Answers(Record):
    """What was said, question by question, and how to read what was not.

    `given` maps a question id to the words chosen (one for yes/no and choices, several for tick-any) or to a number;
    an empty tuple is a blank. `unanswered` says what a question that is not mentioned means.
    """

    given: Mapping[str, Value]
    unanswered: Unanswered = "unsure"
    not_asked: frozenset[str] = frozenset()
    id: str | None = None
    person: Person = "self"

    def with_answer(self, question: str, value: Value) -> Answers:
        return replace(self, given={**self.given, question: value})

    def document(self, pack: Pack) -> dict[str, Any]:
        """These answers as an answers document."""
        result: dict[str, Any] = {"id": self.id} if self.id is not None else {}
        result["for"] = self.person
        result["unanswered"] = "no" if self.unanswered == "no" else "unsure"
        result["answers"] = {name: given_text(pack, name, value) for name, value in self.given.items()}
        return result


class Facts(Record):
    """The settled answers of one evaluation, as the rules read them.

    `values` has the words chosen for every question that is settled ({"unsure"} for not sure, empty for not asked) and
    nothing for an open one; `numbers` the numbers; `unknown` the questions that count as not sure. `urgency` and
    `causes` are conclusions, None until they are drawn.
    """

    values: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    unknown: frozenset[str]
    states: Mapping[str, State]
    set_aside: tuple[str, ...] = ()
    urgency: Urgency | None = None
    causes: frozenset[str] | None = None
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def concluded(self, urgency: Urgency, causes: frozenset[str]) -> Facts:
        """The same facts, with the conclusions that exercise gates and invariants read."""
        return Facts(self.values, self.numbers, self.unknown, self.states, self.set_aside, urgency, causes)


def clear_negative(question: Question) -> Value:
    """What a question that was not asked, or not mentioned in a written-up case, counts as; blank if it has none."""
    default = question.default_negative
    if default is None:
        return ()
    return default if isinstance(default, int) else (default,)


def given_text(pack: Pack, question: str, value: Value) -> Any:
    """A value in the form of the answers document."""
    if isinstance(value, int):
        return value
    if pack.questions[question].type is QuestionType.ANY_OF:
        return list(value)
    return value[0] if value else UNSURE
