"""Closed vocabularies: the few words that content, code and results share and that never grow by content alone."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Literal


class Urgency(StrEnum):
    """How soon someone must be seen. Ordered: `Urgency.SOON < Urgency.EMERGENCY_NOW`."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT_SAME_DAY = "urgent_same_day"
    EMERGENCY_DEPARTMENT = "emergency_department"
    EMERGENCY_NOW = "emergency_now"

    @property
    def rank(self) -> int:
        """1 (routine) to 5 (emergency_now)."""
        return _RANKS[self]

    @property
    def is_emergency(self) -> bool:
        return self.rank >= 4

    def __lt__(self, other: str) -> bool:
        return _RANKS[self] < _RANKS[other]

    def __le__(self, other: str) -> bool:
        return _RANKS[self] <= _RANKS[other]

    def __gt__(self, other: str) -> bool:
        return _RANKS[self] > _RANKS[other]

    def __ge__(self, other: str) -> bool:
        return _RANKS[self] >= _RANKS[other]


_RANKS: dict[str, int] = {urgency: rank for rank, urgency in enumerate(Urgency, start=1)}


class Strength(StrEnum):
    """How much one reason for or against a cause counts. The weights are ordinal, not measured odds."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"

    @property
    def weight(self) -> int:
        return _WEIGHTS[self]


_WEIGHTS = {Strength.WEAK: 1, Strength.MODERATE: 2, Strength.STRONG: 3}


class Direction(StrEnum):
    FOR = "for"
    AGAINST = "against"


class QuestionType(StrEnum):
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    ANY_OF = "any_of"
    NUMBER = "number"


class Reading(IntEnum):
    """How a rule reads "not sure": strictly as no, cautiously as yes (design: reasoning, section 2)."""

    STRICT = 0
    CAUTIOUS = 1


class Truth(IntEnum):
    """What is known of a condition while questions are still open."""

    NO = 0
    OPEN = 1
    YES = 2


# The properties of the rules themselves that an invariant can ask for; what each means is code.
RuleCheck = Literal[
    "unsure_stays_urgent",
    "blank_counts_as_unsure",
    "causes_are_the_articles",
    "causes_never_change_urgency",
    "hidden_cannot_hide_an_emergency",
    "order_does_not_matter",
    "early_stop_is_safe",
]

UNSURE = "unsure"
NONE = "none"
RATHER_NOT_SAY = "prefer_not_to_say"
