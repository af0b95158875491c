"""What follows from answers: the models of `rules/`. Every entry knows the line of the file it was read from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from triage.pack.conditions import ConditionField
from triage.pack.knowledge import Entry, Id, Part, Statement
from triage.pack.scales import Direction, Strength, Urgency


class Pattern(Entry):
    """A named intermediate conclusion. Patterns may use patterns, but not in a circle."""

    means: Statement
    when: ConditionField


class DangerSign(Entry):
    """A rule whose firing alone sets a floor under the urgency."""

    label: Statement
    when: ConditionField
    unless: ConditionField | None = None
    urgency: Urgency
    if_unsure: Urgency
    because: Statement
    see: tuple[Id, ...] = Field(min_length=1)
    outside_article: bool
    sources: tuple[str, ...] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _unsure_is_not_above(self) -> DangerSign:
        if self.if_unsure > self.urgency:
            raise ValueError("'if_unsure' is above 'urgency': not being sure cannot be worse than yes")
        return self


class Base(Entry):
    """The level when no danger sign decides: `urgency`, or the lower `reassured` when every reassurance is clear."""

    urgency: Urgency
    reassured: Urgency
    when: ConditionField
    because: Statement
    reassured_because: Statement
    see: tuple[Id, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)


class Evidence(Entry):
    """One reason for or against a cause (`condition` names the sub-cause it belongs to, if any)."""

    cause: Id
    condition: Id | None = None
    direction: Direction
    strength: Strength
    finding: Statement
    when: ConditionField
    sources: tuple[str, ...] = Field(min_length=1)


class ExerciseGate(Entry):
    """What withholds exercises; "not sure" withholds too. `withholds` is "all" or a list of exercise ids."""

    withholds: Literal["all"] | tuple[Id, ...]
    when: ConditionField
    because: Statement
    sources: tuple[str, ...] = Field(min_length=1)


class Expectation(Part):
    """What must hold of a result; every part that is given must hold."""

    urgency: tuple[Urgency, ...] = ()
    urgency_at_least: Urgency | None = None
    urgency_at_most: Urgency | None = None
    professionals_at_least: int | None = None
    no_exercises: bool = False
    withheld: tuple[Id, ...] = ()


class Change(Part):
    """A change of answers, made one question at a time while all other answers stay.

    `questions` is a list of ids, or "danger_signs": every question and value that is marked as a danger sign.
    """

    questions: Literal["danger_signs"] | tuple[Id, ...]
    start: tuple[str, ...]
    end: tuple[str, ...]
    keep: ConditionField | None = None


class Invariant(Entry):
    """A safety property that must hold for every possible answer set.

    kind implies:       where `when` holds (everywhere, if it is left out), the result meets `then`
    kind never_lowers:  making `change` never lowers the urgency
    kind never_raises:  making `change` never raises the urgency
    kind rules:         a property of the rules themselves, checked by the named `check`
    """

    says: Statement
    kind: Literal["implies", "never_lowers", "never_raises", "rules"]
    when: ConditionField | None = None
    then: Expectation | None = None
    change: Change | None = None
    check: Id | None = None
    sources: tuple[str, ...] = Field(min_length=1)
