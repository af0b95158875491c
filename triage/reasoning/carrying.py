"""The single answers that a result hangs on: were one of them a mistake, it would be an emergency, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.pack.knowledge import Question
from triage.pack.scales import Urgency
from triage.reasoning.answers import State, Value, clear_negative
from triage.reasoning.standing import Standing, other_answers

BELOW_EMERGENCY = Urgency.URGENT_SAME_DAY


@dataclass(frozen=True)
class Carrying:
    """One question, the answer to it that would change the result most, and the urgency then."""

    question: str
    value: Value
    urgency: Urgency


def carrying_a_calm_result(standing: Standing) -> tuple[Carrying, ...]:
    """Each clear "no" that alone keeps a result below the emergencies; none for an emergency.

    With any of the other answers that are a tick or a choice away, or with a number that is a danger sign, all else
    staying as it counts, it would be one.
    """
    if standing.urgency.is_emergency:
        return ()
    trials = [
        (question, value)
        for question in standing.pack.questions.values()
        if is_no(standing, question)
        for value in _others(standing, question)
    ]
    each = standing.levels_above_each(BELOW_EMERGENCY, [{question.id: value} for question, value in trials])
    worst: dict[str, Carrying] = {}
    for (question, value), levels in zip(trials, each, strict=True):
        if levels:
            then = max(levels.values(), key=lambda level: level.rank)
            if question.id not in worst or then > worst[question.id].urgency:
                worst[question.id] = Carrying(question.id, value, then)
    return tuple(worst.values())


def is_no(standing: Standing, question: Question) -> bool:
    """Whether a question was asked and answered with its clear negative."""
    negative = clear_negative(question)
    is_answered = standing.facts.states[question.id] is State.ANSWERED
    return is_answered and negative != () and standing.answers.given[question.id] == negative


def _others(standing: Standing, question: Question) -> Iterator[Value]:
    """The other answers to a question that are tried."""
    yield from other_answers(question, standing.answers.given[question.id])
    if question.danger_from is not None:
        yield question.danger_from
