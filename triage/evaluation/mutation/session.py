"""Judging many mutants, in as many processes as are wanted; verdicts come as they are reached."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from typing import TYPE_CHECKING

from triage.evaluation.mutation.judge import Judge, Verdict
from triage.evaluation.mutation.mutant import Mutant

if TYPE_CHECKING:
    from triage.evaluation.vignettes import Vignette
    from triage.pack.pack import Pack

AT_ONCE = 8
_judge: Judge | None = None


def verdicts(
    pack: Pack, vignettes: Sequence[Vignette], mutants: Sequence[Mutant], with_proof: bool, processes: int
) -> Iterator[Verdict]:
    """What becomes of each mutant, in no order. Leaving off ends the processes."""
    if processes < 2 or len(mutants) < 2 * AT_ONCE:
        judge = Judge(pack, vignettes, with_proof)
        yield from (judge.verdict(mutant) for mutant in mutants)
        return
    with get_context("spawn").Pool(processes, _prepare, (pack, tuple(vignettes), with_proof)) as pool:
        yield from pool.imap_unordered(_verdict, _mixed(mutants), AT_ONCE)


def sample(mutants: Sequence[Mutant], size: int, seed: int) -> tuple[Mutant, ...]:
    """So many of these mutants, the same ones for the same seed, in their order."""
    chosen = set(random.Random(seed).sample(range(len(mutants)), min(size, len(mutants))))  # no secret
    return tuple(mutant for number, mutant in enumerate(mutants) if number in chosen)


def _mixed(mutants: Sequence[Mutant]) -> list[Mutant]:
    """In an order in which slow ones, which stand together, are spread."""
    return random.Random(0).sample(mutants, len(mutants))


def _prepare(pack: Pack, vignettes: Sequence[Vignette], with_proof: bool) -> None:
    global _judge  # noqa: PLW0603  # one for each process, made once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _judge = Judge(pack, vignettes, with_proof)


def _verdict(mutant: Mutant) -> Verdict:
    assert _judge is not None
    return _judge.verdict(mutant)
