"""Many answers tried at once: which danger signs would fire if a person had given another answer, for each of many.

Every trial has four bits of its own (see `compiled`) in one wide number, so one run of the rules serves all trials.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from triage.reasoning.compiled import SHOWN, URGENCY, Compiled, View
from triage.reasoning.program import ALL, ANY

Bits = Mapping[int, int]


class Fires(NamedTuple):
    """A danger sign, and the trials in which it fires certainly, and at least cautiously: a bit for each."""

    rule: str
    certainly: int
    cautiously: int


def tried(compiled: Compiled, view: View, trials: Sequence[Bits]) -> list[Fires]:
    """The danger signs that fire in any trial. A trial gives the bits of the places of tests that it changes."""
    ones = ((1 << 4 * len(trials)) - 1) // 15
    before = view.place_bits(SHOWN)
    wide = [0] * len(before)
    for place in compiled.leaves:
        if before[place]:
            wide[place] = before[place] * ones
    for number, changed in enumerate(trials):
        for place, bits in changed.items():
            wide[place] ^= (before[place] ^ bits) << 4 * number
    for part in (SHOWN, URGENCY):
        _run(compiled, part, wide, ones)
    found = []
    for rule, place in compiled.of_kind["danger_sign"]:
        bits = wide[place]
        if bits:
            fires = Fires(rule, bits & ones, bits >> 2 & ones)
            if fires.cautiously:
                found.append(fires)
    return found


def numbers_of(trials: int) -> list[int]:
    """The numbers of the trials whose bit is set."""
    found = []
    while trials:
        lowest = trials & -trials
        found.append((lowest.bit_length() - 1) // 4)
        trials ^= lowest
    return found


def _run(compiled: Compiled, part: int, wide: list[int], ones: int) -> None:
    every = 15 * ones
    for place, does, parts in compiled.steps[part]:
        if does == ALL:
            found = every
            for one in parts:
                found &= wide[one]
        elif does == ANY:
            found = 0
            for one in parts:
                found |= wide[one]
        else:
            when, unless = wide[parts[0]], wide[parts[1]]
            found = when & (every ^ ((unless >> 1 & ones) * 5 | (unless & ones) * 10))
        wide[place] = found
