"""Expressions by name, in layers: each column is computed once, after those it is made from."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

MARK = "@"


class Layers:
    """Named columns that a table gets one layer after another; what is shared is shared by its name."""

    def __init__(self) -> None:
        self._levels: dict[str, int] = {}
        self._layers: list[dict[str, pl.Expr]] = []
        self._reads: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        return MARK + name in self._levels

    def column(self, name: str) -> pl.Expr:
        """The column of this name, which was named before."""
        return pl.col(MARK + name)

    def name(self, name: str, made: pl.Expr) -> pl.Expr:
        """Give an expression a name; it stands in the first layer that comes after all it reads."""
        marked = MARK + name
        if marked not in self._levels:
            reads = self._reads[marked] = made.meta.root_names()
            level = max((self._levels.get(root, -1) for root in reads), default=-1) + 1
            while len(self._layers) <= level:
                self._layers.append({})
            self._layers[level][marked] = made.alias(marked)
            self._levels[marked] = level
        return pl.col(marked)

    def applied(self, frame: pl.LazyFrame, wanted: Iterable[pl.Expr] | None = None) -> pl.LazyFrame:
        """The table with all named columns, or with those that what is wanted is made from."""
        needed = set(self._levels) if wanted is None else self._needed(wanted)
        for layer in self._layers:
            if made := [one for name, one in layer.items() if name in needed]:
                frame = frame.with_columns(made)
        return frame

    def _needed(self, wanted: Iterable[pl.Expr]) -> set[str]:
        needed: set[str] = set()
        open_names = [root for one in wanted for root in one.meta.root_names()]
        while open_names:
            name = open_names.pop()
            if name in self._levels and name not in needed:
                needed.add(name)
                open_names += self._reads[name]
        return needed


def any_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Whether one of these holds; a tree of even depth, since very long chains are deep to walk."""
    return _joined(list(parts), is_all=False)


def all_of(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Whether all of these hold."""
    return _joined(list(parts), is_all=True)


def _joined(parts: list[pl.Expr], is_all: bool) -> pl.Expr:
    if not parts:
        return pl.lit(is_all)
    while len(parts) > 1:
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        parts = [pair[0] if len(pair) == 1 else pair[0] & pair[1] if is_all else pair[0] | pair[1] for pair in pairs]
    return parts[0]
