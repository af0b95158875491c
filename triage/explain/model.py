"""What explanations say, as immutable models: one kind of explanation, one model. `to_json()` gives the public form.

Answers stand in them in the form of the answers document; every text is in the words of the pack, for the person who
reads it.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, Literal

from triage.pack.model import Model
from triage.pack.scales import Direction, Strength, Urgency
from triage.pack.wording import Person
from triage.reasoning.answers import State

TargetKind = Literal["cause", "condition", "danger_sign", "urgency", "exercise"]
Kind = Literal["why", "why-not", "what-if", "safety-net", "one-slip", "not-sure"]


class PackRead(Model):
    """Which pack an explanation was made with."""

    id: str
    version: str
    sha256: str


class Explanation(Model):
    """What every explanation says of itself and of the result that it explains. `id` is that of the answers."""

    schema_: Literal["triage.explanation/1"] = "triage.explanation/1"
    kind: Kind
    id: str | None
    pack: PackRead
    person: Person
    country: str
    language: str = "en"
    urgency: Urgency
    urgency_label: str
    first_cause: str | None

    def to_json(self, indent: int | None = None) -> str:
        """One JSON object; `id` is left out when there is none."""
        separators = (",", ":") if indent is None else None
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, separators=separators)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain Python data, under its public names."""
        result = super().to_dict()
        if self.id is None:
            del result["id"]
        return result


class Said(Model):
    """One answer that something stands on: `says` is what it states, `answer` its form in an answers document.

    `state` is "answered", "unsure", "blank" (left empty) or "not_asked" (it could not change the result any more).
    """

    question: str
    answer: Any
    state: State
    says: str


# -------------------------------------------------------------------------------------------------------- what if


class Change(Model):
    """One answer that would be another: `was` and `becomes` as in an answers document, `says` in words what it becomes.

    `was` is null for a question that was not asked or was hidden.
    """

    question: str
    was: Any
    becomes: Any
    says: str


class ChangeSet(Model):
    """Answers that change together, and what that does. `rules` are the firings that then decide it."""

    changes: tuple[Change, ...]
    urgency_before: Urgency
    urgency_after: Urgency
    first_cause_before: str | None
    first_cause_after: str | None
    rules: tuple[str, ...]


class WhatIf(Explanation):
    """The smallest changes that would make it more urgent, and that would put another cause first."""

    kind: Literal["what-if"] = "what-if"
    more_urgent: tuple[ChangeSet, ...]
    other_cause: tuple[ChangeSet, ...]
    notes: tuple[str, ...] = ()


class SafetyNetSign(Model):
    """New signs of one kind that would make it more urgent from where this person stands.

    Each of `changes` alone would lead to `then`. `rules` has for each the danger sign that would fire, `rule` the first
    of them.
    """

    says: str
    then: Urgency
    rule: str
    changes: tuple[Change, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]


class SafetyNet(Explanation):
    """What to watch for from here."""

    kind: Literal["safety-net"] = "safety-net"
    signs: tuple[SafetyNetSign, ...]


class Slip(Model):
    """One answer that carries the result: were it a mistake, the urgency would be `urgency_after`, by `rules`."""

    change: Change
    urgency_after: Urgency
    rules: tuple[str, ...]


class OneSlip(Explanation):
    """The single answers on which the result hangs: whether it is an emergency or not; none if it hangs on several."""

    kind: Literal["one-slip"] = "one-slip"
    slips: tuple[Slip, ...]


# ----------------------------------------------------------------------------------------------------------------- why


Role = Literal["speaks", "asked_since", "not_let_off"]


class Told(Said):
    """An answer that a rule stands on.

    It speaks for the rule, it decided whether a question behind the rule was asked, or it keeps the rule from being
    taken back.
    """

    role: Role


class PatternStep(Model):
    """A named pattern on the way to a rule: what it means, and the questions and patterns that make it hold."""

    pattern: str
    means: str
    from_: tuple[str, ...]


class Step(Model):
    """One firing: what it says, and a smallest set of answers with which it fires, whatever else is answered.

    `also` are further answers that point the same way and are not needed. `certain` is false where it fires only
    because of an answer that is not known. `follows_from` are the conclusions that it reads (`urgency:soon`).
    """

    rule: str
    says: str
    certain: bool
    because: tuple[Told, ...]
    also: tuple[Said, ...]
    patterns: tuple[PatternStep, ...]
    follows_from: tuple[str, ...] = ()
    sources: tuple[str, ...]


class SignStep(Step):
    """A danger sign, and the least urgency that it asks for."""

    label: str
    urgency: Urgency
    outside_article: bool


class BaseStep(Step):
    """The level where no danger sign asks for a more urgent one."""

    urgency: Urgency


class ReasonStep(Step):
    """A reason for or against a cause."""

    direction: Direction
    strength: Strength


