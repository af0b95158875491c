"""Counts the answers of a table: each question among those who are shown it, by age group if that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from triage.batch.cells import read_cells
from triage.batch.conditions import Conditions
from triage.batch.layers import Layers, all_of
from triage.batch.plan import UNANSWERED, Means
from triage.batch.settled import Settled, Unanswered
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import NONE, UNSURE, QuestionType

AGE = "age"
PEOPLE, ASKED, SAID_UNSURE, LEFT_BLANK = "people", "asked", "unsure", "blank"
_GROUP, _NUMBER = "@group", "@number"

# By age group and what is counted: "people", or a question's id with "asked", "unsure", "blank", a word or a number.
Counts = Counter[tuple[int, str]]


def count_answers(
    pack: Pack, frames: Iterable[pl.DataFrame], unanswered: Means = "unsure", lowest_ages: Sequence[int] = ()
) -> Counts:
    """All answers of a table that is read a part at a time; rows that cannot be read are passed over.

    `lowest_ages` are those of the age groups, the first group being everybody below the second.
    """
    total: Counts = Counter()
    known: dict[tuple[object, ...], _Counting] = {}
    for frame in frames:
        key = tuple(
            (name, dtype) for name, dtype in frame.schema.items() if name in pack.questions or name == UNANSWERED
        )
        if key not in known:
            known[key] = _Counting(pack, frame.schema, unanswered, lowest_ages)
        total.update(known[key].counted(frame))
    return total


class _Counting:
    """The counting of one pack's answers in tables with these columns."""

    def __init__(
        self, pack: Pack, schema: Mapping[str, pl.DataType], unanswered: Means, lowest_ages: Sequence[int]
    ) -> None:
        self._questions, self._layers = pack.questions, Layers()
        self._cells = {name: read_cells(one, schema.get(name), self._layers) for name, one in pack.questions.items()}
        self._conditions = Conditions(pack, self._layers)
        self._conditions.settled = self._settled = Settled(
            self._layers, self._cells, pack.questions, self._silence(schema, unanswered), self._conditions.gate
        )
        self._group = pl.lit(0, pl.UInt8)
        for place, low in list(enumerate(lowest_ages))[1:]:
            is_older = self._settled.number(AGE) >= low
            self._group = pl.when(is_older).then(pl.lit(place, pl.UInt8)).otherwise(self._group)
        numbers = [name for name, one in pack.questions.items() if one.type is QuestionType.NUMBER]
        self._numbers = {name: self._settled.number(name) for name in numbers}
        self._sums = [pl.len().alias(PEOPLE), *(one for each in pack.questions.values() for one in self._of(each))]
        self._readable = all_of(one.is_readable for one in self._cells.values() if one.is_readable is not None)

    def counted(self, frame: pl.DataFrame) -> dict[tuple[int, str], int]:
        """The counts of one part."""
        layered = self._layers.applied(frame.lazy()).with_columns(self._group.alias(_GROUP)).filter(self._readable)
        read = layered.collect(optimizations=pl.QueryOptFlags.none()).lazy()
        rows = read.group_by(_GROUP).agg(self._sums).collect().rows(named=True)
        found = {(row[_GROUP], what): count for row in rows for what, count in row.items() if what != _GROUP}
        for name, number in self._numbers.items():
            named = read.filter(self._shown(self._questions[name])).select(_GROUP, number.alias(_NUMBER)).drop_nulls()
            each = named.group_by(_GROUP, _NUMBER).agg(pl.len()).collect().rows()
            found |= {(group, f"{name} {value}"): count for group, value, count in each}
        return found

    def _silence(self, schema: Mapping[str, pl.DataType], unanswered: Means) -> Unanswered:
        """What a question that is not mentioned means: the same for all rows, or as each says."""
        if UNANSWERED not in schema or schema[UNANSWERED] == pl.Null:
            return unanswered
        said = pl.col(UNANSWERED).cast(pl.String).fill_null(unanswered)
        return self._layers.name("unanswered is no", said == "no")

    def _shown(self, question: Question) -> pl.Expr:
        gate = self._conditions.gate(question)
        return pl.col(_GROUP).is_not_null() if gate is None else gate  # a literal would not count every row

    def _of(self, question: Question) -> Iterator[pl.Expr]:
        """Of those who are shown it: not sure (with nothing ticked beside it), blank, and each word."""
        name, shown, is_given = question.id, self._shown(question), self._cells[question.id].is_given
        said = {word: self._settled.word(name, word) for word in allowed_values(question) if word not in (UNSURE, NONE)}
        if question.type is not QuestionType.ANY_OF and NONE in allowed_values(question):
            said[NONE] = self._settled.word(name, NONE)
        unsure = self._settled.word(name, UNSURE) & is_given
        for one in said.values():
            unsure = unsure & ~one
        silence = self._settled.unanswered
        means_no = silence if isinstance(silence, pl.Expr) else pl.lit(silence == "no")
        blank = ~is_given & ~means_no
        marked = {ASKED: shown, SAID_UNSURE: shown & unsure, LEFT_BLANK: shown & blank}
        marked |= {word: shown & one for word, one in said.items()}
        for what, made in marked.items():
            yield made.cast(pl.UInt32).sum().alias(f"{name} {what}")
