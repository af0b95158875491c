"""From bitset columns back to lists: only where somebody asks, since lists cost more than all the reasoning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch.bitsets import Bitset
from triage.batch.inputs import form_of
from triage.batch.outputs import KEY, part_bytes, side_car
from triage.batch.plan import SCHEMA
from triage.batch.spark_results import folder_metadata, scan_folder
from triage.errors import InputError

_ROWS = 65_536


def read_metadata(file: Path) -> dict[str, Any]:
    """What a table of results says of itself. Raises InputError for any other table."""
    try:
        if file.is_dir():
            text = folder_metadata(file)
        elif form_of(file) == "parquet":
            text = pl.read_parquet_metadata(file).get(KEY, "null")
        else:
            text = side_car(file).read_text("utf-8")
        metadata = json.loads(text)
    except FileNotFoundError as error:
        raise InputError(f"{error.filename}: no such file") from None
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{file}: cannot be read: {str(error).splitlines()[0]}") from None
    if not isinstance(metadata, dict) or metadata.get("schema") != SCHEMA:
        raise InputError(f"{file}: no result of triage batch")
    return metadata


def scan_results(file: Path) -> pl.LazyFrame:
    """A table of results as it was written, with the types of its bitset columns."""
    metadata = read_metadata(file)
    if file.is_dir():
        return scan_folder(file, metadata)
    numbers: dict[str, pl.DataType] = {
        name: pl.UInt64() for one in metadata["bitsets"].values() for name in one["columns"]
    }
    match form_of(file):
        case "parquet":
            return pl.scan_parquet(file, glob=False)
        case "csv" | "tsv" as form:
            separator = "," if form == "csv" else "\t"
            frame = pl.scan_csv(file, separator=separator, glob=False, schema_overrides=numbers)
        case "jsonl":
            frame = pl.scan_ndjson(file, schema_overrides=numbers)
    return frame.with_columns(pl.col("urgency_rank").cast(pl.UInt8))


def decode(frame: pl.LazyFrame, metadata: Mapping[str, Any]) -> pl.LazyFrame:
    """The results with lists in place of bitset columns, and the possible causes as one list."""
    sets = {name: Bitset.from_data(one) for name, one in metadata["bitsets"].items()}
    columns = {column for one in sets.values() for column in one.columns}
    names = frame.collect_schema().names()
    kept = [name for name in names if name not in columns]
    causes = [name for name in kept if name.startswith("cause_") and name.removeprefix("cause_").isdecimal()]
    plain = [name for name in kept if name not in causes and name not in {f"{cause}_strength" for cause in causes}]
    found = [
        pl.when(pl.col(cause).is_not_null()).then(
            pl.struct(
                pl.col(cause).cast(pl.String).alias("cause"),
                pl.col(f"{cause}_strength").cast(pl.String).alias("strength"),
            )
        )
        for cause in causes
    ]
    lists = [_in_order(sets, metadata) if name == "professionals" else one.names(name) for name, one in sets.items()]
    if found:
        lists.insert(0, pl.concat_list(found).list.drop_nulls().alias("possible_causes"))
    return frame.select(*plain, *lists)


def _in_order(sets: Mapping[str, Bitset], metadata: Mapping[str, Any]) -> pl.Expr:
    """The professionals, first those whom the most urgent danger sign names: each has the place of its first reason.

    A reason is a danger sign that fires, the base, or a possible cause; the metadata tell these in their order.
    """
    order = metadata["professionals_in_order"]
    nowhere = pl.lit(None, pl.UInt32)
    first: dict[str, list[pl.Expr]] = {name: [] for name in sets["professionals"].ids if name is not None}
    place = 0
    for reason in order["danger_signs"]:
        holds = sets["danger_signs" if reason["certain"] else "danger_signs_unsure"].holds(reason["rule"])
        for name in reason["see"]:
            first[name].append(pl.when(holds).then(pl.lit(place, pl.UInt32)).otherwise(nowhere))
            place += 1
    for name in order["base"]:
        first[name].append(pl.lit(place, pl.UInt32))
        place += 1
    for at in range(order["causes_shown"]):
        cause = pl.col(f"cause_{at + 1}").cast(pl.String)
        for name, see in order["causes"].items():
            for nth, professional in enumerate(see):
                is_it = (cause == name).fill_null(False)
                first[professional].append(pl.when(is_it).then(pl.lit(place + nth, pl.UInt32)).otherwise(nowhere))
        place += max(map(len, order["causes"].values()), default=0)
    names = list(first)
    keys = [
        pl.when(sets["professionals"].holds(name)).then(
            pl.min_horizontal(first[name]).cast(pl.UInt32) * len(names) + number
        )
        for number, name in enumerate(names)
        if first[name]
    ]
    in_order = pl.concat_list(keys).list.drop_nulls().list.sort()
    named = in_order.list.eval((pl.element() % len(names)).cat.to(pl.Enum(names)).cast(pl.String))
    return pl.when(pl.col("urgency").is_not_null()).then(named).alias("professionals")


def decode_file(file: Path, out: Path | None) -> Iterator[bytes]:
    """The decoded rows as lines of JSON; with `out`, they are written there, in the form that its name says."""
    metadata = read_metadata(file)
    lazy = scan_results(file)
    if out is None:
        height = int(lazy.select(pl.len()).collect().item())
        for start in range(0, height, _ROWS):
            yield part_bytes("jsonl", decode(lazy.slice(start, _ROWS), metadata).collect())
        return
    form = form_of(out)
    beside = out.with_name(f"{out.name}.new")
    decoded = decode(lazy, metadata)
    match form:
        case "parquet":
            decoded.sink_parquet(beside, maintain_order=True)
        case "jsonl":
            decoded.sink_ndjson(beside, maintain_order=True)
        case "csv" | "tsv":
            schema = decoded.collect_schema()
            told = pl.format("{} ({})", pl.element().struct.field("cause"), pl.element().struct.field("strength"))
            causes = [pl.col(name).list.eval(told) for name in ("possible_causes",) if name in schema]
            lists = [name for name, dtype in schema.items() if isinstance(dtype, pl.List)]
            flat = decoded.with_columns(causes).with_columns(pl.col(name).list.join("|") for name in lists)
            flat.sink_csv(beside, separator="," if form == "csv" else "\t", maintain_order=True)
    beside.replace(out)
