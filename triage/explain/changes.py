"""Smallest changes of answers that lead somewhere: exact, and without a solver.

A goal is given as the ways in which it can be met (`triage.reasoning.ways`). For each way, exactly the questions whose
present answer does not meet it must change; so the ways name every set of questions that could do, and none is missed.
A set is kept only if no proper part of it meets the goal, by another way or by the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from triage.pack.domains import Domain, cells_within, domains_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Value
from triage.reasoning.standing import Changes, Standing
from triage.reasoning.ways import Need, Way, Ways, said, ways_not_to_fire, ways_to_fire

MOST_TRIED = 512  # combinations of values for one way
MOST_VALUES = 12  # of each question, where several change together
MOST_SUBSETS = 6  # options up to which every set of ticks is tried
MOST_TICKED = 2  # ticks more or less that are tried where there are more options


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
    smaller = [lack for lack in found if len(lack.questions) < size]
    seen: set[tuple[tuple[str, Value], ...]] = set()
    for lack in found:
        if len(lack.questions) == size:
            for changes in _filled_in(standing, lack):
                key = tuple(changes.items())
                if key not in seen:
                    seen.add(key)
                    if not smaller or _is_minimal(standing.pack, smaller, changes):
                        yield changes


def _is_minimal(pack: Pack, smaller: Iterable[Lack], changes: Changes) -> bool:
    """Whether no proper part of these changes meets the goal, by one of the ways that lack fewer questions."""
    new = {name: said(pack, name, value) for name, value in changes.items()}
    return not any(all(name in new and lack.way[name].is_met(new[name]) for name in lack.questions) for lack in smaller)


def _filled_in(standing: Standing, lack: Lack) -> Iterator[dict[str, Value]]:
    """Values for what a way lacks, the nearest to the present answers first."""
    most = None if len(lack.questions) == 1 else MOST_VALUES
    choices = [values_that_meet(standing, name, lack.way[name])[:most] for name in lack.questions]
    places = sorted(product(*map(range, map(len, choices))), key=sum)[:MOST_TRIED]
    for chosen in places:
        yield {name: choices[at][place] for at, (name, place) in enumerate(zip(lack.questions, chosen, strict=True))}


# ------------------------------------------------------------------------------------------------------------ values


def values_that_meet(standing: Standing, name: str, need: Need) -> tuple[Value, ...]:
    """The answers to a question that meet a need, the nearest to the present one first, "not sure" last."""
    return _that_meet(standing.pack, name, standing.answers.given.get(name), need)


@lru_cache(maxsize=8192)
def _that_meet(pack: Pack, name: str, present: Value | None, need: Need) -> tuple[Value, ...]:
    met = [value for value in _near(pack, name, present) if need.is_met(said(pack, name, value))]
    return tuple(value for value in dict.fromkeys(met) if value != present)


@lru_cache(maxsize=2048)
def _near(pack: Pack, name: str, present: Value | None) -> tuple[Value, ...]:
    question = pack.questions[name]
    match question.type:
        case QuestionType.NUMBER:
            clear = _numbers(question, domains_of(pack)[name], present)
        case QuestionType.ANY_OF:
            clear = _ticks(question, present)
        case _:
            clear = _words(question, present)
    return (*clear, NOT_SURE)


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


def _ticks(question: Question, present: Value | None) -> Iterator[Value]:
    """Sets of ticks, those with the fewest changes first, and last those that change whether the rest is not sure."""
    options = [option.value for option in question.options]
    before = frozenset(present if isinstance(present, tuple) else ()) & frozenset(options)
    most = len(options) if len(options) <= MOST_SUBSETS else MOST_TICKED
    flips = [frozenset(flip) for size in range(most + 1) for flip in combinations(options, size)]
    is_unsure = isinstance(present, tuple) and UNSURE in present and bool(before)
    for unsure in (is_unsure, not is_unsure):
        for ticks in (before ^ flip for flip in flips):
            words = tuple(word for word in options if word in ticks)
            yield ((*words, UNSURE) if unsure and words else words) or (NONE,)
    yield (NONE,)


@lru_cache(maxsize=16)
def _places(pack: Pack) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(pack.questions)}
