"""What becomes of a mutant: killed by a vignette or by an invariant, survived, or proved to change nothing.

Vignettes come first, since they are quick. What they miss is put to the solver: a mutant that no answer set can tell
from the original is equivalent and does not count. For the others the invariants are tried: those of the kind `implies`
by proof, all of them on the answers that tell the mutant apart. Without the solver only answers at hand are tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from triage.evaluation.invariants import breaches
from triage.evaluation.mutation.mutant import Mutant, mutated
from triage.evaluation.mutation.smallest import smallest
from triage.evaluation.mutation.trial import Trials
from triage.evaluation.vignettes import Vignette
from triage.pack.knowledge import About, Cause
from triage.pack.pack import Pack
from triage.pack.rules import Evidence
from triage.reasoning.answers import Answers

if TYPE_CHECKING:
    from triage.proof.equivalence import Altered, Original

MOST_PROOFS = 100  # a solver's world grows with what was asked of it; after these it is made anew


class Fate(StrEnum):
    KILLED = "killed"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant: what killed it, or the fewest answers known that tell it from the original."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    answers: Answers | None = None


class Judge:
    """The vignettes and invariants of a pack, ready to judge its mutants."""

    def __init__(self, pack: Pack, vignettes: Iterable[Vignette], with_proof: bool = True) -> None:
        self.pack = pack
        self._trials = Trials(pack, vignettes)
        self._with_proof = with_proof
        self._original: Original | None = None
        self._proofs = 0

    def verdict(self, mutant: Mutant) -> Verdict:
        """What becomes of this mutant."""
        pack = mutated(self.pack, mutant)
        trial = self._trials.of(mutant, pack)
        if trial.killer is not None:
            return Verdict(mutant, Fate.KILLED, str(trial.killer))
        seen = None if trial.differs is None else trial.differs.answers
        altered = self._altered(mutant, pack) if self._with_proof else None
        if altered is not None and seen is None and altered.is_same():
            return Verdict(mutant, Fate.EQUIVALENT, "proof")
        suspect = altered.broken_by() if altered is not None else None
        telling = self._telling(mutant, pack, altered, seen)
        for answers in (suspect, seen, telling):
            if answers is not None and (broken := self._broken(pack, answers)):
                return Verdict(mutant, Fate.KILLED, broken)
        return Verdict(mutant, Fate.SURVIVED, answers=telling)

    def _altered(self, mutant: Mutant, pack: Pack) -> Altered:
        from triage.proof.equivalence import Altered, Original

        if self._original is None or self._proofs >= MOST_PROOFS:
            self._original, self._proofs = Original(self.pack), 0
        self._proofs += 1
        return Altered(self._original, pack, mutant.changed)

    def _broken(self, pack: Pack, answers: Answers) -> str:
        """The first invariant that these answers break with the mutant and not with the original, or nothing."""
        for breach in breaches(pack, answers):
            if not any(breaches(self.pack, answers, [self.pack.invariants[breach.invariant]])):
                return breach.invariant
        return ""

    def _telling(self, mutant: Mutant, pack: Pack, altered: Altered | None, seen: Answers | None) -> Answers | None:
        """The fewest answers found that tell the two apart: by the solver, except where scores decide."""
        is_weighed = isinstance(mutant.changed, Evidence | Cause | About) and self._is_weighed(mutant)
        if altered is not None and not is_weighed:
            seen = altered.fewest_telling_answers() or seen
        elif altered is not None and seen is None:
            seen = altered.telling_answers()
        return None if seen is None else smallest(self.pack, pack, mutant.entry, seen)

    def _is_weighed(self, mutant: Mutant) -> bool:
        known = self.pack.evidence.get(mutant.entry)
        return known is None or getattr(mutant.changed, "when", None) == known.when
