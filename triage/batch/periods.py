"""Levels over time: rows counted by day, week, month or year, whichever keeps the picture readable."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from triage.errors import InputError, did_you_mean
from triage.pack.scales import Urgency

Unit = Literal["day", "week", "month", "year"]
_EVERY: dict[Unit, str] = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
_DAYS: dict[Unit, int] = {"day": 45, "week": 370, "month": 5 * 366}
_MOST = 120


@dataclass(frozen=True)
class Periods:
    """The levels of the rows of each period, with no gap from the first to the last; and how many have no date."""

    column: str
    unit: Unit
    starts: tuple[date, ...]
    levels: tuple[Counter[Urgency], ...]
    undated: int


def periods_of(frame: pl.LazyFrame, column: str) -> Periods:
    """Rows counted by the dates of a column. Raises InputError where it is none, or holds none."""
    schema = frame.collect_schema()
    if column not in schema:
        raise InputError(f"there is no column '{column}' in the results.{did_you_mean(column, schema.names())}")
    dated = frame.select(_date(column, schema[column]).alias("date"), pl.col("urgency").cast(pl.String))
    first, last, undated = (
        dated.select(
            pl.col("date").min().alias("first"), pl.col("date").max().alias("last"), pl.col("date").is_null().sum()
        )
        .collect(engine="streaming")
        .row(0)
    )
    if first is None:
        raise InputError(f"the column '{column}' holds no date such as 2026-03-31")
    unit: Unit = next((unit for unit, days in _DAYS.items() if (last - first).days <= days), "year")
    start = pl.col("date").dt.truncate(_EVERY[unit])
    rows = dated.drop_nulls("date").group_by(start, "urgency").agg(pl.len()).collect(engine="streaming").rows()
    counts: dict[date, Counter[Urgency]] = {}
    for begin, urgency, count in rows:
        counts.setdefault(begin, Counter())[Urgency(urgency)] += count
    begins = pl.date_range(min(counts), max(counts), _EVERY[unit], eager=True).to_list()
    if len(begins) > _MOST:
        raise InputError(f"the dates of '{column}' span {len(begins)} years; look at {min(counts)} and {max(counts)}")
    return Periods(column, unit, tuple(begins), tuple(counts.get(one, Counter()) for one in begins), undated)


def _date(column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return pl.col(column).cast(pl.Date)
    if dtype == pl.String:
        return pl.col(column).str.head(10).str.to_date("%Y-%m-%d", strict=False)
    raise InputError(f"the column '{column}' holds no dates: it is {dtype}")
