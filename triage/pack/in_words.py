"""A condition in words: one test as a sentence, a whole tree as an indented list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from triage.locale import ENGLISH, Say
from triage.pack import strings
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
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.pack.wording import Wording

_WITHOUT_OPTION = {NONE: strings.NONE_OF_THESE, UNSURE: strings.NOT_SURE, "no": strings.NO}


def condition_lines(pack: Pack, condition: Condition, say: Wording) -> list[str]:
    """A condition as lines, the parts of `all` and `any` indented under their heading."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            heading = say(strings.ALL if isinstance(condition, AllOf) else strings.ANY)
            parts = [condition_lines(pack, part, say) for part in conditions]
            return [heading, *(line for part in parts for line in _as_item(part))]
        case AnswerIs() | NumberIs() | PatternHolds() | UrgencyIs() | CauseIsPossible():
            return [leaf_in_words(pack, condition, say)]
        case _:
            assert_never(condition)


def leaf_in_words(
    pack: Pack, test: AnswerIs | NumberIs | PatternHolds | UrgencyIs | CauseIsPossible, say: Wording
) -> str:
    """One test in words, without a full stop: `Weakness in one leg or foot; or not sure`."""
    match test:
        case AnswerIs(question, values):
            return f"; {say(strings.OR)} ".join(_answers(pack.questions[question], values, say))
        case NumberIs(question, at_least, below):
            return number_in_words(pack.questions[question], range_in_words(at_least, below, say), say)
        case PatternHolds(pattern):
            return f"{say(pack.patterns[pattern].means).rstrip('.')} ({pattern})"
        case UrgencyIs(levels):
            return say(strings.URGENCY_IS) % {"levels": say.either(levels)}
        case CauseIsPossible(causes):
            return say(strings.CAUSE_IS) % {"causes": say.either([say(pack.causes[cause].label) for cause in causes])}
        case _:
            assert_never(test)


def answer_in_words(question: Question, value: str, say: Wording) -> str:
    """One answer to a question as a statement: `Numb skin between the legs`, `Side: one leg`, `Age: not sure`."""
    chosen = option_in_words(question, value, say)
    if chosen is not None:
        return chosen
    finding = say(question.says)
    if value == "yes":
        return finding
    return f"{finding}: {say(_WITHOUT_OPTION[value]) if value in _WITHOUT_OPTION else value}"


def option_in_words(question: Question, value: str, say: Say) -> str | None:
    """What choosing an option states: its own words, or its label beside the question.

    A ticked thing stands for itself; the option of a choice needs the question beside it. None for what is no option,
    and for a bare "Yes" or "No", which states nothing by itself.
    """
    for option in question.options:
        if option.value == value:
            if option.says:
                return say(option.says)
            if question.type is QuestionType.YES_NO:
                return None
            label = say(option.label)
            return label if question.type is QuestionType.ANY_OF else f"{say(question.says)}: {label}"
    return None


def number_in_words(question: Question, number: int | str, say: Say) -> str:
    """A number, or a range of them, with what it counts: `Age: 62 years`, but `Falls in the last year: 1`."""
    finding = say(question.says)
    unit = say(question.unit)
    after = "" if unit.lower() in finding.lower() else f" {unit}"
    return f"{finding}: {number}{after}"


def range_in_words(at_least: int | None, below: int | None, say: Say = ENGLISH) -> str:
    """`at least 16 and below 56`."""
    if at_least is not None and below is not None:
        return say(strings.BETWEEN) % {"least": at_least, "below": below}
    if at_least is not None:
        return say(strings.AT_LEAST) % {"number": at_least}
    return "" if below is None else say(strings.BELOW) % {"number": below}


def _answers(question: Question, values: tuple[str, ...], say: Wording) -> Iterator[str]:
    """The answers a test asks for; "not sure" is said once, after the others."""
    clear = [value for value in values if value != UNSURE]
    yield from (answer_in_words(question, value, say) for value in clear)
    if UNSURE in values:
        yield say(strings.NOT_SURE) if clear else answer_in_words(question, UNSURE, say)


def _as_item(lines: list[str]) -> Iterator[str]:
    yield f"- {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])
