"""Smallest changes of answers that lead somewhere: exact, and without a solver.

A goal is given as the ways in which it can be met (`triage.reasoning.ways`). For each way, exactly the questions whose
present answer does not meet it must change; so the ways name every set of questions that could do, and none is missed.
A set is kept only if no proper part of it meets the goal, by another way or by the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from triage.pack.domains import Domain, cells_within, domains_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Value
from triage.reasoning.standing import Changes, Standing
from triage.reasoning.ways import Need, Way, Ways, said, ways_not_to_fire, ways_to_fire

MOST_TRIED = 64  # combinations of values for one way: enough for all of one or two questions


@lru_cache(maxsize=64)
def ways_to_level(pack: Pack, level: Urgency) -> Ways:
    """Every way in which the urgency is at least this level."""
    ways: list[Way] = []
    for sign in pack.danger_signs.values():
        if sign.if_unsure >= level:
            ways += ways_to_fire(pack, sign.id, Reading.CAUTIOUS)
        elif sign.urgency >= level:
            ways += ways_to_fire(pack, sign.id, Reading.STRICT)
    if level <= pack.base.reassured:
        return ({},)
    if level <= pack.base.urgency:
        ways += ways_not_to_fire(pack, pack.base.id, Reading.STRICT)
        for sign in pack.danger_signs.values():
            ways += ways_to_fire(pack, sign.id, Reading.CAUTIOUS)
    return tuple(ways)


@dataclass(frozen=True)
class Lack:
    """One way to a goal, and the questions whose present answers do not meet it, in the order of the pack."""

    way: Way
    questions: tuple[str, ...]


def lacks(standing: Standing, ways: Ways) -> tuple[Lack, ...]:
    """What each way to a goal lacks from where someone stands, the fewest questions first."""
    now = {name: said(standing.pack, name, standing.answers.given.get(name)) for name in standing.pack.questions}
    place = _places(standing.pack)
    found = [
        Lack(
            way,
            tuple(sorted((name for name, need in way.items() if not need.is_met(now[name])), key=place.__getitem__)),
        )
        for way in ways
    ]
    return tuple(sorted(found, key=lambda lack: len(lack.questions)))


def smallest_changes(standing: Standing, ways: Ways, size: int) -> Iterator[dict[str, Value]]:
    """Every set of `size` questions whose change meets a goal while that of no proper part does, with values for them.

    A set comes once for every choice of values that a way allows, the least surprising first.
    """
    found = lacks(standing, ways)
    seen: set[tuple[tuple[str, Value], ...]] = set()
    for lack in found:
        if len(lack.questions) == size:
            for changes in _filled_in(standing, lack):
                key = tuple(changes.items())
                if key not in seen:
                    seen.add(key)
                    if is_minimal(standing.pack, found, changes):
                        yield changes


def is_minimal(pack: Pack, found: tuple[Lack, ...], changes: Changes) -> bool:
    """Whether no proper part of these changes meets the goal that the lacks are about."""
    new = {name: said(pack, name, value) for name, value in changes.items()}
    return not any(
        len(lack.questions) < len(changes)
        and all(name in new and lack.way[name].is_met(new[name]) for name in lack.questions)
        for lack in found
    )


def _filled_in(standing: Standing, lack: Lack) -> Iterator[dict[str, Value]]:
    choices = [values_that_meet(standing, name, lack.way[name]) for name in lack.questions]
    for values in islice(product(*choices), MOST_TRIED):
        yield dict(zip(lack.questions, values, strict=True))


# ------------------------------------------------------------------------------------------------------------ values


def values_that_meet(standing: Standing, name: str, need: Need) -> tuple[Value, ...]:
    """The answers to a question that meet a need, the nearest to the present one first, "not sure" last."""
    question, domain = standing.pack.questions[name], domains_of(standing.pack)[name]
    present = standing.answers.given.get(name)
    match question.type:
        case QuestionType.NUMBER:
            clear = _numbers(question, domain, present)
        case QuestionType.ANY_OF:
            clear = _ticks(question, present, need)
        case _:
            clear = _words(question, present)
    met = [value for value in clear if need.is_met(said(standing.pack, name, value))]
    if need.is_met(frozenset({UNSURE})):
        met.append(NOT_SURE)
    return tuple(value for value in dict.fromkeys(met) if value != present)


def _words(question: Question, present: Value | None) -> Iterator[Value]:
    words = [option.value for option in question.options] or ["yes", "no"]
    here = words.index(present[0]) if isinstance(present, tuple) and present and present[0] in words else 0
    yield from ((word,) for word in sorted(words, key=lambda word: abs(words.index(word) - here)))


def _numbers(question: Question, domain: Domain, present: Value | None) -> Iterator[Value]:
    """For each cell of numbers the one that is nearest to the present number."""
    cells = sorted(cells_within(domain, None, None))
    ends = [*(cell - 1 for cell in cells[1:]), question.maximum]
    near = present if isinstance(present, int) else question.minimum
    nearest = [min(max(near, cell), end) for cell, end in zip(cells, ends, strict=True)]
    yield from sorted(nearest, key=lambda number: abs(number - near))


def _ticks(question: Question, present: Value | None, need: Need) -> Iterator[Value]:
    """The present ticks without what must not be there, and with one for each thing that is missing."""
    before = present if isinstance(present, tuple) else ()
    kept = tuple(word for word in before if word not in need.none_of and word != NONE)
    missing = [clause for clause in need.one_of if clause.isdisjoint(kept)]
    options = [option.value for option in question.options]
    for chosen in product(*([word for word in options if word in clause - need.none_of] for clause in missing)):
        ticked = {*kept, *chosen} - {UNSURE}
        unsure = (UNSURE,) if UNSURE in kept and ticked - set(chosen) else ()
        yield (*(word for word in options if word in ticked), *unsure) or (NONE,)
    if need.is_met(frozenset({NONE})):
        yield (NONE,)


@lru_cache(maxsize=16)
def _places(pack: Pack) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(pack.questions)}
