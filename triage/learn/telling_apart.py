"""Which way of reading the rules a learner follows: what each would have answered, and how likely that makes it.

A learner is taken to answer as their reading says, but for slips: in `SLIP` of the cases any other level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log, log2

from triage.learn.case import NoCase, PracticeCase
from triage.learn.making import make_case
from triage.learn.misconceptions import MISCONCEPTIONS, Misconception
from triage.learn.record import Record
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

SLIP = 0.12
FAULTLESS = None
Reading = Misconception | None
READINGS: tuple[Reading, ...] = (FAULTLESS, *MISCONCEPTIONS)


def predicted(reading: Reading, pack: Pack, case: PracticeCase) -> Urgency:
    """The level that a reading leads to."""
    return case.level if reading is None else reading.level(pack, case)


def cases_of(pack: Pack, records: Iterable[Record]) -> list[tuple[PracticeCase, Urgency]]:
    """The cases that were done with this pack, made again, and what was said."""
    found = []
    for record in records:
        if record.pack == pack.sha256:
            try:
                found.append((make_case(pack, record.seed, record.kind, record.focus), record.said))
            except NoCase:  # it was made by another version of the program
                continue
    return found


def log_likelihood(reading: Reading, pack: Pack, done: Sequence[tuple[PracticeCase, Urgency]]) -> float:
    """How well a reading explains what was said."""
    return sum(_log_chance(predicted(reading, pack, case), said) for case, said in done)


def posterior(pack: Pack, done: Sequence[tuple[PracticeCase, Urgency]]) -> Mapping[Reading, float]:
    """How likely each reading is, all being as likely before."""
    logs = {reading: log_likelihood(reading, pack, done) for reading in READINGS}
    most = max(logs.values())
    weights = {reading: exp(value - most) for reading, value in logs.items()}
    total = sum(weights.values())
    return {reading: weight / total for reading, weight in weights.items()}


def information(pack: Pack, case: PracticeCase, likely: Mapping[Reading, float]) -> float:
    """How much the answer to a case is expected to tell about the reading, in bits."""
    said = dict.fromkeys(Urgency, 0.0)
    for reading, weight in likely.items():
        expected = predicted(reading, pack, case)
        for level in Urgency:
            said[level] += weight * _chance(expected, level)
    return _entropy(said.values()) - _entropy(_chance(Urgency.SOON, level) for level in Urgency)


def _chance(expected: Urgency, said: Urgency) -> float:
    return 1 - SLIP if said is expected else SLIP / (len(Urgency) - 1)


def _log_chance(expected: Urgency, said: Urgency) -> float:
    return log(_chance(expected, said))


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * log2(share) for share in shares if share > 0)
