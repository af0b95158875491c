"""Rule coverage: how many vignettes fire each danger sign, and whether one shows a near miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from triage.evaluation.outcome import Outcome
from triage.pack.pack import Pack

ENOUGH = 2


@dataclass(frozen=True)
class SignCoverage:
    """One danger sign: the vignettes that fire it for certain, and those that rightly list it in `does_not_fire`."""

    rule: str
    fired_by: int
    near_misses: int

    @property
    def is_enough(self) -> bool:
        return self.fired_by >= ENOUGH and self.near_misses > 0


def coverage(pack: Pack, outcomes: Iterable[Outcome]) -> tuple[SignCoverage, ...]:
    """The coverage of every danger sign, in the order of the pack."""
    fired: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for outcome in outcomes:
        fired.update(outcome.fired(certain=True))
        silent = set(outcome.vignette.expect.does_not_fire) - outcome.fired(certain=True) - outcome.fired(certain=False)
        missed.update(silent)
    return tuple(SignCoverage(name, fired[name], missed[name]) for name in pack.danger_signs)
