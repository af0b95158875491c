"""How many rows a second a core: `triage batch` by Polars, and by Spark on one core and on two.

    python benchmarks/spark.py [ROWS]       (default 1,000,000)

Each way is a process of its own, and reads and writes Parquet. "by Java" is a table that Java hands to the workers, as
it does those of an object store; else they read its files themselves. Of Spark two runs of one session are timed: the
first also starts the Python workers and compiles the rules in them, as the first tasks on a cluster do; the second is
what each later task costs. Beside the clock stand the seconds of processor, of Java and the workers too, which other
work on the machine changes less. The results of all ways are compared before any figure is told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from batch import make

import triage
from triage.batch import Job, compile_plan
from triage.batch import run as run_batch
from triage.batch.decoding import scan_results

WAYS = ("polars 1", "polars 2", "spark 1", "spark 2", "spark 2 by Java")
_TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """What this process and all below it have used, with those that have ended."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)], used[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(used[pid] for pid in ours) / _TICKS


def by_polars(source: str, out: Path) -> list[tuple[float, float]]:
    """The clock and the processor before and after a run on this machine."""
    plan = compile_plan(triage.load_pack())
    times = [now()]
    run_batch(plan, Job(source, out))
    return [*times, now()]


def by_spark(source: str, out: Path, cores: int, by_java: bool) -> list[tuple[float, float]]:
    """The same of a session: before it started, then after it did, after its first run, and after its second."""
    from triage.batch.spark import SparkJob, run_on_spark
    from triage.batch.spark_session import session

    plan = compile_plan(triage.load_pack())
    times = [now()]
    with session(f"local[{cores}]", {}) as spark:
        spark.range(1).count()
        times.append(now())
        spark.read.parquet(source).createOrReplaceTempView("people")
        for place in (out.with_name("first.parquet"), out):
            run_on_spark(plan, SparkJob("people" if by_java else source, str(place)), spark)
            times.append(now())
    return times


def now() -> tuple[float, float]:
    return time.perf_counter(), processor_seconds()


def measured(way: str, source: Path, out: Path) -> list[tuple[float, float]]:
    """One way, in a process that has as many threads as it has cores to use."""
    environment = os.environ | {"POLARS_MAX_THREADS": way.split()[1] if way.startswith("polars") else "1"}
    command = [sys.executable, __file__, "--do", way, str(source), str(out)]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    times = json.loads(ended.stdout)
    return [(two[0] - one[0], two[1] - one[1]) for one, two in zip(times, times[1:], strict=False)]  # noqa: RUF007


def fingerprint(out: Path) -> int:
    """What all results of one table have in common, whatever the order of their rows."""
    table = scan_results(out).sort("id").collect()
    words = table.with_columns(pl.col(name).cast(pl.String) for name, kind in table.schema.items() if kind == pl.Enum)
    return hash(tuple(words.hash_rows(seed=7)))


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.parquet")
        make(triage.load_pack(), rows, source)
        found, seen = {}, set()
        for way in WAYS:
            out = Path(folder, way.replace(" ", "-"), "out.parquet")
            out.parent.mkdir()
            found[way] = measured(way, source, out)
            seen.add(fingerprint(out))
        if len(seen) != 1:
            sys.exit("the results differ: no figures")
    print(f"{rows:,} rows, the same results of all; the machine's load was {os.getloadavg()[0]:.1f}")
    for way, spans in found.items():
        told = ", ".join(f"{clock:.1f} ({cpu:.1f})" for clock, cpu in spans)
        clock, cpu = spans[-1]
        print(f"{way:15} seconds (of processor): {told}")
        print(f"{'':15} {rows / clock:,.0f} rows a second, {rows / cpu:,.0f} a second of processor")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        engine, cores_used, *how = sys.argv[2].split()
        table, result = sys.argv[3], Path(sys.argv[4])
        spans = by_polars(table, result) if engine == "polars" else by_spark(table, result, int(cores_used), bool(how))
        print(json.dumps(spans))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
