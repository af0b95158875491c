"""The documents that are put together as plain data, as models: what `--json` of these commands gives."""

from __future__ import annotations

from typing import Any, Literal

from triage.assessment import Assessment
from triage.assessment.model import PackInfo, SoftwareInfo
from triage.pack.model import Model
from triage.pack.scales import Urgency

AnswersByQuestion = dict[str, Any]


class Replay(Model):
    """`triage replay`: what was asked, in order, how much that was to answer, and the result."""

    asked: tuple[str, ...]
    looked_again: tuple[str, ...]
    screens: int
    questions: int
    items: int
    stopped_early: bool
    assessment: Assessment


class Differs(Model):
    """What does not follow, and where in the result."""

    place: str
    message: str


class Checked(Model):
    """`triage check`: whether a saved result stands. `line` is that of a stream, else 0."""

    path: str
    line: int
    stands: bool
    problems: tuple[Differs, ...]


class Solver(Model):
    name: str
    version: str


class CounterExample(Model):
    """The smallest answers that break a property; `compared_with` are those that they were changed from."""

    because: str
    unanswered: Literal["no"]
    answers: AnswersByQuestion
    in_words: tuple[str, ...]
    rules: tuple[str, ...]
    urgency: str | None
    expected: str | None
    compared_with: AnswersByQuestion | None


class ProvedProperty(Model):
    """One property. `missing` are the names of what no answers lead to, `by_construction` why it needs no proof."""

    id: str
    says: str
    group: Literal["invariant", "structure"]
    holds: bool
    claims: int
    by_construction: str | None
    seconds: float
    missing: tuple[str, ...]
    counterexamples: tuple[CounterExample, ...]


class Certificate(Model):
    """`triage verify`: what was proved of a pack, and by what."""

    schema_: Literal["triage.certificate/1"]
    pack: PackInfo
    software: SoftwareInfo
    solver: Solver
    made: str
    seconds: float
    answer_sets: str
    holds: bool
    properties: tuple[ProvedProperty, ...]


class Example(Model):
    """An answers document, in short."""

    unanswered: Literal["no"]
    answers: AnswersByQuestion


class Move(Model):
    """One kind of change between two packs, with the smallest answers that show it."""

    about: Literal["urgency", "cause", "exercise"]
    what: str
    direction: str
    before: Urgency
    after: Urgency
    example: Example
    is_smallest: bool
    no_longer_fires: tuple[str, ...]
    fires_lower: tuple[str, ...]
    fires_higher: tuple[str, ...]
    fires_now: tuple[str, ...]


class Difference(Model):
    """`triage diff`: what a change of rules changes. `unexplained` is a move down that no reason names."""

    schema_: Literal["triage.difference/1"]
    old: PackInfo
    new: PackInfo
    levels_only: bool
    moves: tuple[Move, ...]
    known_to_one: dict[str, tuple[str, ...]]
    reasons: tuple[str, ...]
    unexplained: Move | None


class Failure(Model):
    """What came out otherwise than a vignette expects."""

    kind: str
    message: str
    details: tuple[str, ...]


class VignetteOutcome(Model):
    id: str | None
    title: str
    path: str
    line: int
    passed: bool
    urgency: Urgency
    failures: tuple[Failure, ...]


class SignTested(Model):
    """How many vignettes fire a danger sign, and how many come close and do not."""

    rule: str
    fired_by: int
    near_misses: int


class Vignettes(Model):
    """`triage test`: the outcome of each vignette."""

    passed: int
    failed: int
    vignettes: tuple[VignetteOutcome, ...]
    problems: tuple[str, ...]
    coverage: tuple[SignTested, ...]


class SignedOff(Model):
    """Who has signed off the content with this hash."""

    name: str
    role: str
    date: str
    version: str
    sha256: str
    statement: str


class Review(Model):
    """`triage review`: whether exactly this content is signed off; `of_other_content` counts for nothing."""

    schema_: Literal["triage.review/1"]
    pack: PackInfo
    status: Literal["not_signed_off", "signed_off"]
    statement: str
    signed_by: tuple[SignedOff, ...]
    of_other_content: tuple[SignedOff, ...]
