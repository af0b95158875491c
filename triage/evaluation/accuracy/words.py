"""The words that the text and the page share: names of groups, levels and kinds, and numbers as they are written."""

from __future__ import annotations

from triage.evaluation.accuracy.intervals import Proportion
from triage.evaluation.accuracy.judged import Judged, Tier
from triage.evaluation.accuracy.over_triage import Kind
from triage.pack.scales import Urgency

TITLES = {
    "core": "core cases: the people whom the questionnaire is meant for",
    "described": "described cases: core cases that tell side, onset and time",
    "all": "cases in all",
}
SHORT = {
    Urgency.EMERGENCY_NOW: "now",
    Urgency.EMERGENCY_DEPARTMENT: "department",
    Urgency.URGENT_SAME_DAY: "same day",
    Urgency.SOON: "soon",
    Urgency.ROUTINE: "routine",
    Tier.EMERGENCY: "emergency",
    Tier.SAME_DAY_OR_SOON: "day/soon",
    Tier.ROUTINE: "routine",
}
SHORT_MEASURES = {
    "exact_level": "five levels",
    "exact_tier": "three tiers",
    "acceptable": "accepted",
    "emergency_sensitivity": "sensitivity",
    "emergency_specificity": "specificity",
    "cause_first": "cause first",
}
BY_FAMILY = {
    "the levels": ("exact_level", "exact_tier", "acceptable"),
    "emergencies and causes": ("emergency_sensitivity", "emergency_specificity", "cause_first"),
}
ASKED_OF = {
    "emergency_now": "emergency_now",
    "emergency": "both emergencies",
    "others": "the others",
}
KINDS = {
    Kind.TO_EMERGENCY: "to an emergency",
    Kind.TO_HIGHER_TIER: "to a higher tier",
    Kind.WITHIN_TIER: "within the tier",
}


def percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def interval(share: Proportion) -> str:
    """The exact interval in per cent, in brackets."""
    return f"({100 * share.interval[0]:.1f} to {100 * share.interval[1]:.1f})" if share.interval else ""


def name_of(judged: Judged, is_certain: bool = True) -> str:
    """A case with its marks: ~ through "not sure", + accepted all the same, brackets for one that is not core."""
    marked = f"{judged.case.id}{'' if is_certain else '~'}{'+' if judged.is_acceptable else ''}"
    return marked if judged.case.is_core else f"[{marked}]"


def ids(judged: tuple[Judged, ...]) -> str:
    return ", ".join(each.case.id for each in judged)
