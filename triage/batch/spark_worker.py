"""What a Python worker of Spark does: rows in, their assessments out, by the plan that one machine runs too.

Rows leave in packets: a packet holds the results of many rows as one cell, and a line for each row that has none. So
Java, which is slow with many columns, keeps and counts few large cells; the results are taken out when all are there.
"""

from __future__ import annotations

import hashlib
import json
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
from triage.batch.compare import Comparison
from triage.batch.compare_merge import merged
from triage.batch.compare_summary import summarise
from triage.batch.plan import UNANSWERED, Plan, compile_plan
from triage.batch.refusals import Refusals, rejected_line, shown_cells
from triage.batch.spark_reading import TEXT, Rows, Task, plain, rows_of, said_on
from triage.errors import InputError
from triage.pack.content import load_pack
from triage.pack.pack import Pack

SOFTWARE = {"triage": __version__, "polars": pl.__version__}
# A packet: how many rows have a result and how many have none, lines of these, and the results. The last packet of a
# task of a comparison holds only what all its rows come to, and the number of the task.
PACKET = "written bigint, rejected bigint, lines array<string>, results binary, summary string, task bigint"
_PACKET = pa.schema(
    [
        ("written", pa.int64()),
        ("rejected", pa.int64()),
        ("lines", pa.list_(TEXT)),
        ("results", pa.binary()),
        ("summary", TEXT),
        ("task", pa.int64()),
    ]
)


def packed(plan: Plan, task: Task) -> dict[str, Any]:
    """Everything that a worker needs, as plain data: the texts of the packs with their hashes, and the task."""
    packs = [plan.old.pack, plan.pack] if isinstance(plan, Comparison) else [plan.pack]
    parcel = zlib.compress(pickle.dumps(([_content(pack) for pack in packs], plan.only, task)))
    return {
        "software": SOFTWARE,
        "packs": [pack.sha256 for pack in packs],
        "parcel": parcel,
        "sha256": hashlib.sha256(parcel).hexdigest(),
    }


def _content(pack: Pack) -> dict[str, str]:
    root = Path(pack.root)
    return {
        str(file.relative_to(root)): file.read_text("utf-8")
        for folder in ("knowledge", "rules")
        for file in sorted((root / folder).rglob("*.y*ml"))
    }


# ------------------------------------------------------------------------------------------------------- in the worker

_ASSESSORS: dict[str, _Assessor] = {}


def assessed(sent: Mapping[str, Any], batches: Iterable[pa.RecordBatch], number: int = 0) -> Iterator[pa.RecordBatch]:
    """The packets of one task. The plan is compiled once in each worker, and kept for its next tasks."""
    yield from _assessor(sent).packets(batches, number)


def answers(sent: Mapping[str, Any], columns: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of a table of answers as columns."""
    assessor = _assessor(sent)
    yield from said_on(assessor.plan, assessor.task, columns, batches)


def results(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The results out of their packets."""
    for batch in batches:
        for packet in batch.column(0):
            yield from pa.ipc.open_stream(packet.as_buffer())


def _assessor(sent: Mapping[str, Any]) -> _Assessor:
    if sent["sha256"] not in _ASSESSORS:
        if sent["software"] != SOFTWARE:
            raise InputError(
                f"the workers have {SOFTWARE}, this program {sent['software']}: install the same everywhere"
            )
        if hashlib.sha256(sent["parcel"]).hexdigest() != sent["sha256"]:
            raise InputError("what came to a worker is not what was sent")
        contents, only, task = pickle.loads(zlib.decompress(sent["parcel"]))  # made by `packed`, and its hash is right
        packs = [_pack_of(content, sha256) for content, sha256 in zip(contents, sent["packs"], strict=True)]
        _ASSESSORS.clear()
        plan = Comparison(*packs) if len(packs) == 2 else compile_plan(packs[0], only)
        _ASSESSORS[sent["sha256"]] = _Assessor(plan, task)
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


@dataclass(frozen=True)
class _Packet:
    """The results of some rows, and the lines of those that have none."""

    results: pa.RecordBatch
    lines: list[str]
    summary: dict[str, Any] | None

    def to_batch(self) -> pa.RecordBatch:
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(
            stream, self.results.schema, options=pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        ) as writer:
            writer.write_batch(self.results)
        return _row(self.results.num_rows, len(self.lines), self.lines, stream.getvalue().to_pybytes())


class _Assessor:
    """One plan and one task, for all that comes to a worker."""

    def __init__(self, plan: Plan, task: Task) -> None:
        self.plan, self.task = plan, task
        self._refusals = Refusals(plan.pack)
        self._metadata = plan.metadata(task.unanswered)
        questions = {*plan.pack.questions, UNANSWERED}
        self._heard = questions | set(plan.old.pack.questions) if isinstance(plan, Comparison) else questions

    def packets(self, batches: Iterable[pa.RecordBatch], number: int) -> Iterator[pa.RecordBatch]:
        """A packet for each batch of rows. A strict task ends with the first that has a rejected row."""
        summaries = []
        for rows in rows_of(self.plan, self.task, batches):
            packet = self._packet(rows)
            summaries += [packet.summary] if packet.summary else []
            yield packet.to_batch()
            if packet.lines and self.task.is_strict:
                return
        if summaries:
            whole = merged(summaries, self._metadata).to_data()
            yield _row(0, 0, [], None, json.dumps(whole), number)

    def _packet(self, rows: Rows) -> _Packet:
        answers = [name for name in rows.frame.columns if name in self._heard]
        result = self.plan.assess(rows.frame.select(answers), self.task.unanswered).select(self.plan.result_columns)
        if result.height != rows.frame.height:
            raise InputError(f"{rows.frame.height} rows came in, {result.height} went out")
        is_bad = result["urgency"].is_null()
        if rows.wrong:
            is_bad = is_bad.scatter(list(rows.wrong), True)
        lines = [self._told(rows, place) for place in is_bad.arg_true().to_list()]
        kept = rows.kept
        if lines:
            places = (~is_bad).arg_true()
            result, taken = result[places], places.to_arrow()
            kept = {name: column.take(taken) for name, column in kept.items()}
        made = {name: plain(result[name]) for name in self.plan.result_columns}
        return _Packet(pa.RecordBatch.from_pydict({**kept, **made}), lines, self._summary(result, kept))

    def _told(self, rows: Rows, place: int) -> str:
        """A rejected row as a line."""
        found = rows.wrong.get(place)
        what: dict[str, Any] = {"line": rows.lines[place]} if place in rows.lines else {}
        if not what:
            cells = rows.frame.row(place, named=True)
            whole = {name: column[place].as_py() for name, column in rows.kept.items()} | cells
            what = {"cells": shown_cells(whole)}
            found = found or self._refusals.of_row(cells)
        assert found is not None
        return rejected_line({"file": self.task.source}, found, what)

    def _summary(self, result: pl.DataFrame, kept: Mapping[str, pa.Array]) -> dict[str, Any] | None:
        """What a comparison comes to in these rows."""
        if not isinstance(self.plan, Comparison):
            return None
        name = self.task.named_by
        if name is not None:
            result = result.with_columns(pl.Series(name, kept[name]))
        return summarise(result.lazy(), self._metadata, name).to_data()


def _row(
    written: int,
    rejected: int,
    lines: list[str],
    results: bytes | None,
    summary: str | None = None,
    task: int | None = None,
) -> pa.RecordBatch:
    values = {
        "written": written,
        "rejected": rejected,
        "lines": lines,
        "results": results,
        "summary": summary,
        "task": task,
    }
    return pa.RecordBatch.from_pylist([values], _PACKET)
