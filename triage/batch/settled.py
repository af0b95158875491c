"""The answers as the rules read them: gates applied, what is not mentioned read as was said, blanks as not sure.

This is `Logic.settle` for whole columns. Here a blank, "not sure" and "I would rather not say" are one: the rules read
them alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from triage.batch.cells import Cells
from triage.batch.layers import Layers, any_of
from triage.pack.knowledge import Question
from triage.pack.scales import UNSURE
from triage.reasoning.answers import clear_negative

Unanswered = Literal["unsure", "no"] | pl.Expr
Gate = Callable[[Question], pl.Expr | None]


@dataclass(frozen=True)
class Settled:
    """All questions of one table after their gates, each word as a column of its own, made when it is first read."""

    layers: Layers
    cells: dict[str, Cells]
    questions: dict[str, Question]
    unanswered: Unanswered
    gate: Gate

    def word(self, question: str, word: str) -> pl.Expr:
        """Whether an answer is or includes this word; for "unsure", whether it counts as not known."""
        name = f"is {question}={word}"
        return self.layers.column(name) if name in self.layers else self.layers.name(name, self._word(question, word))

    def number(self, question: str) -> pl.Expr:
        """The number that was given or counts as given; null where it is not known."""
        name = f"counts {question}"
        if name in self.layers:
            return self.layers.column(name)
        number, negative = self.cells[question].number, clear_negative(self.questions[question])
        assert number is not None
        if isinstance(negative, int):
            counts_negative = any_of([self._is_hidden(question), self._is_missing(question, "no")])
            number = pl.when(counts_negative).then(pl.lit(negative, pl.Int32)).otherwise(number)
        else:
            number = pl.when(~self._is_hidden(question)).then(number)
        return self.layers.name(name, number)

    def set_aside(self, question: str) -> pl.Expr:
        """Whether an answer was given that other answers hide."""
        return self.cells[question].is_given & self._is_hidden(question)

    def _word(self, question: str, word: str) -> pl.Expr:
        cells, negative = self.cells[question], clear_negative(self.questions[question])
        said = cells.words.get(word, pl.lit(False))
        counts_as = () if isinstance(negative, int) else negative or (UNSURE,)
        if word == UNSURE:
            said = said | self._is_missing(question, "unsure")
        if word in counts_as:
            said = said | self._is_missing(question, "no")
        if self.gate(self.questions[question]) is None:
            return said
        hidden = self._is_hidden(question)
        return said | hidden if word in counts_as else said & ~hidden

    def _is_hidden(self, question: str) -> pl.Expr:
        gate = self.gate(self.questions[question])
        return pl.lit(False) if gate is None else ~gate

    def _is_missing(self, question: str, means: Literal["unsure", "no"]) -> pl.Expr:
        """Whether a question is not mentioned where that means this."""
        missing = ~self.cells[question].is_given
        if isinstance(self.unanswered, pl.Expr):
            return missing & (self.unanswered if means == "no" else ~self.unanswered)
        return missing if self.unanswered == means else pl.lit(False)
