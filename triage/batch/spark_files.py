"""Files of Parquet that the workers of Spark read themselves: Java takes twenty times as long to hand them over.

Spark still says which part of which file a task has, and how many rows there are in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from triage.errors import InputError

_AT_ONCE = 131_072


@dataclass(frozen=True)
class Split:
    """A stretch of a file, the rows that Spark counts in it, and what the names of its folders say of them."""

    address: str
    start: int
    length: int
    rows: int
    given: Mapping[str, str | None]

    @property
    def path(self) -> str:
        """Where the file stands, out of an address that Spark gives."""
        return unquote(urlsplit(self.address).path)


@dataclass(frozen=True)
class Files:
    """The stretches of each task. `names` are the columns to read, as they are called here and in the files."""

    tasks: tuple[tuple[Split, ...], ...]
    names: Mapping[str, str]
    types: pa.Schema

    def frames(self, task: int) -> Iterator[pl.DataFrame]:
        """The rows of one task, some at a time."""
        for split in self.tasks[task]:
            try:
                yield from self._rows(split)
            except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as error:
                raise InputError(f"{split.path}: cannot be read: {str(error).splitlines()[0]}") from None

    def _rows(self, split: Split) -> Iterator[pl.DataFrame]:
        first, rows = _stretch(split)
        if rows != split.rows:
            raise InputError(f"{split.path}: {rows} rows are read where Spark counted {split.rows}")
        scan = pl.scan_parquet(split.path, glob=False, hive_partitioning=False)
        there = {name.lower(): name for name in scan.collect_schema().names()}
        columns = [self._column(name, called, there.get(called.lower()), split) for name, called in self.names.items()]
        for start in range(first, first + rows, _AT_ONCE):
            count = min(_AT_ONCE, first + rows - start)
            frame = scan.slice(start, count).select(*columns, pl.int_range(pl.len()).alias("@")).collect()
            if frame.height != count:
                raise InputError(f"{split.path}: {frame.height} rows are read where there were {count}")
            yield frame.drop("@")

    def _column(self, name: str, called: str, there: str | None, split: Split) -> pl.Expr:
        """A column with the type that Spark sees; one that a file lacks is empty."""
        wanted = _dtype(self.types.field(called).type)
        if called in split.given:
            return pl.lit(split.given[called]).cast(wanted).alias(name)
        return (pl.lit(None, wanted) if there is None else pl.col(there).cast(wanted)).alias(name)


def _dtype(wanted: pa.DataType) -> Any:
    return pl.DataFrame(pl.from_arrow(pa.schema([("x", wanted)]).empty_table())).schema["x"]


def _stretch(split: Split) -> tuple[int, int]:
    """The first row and how many: a group of rows belongs to the stretch that its middle is in, as for Spark."""
    metadata = pq.read_metadata(split.path)
    before = first = rows = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        columns = [group.column(at) for at in range(group.num_columns)]
        starts = columns[0].dictionary_page_offset, columns[0].data_page_offset
        start = min(offset for offset in starts if offset) if any(starts) else 0
        middle = start + sum(column.total_compressed_size for column in columns) // 2
        if split.start <= middle < split.start + split.length:
            first = first if rows else before
            rows += group.num_rows
        before += group.num_rows
    return first, rows
