"""What follows from answers: the models of `rules/`. Every entry knows the line of the file it was read from."""

from __future__ import annotations

from typing import Annotated, Literal

from triage.pack.conditions import ConditionField
from triage.pack.knowledge import Entry, Id, Part, Sources, Statement
from triage.pack.model import AtLeast
from triage.pack.scales import Direction, RuleCheck, Strength, Urgency


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
    see: Annotated[tuple[Id, ...], AtLeast(1)]
    outside_article: bool
    sources: Sources
    note: str = ""

    def __post_init__(self) -> None:
        if self.if_unsure > self.urgency:
            raise ValueError("'if_unsure' is above 'urgency': not being sure cannot be worse than yes")


class Base(Entry):
    """The level when no danger sign decides: `urgency`, or the lower `reassured` when every reassurance is clear."""

    urgency: Urgency
    reassured: Urgency
    when: ConditionField
    because: Statement
    reassured_because: Statement
    see: Annotated[tuple[Id, ...], AtLeast(1)]
    sources: Sources


class Evidence(Entry):
    """One reason for or against a cause (`condition` names the sub-cause it belongs to, if any)."""

    cause: Id
    condition: Id | None = None
    direction: Direction
    strength: Strength
    finding: Statement
    when: ConditionField
    sources: Sources


class ExerciseGate(Entry):
    """What withholds exercises; "not sure" withholds too. `withholds` is "all" or a list of exercise ids."""

    withholds: Literal["all"] | tuple[Id, ...]
    when: ConditionField
    because: Statement
    sources: Sources


class Expectation(Part):
    """What must hold of a result; every part that is given must hold."""

    urgency: tuple[Urgency, ...] = ()
    urgency_at_least: Urgency | None = None
    professionals_at_least: int | None = None
    no_danger_signs: bool = False
    no_exercises: bool = False
    withheld: tuple[Id, ...] = ()
    exercises_with_caution: bool = False


class Case(Part):
    """Where `when` holds (everywhere, if it is left out), the result meets `then`. `when` is read strictly."""

    when: ConditionField | None = None
    then: Expectation


class Change(Part):
    """Answers to one question at a time, step by step, while all other answers stay as given.

    `questions` is a list of ids, or "danger_signs": every question that has an answer marked as a danger sign.
    Each step lists answers that take the place of the whole answer before: words of the question, or `clear_negative`
    (its default negative), `danger_sign` (each answer marked so), `worst_danger_sign` (the most urgent of those),
    `worst_answer` (the most urgent of all answers).
    The change counts only where `keep` holds, and the questions in `same` read the same, at both ends of a step.
    """

    questions: Literal["danger_signs"] | tuple[Id, ...]
    steps: Annotated[tuple[tuple[str, ...], ...], AtLeast(2)]
    keep: ConditionField | None = None
    same: tuple[Id, ...] = ()


class Invariant(Entry):
    """A safety property that must hold for every possible answer set.

    kind implies:       every one of the `cases` holds
    kind never_lowers:  no step of `change` lowers the urgency
    kind rules:         a property of the rules themselves, checked by the named `check`

    `exceptions` are the questions that a check passes over, where the property itself names them.
    """

    says: Statement
    kind: Literal["implies", "never_lowers", "rules"]
    cases: tuple[Case, ...] = ()
    change: Change | None = None
    check: RuleCheck | None = None
    exceptions: tuple[Id, ...] = ()
    sources: Sources

    def __post_init__(self) -> None:
        parts = {"implies": bool(self.cases), "never_lowers": self.change is not None, "rules": self.check is not None}
        given = [kind for kind, is_given in parts.items() if is_given]
        if given != [self.kind]:
            raise ValueError(
                "kind 'implies' takes 'cases', 'never_lowers' 'change', 'rules' 'check', and no other of these"
            )
