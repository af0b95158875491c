"""How a condition is changed: every operator at every place of its tree, each change said as YAML would say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, assert_never

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
from triage.pack.references import allowed_values
from triage.pack.scales import UNSURE, QuestionType, Urgency

NEVER, ALWAYS = AnyOf(()), AllOf(())


@dataclass(frozen=True, slots=True)
class Variation:
    """A condition with one place changed: `path` leads there (`when.2.1`), `detail` tells apart what is done there."""

    kind: str
    path: str
    detail: str
    what: str
    condition: Condition


def variations(pack: Pack, condition: Condition, path: str) -> Iterator[Variation]:
    """Every way in which one place of this condition is changed."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            yield from _of_parts(condition, path)
            for number, part in enumerate(parts):
                for found in variations(pack, part, f"{path}.{number}"):
                    inside = (*parts[:number], found.condition, *parts[number + 1 :])
                    yield replace(found, condition=replace(condition, conditions=inside))
        case AnswerIs(question):
            yield from _of_values(condition, "values", _possible(pack.questions[question]), path)
            yield from _inverted(pack.questions[question], condition, path)
        case UrgencyIs():
            yield from _of_values(condition, "levels", tuple(Urgency), path)
        case CauseIsPossible():
            yield from _of_values(condition, "causes", tuple(pack.causes), path)
        case NumberIs():
            yield from _of_bounds(condition, path)
        case PatternHolds(pattern):
            read = pack.questions_of_pattern[pattern]
            for other in pack.patterns:
                if other != pattern and pack.questions_of_pattern[other] == read:
                    what = f"`{other}` instead of `{pattern}`"
                    yield Variation("replace-pattern", path, other, what, PatternHolds(other))
        case _:
            assert_never(condition)


def in_yaml(condition: Condition) -> str:
    """A condition on one line, as a rule file has it: `side: [one_leg, unsure]`."""
    match condition:
        case AllOf(parts):
            return f"all: [{_listed(parts)}]"
        case AnyOf(parts):
            return f"any: [{_listed(parts)}]"
        case AnswerIs(name, values):
            return f"{name}: {_words(values)}"
        case UrgencyIs(levels):
            return f"urgency: {_words(levels)}"
        case CauseIsPossible(causes):
            return f"possible_cause: {_words(causes)}"
        case NumberIs(question, at_least, below):
            bounds = {"at_least": at_least, "below": below}
            return f"{question}: {{{', '.join(f'{key}: {n}' for key, n in bounds.items() if n is not None)}}}"
        case PatternHolds(pattern):
            return pattern
        case _:
            assert_never(condition)


def _listed(parts: tuple[Condition, ...]) -> str:
    return ", ".join(in_yaml(part) if isinstance(part, PatternHolds) else f"{{{in_yaml(part)}}}" for part in parts)


def _words(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"[{', '.join(values)}]"


def _of_parts(condition: AllOf | AnyOf, path: str) -> Iterator[Variation]:
    parts = condition.conditions
    if len(parts) < 2:
        return
    is_all = isinstance(condition, AllOf)
    for number, part in enumerate(parts):
        left = replace(condition, conditions=(*parts[:number], *parts[number + 1 :]))
        kind = "drop-condition" if is_all else "drop-branch"
        yield Variation(kind, f"{path}.{number}", "", f"without `{in_yaml(part)}`", left)
    what = (
        f"`any` instead of `all` in `{in_yaml(condition)}`"
        if is_all
        else f"`all` instead of `any` in `{in_yaml(condition)}`"
    )
    yield Variation("swap-all-any", path, "", what, AnyOf(parts) if is_all else AllOf(parts))


def _possible(question: Question) -> tuple[str, ...]:
    return (UNSURE,) if question.type is QuestionType.NUMBER else allowed_values(question)


def _of_values(test: Any, field: str, possible: tuple[str, ...], path: str) -> Iterator[Variation]:
    """Each value of a list left out, each missing one added, a lone one replaced by its neighbours."""
    values: tuple[str, ...] = getattr(test, field)
    missing = [value for value in possible if value not in values]
    for value in values:
        if len(values) > 1:
            fewer = replace(test, **{field: tuple(one for one in values if one != value)})
            yield Variation("remove-value", path, value, f"`{in_yaml(test)}` without `{value}`", fewer)
    for value in missing:
        more = replace(test, **{field: (*values, value)})
        yield Variation("add-value", path, value, f"`{in_yaml(test)}`, and `{value}` too", more)
    for value in _beside(values, possible) if len(values) == 1 else ():
        other = replace(test, **{field: (value,)})
        yield Variation("replace-value", path, value, f"`{in_yaml(other)}` instead of `{in_yaml(test)}`", other)


def _beside(values: tuple[str, ...], possible: tuple[str, ...]) -> Iterator[str]:
    place = possible.index(values[0])
    yield from (possible[near] for near in (place - 1, place + 1) if 0 <= near < len(possible))


def _inverted(question: Question, test: AnswerIs, path: str) -> Iterator[Variation]:
    others = tuple(value for value in _possible(question) if value not in (*test.values, UNSURE))
    if others:
        other = AnswerIs(test.question, others)
        yield Variation("invert", path, "", f"`{in_yaml(other)}` instead of `{in_yaml(test)}`", other)


def _of_bounds(test: NumberIs, path: str) -> Iterator[Variation]:
    bounds = {"at_least": test.at_least, "below": test.below}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    for name, bound in given.items():
        for moved in (bound - 1, bound + 1):
            other = NumberIs(test.question, **{**given, name: moved})
            what = f"`{in_yaml(other)}` instead of `{in_yaml(test)}`"
            yield Variation("move-bound", path, f"{name}={moved}", what, other)
        rest = {key: kept for key, kept in given.items() if key != name}
        if rest:
            other = NumberIs(test.question, **rest)
            yield Variation("drop-bound", path, name, f"`{in_yaml(other)}` instead of `{in_yaml(test)}`", other)
    if len(given) == 1:
        other = NumberIs(test.question, at_least=test.below, below=test.at_least)
        yield Variation("invert", path, "", f"`{in_yaml(other)}` instead of `{in_yaml(test)}`", other)
