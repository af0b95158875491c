"""Other answers that would show a cause: few, checked by trying them, and none of them in vain.

What could help is every answer that makes a reason for the cause hold, or one against it fall. They are put together,
the fewest first, where their worth would be enough; then each set is tried as it is, and kept if no part of it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

from triage.explain.case import Case
from triage.explain.causes_if import causes_if, evidence_if
from triage.explain.changes import lacks, values_that_meet
from triage.pack.knowledge import Cause
from triage.pack.scales import Direction, Reading
from triage.reasoning.answers import Value
from triage.reasoning.conclusions import PossibleCauseScore, own_scores
from triage.reasoning.standing import Standing
from triage.reasoning.ways import Ways, ways_not_to_fire, ways_to_fire

MOST_STEPS, MOST_QUESTIONS, MOST_USEFUL, MOST_TRIED = 4, 4, 14, 60


@dataclass(frozen=True)
class Wanted:
    """A cause to be shown, and the condition of it to be named, where one is wanted."""

    cause: Cause
    condition: str | None = None

    def is_met(self, causes: tuple[PossibleCauseScore, ...]) -> bool:
        return any(one.cause == self.cause.id and self.condition in (None, *one.conditions) for one in causes)


@dataclass(frozen=True)
class _Help:
    """Answers that could help a cause, and what they add to each of its conditions together with what these share."""

    changes: Mapping[str, Value]
    worth: Mapping[str, int]


def sets_that_show(case: Case, standing: Standing, wanted: Wanted, missing: int) -> Iterator[dict[str, Value]]:
    """Sets of answers with which a cause is shown, but not with a part of them; `missing` is what its score lacks."""

    def is_met(changes: Mapping[str, Value]) -> bool:
        return wanted.is_met(causes_if(case, standing.facts_if(changes), tuple(changes)))

    sums = _sums(case, wanted.cause, {line: case.certain.get(line, False) for line in case.pack.evidence})
    enough = max(sums.values()) + missing
    lacking = {name: max(1, enough - sum_) for name, sum_ in sums.items() if wanted.condition in (None, name)}
    seen: set[frozenset[str]] = set()
    for changes in islice(_combined(list(_helps(case, standing, wanted.cause, sums)), lacking), MOST_TRIED):
        names = frozenset(changes)
        if not any(one <= names for one in seen) and is_met(changes):
            seen.add(names)
            if not any(is_met(part) for part in _parts(changes)):
                yield changes


def _sums(case: Case, cause: Cause, evidence: Mapping[str, bool]) -> dict[str, int]:
    """For each condition of a cause what speaks for it, with what all its conditions share."""
    own = own_scores(case.pack, cause, evidence)
    return {name: own[None] + score for name, score in own.items() if name is not None}


def _helps(case: Case, standing: Standing, cause: Cause, sums: Mapping[str, int]) -> Iterator[_Help]:
    """Each way to make one reason for the cause hold, or one against it fall, that adds something."""
    once: dict[tuple[tuple[str, Value], ...], None] = {}
    for line in case.pack.evidence.values():
        holds = case.certain.get(line.id, False)
        if line.cause == cause.id and holds is (line.direction is Direction.AGAINST):
            turn = ways_not_to_fire if holds else ways_to_fire
            for changes in _filled_in(standing, turn(case.pack, line.id, Reading.STRICT)):
                once[tuple(changes.items())] = None
    for key in once:
        changes = dict(key)
        after = _sums(case, cause, evidence_if(case, standing.facts_if(changes), tuple(changes)))
        worth = {name: score - sums[name] for name, score in after.items() if score > sums[name]}
        if worth:
            yield _Help(changes, worth)


def _filled_in(standing: Standing, ways: Ways) -> Iterator[dict[str, Value]]:
    for lack in lacks(standing, ways):
        values = {name: values_that_meet(standing, name, lack.way[name]) for name in lack.questions}
        if values and len(values) < MOST_QUESTIONS and all(values.values()):
            yield {name: found[0] for name, found in values.items()}


def _combined(helps: list[_Help], lacking: Mapping[str, int]) -> Iterator[dict[str, Value]]:
    """Helps put together whose worth would be enough for one condition, the fewest questions first."""
    for size in range(1, MOST_STEPS + 1):
        found: dict[tuple[tuple[str, Value], ...], dict[str, Value]] = {}
        for name, least in lacking.items():
            useful = sorted((help_ for help_ in helps if name in help_.worth), key=lambda one: -one.worth[name])
            for group in combinations(useful[:MOST_USEFUL], size):
                if sum(one.worth[name] for one in group) >= least:
                    changes = _merged(group)
                    if changes is not None and len(changes) <= MOST_QUESTIONS:
                        found.setdefault(tuple(sorted(changes.items(), key=str)), changes)
        yield from sorted(found.values(), key=len)


def _merged(group: tuple[_Help, ...]) -> dict[str, Value] | None:
    """All changes of a group; None where two would answer one question differently."""
    merged: dict[str, Value] = {}
    for one in group:
        for name, value in one.changes.items():
            if merged.setdefault(name, value) != value:
                return None
    return merged


def _parts(changes: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Every proper part of some changes that is not empty."""
    for size in range(1, len(changes)):
        yield from (dict(part) for part in combinations(changes.items(), size))
