"""A table of answers, read as `triage batch` reads it, for a population to be like."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from triage.batch import inputs
from triage.batch.layout import QUESTION, list_columns
from triage.batch.mapping import Renaming
from triage.batch.plan import Means, compile_plan
from triage.batch.simulate_fit import fitted
from triage.batch.simulate_marginals import Marginals
from triage.errors import InputError
from triage.pack.pack import Pack


def fitted_to(pack: Pack, source: str, unanswered: Means) -> Marginals:
    """Marginals of the people of a file, a folder or a glob. Raises InputError where nothing there can be read."""
    return fitted(pack, _frames(pack, source), unanswered)


def _frames(pack: Pack, source: str) -> Iterator[pl.DataFrame]:
    lists = list_columns(compile_plan(pack), Renaming())
    for path in inputs.files_of(source):
        rows = inputs.rows_of(pack, path, inputs.PART_ROWS, lists)
        if not any(name in pack.questions for name in rows.columns):
            long = " (a row an answer cannot be fitted to)" if QUESTION in rows.columns else ""
            raise InputError(f"{path}: no column is a question of the pack{long}")
        offset = row = 0
        while (read := rows.read(offset, row)) is not None:
            yield read.frame
            offset, row = read.offset, read.row
