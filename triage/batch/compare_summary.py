"""What a change of rules does to the people of a table: counted from the columns of a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from triage.batch.bitsets import Bitset
from triage.batch.compare import DOWN_BY, MOVED, OLD, UP_BY
from triage.errors import InputError

Way = Literal["up", "down"]
SCHEMA = "triage.comparison/1"
MOST_IDS = 1000
_PLACE = "@place"
# For each way the rules that ask for the more urgent level, and where the other pack's danger signs stand.
BY: dict[Way, tuple[str, str]] = {"up": (UP_BY, f"{OLD}danger_signs"), "down": (DOWN_BY, "danger_signs")}


@dataclass(frozen=True)
class Mover:
    """A rule that moved people, how many, and in how many it fires in both packs, only at another level."""

    rule: str
    count: int
    at_another_level: int


@dataclass(frozen=True)
class Moves:
    """Who moves one way: how many, the first of them by name, and the rules that move them."""

    way: Way
    count: int
    ids: tuple[str | int, ...]
    movers: tuple[Mover, ...]


@dataclass(frozen=True)
class Summary:
    """A comparison in numbers. `levels` and `causes` count pairs of before and after; no cause is None."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    rows: int
    not_compared: int
    id_column: str | None
    levels: Counter[tuple[str, str]]
    causes: Counter[tuple[str | None, str | None]]
    up: Moves
    down: Moves

    def to_data(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {
            "schema": SCHEMA,
            "old": dict(self.old),
            "new": dict(self.new),
            "rows": self.rows,
            "not_compared": self.not_compared,
            "id_column": self.id_column,
            "levels": [{"old": old, "new": new, "rows": count} for (old, new), count in self.levels.items()],
            "first_causes": [{"old": old, "new": new, "rows": count} for (old, new), count in self.causes.items()],
            "up": _moves_as_data(self.up),
            "down": _moves_as_data(self.down),
        }


def summarise(frame: pl.LazyFrame, metadata: Mapping[str, Any], id_column: str | None = None) -> Summary:
    """A comparison counted. Without an `id_column` people are named by `id`, or if there is none by their row's number.

    Raises InputError for a table that compares nothing, or has no such column.
    """
    names = frame.collect_schema().names()
    if "compared_with" not in metadata or MOVED not in names:
        raise InputError("this table holds no comparison: it is made by triage batch IN OUT --compare OLD_PACK")
    if id_column is not None and id_column not in names:
        raise InputError(f"there is no column '{id_column}' in the result")
    column = id_column or ("id" if "id" in names else None)
    counted = frame.group_by(MOVED).agg(pl.len()).collect(engine="streaming").rows()
    counts: dict[str | None, int] = dict(counted)
    both = frame.filter(pl.col(MOVED).is_not_null())
    bitsets = {name: Bitset.from_data(one) for name, one in metadata["bitsets"].items()}
    return Summary(
        metadata["compared_with"],
        metadata["pack"],
        sum(counts.values()),
        counts.get(None, 0),
        column,
        _pairs(both, "urgency"),
        _pairs(both, "cause_1"),
        _moves(frame, "up", counts.get("up", 0), column, bitsets),
        _moves(frame, "down", counts.get("down", 0), column, bitsets),
    )


def _pairs(frame: pl.LazyFrame, name: str) -> Counter[Any]:
    """How many rows have each pair of before and after, the most frequent first."""
    pair = [pl.col(OLD + name).cast(pl.String).alias("old"), pl.col(name).cast(pl.String).alias("new")]
    rows = frame.select(pair).group_by("old", "new").agg(pl.len()).collect(engine="streaming").rows()
    return most_first(Counter({(old, new): count for old, new, count in rows}))


def most_first(pairs: Counter[Any]) -> Counter[Any]:
    """The most frequent pairs first, and the same order whatever order they came in."""
    rows = [(*pair, count) for pair, count in pairs.items()]
    return Counter({(old, new): count for old, new, count in sorted(rows, key=lambda row: (-row[2], str(row)))})


def _moves(frame: pl.LazyFrame, way: Way, count: int, column: str | None, bitsets: Mapping[str, Bitset]) -> Moves:
    name = pl.col(column) if column else pl.col(_PLACE)
    moved = frame.with_row_index(_PLACE, offset=1).filter(pl.col(MOVED).cast(pl.String) == way)
    ids = moved.select(name.alias("name")).head(MOST_IDS).collect(engine="streaming")["name"].to_list()
    by, others = (bitsets[one] for one in BY[way])
    unsure = bitsets[f"{BY[way][1]}_unsure"]
    rules = [rule for rule in by.ids if rule is not None]
    sums = [by.holds(rule).sum().alias(f"all {rule}") for rule in rules]
    sums += [
        (by.holds(rule) & (others.holds(rule) | unsure.holds(rule))).sum().alias(f"both {rule}")
        for rule in rules
        if rule in others.ids
    ]
    found = moved.select(sums).collect(engine="streaming").row(0, named=True)
    movers = [Mover(rule, found[f"all {rule}"], found.get(f"both {rule}", 0)) for rule in rules if found[f"all {rule}"]]
    return Moves(way, count, tuple(ids), tuple(sorted(movers, key=lambda mover: -mover.count)))


def _moves_as_data(moves: Moves) -> dict[str, Any]:
    return {
        "rows": moves.count,
        "ids": list(moves.ids),
        "ids_left_off": moves.count - len(moves.ids),
        "rules": [
            {"rule": one.rule, "rows": one.count, "fires_in_both_packs": one.at_another_level} for one in moves.movers
        ],
    }
