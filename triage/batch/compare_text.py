"""A comparison of two packs over a table, as lines of text."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from triage.batch.compare_summary import Mover, Moves, Summary
from triage.pack.scales import Urgency

SHORT = {
    Urgency.EMERGENCY_NOW: "now",
    Urgency.EMERGENCY_DEPARTMENT: "department",
    Urgency.URGENT_SAME_DAY: "same day",
    Urgency.SOON: "soon",
    Urgency.ROUTINE: "routine",
}
_NAMED = 20
_WIDE = 80


def to_text(summary: Summary) -> Iterator[str]:
    """The matrix of levels, the first causes, then who moves and by which rules: down before up."""
    old, new = summary.old, summary.new
    yield f"{old['id']} {old['version']} ({old['sha256'][:12]}) -> {new['version']} ({new['sha256'][:12]})"
    yield f"{_rows(summary.rows - summary.not_compared)} compared."
    if summary.not_compared:
        yield f"{_rows(summary.not_compared)} could be read by only one of the packs, or by none."
    yield ""
    yield from _levels(summary.levels)
    yield ""
    yield from _causes(summary.causes)
    for moves, title in ((summary.down, "LESS URGENT NOW"), (summary.up, "MORE URGENT NOW")):
        yield ""
        yield f"{title}: {_rows(moves.count)}"
        yield from _moves(summary, moves)


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _levels(pairs: Counter[tuple[str, str]]) -> Iterator[str]:
    """The matrix, the most urgent first: a row is the level before, a column the level after."""
    levels = list(reversed(Urgency))
    yield f"{'before, then after:':22}" + "".join(f"{SHORT[level]:>11}" for level in levels)
    for old in levels:
        cells = (pairs[old.value, new.value] for new in levels)
        yield f"  {old.value:20}" + "".join(f"{count:>11,}" if count else f"{'.':>11}" for count in cells)


def _causes(pairs: Counter[tuple[str | None, str | None]]) -> Iterator[str]:
    """How many keep their first cause, then each change of it."""
    same = sum(count for (old, new), count in pairs.items() if old == new)
    changes = {pair: count for pair, count in pairs.items() if pair[0] != pair[1]}
    yield f"The first cause stays for {_rows(same)} and changes for {sum(changes.values()):,}."
    for (old, new), count in changes.items():
        yield f"  {count:>9,}  {old or 'none'} -> {new or 'none'}"


def _moves(summary: Summary, moves: Moves) -> Iterator[str]:
    for mover in moves.movers:
        yield from _wrapped(_told(moves, mover))
    if moves.ids:
        named = ", ".join(str(one) for one in moves.ids[:_NAMED])
        more = f" and {moves.count - _NAMED:,} more" if moves.count > _NAMED else ""
        yield from _wrapped(f"{summary.id_column or 'row'}: {named}{more}")


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDE, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _told(moves: Moves, mover: Mover) -> str:
    asks = "asks for the level now" if moves.way == "up" else "asked for the level before"
    if not mover.at_another_level:
        return f"{mover.rule}: {asks}, in {_rows(mover.count)}"
    other = "fired before too" if moves.way == "up" else "still fires"
    return f"{mover.rule}: {asks}, in {_rows(mover.count)} (in {mover.at_another_level:,} of them it {other}, for less)"
