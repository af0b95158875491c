"""Runs of `triage batch --engine spark` on this machine, and their results in the form of one machine's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from command import Ended, no_traceback, triage

from triage.batch.decoding import scan_results

LOCAL = "local[2,4]"  # two cores; what fails is tried four times


def on_spark(*arguments: str | Path, master: str = LOCAL) -> Ended:
    ended = triage("batch", *arguments, "--engine", "spark", "--master", master)
    no_traceback(ended)
    return ended


def in_order(out: Path) -> pl.DataFrame:
    """The results in the order of the people, which Spark's parts are not in."""
    return scan_results(out).sort(pl.col("id").str.slice(1).cast(pl.Int64)).collect()


def plain(table: pl.DataFrame) -> pl.DataFrame:
    """Words as text: Spark has no enumerations."""
    return table.with_columns(pl.col(name).cast(pl.String) for name, dtype in table.schema.items() if dtype == pl.Enum)


def refusals(file: Path) -> set[Any]:
    """Why which rows were refused, from one machine's file or Spark's folder."""
    parts = sorted(file.glob("part-*")) if file.is_dir() else [file]
    rows = [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]
    said = {(row["column"], row["code"], row["reason"], json.dumps(row.get("cells", row.get("line")))) for row in rows}
    assert len(said) == len(rows)
    return said


def deadly(made: Callable[..., Any], folder: str, times: int, whose: str) -> Callable[..., Any]:
    """What is sent to the workers, but with deaths: each leaves a file, so that there are so many in all.

    The worker dies, or that process above it whose command line holds `whose`.
    """

    def assessor(sent: dict[str, Any]) -> Callable[..., Any]:
        assess = made(sent)

        def dies(batches: Any) -> Any:
            import os
            import signal
            from pathlib import Path

            given = assess(batches)
            yield next(given)
            for number in range(times):
                try:
                    os.close(os.open(f"{folder}/died-{number}", os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                process = os.getpid()
                while whose.encode() not in Path(f"/proc/{process}/cmdline").read_bytes():
                    process = int(Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
                os.kill(process, signal.SIGKILL)
            yield from given

        return dies

    return assessor


def counting(made: Callable[..., Any], folder: str) -> Callable[..., Any]:
    """What is sent to the workers, but each task leaves a file when it begins."""

    def assessor(sent: dict[str, Any]) -> Callable[..., Any]:
        assess = made(sent)

        def begins(batches: Any) -> Any:
            import tempfile

            tempfile.NamedTemporaryFile(dir=folder, prefix="task-", delete=False).close()
            yield from assess(batches)

        return begins

    return assessor
