"""`triage batch` beside others on the same table: the pack's danger signs in SQL on DuckDB, and a loop over `assess()`.

    python benchmarks/batch_peers.py [ROWS] [--json]       (default 1,000,000; the bars are for 10,000,000)

All read the same Parquet file. `triage batch` writes everything it knows of each row; the SQL, written as somebody
would write it by hand for these questions and rules, writes only the level of the danger signs, which it takes from one
plain expression for each sign and reading. What the two say is compared first. The loop runs over a part of the rows.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import polars as pl
from batch import make, measured
from peer_page import IN_THE_LOOP

import triage
from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, NumberIs, PatternHolds
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType
from triage.reasoning.answers import clear_negative
from triage.reasoning.ruleset import rules_of


def sql(pack: Pack, source: Path) -> str:
    """One query: a step for each question with a gate, one for the patterns, and the level of the danger signs."""
    steps = [f"given AS (SELECT id, {', '.join(map(_given, pack.questions.values()))} FROM '{source}')"]
    for question in pack.gate_order:
        if question.ask_when is not None:
            shown = _test(pack, question.ask_when, True)
            unknown = (
                f"({shown}) AND unknown_{question.id}" if clear_negative(question) != () else f"unknown_{question.id}"
            )
            value = f"CASE WHEN {shown} THEN {question.id} ELSE {_negative(question)} END"
            steps.append(
                f"asked_{question.id} AS (SELECT * REPLACE ({value} AS {question.id}, "
                f"{unknown} AS unknown_{question.id}) FROM {_last(steps)})"
            )
    for pattern in (rule.id for rule in rules_of(pack) if rule.kind == "pattern"):  # each after those that it reads
        strict, cautious = (_test(pack, pack.patterns[pattern].when, reading) for reading in (False, True))
        steps.append(
            f"p_{pattern} AS (SELECT *, {strict} AS sure_{pattern}, {cautious} AS maybe_{pattern} FROM {_last(steps)})"
        )
    levels = []
    for sign in pack.danger_signs.values():
        strict, cautious = _test(pack, sign.when, False), _test(pack, sign.when, True)
        unless = f" AND NOT {_test(pack, sign.unless, False)}" if sign.unless else ""
        levels.append(
            f"CASE WHEN {strict}{unless} THEN {sign.urgency.rank} "
            f"WHEN {cautious}{unless} THEN {sign.if_unsure.rank} ELSE 0 END"
        )
    return f"WITH {', '.join(steps)} SELECT id, greatest({', '.join(levels)}) AS level FROM {_last(steps)}"


def _last(steps: list[str]) -> str:
    return steps[-1].partition(" ")[0]


def _given(question: Question) -> str:
    """An answer as it was given, and whether it is not known."""
    name = question.id
    match question.type:
        case QuestionType.NUMBER:
            return f"{name}, {name} IS NULL AS unknown_{name}"
        case QuestionType.ANY_OF:
            unknown = f"({name} IS NULL OR list_contains({name}, '{UNSURE}'))"
            return f"coalesce({name}, ['{UNSURE}']) AS {name}, {unknown} AS unknown_{name}"
        case _:
            return (
                f"coalesce({name}, '{UNSURE}') AS {name}, coalesce({name}, '{UNSURE}') = '{UNSURE}' AS unknown_{name}"
            )


def _negative(question: Question) -> str:
    """What a hidden question counts as."""
    negative = clear_negative(question)
    if isinstance(negative, int):
        return str(negative)
    words = [f"'{word}'" for word in negative or (UNSURE,)]
    if question.type is QuestionType.NUMBER:
        return "NULL"
    return f"[{', '.join(words)}]" if question.type is QuestionType.ANY_OF else words[0]


def _test(pack: Pack, condition: Condition, cautious: bool) -> str:
    match condition:
        case AllOf(conditions):
            return f"({' AND '.join(_test(pack, part, cautious) for part in conditions)})"
        case AnyOf(conditions):
            return f"({' OR '.join(_test(pack, part, cautious) for part in conditions)})"
        case PatternHolds(pattern):
            return f"{'maybe' if cautious else 'sure'}_{pattern}"
        case NumberIs(question, at_least, below):
            bounds = [f"{question} >= {at_least}"] * (at_least is not None) + [f"{question} < {below}"] * (
                below is not None
            )
            test = f"coalesce({' AND '.join(bounds)}, false)"
        case AnswerIs(question, values):
            words = ", ".join(f"'{value}'" for value in values)
            is_list = pack.questions[question].type is QuestionType.ANY_OF
            test = f"list_has_any({question}, [{words}])" if is_list else f"{question} IN ({words})"
        case _:
            raise ValueError(f"danger signs do not test conclusions: {condition}")
    return f"(unknown_{question} OR {test})" if cautious else test


def compared(pack: Pack, source: Path, out: Path) -> int:
    """In how many rows the two give the danger signs another level; the base level stands where it is as urgent."""
    from triage.batch import Job, compile_plan, run

    run(compile_plan(pack), Job(str(source), out))
    ours = pl.read_parquet(out, columns=["id", "urgency_rank"])
    theirs = duckdb.sql(sql(pack, source)).pl()
    out.unlink()
    both = ours.join(theirs, on="id", how="full", coalesce=True)
    base = pack.base.urgency.rank
    differ = (pl.col("level") > base).fill_null(value=True) & (pl.col("level") != pl.col("urgency_rank"))
    missed = (pl.col("urgency_rank") > base).fill_null(value=True) & (pl.col("level") != pl.col("urgency_rank"))
    return both.filter(differ.fill_null(value=True) | missed.fill_null(value=True)).height


def by_sql(pack: Pack, source: Path, out: Path) -> float:
    begin = time.perf_counter()
    duckdb.sql(f"COPY ({sql(pack, source)}) TO '{out}' (FORMAT parquet)")
    seconds = time.perf_counter() - begin
    out.unlink()
    return seconds


def by_loop(pack: Pack, source: Path, rows: int) -> float:
    """Seconds for so many rows by a loop over `assess()`, from how long a part of them takes."""
    people = pl.scan_parquet(source).head(IN_THE_LOOP).drop("id").collect().to_dicts()
    given = [{name: value for name, value in row.items() if value is not None} for row in people]
    triage.assess(pack, given[0])
    begin = time.perf_counter()
    for answers in given:
        triage.assess(pack, answers)
    return (time.perf_counter() - begin) / len(given) * rows


def beside(rows: int) -> dict[str, dict[str, float]]:
    """Seconds from file to file for each, and how many times those of `triage batch` that is."""
    pack = triage.load_pack()
    with tempfile.TemporaryDirectory() as folder:
        few, source, out = Path(folder, "few.parquet"), Path(folder, "in.parquet"), Path(folder, "out.parquet")
        make(pack, 20_000, few)
        if differ := compared(pack, few, out):
            raise SystemExit(f"The two say something else of {differ} of 20,000 rows.")
        make(pack, rows, source)
        plain, batch = measured("only read and written", source, out), measured("triage batch", source, out)
        seconds = {
            "triage batch, everything": batch["seconds"],
            "only read and written": plain["seconds"],
            "DuckDB SQL, danger signs": by_sql(pack, source, out),
            "~ a loop over assess()": by_loop(pack, source, rows),
        }
    return {name: {"seconds": each, "times": each / batch["seconds"]} for name, each in seconds.items()}


def main(rows: int, is_json: bool) -> None:
    found = beside(rows)
    if is_json:
        print(json.dumps(found))
        return
    print(f"{rows:,} rows; the machine's load was {os.getloadavg()[0]:.1f}")
    for name, one in found.items():
        print(f"{name:28} {one['seconds']:10,.1f} s {one['times']:8.1f} x")


if __name__ == "__main__":
    counts = [word for word in sys.argv[1:] if word.isdecimal()]
    main(int(counts[0]) if counts else 1_000_000, "--json" in sys.argv)
