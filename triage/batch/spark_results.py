"""Results that Spark wrote, read without Spark: a folder of parts as one table, with the types of one machine's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch.inputs import form_of
from triage.batch.outputs import KEY, side_car
from triage.errors import InputError

_RANKS = ("urgency_rank", "old_urgency_rank")
_SCHEMA_KEY = "org.apache.spark.sql.parquet.row.metadata"


def parts_of(folder: Path) -> list[Path]:
    """The parts that hold rows. Raises InputError for a folder that is not whole."""
    if not (folder / "_SUCCESS").exists():
        raise InputError(f"{folder}: not whole: Spark writes _SUCCESS when all parts are there")
    return sorted(file for file in folder.iterdir() if file.name.startswith("part-"))


def folder_metadata(folder: Path) -> str:
    """What the results say of themselves, as JSON: each part of Parquet does, other forms in a folder beside."""
    if form_of(folder) != "parquet":
        return "".join(part.read_text("utf-8") for part in parts_of(side_car(folder)))
    told = [pl.read_parquet_metadata(part).get(_SCHEMA_KEY, "null") for part in parts_of(folder)]
    found = {_of_fields(json.loads(text)) for text in told}
    if len(found) != 1:
        raise InputError(f"{folder}: {len(found)} runs wrote parts of it; one is needed")
    return found.pop()


def _of_fields(schema: Any) -> str:
    fields = schema.get("fields", ()) if isinstance(schema, dict) else ()
    return next((str(one["metadata"][KEY]) for one in fields if KEY in one.get("metadata", {})), "null")


def scan_folder(folder: Path, metadata: Mapping[str, Any]) -> pl.LazyFrame:
    """The rows of all parts, in the order of their names."""
    parts = parts_of(folder)
    bits = [name for one in metadata["bitsets"].values() for name in one["columns"]]
    numbers: dict[str, pl.DataType] = dict.fromkeys(bits, pl.UInt64())
    match form_of(folder):
        case "parquet":
            frame = pl.scan_parquet(parts, glob=False)
            return _ranked(frame).with_columns(pl.col(*dict.fromkeys(bits)).reinterpret(signed=False))
        case "jsonl":
            frame = pl.scan_ndjson(parts, schema_overrides=numbers)
        case form:
            frame = pl.scan_csv(parts, separator="," if form == "csv" else "\t", glob=False, schema_overrides=numbers)
    return _ranked(frame)


def _ranked(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The ranks, of a comparison both, with the type that they have on one machine."""
    names = frame.collect_schema().names()
    return frame.with_columns(pl.col(name).cast(pl.UInt8) for name in _RANKS if name in names)
