"""The same answers to several packs, each of which hears them in its own way.

A pack hears an answer that it does not know as not sure: an option that it does not have, a number out of its range,
any answer to a question that it asks in another form. What it does not ask at all it does not hear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType
from triage.proof.formulas import FALSE, Formula, both, either, negation
from triage.proof.said import BLANK, Said, bounds_of
from triage.reasoning.answers import NOT_SURE, Answers, Value


class Hearing:
    """Every answer that one of some packs can be given; `pack` has the questions of all, in the words of the last."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.pack = replace(packs[-1], screens=tuple(_screens(packs)), invariants={})
        self.said = Said(self.pack, bounds=_bounds([*packs, self.pack]))

    def heard_by(self, pack: Pack) -> Said:
        """The variables of one answer set as a pack hears it."""
        heard = copy(self.said)
        heard.pack = pack
        heard.words, heard.at_least = dict(self.said.words), dict(self.said.at_least)
        for question in pack.questions.values():
            heard.words[question.id] = self._words(question)
            if question.type is QuestionType.NUMBER:
                heard.at_least[question.id] = self._cuts(question)
        return heard

    def _words(self, question: Question) -> dict[str, Formula]:
        said, asked = self.said.words[question.id], self.pack.questions[question.id]
        if question.type is not asked.type:
            return {UNSURE: negation(said[BLANK]), BLANK: said[BLANK]}
        if question.type is QuestionType.NUMBER:
            is_number = both(negation(word) for word in said.values())
            unknown = [both([is_number, negation(self._is_in_range(question))])]
            known = said
        else:
            options = {option.value for option in question.options}
            extra = {option.value for option in asked.options} - options
            known = {word: formula for word, formula in said.items() if word not in extra}
            unknown = [said[word] for word in sorted(extra)]
        return {**known, UNSURE: either([said[UNSURE], *unknown])}

    def _cuts(self, question: Question) -> dict[int, Formula]:
        if self.pack.questions[question.id].type is not QuestionType.NUMBER:
            return dict.fromkeys(range(question.minimum + 1, question.maximum + 1), FALSE)
        cuts, in_range = self.said.at_least[question.id], self._is_in_range(question)
        return {
            bound: both([cut, in_range]) for bound, cut in cuts.items() if question.minimum < bound <= question.maximum
        }

    def _is_in_range(self, question: Question) -> Formula:
        """Whether a number, if one is given, is one that the question takes."""
        asked, cuts = self.pack.questions[question.id], self.said.at_least[question.id]
        low = [cuts[question.minimum]] if question.minimum > asked.minimum else []
        return both([*low, *([negation(cuts[question.maximum + 1])] if question.maximum < asked.maximum else [])])

    def answers(self, model: Any) -> Answers:
        """The answer set that a model stands for."""
        return self.said.answers(model)

    def as_heard(self, pack: Pack, answers: Answers) -> Answers:
        """An answer set as a pack hears it."""
        return Answers({name: self._value(one, answers.given[name]) for name, one in pack.questions.items()}, "unsure")

    def _value(self, question: Question, value: Value) -> Value:
        if value == () or value == NOT_SURE:
            return value
        if question.type is not self.pack.questions[question.id].type:
            return NOT_SURE
        if isinstance(value, int):
            return value if question.minimum <= value <= question.maximum else NOT_SURE
        extra = self.unknown_to(question)
        known = tuple(word for word in value if word not in extra)
        return known if len(known) == len(value) or UNSURE in known else (*known, UNSURE)

    def unknown_to(self, question: Question) -> tuple[str, ...]:
        """The options that a pack which has this form of a question hears as not sure."""
        options = {option.value for option in question.options}
        return tuple(one.value for one in self.pack.questions[question.id].options if one.value not in options)


def _screens(packs: Sequence[Pack]) -> Iterator[Any]:
    """The screens of the last pack with each question widened, and then what only the others ask."""
    *earlier, last = packs
    done = set(last.questions)
    for screen in last.screens:
        yield replace(screen, questions=tuple(_widened(one, earlier) for one in screen.questions))
    for number, pack in reversed(list(enumerate(earlier))):
        for screen in pack.screens:
            left = [one for one in screen.questions if one.id not in done]
            if left:
                yield replace(screen, questions=tuple(_widened(one, earlier[:number]) for one in left))
                done |= {one.id for one in left}


def _widened(question: Question, packs: Sequence[Pack]) -> Question:
    """A question with all the options, and the whole range, that it has in any of these packs too."""
    same = [pack.questions[question.id] for pack in packs if question.id in pack.questions]
    same = [one for one in same if one.type is question.type]
    options = {option.value: option for one in same for option in one.options}
    mine = {option.value for option in question.options}
    return replace(
        question,
        options=(*question.options, *(option for value, option in options.items() if value not in mine)),
        minimum=min([question.minimum, *(one.minimum for one in same)]),
        maximum=max([question.maximum, *(one.maximum for one in same)]),
    )


def _bounds(packs: Sequence[Pack]) -> dict[str, frozenset[int]]:
    """The numbers at which a rule of these packs changes its mind, and the ends of each question's range."""
    found = bounds_of(*packs)
    for pack in packs:
        for question in pack.questions.values():
            if question.type is QuestionType.NUMBER:
                ends = {question.minimum, question.maximum + 1}
                found[question.id] = found.get(question.id, frozenset()) | ends
    return found
