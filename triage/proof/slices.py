"""The part of a world that a question is about: a small question stays quick however much else has been defined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import z3

from triage.proof.formulas import Formula


class Slices:
    """The definitions of a world, of which those that a formula stands on can be taken out."""

    def __init__(self, definitions: Sequence[Formula]) -> None:
        self._definitions = definitions
        self._known = 0
        self._by_variable: dict[str, tuple[Formula, frozenset[str]]] = {}

    def behind(self, formula: Formula, free: Collection[str] = ()) -> list[Formula]:
        """The definitions of every variable in a formula, and in turn of those in these; `free` ones mean nothing."""
        self._learn()
        found: dict[str, Formula] = {}
        waiting = list(_variables(formula))
        while waiting:
            name = waiting.pop()
            if name not in found and name not in free and name in self._by_variable:
                found[name], inside = self._by_variable[name]
                waiting += inside
        return list(found.values())

    def _learn(self) -> None:
        for definition in self._definitions[self._known :]:
            variable, meaning = definition.children()
            self._by_variable[variable.decl().name()] = definition, frozenset(_variables(meaning))
        self._known = len(self._definitions)


def _variables(formula: Formula) -> Iterable[str]:
    seen: set[int] = set()
    names: set[str] = set()
    waiting: list[Any] = [formula]
    while waiting:
        part = waiting.pop()
        if part.get_id() in seen:
            continue
        seen.add(part.get_id())
        inside = part.children()
        if not inside and part.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            names.add(part.decl().name())
        waiting += inside
    return names
