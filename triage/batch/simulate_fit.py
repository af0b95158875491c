"""Marginals fitted to a table of answers: of those who were shown a question, how many gave each answer.

By age group where enough people of it were asked, else over all; a question that nobody was shown gets the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from triage.batch.cells import read_cells
from triage.batch.conditions import Conditions
from triage.batch.layers import Layers, all_of
from triage.batch.plan import Means
from triage.batch.settled import Settled
from triage.batch.simulate_codes import Codes, codes_of
from triage.batch.simulate_marginals import AGE, AgeGroup, Marginals, Range, Shares, completed
from triage.errors import InputError
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType

FEWEST = 30
_BOUNDS = (0, 16, 40, 65)
_GROUP, _NUMBER, _COUNT = "@group", "@number", "@count"


def fitted(pack: Pack, frames: Iterable[pl.DataFrame], unanswered: Means = "unsure") -> Marginals:
    """Marginals of the people of a table, read a part at a time. Raises InputError where none of it can be read."""
    total: dict[tuple[int, str], int] = {}
    for frame in frames:
        for key, count in _Counting(pack, frame.schema, unanswered).counted(frame):
            total[key] = total.get(key, 0) + count
    people = sum(count for (_, what), count in total.items() if what == "people")
    if not people:
        raise InputError("no row of this table can be read, so there is nothing to fit to")
    groups = _groups(pack)
    found: dict[str, tuple[Shares, ...]] = {}
    for name, question in pack.questions.items():
        over_all = _of_group(question, total, range(max(1, len(groups))))
        if over_all is None:
            continue
        each = (_of_group(question, total, [place], FEWEST) for place in range(len(groups)))
        found[name] = tuple(one or over_all for one in each) if name != AGE and groups else (over_all,)
    if groups and AGE not in found:
        groups = ()
        found = {name: one[:1] for name, one in found.items()}
    return completed(pack, Marginals(f"fitted to {people} rows", groups, found))


def _groups(pack: Pack) -> tuple[AgeGroup, ...]:
    if AGE not in pack.questions or pack.questions[AGE].type is not QuestionType.NUMBER:
        return ()
    least, most = pack.questions[AGE].minimum, pack.questions[AGE].maximum
    lows = [low for low in _BOUNDS if least <= low <= most]
    return tuple(AgeGroup(low, high) for low, high in zip(lows, [*(low - 1 for low in lows[1:]), most], strict=True))


def _of_group(
    question: Question, total: Mapping[tuple[int, str], int], places: Iterable[int], fewest: int = 1
) -> Shares | None:
    """The shares of some groups together; None where too few were asked."""
    codes, places = codes_of(question), list(places)

    def count(what: str) -> int:
        return sum(total.get((place, f"{question.id} {what}"), 0) for place in places)

    asked, unsure, blank = count("asked"), count("unsure"), count("blank")
    answered = asked - unsure - blank
    if asked < fewest or not answered:
        return None
    if question.type is QuestionType.ANY_OF:
        ticks = tuple(count(word) / answered for word in codes.words)
        return Shares((), ticks, unsure / asked, blank / asked)
    shares = [(code, count(_name(codes, code))) for code in range(codes.size)]
    ranges = tuple(Range(code, code, number / answered) for code, number in shares if number)
    return Shares(ranges, (), unsure / asked, blank / asked)


def _name(codes: Codes, code: int) -> str:
    return str(code + codes.question.minimum) if codes.question.type is QuestionType.NUMBER else codes.words[code]


def _is_number(question: Question) -> bool:
    return question.type is QuestionType.NUMBER


class _Counting:
    """Counts the answers of tables with these columns, each question among those who are shown it."""

    def __init__(self, pack: Pack, schema: Mapping[str, pl.DataType], unanswered: Means) -> None:
        self._pack, self._layers, self._unanswered = pack, Layers(), unanswered
        types = {name: schema.get(name) for name in pack.questions}
        self._cells = {name: read_cells(one, types[name], self._layers) for name, one in pack.questions.items()}
        self._conditions = Conditions(pack, self._layers)
        self._conditions.settled = self._settled = Settled(
            self._layers, self._cells, pack.questions, unanswered, self._conditions.gate
        )

    def counted(self, frame: pl.DataFrame) -> list[tuple[tuple[int, str], int]]:
        """How many people of each age group gave each answer."""
        sums = [pl.len().alias("people")]
        for question in self._pack.questions.values():
            sums += self._sums(question)
        numbers = {name: self._settled.number(name) for name, one in self._pack.questions.items() if _is_number(one)}
        readable = all_of(one.is_readable for one in self._cells.values() if one.is_readable is not None)
        group = self._group()
        read = self._layers.applied(frame.lazy()).with_columns(group.alias(_GROUP)).filter(readable)
        read = read.collect(optimizations=pl.QueryOptFlags.none()).lazy()
        rows = read.group_by(_GROUP).agg(sums).collect().rows(named=True)
        found = [((row[_GROUP], what), count) for row in rows for what, count in row.items() if what != _GROUP]
        for name, number in numbers.items():
            found += self._numbers(read, self._pack.questions[name], number)
        return found

    def _group(self) -> pl.Expr:
        group = pl.lit(0, pl.UInt8)
        groups = _groups(self._pack)
        if groups:
            age = self._settled.number(AGE)
            for place, one in enumerate(groups[1:], start=1):
                group = pl.when(age >= one.low).then(pl.lit(place, pl.UInt8)).otherwise(group)
        return group

    def _shown(self, question: Question) -> pl.Expr:
        gate = self._conditions.gate(question)
        return pl.col(_GROUP).is_not_null() if gate is None else gate  # a literal would not count every row

    def _sums(self, question: Question) -> list[pl.Expr]:
        """Of those who are shown it: not sure (with nothing ticked beside it), blank, and each word."""
        name, cells, shown = question.id, self._cells[question.id], self._shown(question)
        blank = ~cells.is_given if self._unanswered == "unsure" else pl.lit(False)
        codes = codes_of(question)
        words = {word: self._settled.word(name, word) for word in codes.words}
        unsure = self._settled.word(name, UNSURE) & cells.is_given
        for said in words.values():
            unsure = unsure & ~said
        marked: dict[str, Any] = {"asked": shown, "unsure": shown & unsure, "blank": shown & blank}
        marked |= {word: shown & said for word, said in words.items()}
        return [made.cast(pl.UInt32).sum().alias(f"{name} {what}") for what, made in marked.items()]

    def _numbers(self, read: pl.LazyFrame, question: Question, number: pl.Expr) -> list[tuple[tuple[int, str], int]]:
        named = read.filter(self._shown(question)).select(_GROUP, number.alias(_NUMBER)).drop_nulls()
        rows = named.group_by(_GROUP, _NUMBER).agg(pl.len().alias(_COUNT)).collect().rows()
        return [((group, f"{question.id} {value}"), count) for group, value, count in rows]
