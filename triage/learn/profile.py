"""A learner's profile over the cases done: which side they err to, whether they know it, and what they misread.

A misconception is named only where three things hold. It says better than any other reading what the learner said. The
learner said just what it predicts in most cases in which that is wrong. And that is more than chance, taken eight times
over, gives to somebody who errs as often as this learner errs where the misconception predicts the right level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from statistics import median
from typing import Literal

from triage.learn import strings
from triage.learn.case import PracticeCase
from triage.learn.exact import Share, at_least_by_chance, share_of
from triage.learn.misconceptions import MISCONCEPTIONS, Misconception
from triage.learn.record import Record
from triage.learn.telling import wording
from triage.learn.telling_apart import READINGS, Reading, cases_of, log_likelihood, predicted
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.pack.scales import Urgency

LEVEL_OF_TEST = 0.05
LEAST_BY_CHANCE = 0.2  # a slip in one case of five, each to just the level that is predicted, still names nobody
MOST_OF_THEM = 0.6
AHEAD = log(3)  # three times as likely as any other reading
MOST_NAMED = 2
Bias = Literal["under", "over", "none"]
Done = Sequence[tuple[PracticeCase, Urgency]]


class NamedMisconception(Model):
    """A misreading that the cases show: said as it predicts in `matched.count` of the cases in which it is wrong."""

    id: str
    label: str
    says: str
    instead: str
    sources: tuple[str, ...]
    matched: Share
    by_chance: float


class SureLevel(Model):
    """How often the level was right when the learner was this sure, in per cent."""

    sure: int
    right: Share


class MissedRule(Model):
    """A danger sign that decided cases and was not named, in so many of those."""

    rule: str
    label: str
    missed: int
    of: int


class Profile(Model):
    """What a learner's cases show. `bias` is the side that mistakes lie on, where chance alone hardly puts them there.

    `brier` is their mean squared error of being sure: 0 is best, 0.25 is guessing.
    """

    cases: int
    right: Share
    under: Share
    over: Share
    emergencies_missed: Share
    bias: Bias
    calibration: tuple[SureLevel, ...]
    brier: float | None
    mean_sure: float | None
    missed: tuple[MissedRule, ...]
    misconceptions: tuple[NamedMisconception, ...]
    asked: float | None
    shortest_safe: float | None
    told_nothing: Share


def profile_of(pack: Pack, records: Sequence[Record]) -> Profile:
    """The profile of a learner with this past. What was done with another pack counts, but for misconceptions."""
    count, gaps = len(records), [record.said.rank - record.level.rank for record in records]
    emergencies = [record for record in records if record.level.is_emergency]
    sure = [record for record in records if record.sure is not None]
    asked = sum(record.asked for record in records)
    return Profile(
        cases=count,
        right=share_of(sum(not gap for gap in gaps), count),
        under=share_of(sum(gap < 0 for gap in gaps), count),
        over=share_of(sum(gap > 0 for gap in gaps), count),
        emergencies_missed=share_of(sum(not one.said.is_emergency for one in emergencies), len(emergencies)),
        bias=_bias(sum(gap < 0 for gap in gaps), sum(gap > 0 for gap in gaps)),
        calibration=tuple(_calibration(sure)),
        brier=_brier(sure),
        mean_sure=sum(record.sure or 0 for record in sure) / len(sure) if sure else None,
        missed=tuple(_missed(pack, records)),
        misconceptions=named_misconceptions(pack, cases_of(pack, records)),
        asked=median(record.asked for record in records) if records else None,
        shortest_safe=median(record.shortest_safe for record in records) if records else None,
        told_nothing=share_of(sum(record.told_nothing for record in records), asked),
    )


# ------------------------------------------------------------------------------------------------------- misconceptions


def named_misconceptions(pack: Pack, done: Done) -> tuple[NamedMisconception, ...]:
    """The misconceptions that these cases show, the surest first: what one explains is not counted for the next."""
    named: list[NamedMisconception] = []
    left = list(done)
    for _ in range(MOST_NAMED):
        best = _best(pack, left)
        found = best and _tested(pack, left, best)
        if best is None or not found:
            break
        named.append(found)
        left = [(case, said) for case, said in left if _is_explained(pack, best, case, said)]
    return tuple(named)


def _is_explained(pack: Pack, one: Misconception, case: PracticeCase, said: Urgency) -> bool:
    """Whether a case is still of use when a misconception is known: it says the same there as the rules."""
    del said
    return one.level(pack, case) is case.level


def _best(pack: Pack, done: Done) -> Misconception | None:
    """The misconception that explains best what was said, if it is well ahead of every other reading."""
    likely: dict[Reading, float] = {reading: log_likelihood(reading, pack, done) for reading in READINGS}
    first, second = sorted(likely, key=lambda reading: -likely[reading])[:2]
    return first if first is not None and likely[first] - likely[second] >= AHEAD else None


def _tested(pack: Pack, done: Done, one: Misconception) -> NamedMisconception | None:
    """The misconception, if the cases in which it is wrong bear it out beyond chance."""
    wrong = [(case, said) for case, said in done if one.level(pack, case) is not case.level]
    other = [(case, said) for case, said in done if one.level(pack, case) is case.level]
    matched = sum(said is predicted(one, pack, case) for case, said in wrong)
    errs = sum(said is not case.level for case, said in other)
    by_chance = at_least_by_chance(matched, len(wrong), max(LEAST_BY_CHANCE, errs / (len(other) + 2)))
    if matched < MOST_OF_THEM * len(wrong) or by_chance * len(MISCONCEPTIONS) > LEVEL_OF_TEST:
        return None
    label, says, instead = map(wording(pack), strings.MISCONCEPTIONS[one.id])
    share = share_of(matched, len(wrong))
    words = {"label": label, "says": says, "instead": instead}
    return NamedMisconception(id=one.id, **words, sources=one.sources, matched=share, by_chance=by_chance)


# --------------------------------------------------------------------------------------------------- sure, and missed


def _bias(under: int, over: int) -> Bias:
    """The side on which mistakes lie, where a fair coin would hardly do that: the sign test, on both sides."""
    by_chance = 2 * at_least_by_chance(max(under, over), under + over, 0.5) if under + over else 1.0
    if by_chance > LEVEL_OF_TEST:
        return "none"
    return "under" if under > over else "over"


def _calibration(sure: Iterable[Record]) -> Iterable[SureLevel]:
    by_level: dict[int, list[Record]] = {}
    for record in sure:
        by_level.setdefault(record.sure or 0, []).append(record)
    for level, those in sorted(by_level.items()):
        yield SureLevel(sure=level, right=share_of(sum(one.said is one.level for one in those), len(those)))


def _brier(sure: Sequence[Record]) -> float | None:
    if not sure:
        return None
    return sum(((record.sure or 0) / 100 - (record.said is record.level)) ** 2 for record in sure) / len(sure)


def _missed(pack: Pack, records: Iterable[Record]) -> Iterable[MissedRule]:
    """The rules that were missed, the most often missed first; those that the pack has."""
    missed: Counter[str] = Counter()
    taught: Counter[str] = Counter()
    for record in records:
        missed.update(record.missed)
        taught.update({record.rule, *record.missed})
    say = wording(pack)
    for rule, times in sorted(missed.items(), key=lambda one: (-one[1], one[0])):
        if rule in pack.danger_signs:
            yield MissedRule(rule=rule, label=say(pack.danger_signs[rule].label), missed=times, of=taught[rule])
