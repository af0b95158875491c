"""Every small change of a JSON value: each leaf, each entry of a list and each key of an object, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def mutants(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """The place of each change, what it was, and the whole value with that change made."""
    for what, changed in _of_itself(value):
        yield path, what, changed
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        for place, what, changed in mutants(part, (*path, key)):
            whole: Any = dict(value) if isinstance(value, dict) else list(value)
            whole[key] = changed
            yield place, what, whole


def _of_itself(value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case bool():
            yield from (("flipped", not value), ("to a number", int(value)), ("to null", None))
        case int():
            yield from (("one more", value + 1), ("to a text", str(value)), ("to a fraction", float(value)))
            yield "to null", None
        case str():
            yield from (("longer", f"{value}x"), ("shorter", value[:-1]), ("to null", None))
        case None:
            yield from (("to a text", "x"), ("to false", False))
        case list():
            yield from _of_list(value)
            yield "to null", None
        case dict():
            yield from ((f"without {key}", {name: value[name] for name in value if name != key}) for key in value)
            yield from (("with another key", value | {"extra": "x"}), ("to null", None))


def _of_list(value: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "with another entry", [*value, "x"]
    for place, entry in enumerate(value):
        before, after = value[:place], value[place + 1 :]
        yield f"without {place}", [*before, *after]
        yield f"{place} twice", [*before, entry, entry, *after]
        if after and after[0] != entry:
            yield f"{place} swapped with the next", [*before, after[0], entry, *after[1:]]
