"""The steps by which compiled rules are worked out, run one by one, or as one Python function once that pays.

Making the function takes as long as some hundred runs save, so a command that assesses one person never makes it. Its
text holds nothing but whole numbers and operators: no word of a pack gets into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

ALL, ANY, UNLESS = range(3)
NEVER, HOLDS = 0, 15
PAYS_FROM = 200
# By the bits of an `unless`: what it leaves of the bits of a `when`. It is read strictly in both readings.
LEFT_BY = tuple((0 if bits & 2 else 5) | (0 if bits & 1 else 10) for bits in range(16))


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
        self._function: Callable[[list[int], tuple[int, ...]], None] | None = None

    def run(self, bits: list[int]) -> None:
        if self._function is not None:
            self._function(bits, LEFT_BY)
            return
        self._runs += 1
        if self._runs > PAYS_FROM:
            self._function = as_function(self.steps)
        one_by_one(self.steps, bits)


def one_by_one(steps: Sequence[Step], bits: list[int]) -> None:
    """What `as_function` does, step by step."""
    for place, does, parts in steps:
        if does == ALL:
            found = HOLDS
            for one in parts:
                found &= bits[one]
        elif does == ANY:
            found = NEVER
            for one in parts:
                found |= bits[one]
        else:
            found = bits[parts[0]] & LEFT_BY[bits[parts[1]]]
        bits[place] = found


def as_function(steps: Sequence[Step]) -> Callable[[list[int], tuple[int, ...]], None]:
    """The steps as one function of the bits and `LEFT_BY`."""
    names: dict[int, str] = {}
    lines = ["def run(bits, left_by):", "    pass"]
    for place, does, parts in steps:
        each = [names.get(part, f"bits[{part:d}]") for part in parts]
        if does == UNLESS:
            found = f"{each[0]} & left_by[{each[1]}]"
        else:
            found = (" & " if does == ALL else " | ").join(each) or f"{HOLDS if does == ALL else NEVER:d}"
        names[place] = f"place_{place:d}"
        lines.append(f"    bits[{place:d}] = place_{place:d} = {found}")
    made: dict[str, Callable[[list[int], tuple[int, ...]], None]] = {}
    exec("\n".join(lines), made)
    return made["run"]
