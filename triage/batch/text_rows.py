"""Rows of text files, CSV and JSON Lines: a record stands on one line, and a damaged line spoils no other.

Most parts are read at once. Where that does not go, Python looks at the lines one by one and says which are damaged.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from triage.batch.cells import TICK_MARK
from triage.errors import InputError, did_you_mean

ROW, OFFSET = "@row", "@offset"
LONGEST_LINE = 1_000_000
_BYTES_A_ROW = 128
_SAMPLE = 1000
_LOST = "\N{REPLACEMENT CHARACTER}"
_NOT_TEXT = "not UTF-8 text"
_QUOTED = r'"[^"]*"'


@dataclass(frozen=True)
class Unreadable:
    """A row that no answers can be read from: its number, the column if it is known, and why."""

    row: int
    column: str
    code: str
    reason: str
    text: str


@dataclass(frozen=True)
class Read:
    """A part of a file: the rows that can be read, those that cannot, and where the next part begins."""

    frame: pl.DataFrame
    unreadable: tuple[Unreadable, ...]
    offset: int
    row: int
    share: float


@dataclass(frozen=True)
class Lines:
    """Lines that are not blank, each with its number and place, and those that are no text."""

    frame: pl.DataFrame
    unreadable: tuple[Unreadable, ...]
    offset: int
    row: int
    share: float


class _TextFile:
    def __init__(self, path: Path, part_rows: int) -> None:
        self._path, self._part_bytes = path, part_rows * _BYTES_A_ROW
        self._size = path.stat().st_size

    def _lines(self, offset: int, row: int) -> Lines | None:
        """The lines of one part that are not blank, each with its number and place."""
        with self._path.open("rb") as stream:
            stream.seek(offset)
            raw = stream.read(self._part_bytes)
            rest = stream.readline(LONGEST_LINE + 1)
        if len(rest) > LONGEST_LINE:
            raise InputError(f"{self._path}: a line longer than {LONGEST_LINE:,} bytes; this is no table of rows")
        raw += rest
        if not raw:
            return None
        end = offset + len(raw)
        frame, is_utf8 = _split(raw.removesuffix(b"\n"), offset)
        frame = frame.filter(pl.col("line").str.strip_chars().str.len_bytes() > 0)
        frame = frame.with_columns(pl.int_range(row + 1, row + 1 + pl.len(), dtype=pl.Int64).alias(ROW))
        bad: list[Unreadable] = []
        if not is_utf8:
            frame, bad = _without(frame, pl.col("line").str.contains(_LOST, literal=True), _NOT_TEXT)
        return Lines(frame, tuple(bad), end, row + frame.height + len(bad), end / max(self._size, 1))


def lines_of(texts: pl.Series) -> Lines:
    """Lines that somebody else has split, numbered from 1; what was no text is marked in them as lost."""
    numbers = pl.int_range(1, 1 + pl.len(), dtype=pl.Int64)
    frame = pl.DataFrame({"line": texts}).with_columns(numbers.alias(ROW), (numbers - 1).alias(OFFSET))
    frame, bad = _without(frame, pl.col("line").str.contains(_LOST, literal=True), _NOT_TEXT)
    return Lines(frame, tuple(bad), len(texts), len(texts), 1.0)


def _split(raw: bytes, offset: int) -> tuple[pl.DataFrame, bool]:
    mark = b"\xef\xbb\xbf" if not offset else b""
    is_utf8 = True
    try:
        lines = raw.removeprefix(mark).decode("utf-8").split("\n")
        sizes = pl.Series(lines, dtype=pl.String).str.len_bytes().cast(pl.Int64)
    except UnicodeDecodeError:
        is_utf8, pieces = False, raw.removeprefix(mark).split(b"\n")
        lines = [piece.decode("utf-8", "replace") for piece in pieces]
        sizes = pl.Series([len(piece) for piece in pieces], dtype=pl.Int64)
    skipped = len(raw) - len(raw.removeprefix(mark))
    starts = (sizes + 1).cum_sum() - sizes - 1 + offset + skipped
    frame = pl.DataFrame({"line": pl.Series(lines, dtype=pl.String).str.strip_suffix("\r"), OFFSET: starts})
    return frame, is_utf8


def _without(frame: pl.DataFrame, is_bad: pl.Expr, why: str) -> tuple[pl.DataFrame, list[Unreadable]]:
    """The lines without the bad ones, and these with a reason."""
    bad = frame.filter(is_bad)
    if not bad.height:
        return frame, []
    told = [Unreadable(row, "", "A213", why, line) for row, line in bad.select(ROW, "line").iter_rows()]
    return frame.filter(~is_bad), told


# ----------------------------------------------------------------------------------------------------------------- CSV


class CsvRows(_TextFile):
    """The rows of a CSV file with a header. All cells are text; an empty one is null."""

    def __init__(self, path: Path, part_rows: int, separator: str) -> None:
        super().__init__(path, part_rows)
        self._separator = separator
        with path.open("rb") as stream:
            first = stream.readline(LONGEST_LINE)
            self._header_end = stream.tell()
        try:
            names = next(csv.reader([first.decode("utf-8-sig").rstrip("\r\n")], delimiter=separator), [])
        except UnicodeDecodeError:
            raise InputError(f"{path}: the header is not UTF-8 text") from None
        twice = sorted({name for name in names if names.count(name) > 1})
        if not names or twice:
            why = f"the column '{twice[0]}' stands twice in the header" if twice else "empty"
            raise InputError(f"{path}: {why}")
        self.columns: dict[str, pl.DataType] = {name: pl.String() for name in names}
        self.seen = frozenset(self.columns)

    def read(self, offset: int, row: int) -> Read | None:
        lines = self._lines(offset or self._header_end, row)
        return None if lines is None else self.parsed(lines)

    def parsed(self, lines: Lines) -> Read:
        """The rows that stand on these lines."""
        frame, bad = lines.frame, list(lines.unreadable)
        is_quoted = pl.col("line").str.contains('"', literal=True)
        bare = pl.when(is_quoted).then(pl.col("line").str.replace_all(_QUOTED, "")).otherwise(pl.col("line"))
        frame = frame.with_columns(bare.alias("bare"))
        why = "a quotation mark that is not closed on its line"
        frame, unclosed = _without(frame, pl.col("bare").str.contains('"', literal=True), why)
        count = pl.col("bare").str.count_matches(self._separator, literal=True) + 1
        why = f"another number of cells than the header has columns ({len(self.columns)})"
        frame, uneven = _without(frame, count != len(self.columns), why)
        return Read(self._cells(frame), (*bad, *unclosed, *uneven), lines.offset, lines.row, lines.share)

    def _cells(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not frame.height:
            return pl.DataFrame(schema={**self.columns, ROW: pl.Int64(), OFFSET: pl.Int64()})
        text = io.BytesIO("\n".join(frame["line"]).encode() + b"\n")
        read = pl.read_csv(
            text, has_header=False, new_columns=list(self.columns), infer_schema=False, separator=self._separator
        )
        if read.height != frame.height or read.width != len(self.columns):
            raise InputError(f"{self._path}: cannot be read as CSV near row {frame[ROW][0]}")
        read = read.with_columns(pl.when(pl.all() != "").then(pl.all()))
        return read.with_columns(frame[ROW], frame[OFFSET])


# ---------------------------------------------------------------------------------------------------------- JSON Lines


class JsonRows(_TextFile):
    """The rows of a JSON Lines file: a key a question, or whole answers documents with the key `answers`.

    Which other keys there are is found in the first lines; a key that comes up later is not known.
    """

    def __init__(self, path: Path, part_rows: int, questions: frozenset[str], lists: frozenset[str]) -> None:
        super().__init__(path, part_rows)
        self._questions, self._lists = questions, lists
        records = [record for record in self._sample() if isinstance(record, dict)]
        self._has_answers = any(isinstance(record.get("answers"), dict) for record in records)
        self.columns: dict[str, pl.DataType] = {}
        for record in records:
            for name, value in record.items():
                if not (self._has_answers and name == "answers") and isinstance(self.columns.get(name), pl.Null | None):
                    self.columns[name] = self._dtype(name, value)
        if self._has_answers:
            self.columns |= {name: self._dtype(name, "") for name in sorted(questions)}
        self.columns = {name: pl.String() if dtype == pl.Null else dtype for name, dtype in self.columns.items()}
        self.seen = frozenset(self.columns)
        self.columns |= {name: self._dtype(name, "") for name in sorted(questions) if name not in self.columns}
        self._not_text = {name for name, dtype in self.columns.items() if dtype != pl.String}

    def _sample(self) -> Iterator[Any]:
        with self._path.open("rb") as stream:
            for _ in range(_SAMPLE):
                try:
                    yield json.loads(stream.readline(LONGEST_LINE).decode("utf-8-sig"))
                except (ValueError, RecursionError):
                    continue

    def _dtype(self, name: str, value: object) -> pl.DataType:
        if name in self._lists:
            return pl.List(pl.String)
        if name in self._questions or isinstance(value, str | list | dict | bool):
            return pl.String()
        return pl.Null() if value is None else pl.Int64() if isinstance(value, int) else pl.Float64()

    def read(self, offset: int, row: int) -> Read | None:
        lines = self._lines(offset, row)
        return None if lines is None else self.parsed(lines)

    def parsed(self, lines: Lines) -> Read:
        """The rows that stand on these lines."""
        frame, bad = self._cells(lines.frame)
        return Read(frame, (*lines.unreadable, *bad), lines.offset, lines.row, lines.share)

    def _cells(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, list[Unreadable]]:
        """All lines at once; then those in which keys and cells do not add up are looked at one by one."""
        try:
            frame = self._at_once(lines["line"])
        except pl.exceptions.PolarsError:
            return self._one_by_one(lines)
        cells = pl.sum_horizontal(pl.all().is_not_null().cast(pl.UInt32)) + (1 if self._has_answers else 0)
        keys = lines["line"].str.count_matches(r'"[ \t]*:')
        if not self._has_answers:  # in a table null is a cell that is empty; in an answers document it is refused
            keys = keys - lines["line"].str.count_matches(r":[ \t]*null")
        is_odd = frame.select(cells.alias("cells"))["cells"] != keys
        frame = frame.with_columns(lines[ROW], lines[OFFSET])
        if not is_odd.any():
            return frame, []
        looked_at, bad = self._one_by_one(lines.filter(is_odd))
        return pl.concat([frame.filter(~is_odd), looked_at]).sort(ROW), bad

    def _at_once(self, lines: pl.Series) -> pl.DataFrame:
        schema: dict[str, pl.DataType] = dict(self.columns)
        if self._has_answers:
            inside = {name: dtype for name, dtype in schema.items() if name in self._questions}
            schema = {name: dtype for name, dtype in schema.items() if name not in inside}
            schema["answers"] = pl.Struct(inside)
        frame = pl.read_ndjson("\n".join(lines).encode(), schema=schema) if len(lines) else pl.DataFrame(schema=schema)
        if frame.height != len(lines):
            raise pl.exceptions.ComputeError("lines were lost")
        frame = frame.unnest("answers") if self._has_answers else frame
        return frame.select(list(self.columns))

    def _one_by_one(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, list[Unreadable]]:
        good: list[str] = []
        bad: list[Unreadable] = []
        for row, line in lines.select(ROW, "line").iter_rows():
            try:
                good.append(self._checked(line))
            except _Damaged as damage:
                bad.append(Unreadable(row, damage.column, damage.code, damage.reason, line))
        kept = lines.filter(~pl.col(ROW).is_in([one.row for one in bad])) if bad else lines
        try:
            frame = self._at_once(pl.Series(good, dtype=pl.String))
        except pl.exceptions.PolarsError as error:
            raise InputError(f"{self._path}: cannot be read near row {lines[ROW][0]}: {error}") from None
        return frame.with_columns(kept[ROW], kept[OFFSET]), bad

    def _checked(self, line: str) -> str:
        """A line as it can be read together with others: itself, or with its values in the form of their columns."""
        twice: list[str] = []

        def pairs(items: Sequence[tuple[str, Any]]) -> dict[str, Any]:
            record = dict(items)
            if len(record) < len(items):
                names = [name for name, _ in items]
                twice.extend(name for name in names if names.count(name) > 1)
            return record

        try:
            record = json.loads(line, object_pairs_hook=pairs, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise _Damaged("", "A212", f"not JSON: {getattr(error, 'msg', 'cannot be read')}") from None
        if not isinstance(record, dict):
            raise _Damaged("", "A209", "a mapping of names to values is needed on each line")
        if twice:
            raise _Damaged(twice[0], "A210", "given twice")
        answers: Any = record
        if self._has_answers:
            answers = record.get("answers")
            if not isinstance(answers, dict):
                raise _Damaged("answers", "A207", "the key 'answers' is missing, or is no mapping")
            for name, value in answers.items():
                if value is None:
                    raise _Damaged(name, "A208", 'null is not an answer: leave the question out, or write "unsure"')
                if name not in self._questions:
                    raise _Damaged(name[:60], "A201", f"no such question.{did_you_mean(name, self._questions)}")
        is_changed = self._fit(answers) | (self._has_answers and self._fit(record))
        return json.dumps(record) if is_changed else line

    def _fit(self, record: dict[str, Any]) -> bool:
        """Bring the values into the form of their columns; whether an answer is one is judged later."""
        is_changed = False
        for name in [name for name in record if name not in self.columns]:
            if record[name] is not None and not (self._has_answers and name == "answers"):
                near = did_you_mean(name, [*self._questions, *self.columns])
                raise _Damaged(name[:60], "A201", f"no such question, and no column of the first lines.{near}")
        for name in [name for name in record if name in self._not_text]:
            value = record[name]
            if value is None or (isinstance(value, list) and name in self._lists):
                continue
            if name in self._lists:
                record[name] = (value if isinstance(value, str) else json.dumps(value)).split(TICK_MARK)
                is_changed = True
            elif not _is_number(value, self.columns[name]):
                raise _Damaged(name, "A203", f"{json.dumps(value)[:60]} where the first lines have numbers")
        return is_changed


class _Damaged(Exception):
    """A line that no answers can be read from."""

    def __init__(self, column: str, code: str, reason: str) -> None:
        self.column, self.code, self.reason = column, code, reason


def _is_number(value: object, dtype: pl.DataType) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return dtype == pl.Float64 or (isinstance(value, int) and abs(value) < 2**63)


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
