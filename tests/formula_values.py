"""What the solver makes of formulas for one answer set, quick enough to ask it of thousands."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import z3

from triage.pack.pack import Pack
from triage.proof.formulas import Formula
from triage.proof.said import BLANK, Said
from triage.proof.world import World
from triage.reasoning.answers import Answers, Value, clear_negative

Literals = tuple[Any, Any]  # the handles of a variable and of its negation, as the solver takes them


class FormulaValues:
    """Named formulas of some worlds, and a solver that tells for one answer set whether each has the value expected.

    Everything is put into the solver once; what was said and what is expected are handed over as assumptions, by the
    C function itself: the same through z3's Python classes takes five times as long.
    """

    def __init__(self, said: Said, worlds: Iterable[World], named: Mapping[str, Formula]) -> None:
        self.said = said
        self._kept: list[Any] = []
        self._solver = z3.SolverFor("QF_FD")
        self._solver.add(*said.domain)
        variables = {name: z3.Bool(f"value of {name}") for name in named}
        self._solver.add(*(variables[name] == formula for name, formula in named.items()))
        for world in worlds:
            self._solver.add(*world.definitions)
        self._variables = variables
        self._named = {name: self._literals(variable) for name, variable in variables.items()}
        self._words = {
            name: {word: self._literals(variable) for word, variable in words.items()}
            for name, words in said.words.items()
        }
        self._bounds = {
            name: {bound: self._literals(variable) for bound, variable in bounds.items()}
            for name, bounds in said.at_least.items()
        }
        self._told = {name: self._literals(variable) for name, variable in said.told.items()}

    def _literals(self, variable: Any) -> Literals:
        opposite = z3.Not(variable)
        self._kept += [variable, opposite]  # their handles are used without them
        return variable.as_ast(), opposite.as_ast()

    def differing(
        self, values: Mapping[str, Value], expected: Mapping[str, bool], told: Iterable[str] | None = None
    ) -> list[str]:
        """The names whose formula has another value than expected. `told` are the questions told, if not all."""
        said = list(self._said(values, set(values if told is None else told)))
        if self._check([*said, *(self._named[name][not value] for name, value in expected.items())]):
            return []
        assert self._check(said), "no answer set is like this"
        model = self._solver.model()
        return [name for name in expected if z3.is_true(model[self._variables[name]]) is not expected[name]]

    def _said(self, values: Mapping[str, Value], told: set[str]) -> Iterator[Any]:
        for name, value in values.items():
            yield self._told[name][name not in told]
            if isinstance(value, int):
                yield from (literals[1] for literals in self._words[name].values())
                yield from (literals[value < bound] for bound, literals in self._bounds[name].items())
            else:
                chosen = value or (BLANK,)
                yield from (literals[word not in chosen] for word, literals in self._words[name].items())

    def _check(self, literals: list[Any]) -> bool:
        handles = (z3.Ast * len(literals))(*literals)
        context = self._solver.ctx.ref()
        found = z3.Z3_solver_check_assumptions(context, self._solver.solver, ctypes.c_uint(len(literals)), handles)
        assert found != z3.Z3_L_UNDEF
        return bool(found == z3.Z3_L_TRUE)


def complete(pack: Pack, answers: Answers) -> dict[str, Value]:
    """What was said to every question: what is not mentioned is blank, or its clear negative in a written-up case."""
    is_written_up = answers.unanswered == "no"
    return {
        question.id: answers.given.get(question.id, clear_negative(question) if is_written_up else ())
        for question in pack.questions.values()
    }
