"""Which causes are shown and how they are told, as formulas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from triage.pack.knowledge import Cause
from triage.proof.formulas import FALSE, Formula, both
from triage.proof.outcome import Outcome


class ShownCauses(Outcome):
    """The conclusions of a world, with what is told of the causes."""

    def told_of_causes(self) -> Iterator[tuple[tuple[str, ...], Formula]]:
        """What is told of causes where these are shown: the same things in the same order for every pack."""
        limits = self.pack.about.shown_causes
        for pair in combinations(self.pack.causes, 2):
            yield pair, self.is_before(*pair)
        for cause in self.pack.causes.values():
            for least in (limits.strong_from, limits.moderate_from):
                yield (cause.id,), self.scores[cause.id] >= least
            for condition in cause.conditions:
                yield (cause.id,), self._is_named(cause, condition.id)

    def _is_named(self, cause: Cause, condition: str) -> Formula:
        own, limits = self._sums[cause.id, condition], self.pack.about.shown_causes
        if cause.scoring == "common_and_best_specific":
            needs = next(one.needs for one in cause.conditions if one.id == condition)
            return own >= needs if needs else FALSE
        best = self.scores[cause.id] - self._sums[cause.id, None]
        return both([own >= limits.at_least, own >= best - limits.within])
