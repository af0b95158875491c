"""The same plan on Apache Spark: what Spark reads, assessed batch by batch in its Python workers, written by Spark.

Spark itself does all that makes a cluster a cluster: it splits the table, starts workers, repeats what was lost.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql.functions import col

from triage.batch import inputs, spark_tables
from triage.batch.mapping import Renaming
from triage.batch.plan import Means, Plan
from triage.batch.run import Done
from triage.batch.spark_worker import REJECTED, packed
from triage.errors import AnswersError, InputError, Location, Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_RAISED = re.compile(r"^(?:\w+\.)*(?:InputError|ModuleNotFoundError): (.+)$", re.MULTILINE)
_TOLD_AT_MOST = 20


@dataclass(frozen=True)
class SparkJob:
    """What is to be assessed and where to, both as Spark names it: a path, an address, or a table's name to read."""

    source: str
    out: str
    unanswered: Means = "unsure"
    renaming: Renaming = field(default_factory=Renaming)
    ids: tuple[str, ...] = ()
    strict: bool = False


def run_on_spark(plan: Plan, job: SparkJob, spark: SparkSession) -> Done:
    """Assess a table by a session of Spark. Raises AnswersError for columns or, with `strict`, rows; InputError else.

    The results are kept on the workers' disks until all are there and counted; only then are they written.
    """
    started = time.monotonic()
    form = inputs.form_of(job.out)
    with _in_words(job), spark_tables.settings(spark):
        table = spark_tables.read(spark, plan, job)
        _refuse_writing_over(spark, job)
        rows = table.frame.mapInArrow(assessor(packed(plan.pack, table.task)), table.schema)
        rows = rows.persist(StorageLevel.DISK_ONLY)
        try:
            is_rejected = col(f"`{REJECTED}`").isNotNull()
            counts = {bool(one[0]): int(one[1]) for one in rows.groupBy(is_rejected).count().collect()}
            written, rejected = counts.get(False, 0), counts.get(True, 0)
            rejects = rows.where(is_rejected).select(col(f"`{REJECTED}`").alias("value"))
            if rejected and job.strict:
                raise AnswersError(_problems(job, rejects))
            metadata = plan.metadata(job.unanswered) | {"rows": written, "rejected": rejected}
            if rejected:
                rejects.write.mode("error").text(f"{job.out}.rejects")
            results = rows.where(~is_rejected).drop(REJECTED)
            spark_tables.write(spark, results, job.out, form, metadata, spark_tables.unsigned(plan))
        finally:
            rows.unpersist()
    seconds = time.monotonic() - started
    told = f"{job.out}.rejects" if rejected else None
    return Done(written + rejected, written, rejected, seconds, told, table.task.kept)


def assessor(sent: dict[str, Any]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What Spark sends to its workers; a worker already has as many neighbours as the machine has cores to give."""

    def assess(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        from triage.batch.spark_worker import assessed

        yield from assessed(sent, batches)

    return assess


def _problems(job: SparkJob, rejects: DataFrame) -> list[Problem]:
    found = [json.loads(row[0]) for row in rejects.take(_TOLD_AT_MOST)]
    return [
        Problem(
            Location(f"{job.source}, row {one.get('cells', {}).get('id', one.get('line', '?'))}"),
            one["code"],
            f"{one['column']}: {one['reason']}" if one["column"] else one["reason"],
        )
        for one in found
    ]


def _refuse_writing_over(spark: SparkSession, job: SparkJob) -> None:
    """Spark replaces a folder by emptying it first; so a result is only ever written where nothing is."""
    for name in (job.out, f"{job.out}.rejects", *spark_tables.beside(job.out)):
        if spark_tables.exists(spark, name):
            raise InputError(f"{name}: is there already; Spark's results need a place of their own")


@contextmanager
def _in_words(job: SparkJob) -> Iterator[None]:
    """What goes wrong in Spark, as one line: of its workers, what they raised; of itself, its first line."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        causes = _causes(error)
        raised = _RAISED.findall("\n".join([str(error), *causes]))
        told = [line for line in (*causes, str(error)) if line.strip()]
        reason = raised[-1] if raised else told[0].strip().splitlines()[0] if told else type(error).__name__
        raise InputError(f"{job.source}: Spark: {reason}") from error


def _causes(error: Exception) -> list[str]:
    """What Java tells of it, where it was Java: the innermost first."""
    found: list[str] = []
    thrown = getattr(error, "java_exception", None)
    while thrown is not None:
        found.insert(0, str(thrown.getMessage() or ""))
        thrown = thrown.getCause()
    return found
