"""Learners who are not real: faultless ones, and ones with a planted misconception, who slip now and then."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from triage.learn.case import PracticeCase
from triage.learn.choosing import next_case
from triage.learn.misconceptions import Misconception
from triage.learn.record import Record
from triage.learn.telling_apart import cases_of
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

MOST_CASES = 15


def answered(
    pack: Pack, one: Misconception | None, seed: int, slips: float = 0.05, most: int = MOST_CASES
) -> Iterator[list[Record]]:
    """What a learner has done after each case, with the cases that are chosen for them."""
    chance = Random(seed)
    done: list[Record] = []
    for _ in range(most):
        case = next_case(pack, done, seed)
        level = case.level if one is None else one.level(pack, case)
        if chance.random() < slips:
            level = chance.choice([other for other in Urgency if other is not level])
        done.append(record(pack, case, level))
        yield done


def record(pack: Pack, case: PracticeCase, said: Urgency, sure: int | None = None) -> Record:
    """What is kept of a case."""
    return Record(
        pack=pack.sha256,
        seed=case.seed,
        kind=case.kind,
        focus=case.focus,
        rule=case.rule,
        level=case.level,
        said=said,
        sure=sure,
    )


def named_within(pack: Pack, one: Misconception | None, seed: int, slips: float = 0.05) -> tuple[set[str], int]:
    """Which misconceptions are named at any time within 15 cases, and after how many the first was."""
    from triage.learn.profile import named_misconceptions

    names: set[str] = set()
    first = 0
    for done in answered(pack, one, seed, slips):
        found = {named.id for named in named_misconceptions(pack, cases_of(pack, done))}
        first = first or (len(done) if found else 0)
        names |= found
    return names, first
