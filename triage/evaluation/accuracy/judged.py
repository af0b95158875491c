"""One labelled case beside its result: the level and causes that came out, and how they compare with the label."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.assessment.assess import EngineChoice, reason
from triage.evaluation.accuracy.cases import OUTSIDE, LabelledCase
from triage.interview.replay import replay
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.conclusions import urgency_of

FIRST_FEW = 3


class Tier(StrEnum):
    """The five levels as three, as most studies of symptom checkers count them."""

    ROUTINE = "routine"
    SAME_DAY_OR_SOON = "same_day_or_soon"
    EMERGENCY = "emergency"


def tier_of(urgency: Urgency) -> Tier:
    if urgency.is_emergency:
        return Tier.EMERGENCY
    return Tier.ROUTINE if urgency is Urgency.ROUTINE else Tier.SAME_DAY_OR_SOON


@dataclass(frozen=True)
class Judged:
    """A case and what came out of it.

    `deciding` says of each danger sign that fired, and of the base rule, whether it fired for certain. `questions` and
    `items` count what the adaptive questionnaire asks; `adaptive` is the level that it ends with.
    """

    case: LabelledCase
    urgency: Urgency
    causes: tuple[str, ...]
    deciding: Mapping[str, bool]
    questions: int
    items: int
    adaptive: Urgency
    is_agreed: bool | None

    @property
    def is_exact(self) -> bool:
        return self.urgency is self.case.urgency

    @property
    def is_exact_tier(self) -> bool:
        return tier_of(self.urgency) is tier_of(self.case.urgency)

    @property
    def is_below_tier(self) -> bool:
        """Below the right tier, which is what studies of symptom checkers call unsafe."""
        return tier_of(self.urgency) is not tier_of(self.case.urgency) and self.urgency < self.case.urgency

    @property
    def is_acceptable(self) -> bool:
        return self.urgency in self.case.accepted

    @property
    def is_unsafe(self) -> bool:
        """Below every level that is accepted: the dangerous kind of wrong."""
        return self.urgency < self.case.accepted[0]

    @property
    def is_over_triage(self) -> bool:
        """Above every level that is accepted."""
        return self.urgency > self.case.accepted[-1]

    @property
    def is_article_cause(self) -> bool:
        """Whether the right cause is one that the product can name at all."""
        return self.case.cause != OUTSIDE

    def names_cause(self, among: int, with_accepted: bool = False) -> bool:
        """Whether the right cause (or one that is accepted too) is among the first so many; no cause means outside."""
        right = {self.case.cause, *(self.case.cause_also_ok if with_accepted else ())}
        return bool(right & set(self.causes[:among] or [OUTSIDE]))

    def urgency_without(self, pack: Pack, rules: Collection[str]) -> Urgency:
        """The level that the other firings mean when these rules are left out."""
        return urgency_of(pack, {rule: certain for rule, certain in self.deciding.items() if rule not in rules})


def judge(pack: Pack, case: LabelledCase, engine: EngineChoice = "both") -> Judged:
    """Assess a case, run the adaptive questionnaire on it, and put both beside the label."""
    reasoned = reason(pack, case.answers, engine)
    asked = replay(pack, case.answers)
    after_asking = reason(pack, asked.interview.answers(), "logic")
    deciding = (*pack.danger_signs, pack.base.id)
    return Judged(
        case=case,
        urgency=reasoned.conclusions.urgency,
        causes=tuple(cause.cause for cause in reasoned.conclusions.causes),
        deciding={firing.rule: firing.certain for firing in reasoned.firings if firing.rule in deciding},
        questions=asked.questions,
        items=asked.items,
        adaptive=after_asking.conclusions.urgency,
        is_agreed=reasoned.engine.agreed,
    )
