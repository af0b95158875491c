"""Which danger signs ask for just the level that a row has: what decided it, as one finds from the bitset columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from triage.batch.bitsets import WORD, Bitset
from triage.batch.layers import all_of
from triage.batch.plan import Plan
from triage.pack.scales import Reading

SIGNS, UNSURE_SIGNS = "danger_signs", "danger_signs_unsure"
BOTH = tuple(Reading)


def deciding_words(plan: Plan, prefix: str = "", readings: Collection[Reading] = BOTH) -> list[pl.Expr]:
    """For each column of danger signs those of its bits that ask for the level given, by one or both readings.

    A sign that fires strictly asks for its `urgency`, one that fires only cautiously for its `if_unsure`; no sign can
    lift anybody to less than the base level.
    """
    signs, base = list(plan.pack.danger_signs.values()), plan.pack.base.urgency.rank
    starts = range(0, len(signs), WORD)
    words = []
    for number, start in enumerate(starts):
        levels = [
            (max(sign.urgency.rank, base), max(sign.if_unsure.rank, base)) for sign in signs[start : start + WORD]
        ]
        word = pl.lit(0, pl.UInt64)
        for rank in sorted({rank for pair in levels for rank in pair}):
            asks = pl.lit(0, pl.UInt64)
            for reading in readings:
                name = (SIGNS, UNSURE_SIGNS)[reading]
                mask = sum(1 << bit for bit, pair in enumerate(levels) if pair[reading] == rank)
                column = pl.col(f"{prefix}{plan.bitsets[name].columns[number]}")
                asks = asks | (column & pl.lit(mask, pl.UInt64))
            word = pl.when(pl.col(f"{prefix}urgency_rank") == rank).then(asks).otherwise(word)
        words.append(word)
    return words


def deciding_rules(plan: Plan, prefix: str, made: Bitset) -> Iterator[pl.Expr]:
    """The same as a set of danger signs and, behind them, the base rule, which decides where no sign does."""
    words, count = deciding_words(plan, prefix), len(plan.pack.danger_signs)
    base = pl.when(all_of(word == 0 for word in words)).then(pl.lit(1 << count % WORD, pl.UInt64))
    words += [pl.lit(0, pl.UInt64)] * (len(made.columns) - len(words))
    words[count // WORD] = words[count // WORD] | base.otherwise(pl.lit(0, pl.UInt64))
    for column, word in zip(made.columns, words, strict=True):
        yield word.alias(column)


def level_by(plan: Plan, reading: Reading) -> pl.Expr:
    """The rank that the signs firing in this reading alone ask for; 0 where none fires."""
    rank = pl.lit(0, pl.UInt8)
    signs = plan.bitsets[(SIGNS, UNSURE_SIGNS)[reading]]
    asked = [(sign.urgency, sign.if_unsure)[reading].rank for sign in plan.pack.danger_signs.values()]
    for level in sorted(set(asked)):
        masks = [0] * len(signs.columns)
        for place, one in enumerate(asked):
            masks[place // WORD] |= (one == level) << place % WORD
        fires = [
            pl.col(column) & pl.lit(mask, pl.UInt64) == 0 for column, mask in zip(signs.columns, masks, strict=True)
        ]
        rank = pl.when(~all_of(fires)).then(pl.lit(level, pl.UInt8)).otherwise(rank)
    return rank
