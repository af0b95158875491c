"""The peers that answer a whole table at once: hand-written SQL on DuckDB, and `triage batch`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peer_rules import Answers, Both, Either, Expression, Flag, FlatRule, Number, Pack, Row, Within, flat_rules

Fired = set[tuple[str, bool]]


def columns(
    name: str, pack: Pack, people: list[Answers], flat: list[Row], rows: int
) -> tuple[Callable[[], Any], list[Fired]]:
    """What answers so many rows (these people, over and over), and what it says of each of these people."""
    return _duckdb(pack, flat, rows) if name == "DuckDB SQL" else _batch(pack, people, rows)


def sql(what: Expression) -> str:
    match what:
        case Within(column, words):
            return f"{column} IN ({', '.join(repr(word) for word in words)})"
        case Flag(column):
            return column
        case Number(column, least, below):
            return f"{column} >= {least or 0}" + (f" AND {column} < {below}" if below is not None else "")
        case Both(parts):
            return f"({' AND '.join(map(sql, parts))})"
        case Either(parts):
            return f"({' OR '.join(map(sql, parts))})"


def select(rules: list[FlatRule]) -> str:
    """Two true/false columns for each rule."""
    tests = [(f"c{number}", rule.certain) for number, rule in enumerate(rules)]
    tests += [(f"p{number}", rule.possible) for number, rule in enumerate(rules)]
    return f"SELECT {', '.join(f'{sql(what)} AS {name}' for name, what in tests)} FROM people"


def _duckdb(pack: Pack, flat: list[Row], rows: int) -> tuple[Callable[[], Any], list[Fired]]:
    import duckdb
    import polars as pl

    rules = flat_rules(pack)
    database = duckdb.connect()
    few = pl.DataFrame(flat)
    for name, table in (("first", few), ("people", _many(few, rows))):
        database.register("given", table.to_arrow())
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    told = database.execute(select(rules).replace("FROM people", "FROM first")).fetchall()
    half = len(rules)
    said = [{(rule.id, bool(row[number])) for number, rule in enumerate(rules) if row[half + number]} for row in told]
    # Counting each column has every row worked out and moves no result: the kindest way to time it.
    counted = ", ".join(f"sum({kind}{number})" for kind in "cp" for number in range(half))
    return lambda: database.execute(f"SELECT {counted} FROM ({select(rules)})").fetchall(), said


def _many(few: Any, rows: int) -> Any:
    """So many rows, each column drawn anew from what these few have there: hardly one is like another."""
    import polars as pl

    drawn = [column.sample(rows, with_replacement=True, seed=seed) for seed, column in enumerate(few.get_columns())]
    return pl.DataFrame(drawn)


def _batch(pack: Pack, people: list[Answers], rows: int) -> tuple[Callable[[], Any], list[Fired]]:
    import polars as pl

    from triage.batch import compile_plan

    plan = compile_plan(pack)
    given = [
        {name: None if name not in one.given else _cell(one.given[name]) for name in pack.questions}
        | {"unanswered": "no" if one.unanswered == "no" else "unsure"}
        for one in people
    ]
    few = pl.DataFrame(given, infer_schema_length=None)
    told = plan.assess(few)
    said = [_fired(plan, row) for row in told.iter_rows(named=True)]
    many = _many(few, rows)
    results = list(plan.result_columns)
    return lambda: plan.assess(many.lazy()).select(results).collect(engine="streaming"), said


def _cell(value: Any) -> str:
    return str(value) if isinstance(value, int) else "|".join(value)


def _fired(plan: Any, row: dict[str, Any]) -> Fired:
    certain = set(_names(plan.bitsets["firings"], row))
    unsure = set(_names(plan.bitsets["firings_unsure"], row))
    return {(name, True) for name in certain} | {(name, False) for name in unsure}


def _names(bitset: Any, row: dict[str, Any]) -> list[str]:
    found = []
    for number, name in enumerate(bitset.ids):
        if row[bitset.columns[number // 64]] >> number % 64 & 1:
            found.append(name)
    return found
