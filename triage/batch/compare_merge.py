"""Comparisons of the parts of one table, put together as that of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from triage.batch.bitsets import Bitset
from triage.batch.compare_summary import BY, MOST_IDS, Mover, Moves, Summary, Way, most_first


def merged(parts: Iterable[Mapping[str, Any]], metadata: Mapping[str, Any]) -> Summary:
    """The summary of the whole from those of its parts as data, in the order of the rows.

    People without a name stay nameless: the number of a row in a part is not its number in the table.
    """
    told = list(parts)
    column = next((one["id_column"] for one in told), None)
    return Summary(
        metadata["compared_with"],
        metadata["pack"],
        sum(one["rows"] for one in told),
        sum(one["not_compared"] for one in told),
        column,
        _pairs(told, "levels"),
        _pairs(told, "first_causes"),
        _moves(told, "up", column, metadata),
        _moves(told, "down", column, metadata),
    )


def _pairs(parts: list[Mapping[str, Any]], name: str) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for part in parts:
        for one in part[name]:
            counts[one["old"], one["new"]] += one["rows"]
    return most_first(counts)


def _moves(parts: list[Mapping[str, Any]], way: Way, column: str | None, metadata: Mapping[str, Any]) -> Moves:
    counts, at_another_level = Counter[str](), Counter[str]()
    for part in parts:
        for rule in part[way]["rules"]:
            counts[rule["rule"]] += rule["rows"]
            at_another_level[rule["rule"]] += rule["fires_in_both_packs"]
    rules = Bitset.from_data(metadata["bitsets"][BY[way][0]]).ids
    movers = [Mover(rule, counts[rule], at_another_level[rule]) for rule in rules if rule is not None and counts[rule]]
    ids = [one for part in parts for one in part[way]["ids"]][:MOST_IDS] if column is not None else []
    count = sum(part[way]["rows"] for part in parts)
    return Moves(way, count, tuple(ids), tuple(sorted(movers, key=lambda mover: -mover.count)))
