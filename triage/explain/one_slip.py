"""One slip: the single answers that a result hangs on.

For an emergency, each answer that would have hidden it, had it been another. For a calm result, each clear "no" that
carries it: with another answer to that one question it would be an emergency. Found by trying every other clear answer,
all else staying as it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from triage.explain.case import Case, case_of
from triage.explain.changes import values_that_meet
from triage.explain.effects import change_of
from triage.explain.model import OneSlip, Slip
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE
from triage.reasoning.answers import Answers, State, Value, clear_negative
from triage.reasoning.carrying import carrying_a_calm_result
from triage.reasoning.standing import Standing, standing_of
from triage.reasoning.ways import Need

ANYTHING = Need()


def one_slip(pack: Pack, answers: Answers | Mapping[str, object], *, country: str | None = None) -> OneSlip:
    """The single answers that the result hangs on, one slip for each question, in the order of the pack.

    Raises AnswersError for answers that the pack does not know, KeyError for an unknown country.
    """
    case = case_of(pack, answers, country)
    standing = standing_of(pack, case.answers, case.facts)
    if standing.urgency.is_emergency:
        slips = tuple(_slip(case, standing, name, value) for name, value in hiding_answers(standing))
    else:
        slips = tuple(_slip(case, standing, one.question, one.value) for one in carrying_a_calm_result(standing))
    return OneSlip(**case.header(), slips=slips)


def hiding_answers(standing: Standing) -> Iterator[tuple[str, Value]]:
    """For each question the answer that would have hidden an emergency: its clear negative, else the nearest one.

    Only what was answered clearly can have been a slip; that something is not known is told otherwise.
    """
    for name, question in standing.pack.questions.items():
        if standing.facts.states[name] is not State.ANSWERED:
            continue
        negative = clear_negative(question)
        values = sorted(values_that_meet(standing, name, ANYTHING), key=lambda value: value != negative)
        for value in values:
            is_clear = isinstance(value, int) or UNSURE not in value
            if is_clear and not standing.urgency_if({name: value}).is_emergency:
                yield name, value
                break


def _slip(case: Case, standing: Standing, name: str, value: Value) -> Slip:
    levels, urgency = standing.levels_if({name: value}), standing.urgency_if({name: value})
    rules = tuple(rule for rule, level in levels.items() if level is urgency)
    return Slip(change=change_of(case, name, value), urgency_after=urgency, rules=rules)
