"""How many rows a second a core: `triage batch` by Polars on one core and on two, and by Spark on local[1] and local[2].

    python benchmarks/spark.py [ROWS]       (default 1,000,000)

Each run is a process of its own, and reads and writes Parquet. Of Spark two runs of one session are timed: the first
also starts the Python workers and compiles the rules in them, as the first tasks on a cluster do; the second is what
each later task costs. The results of all runs are compared before any figure is told.
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

WAYS = ("polars 1", "polars 2", "spark 1", "spark 2")


def by_polars(source: str, out: Path) -> list[float]:
    """Seconds of a run on this machine."""
    started = time.perf_counter()
    run_batch(compile_plan(triage.load_pack()), Job(source, out))
    return [time.perf_counter() - started]


def by_spark(source: str, out: Path, cores: int) -> list[float]:
    """Seconds to start a session, of its first run, and of its second."""
    from triage.batch.spark import SparkJob, run_on_spark
    from triage.batch.spark_session import session

    plan = compile_plan(triage.load_pack())
    times = [time.perf_counter()]
    with session(f"local[{cores}]", {}) as spark:
        spark.range(1).count()
        times.append(time.perf_counter())
        for place in (out.with_name("first.parquet"), out):
            run_on_spark(plan, SparkJob(source, str(place)), spark)
            times.append(time.perf_counter())
    return [after - before for before, after in zip(times, times[1:], strict=False)]


def measured(way: str, source: Path, out: Path) -> list[float]:
    """One way, in a process that has as many threads as it has cores to use."""
    environment = os.environ | {"POLARS_MAX_THREADS": way.rpartition(" ")[2] if way.startswith("polars") else "1"}
    command = [sys.executable, __file__, "--do", way, str(source), str(out)]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return [float(one) for one in json.loads(ended.stdout)]


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.parquet")
        make(triage.load_pack(), rows, source)
        found, seen = {}, set()
        for way in WAYS:
            out = Path(folder, way.replace(" ", "-"), "out.parquet")
            out.parent.mkdir()
            found[way] = measured(way, source, out)
            table = scan_results(out).with_columns(pl.col(pl.Enum).cast(pl.String)).sort("id").collect()
            seen.add(int(table.hash_rows(seed=7).hash(seed=7).sum()))
        if len(seen) != 1:
            sys.exit("the results differ: no figures")
    print(f"{rows:,} rows, the same results of all; the machine's load was {os.getloadavg()[0]:.1f}")
    for way, times in found.items():
        cores = int(way.rpartition(" ")[2])
        told = ", ".join(f"{one:.1f}" for one in times)
        print(
            f"{way:10} seconds: {told:24} {rows / times[-1]:12,.0f} rows a second {rows / times[-1] / cores:12,.0f} a core"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        engine, cores_used = sys.argv[2].split()
        seconds = (
            by_polars(sys.argv[3], Path(sys.argv[4]))
            if engine == "polars"
            else by_spark(sys.argv[3], Path(sys.argv[4]), int(cores_used))
        )
        print(json.dumps(seconds))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
