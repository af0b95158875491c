"""A table as one of two packs hears it: an answer that only the other pack knows counts as not sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import polars as pl

from triage.batch.cells import TICK_MARK
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import UNSURE, QuestionType

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def as_heard(frame: Frame, pack: Pack, other: Pack) -> Frame:
    """The table with each answer that `other` knows and `pack` does not as not sure. What neither knows stays."""
    return frame.with_columns(list(_heard(frame.collect_schema(), pack, other)))


def _heard(schema: pl.Schema, pack: Pack, other: Pack) -> Iterator[pl.Expr]:
    for name, question in pack.questions.items():
        theirs = other.questions.get(name)
        if theirs is None or theirs.type is not question.type or name not in schema:
            continue
        strange = sorted(set(allowed_values(theirs)) - set(allowed_values(question)))
        if question.type is QuestionType.NUMBER:
            if (theirs.minimum, theirs.maximum) != (question.minimum, question.maximum):
                yield _number(question, theirs)
        elif not strange:
            continue
        elif question.type is QuestionType.ANY_OF:
            yield from _ticks(name, strange, schema[name])
        elif not schema[name].is_numeric():
            word = pl.col(name).cast(pl.String)
            yield pl.when(word.is_in(strange)).then(pl.lit(UNSURE)).otherwise(word).alias(name)


def _number(question: Question, theirs: Question) -> pl.Expr:
    cell = pl.col(question.id)
    read = cell.cast(pl.String).cast(pl.Float64, strict=False)
    is_strange = read.is_between(theirs.minimum, theirs.maximum) & ~read.is_between(question.minimum, question.maximum)
    return pl.when(is_strange).then(pl.lit(UNSURE)).otherwise(cell.cast(pl.String)).alias(question.id)


def _ticks(name: str, strange: list[str], dtype: pl.DataType) -> Iterator[pl.Expr]:
    if isinstance(dtype, pl.List):
        ticks = pl.col(name).cast(pl.List(pl.String))
    elif dtype.is_numeric() or dtype == pl.Null:
        return
    else:
        ticks = pl.col(name).cast(pl.String).str.split(TICK_MARK)
    known = ticks.list.eval(pl.element().filter(~pl.element().is_in(strange).fill_null(False)))
    is_less = known.list.len() < ticks.list.len()
    not_sure = pl.concat_list(known, pl.lit(UNSURE))
    missing = is_less & ~known.list.contains(UNSURE)
    yield pl.when(missing).then(not_sure).otherwise(known).alias(name)
