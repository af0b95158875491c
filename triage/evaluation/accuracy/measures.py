"""The measures of accuracy, in one table, and what they come to for a group of judged cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, median

from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import FIRST_FEW, Judged, Tier, tier_of
from triage.pack.scales import Urgency

Test = Callable[[Judged], bool]


@dataclass(frozen=True)
class Measure:
    """A share of cases: those of which `holds` is true among those that it is `of`."""

    id: str
    label: str
    holds: Test
    of: Test = lambda _: True


def _is_emergency(judged: Judged) -> bool:
    return judged.case.urgency.is_emergency


def _is_calm(judged: Judged) -> bool:
    return not judged.case.urgency.is_emergency


MEASURES = (
    Measure("exact_level", "right level, of five", lambda judged: judged.is_exact),
    Measure("exact_tier", "right tier, of three", lambda judged: judged.is_exact_tier),
    Measure("not_below_tier", "not below the right tier", lambda judged: not judged.is_below_tier),
    Measure("acceptable", "a level that is accepted", lambda judged: judged.is_acceptable),
    Measure(
        "emergency_sensitivity", "emergency sensitivity", lambda judged: judged.urgency.is_emergency, _is_emergency
    ),
    Measure("emergency_specificity", "emergency specificity", lambda judged: not judged.urgency.is_emergency, _is_calm),
    Measure("unsafe_under_triage", "unsafe under-triage", lambda judged: judged.is_unsafe),
    Measure("over_triage", "over-triage", lambda judged: judged.is_over_triage),
    Measure(
        "cause_first", "right cause first", lambda judged: judged.names_cause(1), lambda judged: judged.is_article_cause
    ),
    Measure(
        "cause_in_three",
        "right cause in the first three",
        lambda judged: judged.names_cause(FIRST_FEW),
        lambda judged: judged.is_article_cause,
    ),
    Measure(
        "accepted_cause_in_three",
        "that, or one also accepted",
        lambda judged: judged.names_cause(FIRST_FEW, with_accepted=True),
        lambda judged: judged.is_article_cause,
    ),
    Measure(
        "no_cause_when_outside",
        "no cause named, rightly",
        lambda judged: not judged.causes,
        lambda judged: not judged.is_article_cause,
    ),
)
MEANINGS = {
    "acceptable": "the right level, or one that the case also accepts",
    "unsafe_under_triage": "below every level that the case accepts",
    "over_triage": "above every level that the case accepts",
    "cause_first": "of the cases whose cause is one of those that can be named",
    "no_cause_when_outside": "of the cases whose cause is none of those that can be named",
}
LEVEL_MEASURES = tuple(measure.id for measure in MEASURES if "cause" not in measure.id)
BY_ID = {measure.id: measure for measure in MEASURES}
GROUPS: Mapping[str, Test] = {
    "core": lambda judged: judged.case.is_core,
    "described": lambda judged: judged.case.is_described,
    "all": lambda _: True,
}
ASKED: Mapping[str, Test] = {
    "emergency_now": lambda judged: judged.case.urgency is Urgency.EMERGENCY_NOW,
    "emergency": _is_emergency,
    "others": _is_calm,
}


@dataclass(frozen=True)
class Asked:
    """How much the adaptive questionnaire asks of a group of cases; without any case there is nothing to say."""

    cases: int
    median: float | None
    mean: float | None
    most: int | None


def asked(counts: Sequence[int]) -> Asked:
    return Asked(len(counts), median(counts), fmean(counts), max(counts)) if counts else Asked(0, None, None, None)


@dataclass(frozen=True)
class Accuracy:
    """What the measures come to for these cases."""

    judged: tuple[Judged, ...]

    @cached_property
    def proportions(self) -> dict[str, Proportion]:
        return {measure.id: proportion(measure, self.judged) for measure in MEASURES}

    @cached_property
    def levels(self) -> Counter[tuple[Urgency, Urgency]]:
        """How many cases of each right level got each level: pairs of right and given."""
        return Counter((each.case.urgency, each.urgency) for each in self.judged)

    @cached_property
    def tiers(self) -> Counter[tuple[Tier, Tier]]:
        return Counter((tier_of(each.case.urgency), tier_of(each.urgency)) for each in self.judged)

    @cached_property
    def causes_named(self) -> float | None:
        """How many causes are named on average."""
        return fmean(len(each.causes) for each in self.judged) if self.judged else None

    @property
    def unsafe(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if each.is_unsafe)

    def asked(self, group: str) -> tuple[Asked, Asked]:
        """Questions, and single things asked about, for one of the groups in ASKED."""
        counted = [each for each in self.judged if ASKED[group](each)]
        return asked([each.questions for each in counted]), asked([each.items for each in counted])

    def by_family(self) -> dict[str, Accuracy]:
        """The same by family, the largest first."""
        sizes = Counter(each.case.family for each in self.judged)
        order = sorted(sizes, key=lambda family: (-sizes[family], family))
        return {name: Accuracy(tuple(each for each in self.judged if each.case.family == name)) for name in order}


def proportion(measure: Measure, judged: Iterable[Judged]) -> Proportion:
    """What one measure comes to."""
    counted = [measure.holds(each) for each in judged if measure.of(each)]
    return Proportion(sum(counted), len(counted))


def by_group(judged: Sequence[Judged]) -> dict[str, Accuracy]:
    """The accuracy of each group in GROUPS."""
    return {name: Accuracy(tuple(filter(belongs, judged))) for name, belongs in GROUPS.items()}
