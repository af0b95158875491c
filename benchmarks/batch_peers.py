"""`triage batch` beside others on the same table: the pack's danger signs in SQL on DuckDB, and a loop over `assess()`.

    python benchmarks/batch_peers.py [ROWS] [--json]       (default 1,000,000; the bars are for 10,000,000)

All read the same Parquet file. The SQL (`batch_sql.py`) gives the level of the danger signs, and once more with each
sign that fires, certainly or because of what is not known. Beside it stands `triage batch` writing just as much, by
`--only`, and writing everything it knows of each row. What the two say is compared first. Each run is a process of its
own, the best of several counts. The loop runs over a part of the rows.
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
from batch import make, measured, most_memory
from batch_sql import Sql
from peer_page import IN_THE_LOOP

import triage
from triage.batch import Job, compile_plan
from triage.batch import run as run_batch
from triage.pack.pack import Pack


def compared(pack: Pack, source: Path, out: Path) -> int:
    """In how many rows the two give another level, or other signs; the base level stands where it is as urgent."""
    plan, query = compile_plan(pack, ["danger_signs"]), Sql(pack, source)
    run_batch(plan, Job(str(source), out))
    ours, base = pl.read_parquet(out), pack.base.urgency.rank
    out.unlink()
    theirs = duckdb.sql(query.signs()).pl()
    levels = duckdb.sql(query.level()).pl().rename({"level": "level alone"})
    both = ours.join(theirs, on="id", how="full", coalesce=True).join(levels, on="id", how="full", coalesce=True)
    differ = pl.max_horizontal("level", pl.lit(base)).ne_missing(pl.col("urgency_rank"))
    differ = differ | pl.col("level").ne_missing(pl.col("level alone"))
    for sign in pack.danger_signs:
        for column, name in (("sure", "danger_signs"), ("unsure", "danger_signs_unsure")):
            differ = differ | pl.col(f"{column}_{sign}").ne_missing(plan.bitsets[name].holds(sign))
    return both.filter(differ).height


def by_sql(what: str, source: Path, out: Path) -> dict[str, float]:
    """A query from file to file."""
    query = Sql(triage.load_pack(), source)
    text = query.signs() if what == "signs" else query.level()
    begin, cpu = time.perf_counter(), time.process_time()
    duckdb.sql(f"COPY ({text}) TO '{out}' (FORMAT parquet)")
    return {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu, "mib": most_memory()}


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
    """Seconds from file to file for each, and how many times those of the run of `triage batch` above it that is."""
    pack = triage.load_pack()
    with tempfile.TemporaryDirectory() as folder:
        few, source, out = Path(folder, "few.parquet"), Path(folder, "in.parquet"), Path(folder, "out.parquet")
        make(pack, 20_000, few)
        if differ := compared(pack, few, out):
            raise SystemExit(f"The two say something else of {differ} of 20,000 rows.")
        make(pack, rows, source)
        whole = measured("triage batch", source, out)
        level, signs = (measured(f"triage batch --only {what}", source, out) for what in ("urgency", "danger_signs"))
        sql = {what: measured(what, source, out, __file__) for what in ("level", "signs")}
        loop = by_loop(pack, source, rows)
        found = {
            "triage batch, everything": (whole, whole),
            "only read and written": (measured("only read and written", source, out), whole),
            "DuckDB SQL, danger signs": (sql["level"], whole),
            "~ a loop over assess()": ({"seconds": loop, "cpu": loop}, whole),
            "triage batch --only urgency": (level, level),
            "DuckDB SQL, the level": (sql["level"], level),
            "triage batch --only danger_signs": (signs, signs),
            "DuckDB SQL, the level and each sign": (sql["signs"], signs),
        }
    return {
        name: one | {"times": one["seconds"] / own["seconds"], "times of processor": one["cpu"] / own["cpu"]}
        for name, (one, own) in found.items()
    }


def main(rows: int, is_json: bool) -> None:
    found = beside(rows)
    if is_json:
        print(json.dumps(found))
        return
    print(f"{rows:,} rows; the machine's load was {os.getloadavg()[0]:.1f}")
    for name, one in found.items():
        clock = f"{one['seconds']:10,.1f} s {one['times']:8.1f} x"
        print(f"{name:36} {clock} {one['cpu']:10,.1f} s of processor {one['times of processor']:8.1f} x")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        print(json.dumps(by_sql(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        counts = [word for word in sys.argv[1:] if word.isdecimal()]
        main(int(counts[0]) if counts else 1_000_000, "--json" in sys.argv)
