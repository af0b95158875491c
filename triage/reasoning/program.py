"""The steps by which compiled rules are worked out, run one by one, or as one Python function once that pays.

Making the function takes as long as some hundred runs save, so a command that assesses one person never makes it. Its
text holds nothing but whole numbers and operators: no word of a pack gets into it.

An `unless` is read strictly in both readings: where it may hold, nothing certain is left of a `when` (5 stands for the
certain bits of both readings), and where it holds, nothing possible either (10).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

ALL, ANY, UNLESS = range(3)
NEVER, HOLDS = 0, 15
PAYS_FROM = 200
Run = Callable[[list[int], int], None]


class Step(NamedTuple):
    """Work for one place: what is done with the bits of which others."""

    place: int
    does: int
    parts: tuple[int, ...]


class Program:
    """Some steps in their order. `run` works out their places among the bits."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self._runs = 0
        self._function: Run | None = None

    def run(self, bits: list[int], ones: int = 1) -> None:
        """Works out the places of all steps. `ones` has a bit for each trial that stands there (see `tried`)."""
        if self._function is not None:
            self._function(bits, ones)
            return
        self._runs += 1
        if self._runs > PAYS_FROM:
            self._function = as_function(self.steps)
        one_by_one(self.steps, bits, ones)


def one_by_one(steps: Sequence[Step], bits: list[int], ones: int) -> None:
    """What `as_function` does, step by step."""
    every = HOLDS * ones
    for place, does, parts in steps:
        if does == ALL:
            found = every
            for one in parts:
                found &= bits[one]
        elif does == ANY:
            found = NEVER
            for one in parts:
                found |= bits[one]
        else:
            when, unless = bits[parts[0]], bits[parts[1]]
            found = when & (every ^ ((unless >> 1 & ones) * 5 | (unless & ones) * 10))
        bits[place] = found


def as_function(steps: Sequence[Step]) -> Run:
    """The steps as one function of the bits and the ones."""
    names: dict[int, str] = {}
    lines = ["def run(bits, ones):", f"    every = {HOLDS:d} * ones"]
    for place, does, parts in steps:
        each = [names.get(part, f"bits[{part:d}]") for part in parts]
        if does == UNLESS:
            found = f"{each[0]} & (every ^ (({each[1]} >> 1 & ones) * 5 | ({each[1]} & ones) * 10))"
        else:
            found = (" & " if does == ALL else " | ").join(each) or ("every" if does == ALL else f"{NEVER:d}")
        names[place] = f"place_{place:d}"
        lines.append(f"    bits[{place:d}] = place_{place:d} = {found}")
    made: dict[str, Run] = {}
    exec("\n".join(lines), made)
    return made["run"]
