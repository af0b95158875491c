"""A learner's progress as one value: the cases done, the case that is open, and the cards of the quiz."""

from __future__ import annotations

from typing import Any, Literal

from triage.learn.case import Kind
from triage.learn.consultation import Consultation
from triage.learn.record import Record
from triage.pack.model import Model
from triage.records import field, replace


class OpenCase(Model):
    """A case that was begun: the state of its consultation."""

    pack: str
    seed: int
    kind: Kind
    focus: str | None = None
    asked: tuple[str, ...] = ()


class Card(Model):
    """The rule that a card is about, and its state of spaced repetition."""

    rule: str
    state: dict[str, Any]


class Progress(Model):
    """All that is kept of a learner. It holds nothing that a patient said: the cases are made of rules."""

    schema_: Literal["triage.learning/1"] = "triage.learning/1"
    cases: tuple[Record, ...] = ()
    cards: tuple[Card, ...] = ()
    open: OpenCase | None = field(default=None)

    def begun(self, consultation: Consultation) -> Progress:
        """The progress with this case open."""
        case, pack = consultation.case, consultation.pack.sha256
        opened = OpenCase(pack=pack, seed=case.seed, kind=case.kind, focus=case.focus, asked=consultation.asked)
        return replace(self, open=opened)

    def done(self, record: Record) -> Progress:
        """The progress with one more case done, and none open."""
        return replace(self, cases=(*self.cases, record), open=None)
