"""One person's answers with all that follows from them: what every explanation starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from triage.explain import strings
from triage.explain.model import PackRead, Said
from triage.pack.in_words import answer_in_words, number_in_words
from triage.pack.pack import Pack
from triage.pack.wording import Wording, wording_of
from triage.reasoning.answers import Answers, Facts, State, Value, clear_negative, given_text
from triage.reasoning.conclusions import Conclusions
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import Logic, logic_of
from triage.reasoning.ruleset import Firing


@dataclass(frozen=True, eq=False)
class Case:
    """Answers of one person, what they make true, and what follows. Make it with `case_of`."""

    pack: Pack
    answers: Answers
    say: Wording
    facts: Facts
    firings: tuple[Firing, ...]
    conclusions: Conclusions

    @property
    def logic(self) -> Logic:
        return logic_of(self.pack)

    @cached_property
    def certain(self) -> dict[str, bool]:
        """The rules that fired, and whether for certain."""
        return {firing.rule: firing.certain for firing in self.firings}

    @property
    def first_cause(self) -> str | None:
        return self.conclusions.causes[0].cause if self.conclusions.causes else None

    @cached_property
    def told(self) -> dict[str, Value]:
        """The answer to every question that was shown, as it counts: what was not mentioned is filled in."""
        return {
            name: self._value(name)
            for name, state in self.facts.states.items()
            if state not in (State.HIDDEN, State.NOT_ASKED)
        }

    def _value(self, name: str) -> Value:
        given = self.answers.given.get(name)
        if given is None and self.answers.unanswered == "no":
            return clear_negative(self.pack.questions[name])
        return () if given is None else given

    @cached_property
    def not_asked(self) -> frozenset[str]:
        return frozenset(name for name, state in self.facts.states.items() if state is State.NOT_ASKED)

    def header(self) -> dict[str, Any]:
        """What every explanation says of the case."""
        about, level = self.pack.about, self.pack.levels[self.conclusions.urgency]
        return {
            "id": self.answers.id,
            "pack": PackRead(id=about.id, version=about.version, sha256=self.pack.sha256),
            "person": self.say.person,
            "country": self.say.country.id,
            "language": self.pack.language,
            "urgency": level.urgency,
            "urgency_label": self.say(level.label),
            "first_cause": self.first_cause,
        }

    def said(self, question: str, told: Iterable[str] = ()) -> Said:
        """The answer to a question in words; of things ticked only those in `told`, where it names any."""
        value, state = self.told.get(question), self.facts.states[question]
        if value is None:
            words = self.say(strings.NOT_ASKED) % {"finding": self.say(self.pack.questions[question].says)}
            return Said(question=question, answer=None, state=state, says=words)
        ticked = () if isinstance(value, int) else tuple(word for word in value if word in set(told))
        words = says(self.pack, question, ticked or value, self.say)
        return Said(question=question, answer=given_text(self.pack, question, value), state=state, says=words)


def case_of(pack: Pack, answers: Answers | Mapping[str, object], country: str | None = None) -> Case:
    """What follows from these answers (an answers document, its `answers` part, or checked `Answers`).

    Raises AnswersError for answers that the pack does not know, KeyError for an unknown country.
    """
    checked = answers if isinstance(answers, Answers) else read_answers(pack, answers)
    say = wording_of(pack, country, checked.person)
    inferred = infer(pack, logic_of(pack).settle(checked))
    return Case(pack, checked, say, inferred.facts, inferred.firings, inferred.conclusions)


def says(pack: Pack, question: str, value: Value, say: Wording) -> str:
    """An answer to a question as a statement: `Foot or ankle`, `Age: 62 years`, `Dark pee: no`, `Age: not sure`."""
    about = pack.questions[question]
    if isinstance(value, int):
        return number_in_words(about, value, say)
    if not value:
        return say(strings.NOT_ANSWERED) % {"finding": say(about.says)}
    return "; ".join(answer_in_words(about, each, say) for each in value)
