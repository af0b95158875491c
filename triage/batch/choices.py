"""What of a result is worked out and written: everything, or only what somebody chose. The level is always there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from triage.batch.bitsets import Bitset

CHOICES = ("urgency", "causes", "danger_signs", "firings", "professionals", "set_aside")
_LEVEL = ("urgency", "urgency_rank")
# The order of the professionals is found from the signs and causes that name them.
_NEEDS = {"professionals": ("causes", "danger_signs")}


def with_what_they_need(only: Collection[str]) -> tuple[str, ...]:
    """The choices and what these are read with, in the order of `CHOICES`."""
    wanted = {*only, *(need for one in only for need in _NEEDS.get(one, ()))}
    return tuple(one for one in CHOICES if one in wanted)


def columns_of(only: Collection[str], names: Collection[str], sets: Mapping[str, Bitset]) -> set[str]:
    """The columns of a result that these choices have; no choice is everything."""
    if not only:
        return set(names)
    columns = {*_LEVEL}
    if "causes" in only:
        columns |= {name for name in names if name.startswith("cause_")}
    for one in only:
        for name in (one, f"{one}_unsure"):
            columns |= set(sets[name].columns) if name in sets else set()
    return columns
