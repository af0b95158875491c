"""Every property of a pack, proved for all answer sets or refuted by the smallest: what `triage verify` runs."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context

from triage.pack.pack import Pack
from triage.pack.rules import Invariant
from triage.proof.invariants import BY_CONSTRUCTION, claims_of
from triage.proof.properties import AllAnswers, Property
from triage.proof.solver import Undecided
from triage.proof.structure import STRUCTURE, Structure


def names(pack: Pack) -> tuple[str, ...]:
    """The ids of all properties, in the order in which they are told."""
    return (*pack.invariants, *(structure.id for structure in STRUCTURE))


def verify(pack: Pack, wanted: Sequence[str] = (), processes: int = 1) -> Iterator[Property]:
    """Each property in turn, or those wanted, in up to so many processes. Raises Undecided if the solver gives up.

    One process takes the least time of the processor in all, several are done sooner.
    """
    chosen = [name for name in names(pack) if not wanted or name in wanted]
    if processes < 2 or len(chosen) < 2:
        yield from map(Together(pack).verify, chosen)
        return
    with workers(processes, pack) as pool:
        with _signals_held():
            futures = {name: pool.submit(_verify_taken, name) for name in sorted(chosen, key=_is_quick)}
        for name in chosen:
            yield futures[name].result()


def verify_one(pack: Pack, name: str) -> Property:
    """One property, with a solver of its own: what others asked for would only slow it down."""
    everyone = AllAnswers(pack)
    if name in pack.invariants:
        return _invariant(everyone, pack.invariants[name])
    return _structure(everyone, next(structure for structure in STRUCTURE if structure.id == name))


class Together:
    """Proofs of one pack, one after another: invariants of a kind share what the solver knows of the rules.

    Those of other kinds only slow each other down.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._known: dict[str, AllAnswers] = {}

    def verify(self, name: str) -> Property:
        """One property: the same claims as if it were alone."""
        invariant = self.pack.invariants.get(name)
        if invariant is None:
            return verify_one(self.pack, name)
        kind = f"{invariant.kind} {name}" if invariant.check == "early_stop_is_safe" else invariant.kind
        if kind not in self._known:
            self._known[kind] = AllAnswers(self.pack)
        return _invariant(self._known[kind], invariant)


@contextmanager
def workers(processes: int, pack: Pack) -> Iterator[ProcessPoolExecutor]:
    """Processes that end when this block is left, at once if it is left early: nobody waits for them any more."""
    before = set(active_children())
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _take, (pack,))
    try:
        yield pool
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - before:
            process.kill()  # nothing is lost, and it may still load with SIGTERM held
        if isinstance(error, BrokenProcessPool):
            raise Undecided("a process of the proof ended before it was done; it may have run out of memory") from None
        raise
    pool.shutdown()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until every process is started, and those processes never see Ctrl-C, not even while they load."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_SLOW = ("every_line_of_evidence_decides", "everything_is_reachable", "one_sign_more", "INV-03", "INV-05", "INV-02")
_taken: list[Pack] = []


def _is_quick(name: str) -> int:
    """Where to begin, so that no process is left alone with a long one at the end."""
    return _SLOW.index(name) if name in _SLOW else len(_SLOW)


def _take(pack: Pack) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for Windows, where there is no mask to inherit
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    _taken[:] = [pack]


def _verify_taken(name: str) -> Property:
    return verify_one(_taken[0], name)


def _invariant(everyone: AllAnswers, invariant: Invariant) -> Property:
    started = time.perf_counter()
    claims = list(claims_of(everyone, invariant))
    found = everyone.smallest(claims)
    return Property(
        id=invariant.id,
        says=invariant.says,
        group="invariant",
        claims=len(claims),
        counterexamples=(found,) if found else (),
        by_construction=BY_CONSTRUCTION.get(invariant.check or "", ""),
        seconds=time.perf_counter() - started,
    )


def _structure(everyone: AllAnswers, structure: Structure) -> Property:
    started = time.perf_counter()
    claims = list(structure.claims(everyone)) if structure.claims else []
    found = everyone.smallest(claims)
    looked_for = list(structure.found(everyone)) if structure.found else []
    return Property(
        id=structure.id,
        says=structure.says,
        group="structure",
        claims=len(claims) or len(looked_for),
        counterexamples=(found,) if found else (),
        missing=tuple(name for name, is_there in looked_for if not is_there),
        seconds=time.perf_counter() - started,
    )
