"""Answer sets as the rows of a table, for the tests of the batch."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from triage.pack.pack import Pack
from triage.reasoning.answers import Answers, Value


def table_of(answers: Iterable[Answers], *packs: Pack) -> pl.DataFrame:
    """A row for each answer set, all cells as text, with a column for each question of these packs."""
    names = dict.fromkeys(name for pack in packs for name in pack.questions)
    schema = {"id": pl.String, "unanswered": pl.String, **dict.fromkeys(names, pl.String)}
    rows = [
        {
            "id": one.id or f"row {number}",
            "unanswered": one.unanswered,
            **{name: cell(value) for name, value in one.given.items()},
        }
        for number, one in enumerate(answers)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def cell(value: Value) -> str | None:
    """One answer as text; a blank cannot be told from "not sure" in a table of text."""
    return str(value) if isinstance(value, int) else "|".join(value) or "unsure"
