"""What a Python worker of Spark does: batches of rows in, as many rows out, by the plan that one machine runs too.

Each row leaves with its result, or with why it has none (a line in `@rejected`); what is passed through is not touched.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from triage import __version__
from triage.batch.mapping import Renaming
from triage.batch.plan import UNANSWERED, Means, Plan, compile_plan
from triage.batch.refusals import Refusal, Refusals, rejected_line, shown_cells
from triage.batch.text_rows import ROW, CsvRows, JsonRows, lines_of
from triage.errors import InputError
from triage.pack.content import load_pack
from triage.pack.pack import Pack

REJECTED, LINE = "@rejected", "@line"
SOFTWARE = {"triage": __version__, "polars": pl.__version__}
_TEXT = pa.string()


@dataclass(frozen=True)
class Task:
    """How the rows of a table are read: `kept` is passed through, `text` reads lines where the table is a text."""

    source: str
    unanswered: Means
    renaming: Renaming
    kept: tuple[str, ...]
    text: CsvRows | JsonRows | None = None


def packed(pack: Pack, task: Task) -> dict[str, Any]:
    """Everything that a worker needs, as plain data: the texts of the pack with its hash, and the task."""
    root = Path(pack.root)
    content = {
        str(file.relative_to(root)): file.read_text("utf-8")
        for folder in ("knowledge", "rules")
        for file in sorted((root / folder).rglob("*.y*ml"))
    }
    parcel = zlib.compress(pickle.dumps((content, task)))
    return {
        "software": SOFTWARE,
        "pack": pack.sha256,
        "parcel": parcel,
        "sha256": hashlib.sha256(parcel).hexdigest(),
    }


# ------------------------------------------------------------------------------------------------------- in the worker

_ASSESSORS: dict[str, _Assessor] = {}


def assessed(sent: Mapping[str, Any], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches with their assessments. The plan is compiled once in each worker, and kept for its next tasks."""
    for batch in batches:
        yield _assessor(sent).batch(batch)


def _assessor(sent: Mapping[str, Any]) -> _Assessor:
    if sent["sha256"] not in _ASSESSORS:
        if sent["software"] != SOFTWARE:
            raise InputError(
                f"the workers have {SOFTWARE}, this program {sent['software']}: install the same everywhere"
            )
        if hashlib.sha256(sent["parcel"]).hexdigest() != sent["sha256"]:
            raise InputError("what came to a worker is not what was sent")
        content, task = pickle.loads(zlib.decompress(sent["parcel"]))  # made by `packed`, and its hash is right
        _ASSESSORS.clear()
        _ASSESSORS[sent["sha256"]] = _Assessor(compile_plan(_pack_of(content, sent["pack"])), task)
    return _ASSESSORS[sent["sha256"]]


def _pack_of(content: Mapping[str, str], sha256: str) -> Pack:
    with tempfile.TemporaryDirectory(prefix="triage-pack-") as folder:
        for name, text in content.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        pack = load_pack(folder)
    if pack.sha256 != sha256:
        raise InputError(f"the pack came to a worker as {pack.sha256[:12]}, and was {sha256[:12]} when it was read")
    return pack


class _Assessor:
    """One plan and one task, for all batches of a worker."""

    def __init__(self, plan: Plan, task: Task) -> None:
        self._plan, self._task = plan, task
        self._refusals = Refusals(plan.pack)

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """As many rows as came in, in the same order."""
        frame, kept, told = self._lines(batch) if self._task.text else self._columns(batch)
        answers = [name for name in frame.columns if name in self._plan.pack.questions or name == UNANSWERED]
        result = self._plan.assess(frame.select(answers), self._task.unanswered)
        if result.height != batch.num_rows:
            raise InputError(f"{batch.num_rows} rows came in, {result.height} went out")
        for at in result["urgency"].is_null().arg_true().to_list():
            if at not in told:
                cells = frame.row(at, named=True)
                whole = {name: array[at].as_py() for name, array in kept.items()} | cells
                told[at] = self._told(self._refusals.of_row(cells), {"cells": shown_cells(whole)})
        rejected = pa.array([told.get(at) for at in range(batch.num_rows)] if told else [None] * batch.num_rows, _TEXT)
        made = {name: _plain(result[name]) for name in self._plan.result_columns}
        return pa.RecordBatch.from_pydict({**kept, **made, REJECTED: rejected})

    def _columns(self, batch: pa.RecordBatch) -> tuple[pl.DataFrame, dict[str, pa.Array], dict[int, str]]:
        kept = {name: batch.column(name) for name in self._task.kept}
        answers = batch.drop_columns(list(kept)) if kept else batch
        frame = pl.DataFrame(pl.from_arrow(answers))
        return Renaming(values=self._task.renaming.values).applied(self._plan.pack, frame), kept, {}

    def _lines(self, batch: pa.RecordBatch) -> tuple[pl.DataFrame, dict[str, pa.Array], dict[int, str]]:
        """Lines are read by the code that reads them on one machine; one that cannot be read keeps its place."""
        assert self._task.text is not None
        lines = pl.Series(LINE, pl.from_arrow(batch.column(LINE)), dtype=pl.String)
        read = self._task.text.parsed(lines_of(lines))
        told = {
            one.row - 1: self._told([Refusal(one.column, one.code, one.reason)], {"line": one.text})
            for one in read.unreadable
        }
        frame = self._task.renaming.applied(self._plan.pack, read.frame)
        if told:
            places = pl.DataFrame({ROW: pl.int_range(1, len(lines) + 1, dtype=pl.Int64, eager=True)})
            frame = places.join(frame, on=ROW, how="left", maintain_order="left")
        return frame, {name: _plain(frame[name]) for name in self._task.kept}, told

    def _told(self, found: list[Refusal], what: Mapping[str, Any]) -> str:
        return rejected_line({"file": self._task.source}, found, what)


def _plain(column: pl.Series) -> pa.Array:
    """A column with a type that Spark has: numbers without a sign become the number with the same bits."""
    match column.dtype:
        case pl.UInt64:
            return column.reinterpret(signed=True).to_arrow()
        case pl.UInt8:
            return column.cast(pl.Int8).to_arrow()
        case pl.List:
            return column.to_arrow().cast(pa.list_(_TEXT))
        case pl.Int64 | pl.Float64:
            return column.to_arrow()
        case _:
            return column.cast(pl.String).to_arrow().cast(_TEXT)
