"""A consultation: the student asks in any order and knows only what was answered; an immutable value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from triage.errors import UnknownId, did_you_mean
from triage.learn.case import Kind, NoCase, PracticeCase
from triage.learn.making import make_case
from triage.learn.telling import Heard, heard, opening
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers, Facts, Value
from triage.reasoning.logic import logic_of


@dataclass(frozen=True)
class Consultation:
    """One student with one case. `asked` are the questions asked, in order; each step returns a new value."""

    pack: Pack
    case: PracticeCase
    asked: tuple[str, ...] = ()

    @property
    def told_first(self) -> tuple[Heard, ...]:
        """What the patient says without being asked."""
        return tuple(heard(self.pack, self.case, name) for name in opening(self.pack, self.case))

    @property
    def heard(self) -> tuple[Heard, ...]:
        """The answers to what was asked, in that order."""
        return tuple(heard(self.pack, self.case, name) for name in self.asked)

    @property
    def known(self) -> tuple[str, ...]:
        """All questions whose answers the student has."""
        return tuple(dict.fromkeys((*opening(self.pack, self.case), *self.asked)))

    def ask(self, question: str) -> Consultation:
        """One more question; one that is known already changes nothing. Raises UnknownId for what is no question."""
        if question not in self.pack.questions:
            raise UnknownId(f"'{question}' is no question.{did_you_mean(question, self.pack.questions)}")
        return self if question in self.known else replace(self, asked=(*self.asked, question))

    def ask_all(self, questions: Iterable[str]) -> Consultation:
        after = self
        for question in questions:
            after = after.ask(question)
        return after

    def facts(self, known: Iterable[str] | None = None) -> Facts:
        """What is settled by the answers that are known (or by these), all else being open."""
        return logic_of(self.pack).settle(Answers(self.given(known), "open"))

    def given(self, known: Iterable[str] | None = None) -> dict[str, Value]:
        names = self.known if known is None else known
        return {name: self.case.given[name] for name in names if name in self.case.given}

    # ---------------------------------------------------------------------------------------------------------- state

    def state(self) -> dict[str, Any]:
        """All that is needed to go on later, as JSON: the case is made anew from its seed."""
        return {
            "pack": self.pack.sha256,
            "seed": self.case.seed,
            "kind": self.case.kind.value,
            "focus": self.case.focus,
            "asked": list(self.asked),
        }

    @classmethod
    def resume(cls, pack: Pack, state: Mapping[str, Any]) -> Consultation | None:
        """The consultation that a state holds; None where it was made with another pack, or cannot be made again."""
        if state.get("pack") != pack.sha256:
            return None
        try:
            case = make_case(pack, int(state["seed"]), Kind(state["kind"]), state.get("focus"))
        except (NoCase, UnknownId):
            return None
        return cls(pack, case).ask_all(name for name in state["asked"] if name in pack.questions)
