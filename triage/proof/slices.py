"""The part of a world that a question is about: a small question stays quick however much else has been defined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3

from triage.proof.formulas import Formula


class Slices:
    """The definitions of a world, of which those that a formula stands on can be taken out."""

    def __init__(self, definitions: Sequence[Formula]) -> None:
        self._definitions = definitions
        self._known = 0
        self._by_variable: dict[int, tuple[Formula, frozenset[int]]] = {}

    def behind(self, formula: Formula, free: Iterable[Formula] = ()) -> list[Formula]:
        """The definitions of every variable in a formula, and in turn of those in these; `free` ones mean nothing."""
        self._learn()
        left_out = {variable.get_id() for variable in free}
        found: dict[int, Formula] = {}
        waiting = list(_variables(formula))
        while waiting:
            name = waiting.pop()
            if name not in found and name not in left_out and name in self._by_variable:
                found[name], inside = self._by_variable[name]
                waiting += inside
        return list(found.values())

    def _learn(self) -> None:
        """Take in what was defined since; the solver may have turned a definition round."""
        for definition in self._definitions[self._known :]:
            variable, meaning = sorted(definition.children(), key=_is_no_variable)
            self._by_variable[variable.get_id()] = definition, frozenset(_variables(meaning))
        self._known = len(self._definitions)


def _is_no_variable(part: Any) -> bool:
    return bool(part.children()) or part.decl().kind() != z3.Z3_OP_UNINTERPRETED


def _variables(formula: Formula) -> Iterable[int]:
    """The identities of all variables in a formula: the solver keeps equal ones as one object."""
    seen: set[int] = set()
    names: set[int] = set()
    waiting: list[Any] = [formula]
    while waiting:
        part = waiting.pop()
        if part.get_id() in seen:
            continue
        seen.add(part.get_id())
        if not _is_no_variable(part):
            names.add(part.get_id())
        waiting += part.children()
    return names
