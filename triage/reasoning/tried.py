"""Many answers tried at once: which danger signs would fire if a person had given another answer, for each of many.

Every trial has four bits of its own (see `compiled`) in one wide number, so one run of the rules serves all trials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from triage.reasoning.compiled import SHOWN, URGENCY, Compiled, View

Bits = Mapping[int, int]


class Fires(NamedTuple):
    """A danger sign, and the trials in which it fires certainly, and at least cautiously: a bit for each."""

    rule: str
    certainly: int
    cautiously: int


class Trials:
    """Answers tried at once. A trial gives the bits of the places of tests that it changes."""

    def __init__(self, compiled: Compiled, view: View, trials: Sequence[Bits]) -> None:
        self._compiled = compiled
        self._ones = ones = ((1 << 4 * len(trials)) - 1) // 15
        self._before = before = view.place_bits(SHOWN)
        self._trials = list(trials)
        self._wide = wide = [0] * len(before)
        for place in compiled.leaves:
            if before[place]:
                wide[place] = before[place] * ones
        for number, changed in enumerate(trials):
            self._put(number, changed)
        compiled.programs[SHOWN].run(self._wide, self._ones)

    def that_hide(self, matters: Callable[[str], bool]) -> list[int]:
        """The trials in which one of those questions is, or may be, hidden that matter."""
        hiding = 0
        for name, gate in self._compiled.gates:
            hidden = ~(self._wide[gate] >> 2) & self._ones
            if hidden and hidden | hiding != hiding and matters(name):
                hiding |= hidden
        return numbers_of(hiding)

    def change(self, trials: Mapping[int, Bits]) -> None:
        """Puts other bits in place of those of some trials."""
        for number, bits in trials.items():
            self._put(number, self._trials[number])  # a second time is as if never
            self._put(number, bits)
            self._trials[number] = bits
        if trials:
            self._compiled.programs[SHOWN].run(self._wide, self._ones)

    def fires(self) -> list[Fires]:
        """The danger signs that fire in any trial."""
        self._compiled.programs[URGENCY].run(self._wide, self._ones)
        found, wide, ones = [], self._wide, self._ones
        for rule, place in self._compiled.of_kind["danger_sign"]:
            bits = wide[place]
            if bits:
                fires = Fires(rule, bits & ones, bits >> 2 & ones)
                if fires.cautiously:
                    found.append(fires)
        return found

    def _put(self, number: int, bits: Bits) -> None:
        for place, bit in bits.items():
            self._wide[place] ^= (self._before[place] ^ bit) << 4 * number


def numbers_of(trials: int) -> list[int]:
    """The numbers of the trials whose bit is set."""
    found = []
    while trials:
        lowest = trials & -trials
        found.append((lowest.bit_length() - 1) // 4)
        trials ^= lowest
    return found
