"""One evaluation: a pack, the judged cases of a file, and what follows from them, worked out when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Judged
from triage.evaluation.accuracy.measures import BY_ID, GROUPS, Accuracy, by_group, proportion
from triage.evaluation.accuracy.over_triage import OverTriage, RuleEffect, over_triage, rule_effects
from triage.pack.pack import Pack

OF_EMERGENCIES = ("emergency_sensitivity", "emergency_specificity")


@dataclass(frozen=True)
class Evaluation:
    """How accurate a pack is on the labelled cases of one file, which is called `name`."""

    pack: Pack
    name: str
    judged: tuple[Judged, ...]

    @cached_property
    def groups(self) -> dict[str, Accuracy]:
        return by_group(self.judged)

    @property
    def focus(self) -> tuple[str, Accuracy]:
        """The group that the closer looks are taken at: the core cases; all of them where none is core."""
        name = "core" if self.groups["core"].judged else "all"
        return name, self.groups[name]

    @cached_property
    def over_triage(self) -> tuple[OverTriage, ...]:
        return over_triage(self.pack, self.judged)

    @cached_property
    def rule_effects(self) -> tuple[RuleEffect, ...]:
        return rule_effects(self.pack, self.judged)

    def changed_without(self, effect: RuleEffect) -> dict[str, tuple[Proportion, Proportion]]:
        """The measures of emergencies that would change without a rule, in the group of `focus`: now, and then."""
        name, group = self.focus
        judged = [each for each in effect.without if GROUPS[name](each)]
        pairs = {
            measure: (group.proportions[measure], proportion(BY_ID[measure], judged)) for measure in OF_EMERGENCIES
        }
        return {measure: (now, then) for measure, (now, then) in pairs.items() if now != then}

    @property
    def engines_compared(self) -> int:
        """On how many cases both engines were run."""
        return sum(each.is_agreed is not None for each in self.judged)

    @property
    def engines_differ(self) -> tuple[Judged, ...]:
        """Cases on which the two engines did not agree: there should be none."""
        return tuple(each for each in self.judged if each.is_agreed is False)

    @property
    def adaptive_differs(self) -> tuple[Judged, ...]:
        """Cases where the adaptive questionnaire ends with another level: there should be none."""
        return tuple(each for each in self.judged if each.adaptive is not each.urgency)

    @property
    def faults(self) -> tuple[str, ...]:
        """What must not be and is, in words."""
        found = {
            "the two engines differ": self.engines_differ,
            "the adaptive questionnaire ends with another level": self.adaptive_differs,
        }
        return tuple(
            f"{what} on {', '.join(each.case.id for each in which)}." for what, which in found.items() if which
        )

    def label_of(self, rule: str) -> str:
        """What a danger sign is called; the base rule has no name of its own."""
        sign = self.pack.danger_signs.get(rule)
        return sign.label if sign else "the base level: no danger sign, and not everything that reassures was clear"
