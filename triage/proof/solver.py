"""Asking the solver: is there an answer set like this, and which is the smallest?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import z3

from triage.errors import TriageError
from triage.pack.scales import UNSURE, QuestionType
from triage.proof.formulas import TRUE, Formula, both, is_true, negation
from triage.proof.said import Said
from triage.proof.world import World
from triage.reasoning.answers import clear_negative

_NO_LIMIT = 2**32 - 1
_CTRL_C = "interrupted from keyboard"  # the solver catches it first, and says so


class Undecided(TriageError):
    """The solver gave up: nothing is proved and nothing is refuted."""


class Prover:
    """A solver that knows some worlds. Every question to it is about all answer sets of their domains."""

    def __init__(self, said: Iterable[Said], worlds: Iterable[World] = ()) -> None:
        self._solver = z3.SolverFor("QF_FD")
        self._solver.set("phase", "always_false")  # few findings: quicker here, and smaller examples
        self._worlds = list(worlds)
        self._known = [0] * len(self._worlds)
        self._proxies = 0
        for one in said:
            self._solver.add(*one.domain)

    def know(self, *worlds: World) -> None:
        """Take in more worlds of the same answer sets."""
        self._worlds += worlds
        self._known += [0] * len(worlds)

    def require(self, formulas: Iterable[Formula]) -> None:
        """From now on only answer sets count of which these hold."""
        self._solver.add(*formulas)

    def take_any(self) -> None:
        """Look for any answers from now on, not for few findings: quicker where scores are added up."""
        self._solver.set("phase", "caching")

    @staticmethod
    def is_true(model: Any, formula: Formula) -> bool:
        """Whether a formula is true in a model that was found."""
        return is_true(model, formula)

    def find(self, *wanted: Formula) -> Any | None:
        """A model in which all of these hold, or None: then no answer set makes them hold together."""
        self._learn()
        question = both(wanted)
        self._proxies += 1
        proxy = z3.Bool(f"? {self._proxies}")
        self._solver.add(z3.Implies(proxy, question))
        found = self._solver.check(proxy)
        model = self._solver.model() if found == z3.sat else None
        self._solver.add(z3.Not(proxy))
        if found == z3.unknown:
            if self._solver.reason_unknown() == _CTRL_C:
                raise KeyboardInterrupt
            raise Undecided(f"the solver could not decide a question: {self._solver.reason_unknown()}")
        return model

    def smallest(self, wanted: Formula, costs: Sequence[Formula]) -> Any | None:
        """A model in which `wanted` holds and as few of `costs` as possible do; None where there is none."""
        best = self.find(wanted)
        if best is None:
            return None
        low, high = 0, _count(best, costs)
        while low < high:
            middle = (low + high) // 2
            model = self.find(wanted, z3.AtMost(*costs, middle) if costs else TRUE)
            if model is None:
                low = middle + 1
            else:
                best, high = model, _count(model, costs)
        return best

    def short(self, wanted: Formula, costs: Sequence[Formula], patience: float) -> tuple[Any | None, bool]:
        """A model none of whose costs can be left out, and whether it has the fewest: sought for `patience` seconds.

        Where scores are compared it can take minutes to prove that no other has fewer; whether there is any model is
        always decided.
        """
        best = self.find(wanted)
        if best is None:
            return None, True
        best = self._without_the_needless(best, wanted, costs)
        while count := _count(best, costs):
            self._solver.set("timeout", int(1000 * patience))
            try:
                fewer = self.find(wanted, z3.AtMost(*costs, count - 1))
            except Undecided:
                return best, False
            finally:
                self._solver.set("timeout", _NO_LIMIT)
            if fewer is None:
                break
            best = self._without_the_needless(fewer, wanted, costs)
        return best, True

    def _without_the_needless(self, model: Any, wanted: Formula, costs: Sequence[Formula]) -> Any:
        """A model with a part of the costs of this one, of which each is needed."""
        needed: list[Formula] = []
        while left := [cost for cost in costs if is_true(model, cost) and not any(cost is one for one in needed)]:
            absent = [negation(cost) for cost in costs if not is_true(model, cost)]
            fewer = self.find(wanted, *absent, negation(left[0]))
            if fewer is None:
                needed.append(left[0])
            else:
                model = fewer
        return model

    def _learn(self) -> None:
        for number, world in enumerate(self._worlds):
            new = world.definitions[self._known[number] :]
            if new:
                self._solver.add(*new)
                self._known[number] += len(new)


def _count(model: Any, costs: Sequence[Formula]) -> int:
    return sum(is_true(model, cost) for cost in costs)


def mentions(said: Said) -> list[Formula]:
    """For each question, whether a written-up case would have to mention it: its answer is not what silence means.

    Ticks count one by one, so that fewer things ticked are a smaller answer set.
    """
    found = []
    for question in said.pack.questions.values():
        silent = clear_negative(question)
        found.append(z3.Not(said.is_value(question.id, (UNSURE,) if silent == () else silent)))
        if question.type is QuestionType.ANY_OF:
            ticks = (*(option.value for option in question.options), *(() if silent == () else (UNSURE,)))
            found.extend(said.words[question.id][tick] for tick in ticks)
    return found
