"""A case that tells two packs apart, made as small as it gets by leaving out one answer after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from triage.evaluation.mutation.told import result_of
from triage.pack.pack import Pack
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative
from triage.reasoning.ruleset import rules_of

Given = Mapping[str, Value]


def tells_apart(pack: Pack, other: Pack, entry: str, answers: Answers) -> bool:
    """Whether two packs tell something else of these answers, or a rule fires otherwise (`entry`, where it is one)."""
    before, after = result_of(pack, answers), result_of(other, answers)
    rules = [entry] if entry in {rule.id for rule in rules_of(pack)} else [rule.id for rule in rules_of(pack)]
    return before.told != after.told or any(before.fired.get(rule) != after.fired.get(rule) for rule in rules)


def smallest(pack: Pack, other: Pack, entry: str, answers: Answers) -> Answers:
    """These answers as a written-up case, without any answer that it does not need to tell two packs apart."""
    case = replace(answers, given=dict(_mentioned(pack, answers.given)), unanswered="no")
    if not tells_apart(pack, other, entry, case):
        return answers
    for fewer in _fewer(case.given):
        smaller = replace(case, given=fewer)
        if tells_apart(pack, other, entry, smaller):
            return smallest(pack, other, entry, smaller)
    return case


def _mentioned(pack: Pack, given: Given) -> Iterator[tuple[str, Value]]:
    """What a written-up case has to mention: all that is not the clear negative; what is blank is not sure."""
    for name, value in given.items():
        silent = clear_negative(pack.questions[name])
        if value != silent and not (silent == () and value == NOT_SURE):
            yield name, NOT_SURE if value == () else value


def _fewer(given: Given) -> Iterator[Given]:
    """The same with one answer left out, or with one thing ticked left out."""
    for name, value in given.items():
        yield {other: said for other, said in given.items() if other != name}
        if isinstance(value, tuple) and len(value) > 1:
            for left_out in value:
                yield {**given, name: tuple(word for word in value if word != left_out)}
