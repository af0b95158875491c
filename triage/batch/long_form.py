"""Tables with one answer a row (person, question, answer) made wide: one row a person.

The rows of a person stand together, and a part ends where a person ends. Several rows of one tick-any question are its
ticks.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from triage.batch.cells import TICK_MARK
from triage.batch.layout import ANSWER, QUESTION, Layout
from triage.batch.mapping import Renaming
from triage.batch.refusals import Refusal
from triage.batch.text_rows import OFFSET, ROW
from triage.errors import InputError, did_you_mean
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE

_RUN = "@run"
_TOGETHER = "@together"
_LEFT_OUT = "@left out"


@dataclass(frozen=True)
class People:
    """Whole persons of a part: their answers as wide rows, what is wrong with some, and where the next part begins."""

    frame: pl.DataFrame
    wrong: dict[int, list[Refusal]]
    next_offset: int | None
    next_row: int | None


def people_in(pack: Pack, layout: Layout, frame: pl.DataFrame, is_end: bool, renaming: Renaming) -> People:
    """The persons of a part. The last one is left to the next part, unless the file ends here."""
    person = layout.person
    assert person is not None
    old, new = list(renaming.columns), [name or _LEFT_OUT for name in renaming.columns.values()]
    frame = frame.with_columns(pl.col(QUESTION).cast(pl.String).replace(old, pl.Series(new, dtype=pl.String)))
    is_new = pl.col(person).ne_missing(pl.col(person).shift()) | (pl.int_range(pl.len()) == 0)
    frame = frame.with_columns(is_new.cum_sum().alias(_RUN))
    next_offset = next_row = None
    if not is_end and frame.height:
        last = frame.filter(pl.col(_RUN) == frame[_RUN][-1])
        if last.height == frame.height:
            raise InputError(f"the rows of '{last[person][0]}' fill a whole part: no person has so many answers")
        next_offset, next_row = int(last[OFFSET][0]), int(last[ROW][0]) - 1
        frame = frame.filter(pl.col(_RUN) != last[_RUN][0])
    return People(renaming.worded(pack, _wide(pack, frame)), _wrong(pack, layout, frame), next_offset, next_row)


def _wide(pack: Pack, frame: pl.DataFrame) -> pl.DataFrame:
    dtype = frame.schema[ANSWER]
    answer = pl.col(ANSWER).list.join(TICK_MARK) if isinstance(dtype, pl.List) else pl.col(ANSWER).cast(pl.String)
    said = (
        frame.filter(pl.col(QUESTION).is_in(list(pack.questions)))
        .group_by(_RUN, QUESTION, maintain_order=True)
        .agg(answer.fill_null(UNSURE).str.join(TICK_MARK).alias(_TOGETHER))
        .pivot(on=QUESTION, on_columns=list(pack.questions), index=_RUN, values=_TOGETHER, aggregate_function="first")
    )
    others = [name for name in frame.columns if name not in (QUESTION, ANSWER, _RUN, OFFSET)]
    people = frame.group_by(_RUN, maintain_order=True).agg(pl.col(others).first())
    return people.join(said, on=_RUN, how="left", maintain_order="left").drop(_RUN)


def _wrong(pack: Pack, layout: Layout, frame: pl.DataFrame) -> dict[int, list[Refusal]]:
    """What no cell of the wide rows can show, by the number of the person's first row."""
    assert layout.person is not None
    first = pl.col(ROW).first().over(_RUN).alias("@first")
    is_known = pl.col(QUESTION).is_in([*pack.questions, _LEFT_OUT]).fill_null(False)
    odd = frame.with_columns(first).filter(~is_known | pl.col(layout.person).is_null())
    wrong: dict[int, list[Refusal]] = {}
    for row, person, question in odd.select("@first", layout.person, QUESTION).iter_rows():
        if person is None:
            found = Refusal(layout.person, "A207", "whose answer this is, is not said")
        else:
            near = did_you_mean(str(question), pack.questions)
            found = Refusal(str(question)[:60], "A201", f"no such question.{near}")
        if found not in wrong.setdefault(row, []):
            wrong[row].append(found)
    return wrong
