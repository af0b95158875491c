"""How a Python worker of Spark reads rows: columns, lines of text, parts of files, or the answers of people.

Which of these a table is, its driver says in the task; the code that reads them is that of one machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from triage.batch.layout import ANSWER, QUESTION, Layout
from triage.batch.long_form import people_in
from triage.batch.mapping import Renaming
from triage.batch.plan import Means, Plan
from triage.batch.refusals import Refusal
from triage.batch.spark_files import Files
from triage.batch.text_rows import OFFSET, ROW, CsvRows, JsonRows, Unreadable, lines_of
from triage.errors import InputError

TEXT = pa.string()
LINE = "@line"
_ANSWERS_OF_ONE = 65_536


@dataclass(frozen=True)
class Task:
    """How the rows of a table are read. `kept` is passed through, as it comes or with the types of `types`.

    `text` reads lines; `files` are read by the workers themselves; `person` is the column of a table of answers, of
    which a worker has all rows of its people. `named_by` is how a comparison names people.
    """

    source: str
    unanswered: Means
    renaming: Renaming
    kept: tuple[str, ...]
    types: pa.Schema | None = None
    text: CsvRows | JsonRows | None = None
    files: Files | None = None
    person: str | None = None
    named_by: str | None = None
    is_strict: bool = False


@dataclass(frozen=True)
class Rows:
    """Some rows: the answers, what is passed through, and by their places what is wrong with rows and lines."""

    frame: pl.DataFrame
    kept: dict[str, pa.Array]
    wrong: dict[int, list[Refusal]] = field(default_factory=dict)
    lines: dict[int, str] = field(default_factory=dict)


def rows_of(plan: Plan, task: Task, batches: Iterable[pa.RecordBatch]) -> Iterator[Rows]:
    """All rows of one task, some at a time, in their order."""
    if task.person is not None:
        yield from _people(plan, task, batches)
    elif task.files is not None:
        for batch in batches:
            for number in batch.column(0).to_pylist():
                for frame in task.files.frames(number):
                    yield _named(plan, task, frame)
    else:
        for batch in batches:
            yield _lines(plan, task, batch) if task.text else _columns(plan, task, batch)


def plain(column: pl.Series) -> pa.Array:
    """A column with a type that Spark has: numbers without a sign become the number with the same bits."""
    match column.dtype:
        case pl.UInt64:
            return column.reinterpret(signed=True).to_arrow()
        case pl.UInt8:
            return column.cast(pl.Int8).to_arrow()
        case _:
            return column.cast(pl.String).to_arrow().cast(TEXT)


def _kept(task: Task, frame: pl.DataFrame, types: pa.Schema | None = None) -> dict[str, pa.Array]:
    known = task.types if types is None else types
    assert known is not None
    return {name: _fitted(frame[name], known.field(name).type) for name in task.kept}


def _fitted(column: pl.Series, wanted: pa.DataType) -> pa.Array:
    made = column.cast(pl.String).to_arrow() if pa.types.is_string(wanted) else column.to_arrow()
    return made if made.type == wanted else made.cast(wanted)


def _named(plan: Plan, task: Task, frame: pl.DataFrame) -> Rows:
    """Rows that have the names of the pack already, and not yet its words."""
    return Rows(Renaming(values=task.renaming.values).applied(plan.pack, frame), _kept(task, frame))


def _columns(plan: Plan, task: Task, batch: pa.RecordBatch) -> Rows:
    frame = pl.DataFrame(pl.from_arrow(batch))
    kept = {name: batch.column(name) for name in task.kept}
    return Rows(Renaming(values=task.renaming.values).applied(plan.pack, frame), kept)


def _lines(plan: Plan, task: Task, batch: pa.RecordBatch) -> Rows:
    """Lines are read by the code that reads them on one machine; one that cannot be read keeps its place."""
    frame, unreadable = _read(plan, task, batch)
    if unreadable:
        places = pl.DataFrame({ROW: pl.int_range(1, batch.num_rows + 1, dtype=pl.Int64, eager=True)})
        frame = places.join(frame, on=ROW, how="left", maintain_order="left")
    wrong = {one.row - 1: [Refusal(one.column, one.code, one.reason)] for one in unreadable}
    lines = {one.row - 1: one.text for one in unreadable}
    return Rows(frame, _kept(task, frame), wrong, lines)


def _read(plan: Plan, task: Task, batch: pa.RecordBatch) -> tuple[pl.DataFrame, tuple[Unreadable, ...]]:
    assert task.text is not None
    read = task.text.parsed(lines_of(pl.Series(LINE, pl.from_arrow(batch.column(LINE)), dtype=pl.String)))
    return task.renaming.applied(plan.pack, read.frame), read.unreadable


# --------------------------------------------------------------------------------------------------- a row an answer


def said_on(plan: Plan, task: Task, columns: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of a table of answers as columns, before the rows of each person are brought together."""
    for batch in batches:
        frame, unreadable = _read(plan, task, batch)
        for one in unreadable:
            told = f"{one.column}: {one.reason}" if one.column else one.reason
            raise InputError(f"{one.code} {told}; in a table of answers nobody knows whose it was: {one.text[:60]}")
        yield pa.RecordBatch.from_pydict({one.name: _fitted(frame[one.name], one.type) for one in columns})


def _people(plan: Plan, task: Task, batches: Iterable[pa.RecordBatch]) -> Iterator[Rows]:
    """Whole people: the last one of a batch waits for the next, in which it may go on."""
    layout = Layout({}, task.person)
    waiting: pl.DataFrame | None = None
    types: pa.Schema | None = None
    for batch in batches:
        types = batch.schema
        frame = pl.DataFrame(pl.from_arrow(batch))
        frame = frame if waiting is None else pl.concat([waiting, frame])
        people = None
        if frame[layout.person or ""].n_unique() > 1 or frame.height > _ANSWERS_OF_ONE:
            people = people_in(plan.pack, layout, _numbered(frame), False, task.renaming)
            yield _wide(task, people.frame, people.wrong, types)
        waiting = frame if people is None else frame.slice(people.next_offset or 0)
    if waiting is not None and waiting.height:
        people = people_in(plan.pack, layout, _numbered(waiting), True, task.renaming)
        yield _wide(task, people.frame, people.wrong, types)


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    places = pl.int_range(pl.len(), dtype=pl.Int64)
    return frame.with_columns(places.alias(OFFSET), (places + 1).alias(ROW))


def _wide(task: Task, frame: pl.DataFrame, wrong: dict[int, list[Refusal]], types: pa.Schema | None) -> Rows:
    places = {row: place for place, row in enumerate(frame[ROW].to_list())}
    return Rows(frame, _kept(task, frame, types), {places[row]: found for row, found in wrong.items()})


__all__ = ["ANSWER", "LINE", "QUESTION", "TEXT", "Rows", "Task", "plain", "rows_of", "said_on"]
