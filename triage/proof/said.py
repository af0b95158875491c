"""Every answer set that a person can give, as solver variables.

A question has a variable for each word that can be said (its options, not sure, blank) and, for a number, one for each
bound that a rule tests. `domain` says which combinations a person can give. Nothing is sampled: a model of the domain
is an answer set, and every answer set is a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from itertools import pairwise
from typing import Any

import z3

from triage.pack.conditions import Condition, NumberIs, leaves
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType
from triage.proof.formulas import FALSE, TRUE, Formula, both, constant, is_true, negation
from triage.reasoning.answers import Answers, Value
from triage.reasoning.ruleset import rules_of

BLANK = ""


def words_of(question: Question) -> tuple[str, ...]:
    """Every word that an answer to a question can hold; for a number only those that are no number."""
    match question.type:
        case QuestionType.NUMBER:
            return (UNSURE, BLANK)
        case QuestionType.YES_NO:
            return ("yes", "no", UNSURE, BLANK)
        case QuestionType.ONE_OF:
            return (*(option.value for option in question.options), UNSURE, BLANK)
        case QuestionType.ANY_OF:
            return (*(option.value for option in question.options), NONE, UNSURE, BLANK)


class Said:
    """The variables of one answer set, before any gate is looked at. Worlds may share them."""

    def __init__(self, pack: Pack, name: str = "", bounds: Mapping[str, frozenset[int]] | None = None) -> None:
        self.pack = pack
        self.bounds = bounds or bounds_of(pack)
        self.words = {
            question.id: {word: z3.Bool(f"{name}{question.id}={word}") for word in words_of(question)}
            for question in pack.questions.values()
        }
        self.at_least = {
            question.id: {
                bound: z3.Bool(f"{name}{question.id}>={bound}")
                for bound in sorted(self.bounds.get(question.id, frozenset()))
                if question.minimum < bound <= question.maximum
            }
            for question in pack.questions.values()
            if question.type is QuestionType.NUMBER
        }
        self.told = {question: z3.Bool(f"{name}{question} told") for question in pack.questions}
        self.domain = [part for question in pack.questions.values() for part in self._allowed(question)]

    def _allowed(self, question: Question) -> Iterator[Formula]:
        words = self.words[question.id]
        match question.type:
            case QuestionType.NUMBER:
                yield z3.AtMost(*words.values(), 1)
                cuts = list(self.at_least[question.id].values())
                yield from (z3.Implies(high, low) for low, high in pairwise(cuts))
                yield from (z3.Implies(cuts[0], negation(word)) for word in words.values() if cuts)
            case QuestionType.YES_NO | QuestionType.ONE_OF:
                yield z3.PbEq([(word, 1) for word in words.values()], 1)
            case QuestionType.ANY_OF:
                yield z3.Or(*words.values())
                for alone in (NONE, BLANK):
                    yield from (
                        z3.Or(negation(words[alone]), negation(words[other])) for other in words if other != alone
                    )

    def number_is_at_least(self, question: str, bound: int) -> Formula:
        """Whether a number was given and is at least `bound`."""
        asked = self.pack.questions[question]
        if bound <= asked.minimum:
            return both(negation(word) for word in self.words[question].values())
        return FALSE if bound > asked.maximum else self.at_least[question][bound]

    def is_value(self, question: str, value: Value) -> Formula:
        """Whether exactly this was answered; a number stands for all that no rule tells apart from it."""
        if isinstance(value, int):
            known = both(negation(word) for word in self.words[question].values())
            cuts = self.at_least[question].items()
            return both([known, *(cut if value >= bound else negation(cut) for bound, cut in cuts)])
        wanted = set(value or (BLANK,))
        return both(said if word in wanted else negation(said) for word, said in self.words[question].items())

    def same_as(self, other: Said, question: str) -> Formula:
        """Whether two answer sets give the same answer to a question."""
        pairs = [
            *((said, other.words[question].get(word, FALSE)) for word, said in self.words[question].items()),
            *((cut, other.at_least[question][bound]) for bound, cut in self.at_least.get(question, {}).items()),
        ]
        return both(mine == theirs for mine, theirs in pairs)

    def with_value(self, question: str, value: Value) -> Said:
        """The same answer set with this answer to one question."""
        if isinstance(value, int):
            return self._with(question, {}, {bound: constant(value >= bound) for bound in self.at_least[question]})
        return self._with(question, dict.fromkeys(value or (BLANK,), TRUE), {})

    def with_tick(self, question: str, option: str) -> Said:
        """The same answer set with one more thing ticked."""
        left = {word: said for word, said in self.words[question].items() if word not in (NONE, BLANK)}
        return self._with(question, {**left, option: TRUE}, {})

    def _with(self, question: str, words: Mapping[str, Formula], cuts: Mapping[int, Formula]) -> Said:
        changed = copy(self)
        every = dict.fromkeys(self.words[question], FALSE)
        changed.words = {**self.words, question: {**every, **words}}
        if question in self.at_least:
            every_cut = dict.fromkeys(self.at_least[question], FALSE)
            changed.at_least = {**self.at_least, question: {**every_cut, **cuts}}
        return changed

    def answers(self, model: Any) -> Answers:
        """The answer set that a model of the domain stands for, every question answered."""
        return Answers({name: self._value(name, model) for name in self.pack.questions}, "unsure")

    def _value(self, name: str, model: Any) -> Value:
        question = self.pack.questions[name]
        said = tuple(word for word, told in self.words[name].items() if is_true(model, told))
        if question.type is not QuestionType.NUMBER or said:
            return () if said == (BLANK,) else said
        passed = [bound for bound, cut in self.at_least[name].items() if is_true(model, cut)]
        missed = [bound for bound, cut in self.at_least[name].items() if not is_true(model, cut)]
        low, high = max([question.minimum, *passed]), min([question.maximum, *(bound - 1 for bound in missed)])
        default = question.default_negative
        return default if isinstance(default, int) and low <= default <= high else low


def bounds_of(*packs: Pack) -> dict[str, frozenset[int]]:
    """The numbers at which a rule of these packs changes its mind, by question; the default answer is one too."""
    found: dict[str, set[int]] = {}
    for pack in packs:
        for test in _tests(pack):
            if isinstance(test, NumberIs):
                known = (test.at_least, test.below)
                found.setdefault(test.question, set()).update(bound for bound in known if bound is not None)
        for question in pack.questions.values():
            for number in (question.default_negative, question.danger_from):
                if isinstance(number, int):
                    found.setdefault(question.id, set()).update((number, number + 1))
    return {question: frozenset(bounds) for question, bounds in found.items()}


def _tests(pack: Pack) -> Iterator[Condition]:
    for rule in rules_of(pack):
        for condition in (rule.when, rule.unless):
            yield from leaves(condition) if condition is not None else ()
    for question in pack.questions.values():
        yield from leaves(question.ask_when) if question.ask_when is not None else ()
    for invariant in pack.invariants.values():
        wanted = [case.when for case in invariant.cases] + ([invariant.change.keep] if invariant.change else [])
        for condition in wanted:
            yield from leaves(condition) if condition is not None else ()
