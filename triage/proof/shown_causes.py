"""Which causes are shown, and how they are told, by the evidence and the thresholds of one pack, as formulas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

import z3

from triage.pack.knowledge import Cause
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.proof.formulas import FALSE, Formula, both
from triage.proof.outcome import Outcome
from triage.reasoning.conclusions import worth

_BITS = 10


class ShownCauses(Outcome):
    """The causes by the firings of an outcome. For another pack, its sums add to those known what sets it apart."""

    def __init__(self, known: Outcome, pack: Pack) -> None:
        self.world, self.pack, self._known = known.world, pack, known

    @cached_property
    def shown(self) -> dict[str, Formula]:
        """For each cause, whether it is shown."""
        return {cause: self.is_shown_with(cause, self.scores) for cause in self.pack.causes}

    def told(self) -> Iterator[tuple[tuple[str, ...], Formula]]:
        """What is told of causes where these are shown: the same things in the same order for every pack."""
        limits = self.pack.about.shown_causes
        for pair in combinations(self.pack.causes, 2):
            yield pair, self.is_before(*pair)
        for cause in self.pack.causes.values():
            for least in (limits.strong_from, limits.moderate_from):
                yield (cause.id,), self.scores[cause.id] >= least
            for condition in cause.conditions:
                yield (cause.id,), self._is_named(cause, condition.id)

    @cached_property
    def scores(self) -> dict[str, Any]:
        """The score of each cause, from the sums of its evidence."""
        return {cause: sums[None] + _best(sums) for cause, sums in self.sums.items()}

    @cached_property
    def sums(self) -> dict[str, dict[str | None, Any]]:
        """For each cause, what its shared evidence is worth, and what that of each condition is."""
        return {
            cause.id: {name: self._sum_of(cause.id, name) for name in (None, *(one.id for one in cause.conditions))}
            for cause in self.pack.causes.values()
        }

    def _sum_of(self, cause: str, condition: str | None) -> Any:
        mine = _weights(self.pack, cause, condition)
        if not isinstance(self._known, ShownCauses):
            total = z3.BitVec(f"{self.world.name}sum {cause} {condition}", _BITS)
            self.world.definitions.append(total == self._added(mine))
            return total
        theirs = _weights(self._known.pack, cause, condition)
        more = {line: mine.get(line, 0) - theirs.get(line, 0) for line in mine | theirs}
        known = self._known.sums[cause][condition]
        return known if mine == theirs else known + self._added(more)

    def _added(self, weights: dict[str, int]) -> Any:
        total = z3.BitVecVal(0, _BITS)
        for line, weight in weights.items():
            if weight:
                holds = self.world.rule(line, Reading.STRICT)
                total = total + z3.If(holds, z3.BitVecVal(weight, _BITS), z3.BitVecVal(0, _BITS))
        return total

    def _is_named(self, cause: Cause, condition: str) -> Formula:
        own, limits = self.sums[cause.id], self.pack.about.shown_causes
        if cause.scoring == "common_and_best_specific":
            needs = next(one.needs for one in cause.conditions if one.id == condition)
            return own[condition] >= needs if needs else FALSE
        return both([own[condition] >= limits.at_least, own[condition] >= _best(own) - limits.within])


def _weights(pack: Pack, cause: str, condition: str | None) -> dict[str, int]:
    lines = (line for line in pack.evidence.values() if (line.cause, line.condition) == (cause, condition))
    return {line.id: worth(line) for line in lines}


def _best(sums: dict[str | None, Any]) -> Any:
    own = [total for condition, total in sums.items() if condition is not None]
    best = own[0]
    for other in own[1:]:
        best = z3.If(other > best, other, best)
    return best
