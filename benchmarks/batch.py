"""How long `triage batch` takes: N rows from Parquet to Parquet, beside only reading and writing the same columns.

    python benchmarks/batch.py [ROWS]       (default 1,000,000; the bars are for 10,000,000)

It also measures a tenth of the rows, and rules written ten times over: how the time grows with both. Each figure is
the best of several runs, each run a process of its own, so that its memory is its own too.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import polars as pl

import triage
from triage.batch import Job, compile_plan
from triage.batch import run as run_batch
from triage.pack.pack import Pack
from triage.pack.references import allowed_values
from triage.pack.scales import QuestionType

RUNS = int(os.environ.get("RUNS", "2"))
AT_ONCE = 250_000
DISTINCT = 2000


def column(pack: Pack, name: str, rng: random.Random, rows: int) -> pl.Series:
    """Answers to one question: mostly calm, with all words it can have, "not sure" and blanks."""
    question = pack.questions[name]
    words = allowed_values(question)
    cells: list[object] = []
    for _ in range(DISTINCT):
        chance = rng.random()
        calm = chance < 0.8
        if chance > 0.95:
            cells.append(None)
        elif question.type is QuestionType.NUMBER:
            cells.append(rng.randint(question.minimum, question.maximum))
        elif question.type is QuestionType.ANY_OF:
            cells.append(["none"] if calm else rng.sample(words[:-2], min(2, len(words) - 2)))
        else:
            cells.append(str(question.default_negative or words[0]) if calm else rng.choice(words))
    dtype = {QuestionType.NUMBER: pl.Int16(), QuestionType.ANY_OF: pl.List(pl.String)}.get(question.type, pl.String())
    return pl.Series(name, cells, dtype=dtype).sample(rows, with_replacement=True, seed=rng.randint(0, 10**9))


def make(pack: Pack, rows: int, file: Path) -> None:
    """A table of so many people, written part by part."""
    rng = random.Random(rows)
    parts: list[Path] = []
    for start in range(0, rows, AT_ONCE):
        count = min(AT_ONCE, rows - start)
        ids = pl.Series("id", range(start, start + count))
        parts.append(file.with_suffix(f".{len(parts)}"))
        pl.DataFrame([ids, *(column(pack, name, rng, count) for name in pack.questions)]).write_parquet(parts[-1])
    pl.scan_parquet(parts).sink_parquet(file)
    for part in parts:
        part.unlink()


def ten_times(pack: Pack) -> Pack:
    """The pack with ten times its patterns, danger signs, evidence and gates: each copy has a test more, so that it is
    another rule."""
    from triage.pack.conditions import AllOf, Condition, NumberIs

    def more(entries: dict[str, object]) -> dict[str, object]:
        made = dict(entries)
        for name, entry in entries.items():
            for copy in range(1, 10):
                when: Condition = AllOf((entry.when, NumberIs("age", copy, None)))  # type: ignore[attr-defined]
                made[f"{name}_{copy}"] = replace(entry, id=f"{name}_{copy}", when=when)  # type: ignore[type-var]
        return made

    return replace(
        pack,
        patterns=more(dict(pack.patterns)),  # type: ignore[arg-type]
        danger_signs=more(dict(pack.danger_signs)),  # type: ignore[arg-type]
        evidence=more(dict(pack.evidence)),  # type: ignore[arg-type]
        gates=more(dict(pack.gates)),  # type: ignore[arg-type]
    )


def do(what: str, source: Path, out: Path) -> dict[str, float]:
    """One measured thing: seconds, processor seconds, and the most memory this process held."""
    pack = triage.load_pack()
    started, cpu = time.perf_counter(), time.process_time()
    if what == "only read and written":
        pl.scan_parquet(source).sink_parquet(out, maintain_order=True)
    else:
        only = what.partition("--only ")[2].split()
        run_batch(compile_plan(ten_times(pack) if "ten times" in what else pack, only), Job(str(source), out))
    return {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "mib": most_memory(),
    }


def most_memory() -> float:
    """The most that this process held, in MiB. Not `getrusage`: a child's begins with what its parent held."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(what: str, source: Path, out: Path, script: str = __file__) -> dict[str, float]:
    """The best of several processes."""
    runs = []
    for _ in range(RUNS):
        command = [sys.executable, script, "--do", what, str(source), str(out)]
        runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        out.unlink()
    return min(runs, key=lambda one: one["seconds"])


def main(rows: int) -> None:
    pack = triage.load_pack()
    with tempfile.TemporaryDirectory() as folder:
        source, tenth, out = Path(folder, "in.parquet"), Path(folder, "tenth.parquet"), Path(folder, "out.parquet")
        make(pack, rows, source)
        make(pack, rows // 10, tenth)
        told = {
            "only read and written": measured("only read and written", source, out),
            "triage batch": measured("triage batch", source, out),
            "triage batch, a tenth of the rows": measured("triage batch", tenth, out),
            "triage batch, a tenth of the rows, ten times the rules": measured("ten times", tenth, out),
        }
    print(f"{rows:,} rows, {len(pack.questions)} questions; the machine's load was {os.getloadavg()[0]:.1f}")
    for what, one in told.items():
        print(f"{what:56} {one['seconds']:8.1f} s {one['cpu']:8.1f} s of processor {one['mib']:7.0f} MiB")
    base, batch, small, many = told.values()
    for what, ratio, bar in (
        ("against only reading and writing", (batch, base), 5),
        ("ten times the rows", (batch, small), 11),
        ("ten times the rules", (many, small), 6),
    ):
        clock, cpu = (ratio[0][name] / ratio[1][name] for name in ("seconds", "cpu"))
        print(f"{what:56} {clock:7.2f} x {cpu:7.2f} x of processor (bar {bar} x)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        print(json.dumps(do(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
