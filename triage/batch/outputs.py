"""How results are written: parts as bytes, and all parts together as one file of the form that its name says."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch.inputs import Form
from triage.batch.parts import Parts

KEY = "triage"
_SEPARATORS = {"csv": ",", "tsv": "\t"}
_ROW_GROUP = 262_144


def part_bytes(form: Form, frame: pl.DataFrame) -> bytes:
    """The rows of one part: whole Parquet, or lines without a header."""
    made = io.BytesIO()
    match form:
        case "parquet":
            frame.write_parquet(made, compression="lz4", statistics=False)
        case "jsonl":
            frame.write_ndjson(made)
        case "csv" | "tsv":
            _flat(frame).write_csv(made, include_header=False, separator=_SEPARATORS[form])
    return made.getvalue()


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """CSV has no lists."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists)


def publish(parts: Parts, form: Form, empty: pl.DataFrame, metadata: Mapping[str, Any]) -> Path | None:
    """Put the parts together and give them their names, the result's last. Returns the rejected rows' file, if any."""
    out, beside = parts.out, parts.folder / "whole"
    rows = [parts.path(number, "rows") for number, part in enumerate(parts.done) if part.written]
    text = json.dumps(metadata)
    if form == "parquet":
        frame = pl.scan_parquet(rows, glob=False) if rows else empty.lazy()
        frame.sink_parquet(beside, metadata={KEY: text}, row_group_size=_ROW_GROUP, maintain_order=True)
    else:
        header = b"" if form == "jsonl" else _flat(empty).write_csv(separator=_SEPARATORS[form]).encode()
        _join(rows, beside, header)
    rejects = [parts.path(number, "rejects") for number, part in enumerate(parts.done) if part.rejected]
    rejected = rejects_of(out)
    if rejects:
        _join(rejects, parts.folder / "rejects")
        (parts.folder / "rejects").replace(rejected)
    else:
        rejected.unlink(missing_ok=True)
    if form != "parquet":
        (parts.folder / "side").write_text(json.dumps(metadata, indent=1) + "\n", encoding="utf-8")
        (parts.folder / "side").replace(side_car(out))
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.replace(out)
    return rejected if rejects else None


def _join(files: list[Path], to: Path, header: bytes = b"") -> None:
    with to.open("wb") as whole:
        whole.write(header)
        for file in files:
            with file.open("rb") as part:
                shutil.copyfileobj(part, whole, 1 << 20)
        whole.flush()
        os.fsync(whole.fileno())


def rejects_of(out: Path) -> Path:
    """The file of the rows that have no result, one JSON object a line."""
    return out.with_name(f"{out.name}.rejects")


def side_car(out: Path) -> Path:
    """The file that says what the columns of a text table mean; Parquet holds that itself."""
    return out.with_name(f"{out.name}.meta.json")
