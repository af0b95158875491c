"""What tried rules change: over all answer sets, on the vignettes, and for the invariants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from triage.errors import Problem
from triage.evaluation import Outcome, read_vignettes, run
from triage.learn.touched import touched
from triage.pack.pack import Pack
from triage.proof.difference import Move, SideBySide
from triage.proof.properties import Property
from triage.proof.verify import Together


@dataclass(frozen=True)
class VignetteTrial:
    """How many vignettes were run, those that break, and what names a rule that is not there any more."""

    count: int
    broken: tuple[Outcome, ...]
    problems: tuple[Problem, ...]


def moves(before: Pack, after: Pack) -> Iterator[tuple[SideBySide, Move]]:
    """Every kind of difference over all answer sets, levels first, each with the smallest answers that show it."""
    sides = SideBySide(before, after)
    for move in sides.moves():
        yield sides, move


def broken_vignettes(before: Pack, after: Pack, texts: Iterable[tuple[str, str]]) -> VignetteTrial:
    """The vignettes in these texts (name, text) that pass before and fail after."""
    count, broken, problems = 0, [], []
    reached = touched(before, after)
    for name, text in texts:
        vignettes, wrong = read_vignettes(after, text, name)
        problems += wrong
        count += len(vignettes)
        for vignette in vignettes:
            if reached is not None and not reached.reaches(before, after, vignette.answers):
                continue
            outcome = run(after, vignette, "logic")
            if not outcome.is_passed and run(before, vignette, "logic").is_passed:
                broken.append(outcome)
    return VignetteTrial(count, tuple(broken), tuple(problems))


def invariants(after: Pack) -> Iterator[Property]:
    """Every invariant, proved for all answer sets or refuted by the smallest, in the order of the pack."""
    yield from map(Together(after).verify, after.invariants)


def was_broken(before: Pack, name: str) -> bool:
    """Whether an invariant does not hold of the pack as it was either."""
    return name in before.invariants and not _proofs_of(before).verify(name).holds


@lru_cache(maxsize=1)
def _proofs_of(pack: Pack) -> Together:
    return Together(pack)
