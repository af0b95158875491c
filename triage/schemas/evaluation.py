"""What `triage evaluate --json` gives, as models."""

from __future__ import annotations

from typing import Any, Literal

from triage.assessment.model import PackInfo, SoftwareInfo
from triage.pack.model import Model
from triage.pack.scales import Urgency


class Interval(Model):
    """How intervals were made: exact ones for proportions."""

    method: Literal["Clopper-Pearson"]
    confidence: float


class Share(Model):
    """A proportion with its interval; `share`, `low` and `high` are null where `of` is 0."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class Engines(Model):
    """For how many cases both engines were compared, and for which they differ."""

    compared: int
    differ: tuple[str, ...]


class Asked(Model):
    cases: int
    median: float | None
    mean: float | None
    most: int | None


class Rule(Model):
    """A rule behind an over-triage, and the level without it."""

    rule: str
    certain: bool
    without_it: Urgency


class OverTriaged(Model):
    """A case that came out more urgent than expected; `without_all` is the level without its rules."""

    id: str
    core: bool
    kind: str
    accepted: bool
    expected: Urgency
    urgency: Urgency
    rules: tuple[Rule, ...]
    without_all: Urgency


class OverTriage(Model):
    """The cases, and for each rule what it makes and what there would be without it."""

    cases: tuple[OverTriaged, ...]
    rules: tuple[dict[str, Any], ...]


class JudgedCase(Model):
    id: str
    line: int
    diagnosis: str
    family: str
    core: bool
    described: bool
    expected: Urgency
    accepted: tuple[Urgency, ...]
    urgency: Urgency
    tier: str
    expected_cause: str | None
    causes: tuple[str, ...]
    danger_signs: dict[str, Any]
    questions: int | None
    items: int | None


class Evaluation(Model):
    """The accuracy on labelled cases. `groups` has the measures of each group: proportions are like `Share`."""

    schema_: Literal["triage.evaluation/1"]
    input: str
    pack: PackInfo
    software: SoftwareInfo
    interval: Interval
    engines: Engines
    adaptive_differs: tuple[str, ...]
    groups: dict[str, dict[str, Share | Asked | Any]]
    over_triage: OverTriage
    cases: tuple[JudgedCase, ...]
    published: dict[str, Any]