class CauseStep(Model):
    """A possible cause with what speaks for it and against it; `unknown` would count if a clear answer bore it out."""

    cause: str
    label: str
    strength: Strength
    conditions: tuple[str, ...]
    for_: tuple[ReasonStep, ...]
    against: tuple[ReasonStep, ...]
    unknown: tuple[ReasonStep, ...]
    sources: tuple[str, ...]


class ProfessionalStep(Model):
    """Whom to see and why; `by` is the danger sign, the base or the cause that says so."""

    professional: str
    label: str
    why: str
    by: str
    sources: tuple[str, ...]


class WithheldStep(Step):
    """What withholds exercises, and which."""

    exercises: tuple[str, ...]
    labels: tuple[str, ...]


class Why(Explanation):
    """The derivation of a result, from the answers to what was advised.

    Each sign in `decided_by` is enough for the urgency; those in `less_urgent` ask for less. `base` is there where
    the urgency is the one that holds without any danger sign. With the answers in `enough` the urgency cannot be lower
    whatever else is answered, and where `is_settled` cannot be another at all.
    """

    kind: Literal["why"] = "why"
    decided_by: tuple[SignStep, ...]
    less_urgent: tuple[SignStep, ...]
    base: BaseStep | None
    enough: tuple[Told, ...]
    is_settled: bool
    causes: tuple[CauseStep, ...]
    professionals: tuple[ProfessionalStep, ...]
    withheld: tuple[WithheldStep, ...]


# ------------------------------------------------------------------------------------------------------------- why not


class Gap(StrEnum):
    """How much is missing before a cause is shown: the least further reasons for it that would do."""

    WEAK = "one_weak_reason"
    MODERATE = "one_moderate_reason"
    STRONG = "one_strong_reason"
    TWO = "two_strong_reasons"
    MORE = "more_than_two_strong_reasons"


class Obstacle(StrEnum):
    """Why a cause is not shown: too little speaks for it, others fit far better, or enough others fit better."""

    NOT_ENOUGH = "not_enough"
    OTHERS_FIT_BETTER = "others_fit_better"
    OTHERS_FILL_THE_LIST = "others_fill_the_list"


class Unmet(Model):
    """A test that did not come out: `needs` is what it asks for, `said` the answer there is.

    `patterns` are those that it stands in, the innermost first; `others` is how many other tests would do as well.
    """

    question: str
    needs: str
    said: Said
    patterns: tuple[str, ...]
    others: int


class NotFired(Model):
    """A rule that did not fire for certain: the fewest tests that would have had to come out otherwise.

    `let_off` are the answers that took it back although all its tests came out, first those that decide it.
    """

    rule: str
    says: str
    urgency: Urgency | None
    strength: Strength | None
    unmet: tuple[Unmet, ...]
    let_off: tuple[Said, ...]
    sources: tuple[str, ...]


class WhyNot(Explanation):
    """Why something is not part of a result, and what would make it so.

    `is_so` when it is part of it after all. `missing` are rules that did not fire, the nearest first; `in_the_way`
    signs and gates that did. `gap` and `obstacle` are there for a cause that is not shown.
    """

    kind: Literal["why-not"] = "why-not"
    target: str
    target_kind: TargetKind
    label: str
    is_so: bool
    obstacle: Obstacle | None
    gap: Gap | None
    for_: tuple[ReasonStep, ...]
    against: tuple[ReasonStep, ...]
    unknown: tuple[ReasonStep, ...]
    missing: tuple[NotFired, ...]
    in_the_way: tuple[Step, ...]
    smallest: tuple[ChangeSet, ...]


# ------------------------------------------------------------------------------------------------------------ not sure


class Answered(Model):
    """What clear answers to one question would lead to: any of `answers`, in words `says`."""

    answers: tuple[Any, ...]
    says: tuple[str, ...]
    urgency: Urgency
    first_cause: str | None


class OpenQuestion(Model):
    """A question that is not known. `outcomes` has every clear answer, the most urgent outcome first.

    Where several things can be ticked, an answer is one of them, or none.
    """

    question: str
    ask: str
    state: State
    outcomes: tuple[Answered, ...]
    changes_urgency: bool
    changes_first_cause: bool


class NotSure(Explanation):
    """What the answers that are not known could still change.

    Whatever they turn out to be, the urgency lies between `lowest` and `highest`; `lowest_if` and `highest_if` are
    answers that lead there, as few as possible (none where it is so already, or where none were found).
    `questions` can change the urgency or the first cause by themselves; those in `together` can change the urgency only
    with others; the most telling come first. No other question can change the urgency in any way.
    """

    kind: Literal["not-sure"] = "not-sure"
    unknown: tuple[str, ...]
    lowest: Urgency
    lowest_if: tuple[Change, ...]
    highest: Urgency
    highest_if: tuple[Change, ...]
    questions: tuple[OpenQuestion, ...]
    together: tuple[str, ...]
