"""What not being sure costs: which answers that are not known could still change the urgency or the first cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from triage.explain import strings
from triage.explain.bounds import Bounds, bounds_of
from triage.explain.case import Case, case_of, says
from triage.explain.causes_if import first_cause_if, lines_reading
from triage.explain.effects import changes_of
from triage.explain.model import Answered, NotSure, OpenQuestion
from triage.pack.domains import cells_within, domains_of
from triage.pack.in_words import number_in_words, range_in_words
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.reasoning.answers import Answers, Value, given_text
from triage.reasoning.standing import Standing, other_answers, standing_of


def not_sure(pack: Pack, answers: Answers | Mapping[str, object], *, country: str | None = None) -> NotSure:
    """What the unknown answers could still change. Raises AnswersError for answers that the pack does not know."""
    case = case_of(pack, answers, country)
    standing = standing_of(pack, case.answers, case.facts)
    unknown = tuple(name for name in pack.questions if name in case.facts.unknown)
    bounds = bounds_of(standing, unknown)
    tried = [
        _question(case, standing, name) for name in unknown if name in bounds.deciding or lines_reading(pack)[name]
    ]
    telling = [one for one in tried if one.changes_urgency or one.changes_first_cause]
    alone = {one.question for one in telling if one.changes_urgency}
    return NotSure(
        **case.header(),
        unknown=unknown,
        lowest=bounds.lowest,
        lowest_if=changes_of(case, bounds.lowest_if),
        highest=bounds.highest,
        highest_if=changes_of(case, bounds.highest_if),
        questions=tuple(sorted(telling, key=lambda one: _rank(case, bounds, one))),
        together=tuple(name for name in bounds.deciding if name not in alone),
    )


def _rank(case: Case, bounds: Bounds, one: OpenQuestion) -> tuple[int, int, bool]:
    """The question first whose clear answer can change the urgency most, either way; then the one that can raise it."""
    ranks = [case.conclusions.urgency.rank, *(outcome.urgency.rank for outcome in one.outcomes)]
    return min(ranks) - max(ranks), -max(ranks), one.question not in bounds.deciding


def _question(case: Case, standing: Standing, name: str) -> OpenQuestion:
    question = case.pack.questions[name]
    by_outcome: dict[tuple[Urgency, str | None], list[Value]] = {}
    for value in clear_answers(case.pack, question):
        outcome = standing.urgency_if({name: value}), _first_cause(case, standing, name, value)
        by_outcome.setdefault(outcome, []).append(value)
    outcomes = tuple(
        Answered(
            answers=tuple(given_text(case.pack, name, value) for value in values),
            says=tuple(_in_words(case, question, values)),
            urgency=urgency,
            first_cause=cause,
        )
        for (urgency, cause), values in sorted(by_outcome.items(), key=lambda one: -one[0][0].rank)
    )
    return OpenQuestion(
        question=name,
        ask=case.say(question.ask),
        state=case.facts.states[name],
        outcomes=outcomes,
        changes_urgency=any(one.urgency != case.conclusions.urgency for one in outcomes),
        changes_first_cause=any(one.first_cause != case.first_cause for one in outcomes),
    )


def _first_cause(case: Case, standing: Standing, name: str, value: Value) -> str | None:
    if not lines_reading(case.pack)[name]:
        return case.first_cause
    return first_cause_if(case, standing.facts_if({name: value}), (name,))


def clear_answers(pack: Pack, question: Question) -> Iterator[Value]:
    """Every clear answer to a question that the rules can tell apart; of things to tick each one alone, and none."""
    if question.type is QuestionType.NUMBER:
        yield from sorted(cells_within(domains_of(pack)[question.id], None, None))
    else:
        yield from other_answers(question, ())


def _in_words(case: Case, question: Question, values: list[Value]) -> list[str]:
    """Answers as statements; numbers as the ranges that the rules can tell apart, those side by side as one."""
    if question.type is not QuestionType.NUMBER:
        return [says(case.pack, question.id, value, case.say) for value in values]
    cells = sorted(cells_within(domains_of(case.pack)[question.id], None, None))
    inside = [cell in values for cell in cells]
    starts = [cell for cell, is_in, before in zip(cells, inside, [False, *inside], strict=False) if is_in > before]
    ends = [cell for cell, is_in, before in zip(cells, inside, [False, *inside], strict=False) if is_in < before]
    told = []
    for start, end in zip_longest(starts, ends):
        words = range_in_words(None if start == question.minimum else start, end, case.say)
        told.append(number_in_words(question, words or case.say(strings.ANY_NUMBER), case.say))
    return told
