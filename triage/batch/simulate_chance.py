"""Chance as whole numbers in columns: the same for a seed, a person and a purpose, wherever and in whatever order.

It is SplitMix64 of a person's number and a key, so a person's answers depend on nobody else and on no part of a run.
"""

from __future__ import annotations

import hashlib

import polars as pl

PERSON = "@person"
WHOLE = 1 << 32  # a chance from 0 to 1 is a whole number of this many parts
_STEP = 0x9E3779B97F4A7C15
_MIX = ((1 << 30, 0xBF58476D1CE4E5B9), (1 << 27, 0x94D049BB133111EB))


def key_of(seed: int, *purpose: str | int) -> int:
    """A number of 64 bits for what chance is needed for."""
    text = "\0".join(map(str, (seed, *purpose)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def drawn(key: int) -> pl.Expr:
    """64 random bits for each person."""
    bits = pl.col(PERSON) * pl.lit(_STEP, pl.UInt64) + pl.lit(key, pl.UInt64)
    for shift, factor in _MIX:
        bits = (bits ^ (bits // shift)) * pl.lit(factor, pl.UInt64)
    return bits ^ (bits // (1 << 31))


def first_half(bits: pl.Expr) -> pl.Expr:
    """A number below `WHOLE`, from the upper half of the bits."""
    return bits // WHOLE


def second_half(bits: pl.Expr) -> pl.Expr:
    """A number below `WHOLE`, from the lower half of the bits: independent of the first."""
    return bits & pl.lit(WHOLE - 1, pl.UInt64)


def parts(share: float) -> int:
    """A share from 0 to 1 as so many of `WHOLE`: a number is below it with just this chance."""
    return min(max(round(share * WHOLE), 0), WHOLE)


def below(half: pl.Expr, count: int) -> pl.Expr:
    """A random whole number below `count`, from half of the bits."""
    return half * pl.lit(count, pl.UInt64) // WHOLE
