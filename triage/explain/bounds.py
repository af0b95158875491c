"""How low and how high the urgency can be, whatever the answers that are not known turn out to be.

The ways to a level (`triage.reasoning.ways`) that what is known allows are what is left open. The level can be reached
if any is left, and missed if some answers to the unknown questions are in the way of all that are left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from triage.explain.changes import values_that_meet, ways_to_level
from triage.pack.domains import Domain, domains_of
from triage.pack.scales import UNSURE, Urgency
from triage.reasoning.answers import Value, clear_negative
from triage.reasoning.standing import Standing
from triage.reasoning.ways import Need, Way, is_possible, said, simplified

MOST_STEPS = 2000
_UNSURE = frozenset({UNSURE})


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest urgency, and answers that lead there: as few as possible, none where it is so now.

    `deciding` are the unknown questions that have a part in it, those first that much hangs on and little else is
    needed for: no other can change the urgency in any way.
    """

    lowest: Urgency
    lowest_if: Mapping[str, Value]
    highest: Urgency
    highest_if: Mapping[str, Value]
    deciding: tuple[str, ...]


def bounds_of(standing: Standing, unknown: Collection[str]) -> Bounds:
    """The bounds of the urgency of someone for whom the answers to these questions are not known."""
    left = {level: ways_left(standing, unknown, level) for level in Urgency}
    now = standing.urgency
    highest = max((level for level, ways in left.items() if ways and level > now), key=_rank, default=now)
    highest_if = _shortest(standing, left[highest]) if highest > now else {}
    lowest, lowest_if = _lowest(standing, left)
    undecided = {level: ways for level, ways in left.items() if lowest < level <= highest}
    return Bounds(lowest, lowest_if, highest, highest_if, _deciding(undecided))


def _deciding(undecided: Mapping[Urgency, tuple[Way, ...]]) -> tuple[str, ...]:
    """The questions that the ways to these levels ask for, the most telling first."""
    worth: dict[str, float] = {}
    for level, ways in undecided.items():
        for way in ways:
            for name in way:
                worth[name] = worth.get(name, 0.0) + level.rank / len(way)
    return tuple(sorted(worth, key=lambda name: -worth[name]))


def ways_left(standing: Standing, unknown: Collection[str], level: Urgency) -> tuple[Way, ...]:
    """The ways to a level that what is known allows, with what each asks of the answers that are not known."""
    pack = standing.pack
    now = {name: said(pack, name, standing.answers.given.get(name)) for name in pack.questions}
    return simplified(
        {name: need for name, need in way.items() if name in unknown}
        for way in ways_to_level(pack, level)
        if all(name in unknown or need.is_met(now[name]) for name, need in way.items())
    )


# ------------------------------------------------------------------------------------------------------------- highest


def _shortest(standing: Standing, ways: tuple[Way, ...]) -> dict[str, Value]:
    """The fewest clear answers that make one of the ways hold."""

    def lacking(way: Way) -> list[str]:
        return [name for name, need in way.items() if not need.is_met(_UNSURE)]

    way = min(ways, key=lambda way: len(lacking(way)))
    found = {name: values_that_meet(standing, name, way[name]) for name in lacking(way)}
    return {name: values[0] for name, values in found.items()} if all(found.values()) else {}


# -------------------------------------------------------------------------------------------------------------- lowest


class _GaveUp(Exception):
    """Too many steps: whether the level can be missed stays open."""


def _lowest(standing: Standing, left: Mapping[Urgency, tuple[Way, ...]]) -> tuple[Urgency, dict[str, Value]]:
    now = standing.urgency
    for level in sorted(Urgency, key=_rank):
        if level <= now:
            try:
                answers = _missing(standing, left[level])
            except _GaveUp:
                return _below(level), {}
            if answers is not None:
                return _below(level), _fewest(standing, left[level], answers)
    return now, {}


def _missing(standing: Standing, ways: tuple[Way, ...]) -> dict[str, Value] | None:
    """Answers that are in the way of all these ways; None if there are none. Raises _GaveUp."""
    search = _Search(standing, ways)
    needs = search.run({})
    return None if needs is None else search.values(needs)


class _Search:
    """Looks for answers with which none of some ways holds: each way is denied by one need, and all go together."""

    def __init__(self, standing: Standing, ways: tuple[Way, ...]) -> None:
        self.standing = standing
        self.ways = sorted(ways, key=lambda way: sum(len(need.one_of) + bool(need.none_of) for need in way.values()))
        self.steps = 0

    def run(self, needs: dict[str, Need]) -> dict[str, Need] | None:
        """Needs that deny every way, these among them; None if there are none."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _GaveUp
        for way in self.ways:
            if not any(name in needs and _denies(needs[name], need) for name, need in way.items()):
                attempts = (self.run({**needs, **more}) for more in self._denials(way, needs))
                return next((done for done in attempts if done is not None), None)
        return needs

    def _denials(self, way: Way, needs: Mapping[str, Need]) -> Iterator[dict[str, Need]]:
        """The needs of one answer that deny a way and go with those there are, a clear no first."""
        found = []
        for name, need in way.items():
            before = needs.get(name, Need())
            denials = [Need(none_of=clause) for clause in need.one_of]
            denials += [Need(one_of=frozenset({need.none_of}))] if need.none_of else []
            found += [(name, both) for one in denials if self._is_possible(name, both := before.both(one))]
        found.sort(key=lambda one: not one[1].is_met(self._negative(one[0])))
        yield from ({name: need} for name, need in found)

    def values(self, needs: Mapping[str, Need]) -> dict[str, Value]:
        """Answers that meet the needs, the clear negative where it does; none of those that stay as they are.

        Raises _GaveUp where it takes more ticks than are tried.
        """
        values: dict[str, Value] = {}
        for name, need in needs.items():
            met = values_that_meet(self.standing, name, need)
            if need.is_met(self._negative(name)):
                values[name] = clear_negative(self.standing.pack.questions[name])
            elif met:
                values[name] = met[0]
            elif not need.is_met(_UNSURE):
                raise _GaveUp
        return values

    def _is_possible(self, name: str, need: Need) -> bool:
        pack = self.standing.pack
        return not domains_of(pack)[name] <= need.none_of and is_possible(pack, name, need)

    def _negative(self, name: str) -> Domain:
        return said(self.standing.pack, name, clear_negative(self.standing.pack.questions[name]))


def _denies(mine: Need, other: Need) -> bool:
    """Whether no answer can meet both needs, as far as a plain comparison can tell."""
    return any(clause <= mine.none_of for clause in other.one_of) or any(
        clause <= other.none_of for clause in mine.one_of
    )


def _fewest(standing: Standing, ways: tuple[Way, ...], answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers without those that are not needed for none of the ways to hold."""
    new = {name: said(standing.pack, name, value) for name, value in answers.items()}
    for name in answers:
        without = {other: domain for other, domain in new.items() if other != name}
        if not any(all(need.is_met(without.get(other, _UNSURE)) for other, need in way.items()) for way in ways):
            new = without
    return {name: answers[name] for name in new}


def _rank(level: Urgency) -> int:
    return level.rank


def _below(level: Urgency) -> Urgency:
    return max((other for other in Urgency if other < level), key=_rank)
