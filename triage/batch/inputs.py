"""Where rows come from: files, folders and globs, read a part at a time, each part the same whenever it is read."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import polars as pl

from triage.batch.text_rows import OFFSET, ROW, CsvRows, JsonRows, Read
from triage.errors import InputError, did_you_mean
from triage.pack.pack import Pack

Form = Literal["parquet", "csv", "tsv", "jsonl"]
FORMS: dict[str, Form] = {".parquet": "parquet", ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
PART_ROWS = 131_072
_ROWS_AT_ONCE = 524_288


@dataclass(frozen=True)
class Position:
    """A place between two rows: the file, where in it (a byte of a text, a row of Parquet), and the rows before."""

    file: int = 0
    offset: int = 0
    row: int = 0


class Rows(Protocol):
    """A file whose rows are read from a place on; None is its end. `seen` are the columns that it has for certain."""

    columns: dict[str, pl.DataType]
    seen: frozenset[str]

    def read(self, offset: int, row: int) -> Read | None: ...


def form_of(path: Path | str) -> Form:
    """The form of a table, by the end of its name. Raises InputError for any other."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMS:
        meant = did_you_mean(suffix, FORMS)
        raise InputError(f"{path}: the name of a table ends in {', '.join(FORMS)}.{meant}")
    return FORMS[suffix]


def files_of(source: str) -> tuple[Path, ...]:
    """The files that a name stands for: one, those of a folder and the folders in it, or those of a glob; by name."""
    path = Path(source)
    if path.is_dir():
        found = [file for file in path.rglob("*") if file.suffix.lower() in FORMS and file.is_file()]
        if not found:
            raise InputError(f"{source}: no table in this folder: none of its files ends in {', '.join(FORMS)}")
        return tuple(sorted(found))
    if not path.exists() and glob.has_magic(source):
        matches = sorted(Path(name) for name in glob.glob(source, recursive=True) if Path(name).is_file())  # noqa: PTH207
        if not matches:
            raise InputError(f"{source}: no file has such a name")
        for file in matches:
            form_of(file)
        return tuple(matches)
    if not path.exists():
        raise InputError(f"{source}: no such file")
    form_of(path)
    return (path,)


def rows_of(
    pack: Pack, path: Path, part_rows: int, lists: frozenset[str], questions: frozenset[str] | None = None
) -> Rows:
    """The reader of one file; `lists` are the columns that hold ticks, `questions` all that hold answers."""
    match form_of(path):
        case "parquet":
            return ParquetRows(path, part_rows)
        case "csv":
            return CsvRows(path, part_rows, ",")
        case "tsv":
            return CsvRows(path, part_rows, "\t")
        case "jsonl":
            return JsonRows(path, part_rows, frozenset(pack.questions) if questions is None else questions, lists)


class ParquetRows:
    """The rows of a Parquet file."""

    def __init__(self, path: Path, part_rows: int) -> None:
        self._scan, self._part_rows = pl.scan_parquet(path, glob=False), part_rows
        try:
            self.columns = dict(self._scan.collect_schema())
            self._height = int(self._scan.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise InputError(f"{path}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
        self._name, self.seen = path, frozenset(self.columns)

    def read(self, offset: int, row: int) -> Read | None:
        if offset >= self._height:
            return None
        try:
            part = self._scan.slice(offset, self._part_rows).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise InputError(f"{self._name}: cannot be read: {str(error).splitlines()[0]}") from None
        end = offset + part.height
        numbers = pl.int_range(row + 1, row + 1 + part.height, dtype=pl.Int64)
        frame = part.with_columns(numbers.alias(ROW), (numbers - 1).alias(OFFSET))
        return Read(frame, (), end, row + part.height, end / max(self._height, 1))

    def streamed(
        self, made: Callable[[pl.LazyFrame], pl.LazyFrame], offset: int
    ) -> Iterator[tuple[pl.DataFrame, float]]:
        """What is made of the rows from a place on, in the parts that `read` gives, and the share of the file done.

        One query makes many parts, the next while one is written. It does not make all: Polars reads ahead of what is
        taken, without bound.
        """
        at_once = max(1, _ROWS_AT_ONCE // self._part_rows) * self._part_rows
        for start in range(offset, self._height, at_once):
            count, at = min(at_once, self._height - start), start
            batches = made(self._scan.slice(start, count)).collect_batches(chunk_size=self._part_rows)
            try:
                for part in _in_parts(batches, self._part_rows):
                    at += part.height
                    yield part, at / self._height
            except (pl.exceptions.PolarsError, OSError) as error:
                raise InputError(f"{self._name}: cannot be read: {str(error).splitlines()[0]}") from None
            if at != start + count:
                raise InputError(f"{self._name}: cannot be read: {at - start} rows came where there were {count}")


def _in_parts(batches: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows, so many at a time, whatever the batches they come in."""
    waiting: list[pl.DataFrame] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.height >= rows:
            yield pl.concat([*waiting, rest.head(rows - count)])
            waiting, rest, count = [], rest.slice(rows - count), 0
        if rest.height:
            waiting, count = [*waiting, rest], count + rest.height
    if waiting:
        yield pl.concat(waiting)
