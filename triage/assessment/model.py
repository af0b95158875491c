"""The result: what the contract calls an assessment, as immutable models. `to_json()` gives its public form."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from triage.pack.model import Model
from triage.pack.scales import Strength, Urgency
from triage.records import field


class PackInfo(Model):
    id: str
    version: str
    sha256: str


class SoftwareInfo(Model):
    name: str
    version: str


class EngineInfo(Model):
    """Which engine made the result, and whether the reference evaluator was run beside it and agreed."""

    name: Literal["durable_rules", "logic"]
    version: str
    checked: bool
    agreed: bool | None


class ReviewInfo(Model):
    status: str
    statement: str


class DangerSignFound(Model):
    """A danger sign that fired; `certain` is false when it fired only because of answers in `unsure_about`."""

    rule: str
    label: str
    urgency: Urgency
    because: str
    certain: bool
    outside_article: bool
    answers: dict[str, Any]
    unsure_about: tuple[str, ...] = ()
    sources: tuple[str, ...]


class NamedCondition(Model):
    condition: str
    label: str
    sources: tuple[str, ...]


class Reason(Model):
    """One line of evidence: `rule` is its id."""

    rule: str
    finding: str
    strength: Strength
    sources: tuple[str, ...]


class PossibleCause(Model):
    cause: str
    label: str
    plain: str
    strength: Strength
    conditions: tuple[NamedCondition, ...]
    for_: tuple[Reason, ...]
    against: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    sources: tuple[str, ...]


class ProfessionalToSee(Model):
    professional: str
    label: str
    why: str
    reach: str
    sources: tuple[str, ...]


class TreatmentToAskAbout(Model):
    treatment: str
    label: str
    text: str
    for_: tuple[str, ...]
    notes: dict[str, str]
    sources: tuple[str, ...]


class ExerciseToAskAbout(Model):
    exercise: str
    label: str
    steps: tuple[str, ...]
    caution: str
    notes: dict[str, str]
    sources: tuple[str, ...]


class WithheldExercise(Model):
    exercise: str
    label: str
    because: str
    sources: tuple[str, ...]


class NewAnswer(Model):
    """One answer that would be another: `answers` holds it, as in an answers document; `rule` would then fire."""

    answers: dict[str, Any]
    rule: str


class SafetyNetLine(Model):
    """New signs to watch for. Each of `changes` alone would lead to `then`; `rule` is that of the first of them."""

    if_: str
    then: Urgency
    rule: str
    changes: tuple[NewAnswer, ...]
    sources: tuple[str, ...]


class TraceStep(Model):
    """One firing: what it stood on (`answer:side=one_leg`, `pattern:...`), and what it concludes."""

    rule: str
    certain: bool
    from_: tuple[str, ...]
    concludes: tuple[str, ...]


class Assessment(Model):
    """One person's result. Lists are in order, the most important first.

    `answers`, `unanswered` and `not_asked` are what it was made from: enough to make it again. `digest`
    binds all that is written, and is made when it is.
    """

    schema_: Literal["triage.assessment/1"] = "triage.assessment/1"
    id: str | None = None
    pack: PackInfo
    software: SoftwareInfo
    engine: EngineInfo
    review: ReviewInfo
    person: Literal["self", "other"]
    country: str
    language: str = "en"
    urgency: Urgency
    urgency_rank: int
    urgency_label: str
    action: str
    timeframe: str
    danger_signs: tuple[DangerSignFound, ...]
    possible_causes: tuple[PossibleCause, ...]
    professionals: tuple[ProfessionalToSee, ...]
    treatments: tuple[TreatmentToAskAbout, ...]
    exercises: tuple[ExerciseToAskAbout, ...]
    exercise_caution: str
    withheld_exercises: tuple[WithheldExercise, ...]
    safety_net: tuple[SafetyNetLine, ...]
    not_known: tuple[str, ...]
    answers: dict[str, Any]
    unanswered: Literal["unsure", "no"]
    not_asked: tuple[str, ...]
    trace: tuple[TraceStep, ...]
    notes: tuple[str, ...]
    digest: str = field(default="", compare=False)

    def to_json(self, indent: int | None = None) -> str:
        """The public form of the contract: one JSON object; `id` is left out when there is none."""
        separators = (",", ":") if indent is None else None
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, separators=separators)

    def to_dict(self) -> dict[str, Any]:
        """The public form of the contract as plain Python data. A result that was read keeps its digest."""
        result = super().to_dict()
        if self.id is None:
            del result["id"]
        result["digest"] = self.digest or _digest_of(result)
        return result


def _digest_of(result: dict[str, Any]) -> str:
    """SHA-256 of all fields but the digest itself, as JSON in ASCII with sorted keys and no spaces.

    It shows that something was changed by chance or by hand, not who made the result: anybody can make a new one.
    """
    rest = {name: value for name, value in result.items() if name != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
