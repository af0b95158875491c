"""Answers as small numbers while a population is made, and as words when it is written.

A choice is the place of its word; ticks are a bit each, none being 0; a number is counted from the least. One more than
the last stands for not sure, and null for a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

import polars as pl

from triage.batch.cells import TICK_MARK, Cells
from triage.pack.knowledge import Question
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, UNSURE, QuestionType

CODE = pl.Int32
MOST_TICKS = 12


@dataclass(frozen=True)
class Codes:
    """The numbers that stand for the answers to one question; `size` is that of not sure."""

    question: Question
    words: tuple[str, ...]  # those of a choice, or the things to tick; not sure is not among them
    size: int

    @property
    def column(self) -> pl.Expr:
        return pl.col(self.question.id)

    def as_cells(self) -> Cells:
        """The column of numbers, as the rules read it."""
        code, given = self.column, self.column.is_not_null()
        unsure = {UNSURE: (code == self.size).fill_null(False)}
        match self.question.type:
            case QuestionType.NUMBER:
                number = pl.when(code < self.size).then(code + self.question.minimum)
                return Cells(given, None, unsure, number)
            case QuestionType.ANY_OF:
                is_ticks = given & (code < self.size)
                said = {word: is_ticks & (code & (1 << bit) != 0) for bit, word in enumerate(self.words)}
                return Cells(given, None, _known(said) | {NONE: (code == 0).fill_null(False)} | unsure)
            case QuestionType.YES_NO | QuestionType.ONE_OF:
                said = {word: code == place for place, word in enumerate(self.words)}
                return Cells(given, None, _known(said) | unsure)

    def as_answers(self) -> pl.Expr:
        """The column as it is written: words as text, numbers as numbers. A number nobody is sure of is a blank."""
        code = self.column
        if self.question.type is QuestionType.NUMBER:
            return pl.when(code < self.size).then(code + self.question.minimum).alias(self.question.id)
        return code.cast(pl.UInt32).cat.to(pl.Enum(self._texts())).alias(self.question.id)

    def _texts(self) -> list[str]:
        if self.question.type is not QuestionType.ANY_OF:
            return [*self.words, UNSURE]
        sets = (TICK_MARK.join(compress(self.words, _bits(mask, len(self.words)))) for mask in range(1, self.size))
        return [NONE, *sets, UNSURE]


def codes_of(question: Question) -> Codes:
    """The numbers of a question. Raises ValueError where its tick list has more things than can be simulated."""
    if question.type is QuestionType.NUMBER:
        return Codes(question, (), question.maximum - question.minimum + 1)
    words = tuple(word for word in allowed_values(question) if word != UNSURE)
    if question.type is not QuestionType.ANY_OF:
        return Codes(question, words, len(words))
    ticks = tuple(word for word in words if word != NONE)
    if len(ticks) > MOST_TICKS:
        raise ValueError(f"'{question.id}' has {len(ticks)} things to tick; at most {MOST_TICKS} can be simulated")
    return Codes(question, ticks, 1 << len(ticks))


def _known(said: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    return {word: made.fill_null(False) for word, made in said.items()}


def _bits(mask: int, count: int) -> list[bool]:
    return [bool(mask >> bit & 1) for bit in range(count)]
