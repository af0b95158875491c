"""Two packs over the same rows: what each says of everybody, who moves, and by which rules.

A `Comparison` is used like a `Plan`: it assesses a table, a part at a time, and adds its own columns to the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import polars as pl

from triage.batch.bitsets import Bitset, bitset
from triage.batch.compare_hearing import as_heard
from triage.batch.deciding import SIGNS, UNSURE_SIGNS, deciding_rules
from triage.batch.plan import UNANSWERED, Means, Plan, compile_plan
from triage.pack.pack import Pack

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
OLD = "old_"
MOVED = "moved"
MOVES = pl.Enum(["down", "same", "up"])
UP_BY, DOWN_BY = "moved_up_by", "moved_down_by"
_KEPT_OF_OLD = ("urgency", "urgency_rank", "cause_1")


class Comparison(Plan):
    """The rules of two packs as columns. `pack` is the new one: its result has its usual names, the old one's `old_`.

    `moved_up_by` are the rules of the new pack that ask for the level of somebody who moved up, `moved_down_by` those
    of the old pack that asked for the level from which somebody moved down. The other pack has none that asks for as
    much. Where no danger sign decides such a level, it is the base rule.
    """

    streams = False  # both packs would read the file

    def __init__(self, old: Pack, new: Pack) -> None:
        super().__init__(new)
        self.old, self.new = compile_plan(old), compile_plan(new)
        signs = {name: self.old.bitsets[name] for name in (SIGNS, UNSURE_SIGNS)}
        self._own = {
            OLD + name: Bitset(tuple(OLD + one for one in made.columns), made.ids) for name, made in signs.items()
        }
        self._own |= {name: bitset(name, _deciding(pack)) for name, pack in ((UP_BY, new), (DOWN_BY, old))}
        self.bitsets = {**self.new.bitsets, **self._own}

    @property
    def result_schema(self) -> dict[str, pl.DataType]:
        """The columns that a result has, in their order, with their types."""
        old, schema = self.old.result_schema, dict(self.new.result_schema)
        schema |= {OLD + name: old[name] for name in _KEPT_OF_OLD}
        return schema | {MOVED: MOVES} | {name: pl.UInt64() for one in self._own.values() for name in one.columns}

    def metadata(self, unanswered: Means) -> dict[str, Any]:
        """What a table of results says of itself: that of the new pack, and with which other it was compared."""
        about = self.old.pack.about
        return {
            **self.new.metadata(unanswered),
            "compared_with": {"id": about.id, "version": about.version, "sha256": self.old.pack.sha256},
            "bitsets": {name: one.to_data() for name, one in self.bitsets.items()},
        }

    def assess(self, frame: Frame, unanswered: Means = "unsure") -> Frame:
        """The assessments of each row by both packs, in the order of the rows; see `Plan.assess`.

        An answer that only one of the packs knows counts as not sure for the other.
        """
        new = self.new.assess(as_heard(frame, self.new.pack, self.old.pack), unanswered)
        old = self._of_old(as_heard(frame, self.old.pack, self.new.pack), unanswered)
        kept = [name for name in new.collect_schema().names() if name not in self.new.result_columns]
        both = pl.concat([new, old], how="horizontal").with_columns(_moved().alias(MOVED))
        return both.with_columns(*self._movers()).select(*kept, *self.result_columns)

    def _of_old(self, frame: Frame, unanswered: Means) -> Frame:
        asked = [name for name in frame.collect_schema().names() if name in self.old.pack.questions]
        if UNANSWERED in frame.collect_schema().names():
            asked.append(UNANSWERED)
        kept = [*_KEPT_OF_OLD, *(name for one in (SIGNS, UNSURE_SIGNS) for name in self.old.bitsets[one].columns)]
        if not asked:  # a table without columns has no rows
            asked = frame.collect_schema().names()[:1]
        made = self.old.assess(frame.select(asked), unanswered)
        return made.select(pl.col(name).alias(OLD + name) for name in kept)

    def _movers(self) -> Iterator[pl.Expr]:
        for name, plan, prefix, way in ((UP_BY, self.new, "", "up"), (DOWN_BY, self.old, OLD, "down")):
            for made in deciding_rules(plan, prefix, self.bitsets[name]):
                here = pl.when(pl.col(MOVED) == way).then(made).otherwise(pl.lit(0, pl.UInt64))
                yield pl.when(pl.col(MOVED).is_not_null()).then(here).alias(made.meta.output_name())


def _deciding(pack: Pack) -> Sequence[str]:
    """The rules that can decide a level."""
    return [*pack.danger_signs, pack.base.id]


def _moved() -> pl.Expr:
    """Which way somebody moves; null where one of the packs cannot read the row."""
    new, old = pl.col("urgency_rank"), pl.col(f"{OLD}urgency_rank")
    way = pl.when(new > old).then(pl.lit("up")).when(new < old).then(pl.lit("down")).otherwise(pl.lit("same"))
    return pl.when(new.is_not_null() & old.is_not_null()).then(way).cast(MOVES)
