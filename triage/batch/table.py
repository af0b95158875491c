"""The files of one input as one table, assessed part by part: each row has its result or is among the rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch import inputs
from triage.batch.inputs import PART_ROWS, Position
from triage.batch.layout import Layout, layout_of, list_columns, question_columns
from triage.batch.long_form import people_in
from triage.batch.mapping import Renaming
from triage.batch.parts import Part
from triage.batch.plan import Means, Plan
from triage.batch.refusals import Refusal, Refusals, rejected_line, shown_cells
from triage.batch.text_rows import OFFSET, ROW, Read
from triage.errors import AnswersError, InputError, Location, Problem


@dataclass(frozen=True)
class Job:
    """What is to be assessed, where to, and how it is read."""

    source: str
    out: Path
    unanswered: Means = "unsure"
    renaming: Renaming = field(default_factory=Renaming)
    ids: tuple[str, ...] = ()
    strict: bool = False
    resume: bool = False
    part_rows: int = PART_ROWS


@dataclass(frozen=True)
class Made:
    """One part: what it counts, its results, its rejected rows as lines, in long form its people, the share done."""

    part: Part
    written: pl.DataFrame
    rejects: bytes
    people: pl.DataFrame | None
    share: float


class Table:
    """The files of one input as one table: the columns that the first has, all have."""

    def __init__(self, plan: Plan, job: Job, files: tuple[Path, ...]) -> None:
        self._plan, self._job, self._files = plan, job, files
        self._refusals = Refusals(plan.pack)
        self._lists = list_columns(plan, job.renaming)
        self._questions = frozenset(question_columns(plan, job.renaming))
        self._sizes = [file.stat().st_size for file in files]
        first = self._layout(0)
        self.kept, self.person = first.kept, first.person

    def _reader(self, number: int) -> inputs.Rows:
        return inputs.rows_of(self._plan.pack, self._files[number], self._job.part_rows, self._lists, self._questions)

    def _layout(self, number: int) -> Layout:
        file = str(self._files[number])
        reader = self._reader(number)
        seen = {name: dtype for name, dtype in reader.columns.items() if name in reader.seen}
        return layout_of(self._plan, file, seen, self._job.renaming, self._job.ids)

    def empty(self) -> pl.DataFrame:
        """A result without rows: its columns and their types."""
        return pl.DataFrame(schema={**self.kept, **self._plan.result_schema})

    def parts(self, start: Position) -> Iterator[Made]:
        """Each part from a place on."""
        for number in range(start.file, len(self._files)):
            layout, reader = self._layout(number), self._reader(number)
            if dict(layout.kept) != dict(self.kept) or layout.person != self.person:
                raise InputError(
                    f"{self._files[number]}: has other columns than {self._files[0]}; one table has one form"
                )
            at = start if number == start.file else Position(number)
            if isinstance(reader, inputs.ParquetRows) and layout.person is None and self._plan.streams:
                yield from self._streamed(number, reader, at)
                continue
            while (read := reader.read(at.offset, at.row)) is not None:
                made = self._part(number, layout, read)
                yield made
                at = made.part.next

    def _streamed(self, number: int, reader: inputs.ParquetRows, at: Position) -> Iterator[Made]:
        """The parts of a file by one query; of a part in which a row has no result, the cells are read once more."""

        def assessed(rows: pl.LazyFrame) -> pl.LazyFrame:
            return self._plan.assess(self._job.renaming.applied(self._plan.pack, rows), self._job.unanswered)

        for result, share in reader.streamed(assessed, at.offset):
            following = Position(number, at.offset + result.height, at.row + result.height)
            written, is_bad, refused = result, result["urgency"].is_null(), {}
            if is_bad.any() and (read := reader.read(at.offset, at.row)) is not None:
                frame = self._job.renaming.applied(self._plan.pack, read.frame)
                refused, written = self._refused(number, frame.filter(is_bad), {}), result.filter(~is_bad)
            yield self._made(number, written, refused, following, None, share)
            at = following

    def _share(self, number: int, share: float) -> float:
        return (sum(self._sizes[:number]) + self._sizes[number] * share) / max(sum(self._sizes), 1)

    def _part(self, number: int, layout: Layout, read: Read) -> Made:
        frame = self._job.renaming.applied(self._plan.pack, read.frame)
        following, wrong, everybody = Position(number, read.offset, read.row), {}, None
        if layout.person is not None:
            self._refuse_nobodys(number, read)
            people = people_in(self._plan.pack, layout, frame, read.share >= 1, self._job.renaming)
            frame, wrong, everybody = people.frame, people.wrong, people.frame.select(layout.person)
            if people.next_offset is not None and people.next_row is not None:
                following = Position(number, people.next_offset, people.next_row)
        result = self._plan.assess(frame.drop(ROW, OFFSET, strict=False), self._job.unanswered)
        is_bad = result["urgency"].is_null() | frame[ROW].is_in(list(wrong))
        refused = {}
        for one in read.unreadable:
            found = [Refusal(one.column, one.code, one.reason)]
            refused[one.row] = self._told(number, one.row, found, {"line": one.text})
        refused |= self._refused(number, frame.filter(is_bad), wrong)
        return self._made(number, result.filter(~is_bad), refused, following, everybody, read.share)

    def _refused(self, number: int, rows: pl.DataFrame, wrong: Mapping[int, list[Refusal]]) -> dict[int, str]:
        """The lines of rows that have no result, by their numbers."""
        refused = {}
        for cells in rows.iter_rows(named=True):
            found = wrong.get(cells[ROW]) or self._refusals.of_row(cells)
            refused[cells[ROW]] = self._told(number, cells[ROW], found, {"cells": shown_cells(cells)})
        return refused

    def _made(
        self,
        number: int,
        results: pl.DataFrame,
        refused: Mapping[int, str],
        following: Position,
        people: pl.DataFrame | None,
        share: float,
    ) -> Made:
        others = [results[name].cast(dtype) for name, dtype in self.kept.items() if results.schema[name] != dtype]
        written = results.with_columns(others) if others else results
        lines = "".join(refused[row] for row in sorted(refused)).encode()
        part = Part(written.height + len(refused), written.height, len(refused), following)
        return Made(part, written, lines, people, self._share(number, share))

    def _refuse_nobodys(self, number: int, read: Read) -> None:
        """A line that cannot be read, in long form, may be an answer of the person before or after it."""
        for one in read.unreadable:
            reason = f"{one.reason}; in a table of answers nobody knows whose it was"
            raise AnswersError([self._problem(number, one.row, Refusal(one.column, one.code, reason))])

    def _told(self, number: int, row: int, found: list[Refusal], what: Mapping[str, Any]) -> str:
        """A rejected row as a line."""
        if self._job.strict:
            raise AnswersError([self._problem(number, row, one) for one in found])
        return rejected_line({"row": row, "file": str(self._files[number])}, found, what) + "\n"

    def _problem(self, number: int, row: int, refusal: Refusal) -> Problem:
        column = f"{refusal.column}: " if refusal.column else ""
        return Problem(Location(f"{self._files[number]}, row {row}"), refusal.code, f"{column}{refusal.reason}")
