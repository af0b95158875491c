"""Tables of answers read as `triage batch` reads them, for those that count answers and assess nothing."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from triage.batch import inputs
from triage.batch.layout import QUESTION, list_columns
from triage.batch.mapping import Renaming
from triage.batch.plan import compile_plan
from triage.errors import InputError
from triage.pack.pack import Pack


def answer_frames(pack: Pack, source: str, renaming: Renaming) -> Iterator[pl.DataFrame]:
    """The rows of a table of answers, a part at a time. Raises InputError for one in long form, or of other things."""
    lists = list_columns(compile_plan(pack), renaming)
    for path in inputs.files_of(source):
        rows = inputs.rows_of(pack, path, inputs.PART_ROWS, lists)
        if not any(renaming.named(name) in pack.questions for name in rows.columns):
            is_long = any(renaming.named(name) == QUESTION for name in rows.columns)
            told = ": it has a row an answer, and a row a person is needed" if is_long else ""
            raise InputError(f"{path}: no column is a question of the pack{told}")
        offset = row = 0
        while (read := rows.read(offset, row)) is not None:
            yield renaming.applied(pack, read.frame)
            offset, row = read.offset, read.row
