"""Sets as numbers: one UInt64 column for each 64 things, and what each bit stands for in the file's metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from triage.batch.layers import Layers

WORD = 64


@dataclass(frozen=True)
class Bitset:
    """A set of things: bit 0 of the first column is the first id, and so on; an id that is None is not used."""

    columns: tuple[str, ...]
    ids: tuple[str | None, ...]

    def holds(self, name: str) -> pl.Expr:
        """Whether this is in the set."""
        place = self.ids.index(name)
        return pl.col(self.columns[place // WORD]) & pl.lit(1 << place % WORD, pl.UInt64) != 0

    def names(self, name_as: str) -> pl.Expr:
        """The set as a list column, in the order of its ids; null where a row has no result."""
        each = [pl.when(self.holds(name)).then(pl.lit(name)) for name in self.ids if name is not None]
        listed = pl.concat_list(each).list.drop_nulls() if each else pl.lit([], pl.List(pl.String))
        return pl.when(pl.col(self.columns[0]).is_not_null()).then(listed).alias(name_as)

    def to_data(self) -> dict[str, object]:
        return {"columns": list(self.columns), "ids": list(self.ids)}

    @staticmethod
    def from_data(data: Mapping[str, Sequence[str]]) -> Bitset:
        return Bitset(tuple(data["columns"]), tuple(data["ids"]))


def bitset(name: str, ids: Sequence[str]) -> Bitset:
    """The set of these ids, with the columns `name_0`, `name_1`, and so on."""
    return Bitset(tuple(f"{name}_{place}" for place in range(max(1, -(-len(ids) // WORD)))), tuple(ids))


def joined(sets: Sequence[Bitset]) -> Bitset:
    """Several sets as one that keeps their columns; the places behind the last id of each are not used."""
    ids: list[str | None] = []
    for one in sets:
        ids += [*one.ids, *[None] * (len(one.columns) * WORD - len(one.ids))]
    return Bitset(tuple(column for one in sets for column in one.columns), tuple(ids))


def packed(made: Bitset, holds: Sequence[pl.Expr], layers: Layers) -> list[pl.Expr]:
    """The columns of a set, from one boolean expression for each id. Bytes first: they move an eighth of the memory."""
    columns = []
    for number, column in enumerate(made.columns):
        of_word = holds[number * WORD : (number + 1) * WORD]
        word = pl.lit(0, pl.UInt64)
        for start in range(0, len(of_word), 8):
            byte = layers.name(f"byte {column} {start}", _byte(of_word[start : start + 8]))
            word = word + byte.cast(pl.UInt64) * (1 << start)
        columns.append(word.alias(column))
    return columns


def _byte(holds: Sequence[pl.Expr]) -> pl.Expr:
    none = pl.lit(0, pl.UInt8)
    byte = none
    for place, one in enumerate(holds):
        byte = byte | pl.when(one).then(pl.lit(1 << place, pl.UInt8)).otherwise(none)
    return byte
