"""The cells of a table's columns as answers: which words they hold, and whether they can be read at all.

The same is refused as in an answers document (`reasoning/documents.py`), here decided by expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from triage.batch.layers import Layers, all_of, any_of
from triage.pack.knowledge import Question
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, QuestionType

TICK_MARK = "|"
WHOLE_NUMBER = r"^-?[0-9]{1,9}(\.0{1,9})?$"
_SIZES: tuple[tuple[int, pl.DataType], ...] = ((8, pl.UInt8()), (16, pl.UInt16()), (32, pl.UInt32()), (64, pl.UInt64()))


@dataclass(frozen=True)
class Cells:
    """One question's column, read: never null where it is not said. A cell that is null was not mentioned.

    `words` holds each word that an answer can have, `number` the number where there is one.
    """

    is_given: pl.Expr
    is_readable: pl.Expr | None
    words: Mapping[str, pl.Expr]
    number: pl.Expr | None = None


def read_cells(question: Question, dtype: pl.DataType | None, layers: Layers) -> Cells:
    """How a column of this type is read; None is a table without the column, in which nobody was asked this."""
    if dtype is None or dtype == pl.Null:
        words = dict.fromkeys(allowed_values(question), pl.lit(False))
        return Cells(pl.lit(False), None, words, pl.lit(None, pl.Int32))
    match question.type:
        case QuestionType.NUMBER:
            return _numbers(question, dtype, layers)
        case QuestionType.ANY_OF:
            return _ticks(question, dtype, layers)
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return _single_words(question, dtype, layers)


# ------------------------------------------------------------------------------------------------------- single words


def _single_words(question: Question, dtype: pl.DataType, layers: Layers) -> Cells:
    words = _equal_words(question, dtype, layers, allowed_values(question))
    given = layers.name(f"given {question.id}", pl.col(question.id).is_not_null())
    return Cells(given, any_of([~given, *words.values()]), words)


def _equal_words(
    question: Question, dtype: pl.DataType, layers: Layers, allowed: tuple[str, ...]
) -> dict[str, pl.Expr]:
    """For each word whether a cell is just that; to rather not say is not to be sure."""
    found = {}
    for word in allowed:
        same = [
            _is_word(question.id, dtype, layers, one)
            for one in ((UNSURE, RATHER_NOT_SAY) if word == UNSURE else (word,))
        ]
        found[word] = layers.name(f"said {question.id}={word}", any_of(same))
    return found


def _is_word(column: str, dtype: pl.DataType, layers: Layers, word: str) -> pl.Expr:
    """Whether each cell is this word; an empty one is not."""
    if isinstance(dtype, pl.Enum):
        categories = dtype.categories.to_list()
        if word not in categories:
            return pl.lit(False)
        return (pl.col(column).cat.physical() == categories.index(word)).fill_null(False)
    if isinstance(dtype, pl.Categorical):
        return layers.name(f"text {column}", pl.col(column).cast(pl.String)).eq_missing(pl.lit(word))
    return pl.col(column).eq_missing(pl.lit(word)) if dtype == pl.String else pl.lit(False)


# -------------------------------------------------------------------------------------------------------------- ticks


def _ticks(question: Question, dtype: pl.DataType, layers: Layers) -> Cells:
    """Each word is a bit of one number a row: their sum has as many bits as the list has words, or one stands twice.

    What is no word has the next bit. Numbers as small as they can be are quicker; a sum too large for them lacks bits.
    """
    allowed = allowed_values(question)
    given = layers.name(f"given {question.id}", pl.col(question.id).is_not_null())
    ticked = _as_list(question.id, dtype)
    if ticked is None:
        return Cells(given, ~given, dict.fromkeys(allowed, pl.lit(False)))
    ticked = layers.name(f"list {question.id}", ticked)
    bits = {word: 1 << place for place, word in enumerate(allowed)}
    bad = 1 << len(allowed)
    small = next(dtype for size, dtype in _SIZES if len(allowed) < size)
    element = pl.element()
    each = pl.lit(bad, small)
    for word, bit in (*bits.items(), (RATHER_NOT_SAY, bits[UNSURE])):
        each = pl.when(element == word).then(pl.lit(bit, small)).otherwise(each)
    total = ticked.list.eval(each).list.sum().cast(small, strict=False).fill_null(0)
    mask = layers.name(f"ticks {question.id}", total)
    count = ticked.list.len().fill_null(0)
    alone = (mask & bits[NONE] == 0) | (mask == bits[NONE])
    readable = all_of([mask < bad, mask.bitwise_count_ones() == count, alone])
    words = {word: mask & bit != 0 for word, bit in bits.items()}
    words[UNSURE] = words[UNSURE] | (given & (mask == 0))
    return Cells(given, readable, words)


def _as_list(column: str, dtype: pl.DataType) -> pl.Expr | None:
    """The ticks as lists of text; None where the column cannot hold any."""
    if isinstance(dtype, pl.List):
        inner = dtype.inner
        if isinstance(inner, pl.Enum | pl.Categorical):
            return pl.col(column).cast(pl.List(pl.String))
        if inner == pl.Null:
            return pl.col(column).cast(pl.List(pl.String))
        return pl.col(column) if inner == pl.String else None
    if isinstance(dtype, pl.Enum | pl.Categorical):
        return pl.col(column).cast(pl.String).str.split(TICK_MARK)
    return pl.col(column).str.split(TICK_MARK) if dtype == pl.String else None


# ------------------------------------------------------------------------------------------------------------ numbers


def _numbers(question: Question, dtype: pl.DataType, layers: Layers) -> Cells:
    given = layers.name(f"given {question.id}", pl.col(question.id).is_not_null())
    cell = pl.col(question.id)
    never = {UNSURE: pl.lit(False)}
    if dtype.is_integer():
        within = cell.is_between(question.minimum, question.maximum)
        number = layers.name(f"number {question.id}", pl.when(within).then(cell).cast(pl.Int32))
        return Cells(given, ~given | number.is_not_null(), never, number)
    if dtype.is_float():
        whole = cell.is_between(question.minimum, question.maximum) & (cell == cell.floor())
        number = layers.name(f"number {question.id}", pl.when(whole).then(cell).cast(pl.Int32))
        return Cells(given, ~given | number.is_not_null(), never, number)
    if isinstance(dtype, pl.Enum | pl.Categorical):
        cell = cell.cast(pl.String)
    elif dtype != pl.String:
        return Cells(given, ~given, never, pl.lit(None, pl.Int32))
    words = _equal_words(question, dtype, layers, (UNSURE,))
    read = pl.when(cell.str.contains(WHOLE_NUMBER)).then(cell).cast(pl.Float64, strict=False)
    within = read.is_between(question.minimum, question.maximum)
    number = layers.name(f"number {question.id}", pl.when(within).then(read).cast(pl.Int32))
    return Cells(given, any_of([~given, number.is_not_null(), words[UNSURE]]), words, number)
