"""One run over a table: part by part, each row either with its result or among the rejected, none lost."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from triage import __version__
from triage.batch import inputs, outputs
from triage.batch.inputs import Position
from triage.batch.parts import CannotWrite, Parts, cannot_write
from triage.batch.plan import Plan
from triage.batch.table import Job, Made, Table
from triage.errors import AnswersError, InputError


@dataclass(frozen=True)
class Progress:
    """How far a run is: the share of the input that is done, and the rows in this run and before it."""

    share: float
    rows: int
    new_rows: int
    seconds: float


@dataclass(frozen=True)
class Done:
    """How a run ended. `rows` is always `written + rejected`; `passed` names the columns passed through."""

    rows: int
    written: int
    rejected: int
    seconds: float
    rejects: Path | str | None
    passed: tuple[str, ...]


def run(plan: Plan, job: Job, told: Callable[[Progress], None] = lambda _: None) -> Done:
    """Assess a table. Raises AnswersError for what its columns or, with `strict`, its rows hold; InputError else."""
    started = time.monotonic()
    files = inputs.files_of(job.source)
    form = inputs.form_of(job.out)
    _refuse_writing_over(job, files)
    with Parts(job.out, _description(plan, job, files), job.resume) as parts:
        before = sum(part.rows for part in parts.done)
        try:
            table = Table(plan, job, files)
            for made in table.parts(parts.done[-1].next if parts.done else Position()):
                _keep(parts, form, made)
                rows = sum(one.rows for one in parts.done)
                told(Progress(made.share, rows, rows - before, time.monotonic() - started))
        except CannotWrite:
            raise
        except (AnswersError, InputError):
            parts.remove()
            raise
        if table.person is not None:
            _refuse_scattered(parts, table.person)
        return _published(plan, job, parts, table, started)


def _keep(parts: Parts, form: inputs.Form, made: Made) -> None:
    parts.write("rows", outputs.part_bytes(form, made.written))
    if made.rejects:
        parts.write("rejects", made.rejects)
    if made.people is not None:
        parts.write("people", outputs.part_bytes("parquet", made.people))
    parts.finish(made.part)


def _published(plan: Plan, job: Job, parts: Parts, table: Table, started: float) -> Done:
    rows, written, rejected = (
        sum(getattr(part, name) for part in parts.done) for name in ("rows", "written", "rejected")
    )
    if rows != written + rejected:
        raise InputError(f"{job.source}: {rows} rows came in, {written} were written and {rejected} rejected")
    try:
        metadata = plan.metadata(job.unanswered) | {"rows": written, "rejected": rejected}
        rejects = outputs.publish(parts, inputs.form_of(job.out), table.empty(), metadata)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise cannot_write(job.out, error) from None
    parts.remove()
    return Done(rows, written, rejected, time.monotonic() - started, rejects, tuple(table.kept))


# ------------------------------------------------------------------------------------------------------------- checks


def _refuse_writing_over(job: Job, files: tuple[Path, ...]) -> None:
    """In and out must not meet: neither in one file, nor so that the result would be input the next time."""
    out = job.out.resolve()
    source = Path(job.source)
    if out.is_dir():
        raise CannotWrite(f"{job.out}: a folder, not a file")
    if out in {file.resolve() for file in files}:
        raise CannotWrite(f"{job.out}: is the input; write the result to another file")
    if source.is_dir() and source.resolve() in out.parents:
        raise CannotWrite(f"{job.out}: lies in the folder of the input; write the result to another")


def _description(plan: Plan, job: Job, files: tuple[Path, ...]) -> dict[str, Any]:
    """All that a result hangs on: a run is resumed only where none of it has changed."""
    return {
        "pack": plan.pack.sha256,
        "inputs": [{"file": str(file), "sha256": _sha256(file)} for file in files],
        "options": {
            "unanswered": job.unanswered,
            "compared_with": plan.metadata(job.unanswered).get("compared_with"),
            "only": list(plan.only),
            "map": job.renaming.to_data(),
            "ids": sorted(job.ids),
            "part_rows": job.part_rows,
            "form": inputs.form_of(job.out),
        },
        "software": {"triage": __version__, "polars": pl.__version__},
    }


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from None


def _refuse_scattered(parts: Parts, person: str) -> None:
    """In long form, a person whose rows stand in two places would be two persons, each with half of the answers."""
    files = [parts.path(number, "people") for number in range(len(parts.done))]
    people = pl.scan_parquet(files, glob=False) if files else pl.LazyFrame({person: []})
    hashes = people.select(pl.col(person).hash().alias("hash"))
    twice = hashes.filter(pl.col("hash").is_duplicated()).unique().collect()["hash"]
    if not len(twice):
        return
    counts: Counter[Any] = Counter(
        people.filter(pl.col(person).hash().is_in(twice.implode())).collect()[person].to_list()
    )
    name, count = counts.most_common(1)[0]
    if count > 1:
        parts.remove()
        raise InputError(f"the rows of '{name}' stand in {count} places: sort the table by '{person}'")
