"""Two results side by side: every place where one is not what it should be, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NAMED_BY = ("rule", "cause", "condition", "professional", "treatment", "exercise")
_LONGEST = 300


@dataclass(frozen=True)
class Difference:
    """One thing that does not stand: where in the result, as `trace[3].from`, and what is wrong there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def differences(expected: Any, found: Any, place: str = "") -> Iterator[Difference]:
    """Where `found` is not `expected`. The order of the keys of an object means nothing; 1, 1.0 and true differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in (*expected, *(key for key in found if key not in expected)):
            inner = f"{place}.{key}" if place else key
            if key not in found:
                yield Difference(inner, f"missing; it should be {shown(expected[key])}")
            elif key not in expected:
                yield Difference(inner, f"does not belong here; found {shown(found[key])}")
            else:
                yield from differences(expected[key], found[key], inner)
    elif isinstance(expected, list) and isinstance(found, list) and any(isinstance(one, dict) for one in expected):
        yield from _in_entries(expected, found, place)
    elif type(expected) is not type(found) or json.dumps(expected) != json.dumps(found):
        yield Difference(place, f"expected {shown(expected)}, found {shown(found)}")


def _in_entries(expected: list[Any], found: list[Any], place: str) -> Iterator[Difference]:
    """Entries are told apart by their ids, so that one that is missing does not make all after it wrong."""
    should, are = _names(expected), _names(found)
    for number, name in enumerate(are):
        where = f"{place}[{number}]"
        if name in should:
            yield from differences(expected[should.index(name)], found[number], where)
        else:
            yield Difference(where, f"{name} does not follow from the answers")
    for number, name in enumerate(should):
        if name not in are:
            after = f" after {should[number - 1]}" if number else " as the first"
            yield Difference(place, f"{name} is missing: it follows from the answers and stands{after}")
    if should != are and sorted(should) == sorted(are):
        yield Difference(place, f"in the wrong order: expected {', '.join(should)}; found {', '.join(are)}")


def _names(entries: list[Any]) -> list[str]:
    seen: Counter[str] = Counter()
    names = []
    for entry in entries:
        key = next((key for key in _NAMED_BY if key in entry), None) if isinstance(entry, dict) else None
        name = shown(entry if key is None else entry[key])
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} (number {seen[name]})")
    return names


def shown(value: Any) -> str:
    """A value as JSON, short enough for a line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
