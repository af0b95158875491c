"""Which case next: the one whose answer is expected to tell the most about the learner, and otherwise something new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from triage.learn import strings
from triage.learn.case import Kind, NoCase, PracticeCase
from triage.learn.chance import Dice
from triage.learn.making import make_case
from triage.learn.misconceptions import MISCONCEPTIONS, Misconception
from triage.learn.record import Record
from triage.learn.telling_apart import READINGS, Reading, cases_of, information, posterior
from triage.locale import locale_named
from triage.pack.pack import Pack

CANDIDATES, FOR_EACH = 6, 2
LIKELY = 0.02
NEW_RULE = 0.05  # bits that a rule not seen yet is worth
SUSPECTED, BEARING_OUT = 0.3, 0.3  # and a case in which what is suspected is wrong: a few are needed before it is named
SEEDS = 1_000_000


def next_case(pack: Pack, records: Sequence[Record], seed: int) -> PracticeCase:
    """The next case for a learner. `seed` is the learner's own: the same learner with the same past gets the same.

    Raises NoCase where none is found that was not done yet.
    """
    likely = posterior(pack, cases_of(pack, records))
    return best_of(pack, records, _candidates(pack, Dice("next", seed, len(records)), likely))


def best_of(pack: Pack, records: Sequence[Record], candidates: Iterable[PracticeCase]) -> PracticeCase:
    """Of some cases the one that is expected to tell the most about a learner, among those not done yet."""
    likely = posterior(pack, cases_of(pack, records))
    suspected = [one for one in MISCONCEPTIONS if likely[one] >= SUSPECTED]
    seen = {record.rule for record in records}
    done = {(record.seed, record.kind, record.focus) for record in records}

    def worth(case: PracticeCase) -> float:
        bears_out = any(one.level(pack, case) is not case.level for one in suspected)
        return information(pack, case, likely) + BEARING_OUT * bears_out + NEW_RULE * (case.rule not in seen)

    left = [case for case in candidates if (case.seed, case.kind, case.focus) not in done]
    if not left:
        raise NoCase(locale_named(pack.language)(strings.NO_FURTHER_CASE))
    return max(left, key=worth)


def _candidates(pack: Pack, dice: Dice, likely: Mapping[Reading, float]) -> Iterator[PracticeCase]:
    """Some cases of any kind, and some about each misconception that the learner may have."""
    plain = (_case(pack, dice.below(SEEDS), dice.pick(list(Kind)), None) for _ in range(3 * CANDIDATES))
    yield from islice((case for case in plain if case is not None), CANDIDATES)
    for reading in READINGS:
        if reading is not None and likely[reading] >= LIKELY:
            yield from _about(pack, dice, reading)


def _about(pack: Pack, dice: Dice, one: Misconception) -> Iterator[PracticeCase]:
    """Cases about one misconception; those in which it says the same as the rules are left to the choice."""
    rules = one.rules(pack)
    for _ in range(FOR_EACH):
        kind = Kind.NOT_SURE if one is MISCONCEPTIONS[0] else dice.pick([Kind.TYPICAL, Kind.ATYPICAL, Kind.ONE_AWAY])
        case = _case(pack, dice.below(SEEDS), kind, dice.pick(rules) if rules else None)
        if case is not None:
            yield case


def _case(pack: Pack, seed: int, kind: Kind, focus: str | None) -> PracticeCase | None:
    try:
        return make_case(pack, seed, kind, focus)
    except NoCase:
        return None
