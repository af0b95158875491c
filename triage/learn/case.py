"""A practice case as a value: a patient who is not real, and what is so of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from triage.errors import TriageError
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, Value


class Kind(StrEnum):
    """What makes a case worth thinking about."""

    TYPICAL = "typical"
    NEAR_MISS = "near_miss"
    ATYPICAL = "atypical"
    ONE_AWAY = "one_away"
    NOT_SURE = "not_sure"


class NoCase(TriageError):
    """A pack has no case of this kind, or none was found."""


@dataclass(frozen=True)
class Twin:
    """The same patient with one other answer, and the level then."""

    question: str
    value: Value
    level: Urgency


@dataclass(frozen=True)
class PracticeCase:
    """One case. `rule` is what it teaches: a danger sign, or the base rule. `focus` is a rule that
    was asked for.

    In a near miss the rule does not fire, and `twin` is the one answer with which it would; in a case that is one
    answer from another level, `twin` is that answer. `beside` are findings that have no part in the level, chosen to
    be seen first. `is_agreed` says that both engines gave `level`; False only where one of them cannot be loaded.
    """

    seed: int
    kind: Kind
    rule: str
    level: Urgency
    answers: Answers
    twin: Twin | None = None
    beside: tuple[str, ...] = ()
    is_agreed: bool = True
    focus: str | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        return id_of(self.seed, self.kind, self.focus)

    @property
    def given(self) -> Mapping[str, Value]:
        return self.answers.given


def id_of(seed: int, kind: Kind, focus: str | None) -> str:
    """The name of a case: all that it is made from."""
    return f"{kind}-{seed}-{focus}" if focus else f"{kind}-{seed}"


@dataclass(frozen=True)
class Plan:
    """What a case is to teach: a rule, the level that it decides, and a cause to be thought of."""

    kind: Kind
    rule: str
    level: Urgency
    cause: str | None
