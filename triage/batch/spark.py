"""The same plan on Apache Spark: what Spark reads, assessed batch by batch in its Python workers, written by Spark.

Spark itself does all that makes a cluster a cluster: it splits the table, starts workers, repeats what was lost.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JError
from pyspark import StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import Observation, functions

from triage.batch import inputs, spark_functions, spark_output, spark_tables
from triage.batch.compare import Comparison
from triage.batch.compare_merge import merged
from triage.batch.compare_summary import Summary
from triage.batch.mapping import Renaming
from triage.batch.plan import Means, Plan
from triage.batch.run import Done
from triage.batch.spark_worker import PACKET, packed
from triage.errors import AnswersError, InputError, Location, Problem

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_RAISED = re.compile(r"^(?:\w+\.)*(?:InputError|ModuleNotFoundError): (.+)$", re.MULTILINE)
_LACKS = re.compile(r"Class \S+\.(\w+FileSystem) not found")
# Which jar reaches the addresses of an object store: Spark comes with none of them.
_JARS = {
    "S3AFileSystem": ("s3a://", "org.apache.hadoop:hadoop-aws"),
    "GoogleHadoopFileSystem": ("gs://", "com.google.cloud.bigdataoss:gcs-connector"),
    "AzureBlobFileSystem": ("abfs://", "org.apache.hadoop:hadoop-azure"),
}
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


@dataclass(frozen=True)
class SparkDone(Done):
    """How a run ended, with what a comparison came to."""

    comparison: Summary | None


def run_on_spark(plan: Plan, job: SparkJob, spark: SparkSession) -> SparkDone:
    """Assess a table by a session of Spark. Raises AnswersError for columns or, with `strict`, rows; InputError else.

    The results are kept on the workers' disks until all are there and counted; only then are they written.
    """
    started = time.monotonic()
    inputs.form_of(job.out)
    with _in_words(job), spark_tables.settings(spark):
        table = spark_tables.read(spark, plan, job)
        _refuse_writing_over(spark, job)
        packets = table.frame.mapInArrow(spark_functions.assessor(packed(plan, table.task)), PACKET)
        packets = packets.persist(StorageLevel.DISK_ONLY)
        try:
            if job.strict:
                _refuse_rejected(job, packets)
            counts = packets.agg(functions.sum("written"), functions.sum("rejected")).collect()[0]
            written, rejected = int(counts[0] or 0), int(counts[1] or 0)
            metadata = plan.metadata(job.unanswered) | {"rows": written, "rejected": rejected}
            comparison = _compared(packets, metadata) if isinstance(plan, Comparison) else None
            if rejected:
                lines = packets.select(functions.explode("lines").alias("value"))
                lines.write.mode("error").text(f"{job.out}.rejects")
            _write(spark, plan, job, table, packets, metadata)
        finally:
            packets.unpersist()
    seconds = time.monotonic() - started
    told = f"{job.out}.rejects" if rejected else None
    return SparkDone(written + rejected, written, rejected, seconds, told, table.task.kept, comparison)


def _refuse_rejected(job: SparkJob, packets: DataFrame) -> None:
    """Look for a rejected row, in more and more parts, and in no more once there is one; what is found good is kept."""
    found = packets.where("rejected > 0").select("lines").limit(1).collect()
    if found:
        raise AnswersError(_problems(job, found[0][0]))


def _compared(packets: DataFrame, metadata: Mapping[str, Any]) -> Summary:
    """What the tasks count, each of its own rows, added up in the order of the table."""
    told = packets.where("summary is not null").select("task", "summary").collect()
    return merged([json.loads(row[1]) for row in sorted(told, key=lambda row: row[0])], metadata)


def _write(
    spark: SparkSession,
    plan: Plan,
    job: SparkJob,
    table: spark_tables.SparkTable,
    packets: DataFrame,
    metadata: Mapping[str, Any],
) -> None:
    """Take the results out of their packets and write them. Raises InputError where not each was written once."""
    packed_results = packets.where("results is not null").select("results")
    counted = Observation()
    results = packed_results.mapInArrow(spark_functions.taken_out, table.schema)
    results = results.observe(counted, functions.count(functions.lit(1)).alias("rows"))
    spark_output.write(spark, results, job.out, inputs.form_of(job.out), metadata, spark_output.unsigned(plan))
    rows = counted.get["rows"]
    if rows != metadata["rows"]:
        raise InputError(f"{job.out}: {metadata['rows']} rows were assessed, {rows} written: remove it")


def _problems(job: SparkJob, lines: list[str]) -> list[Problem]:
    found = [json.loads(line) for line in lines[:_TOLD_AT_MOST]]
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
    for name in (job.out, f"{job.out}.rejects", *spark_output.beside(job.out)):
        if spark_output.exists(spark, name):
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
        raise InputError(_without_jar(reason) or f"{job.source}: Spark: {reason}") from error


def _without_jar(reason: str) -> str | None:
    """What to do where Spark lacks the jar of an object store; None where it is anything else."""
    lacks = _LACKS.search(reason)
    if lacks is None or lacks[1] not in _JARS:
        return None
    scheme, package = _JARS[lacks[1]]
    jar = package.rpartition(":")[2]
    return f"{scheme}: Spark has no jar {jar}; it is had by --spark-conf spark.jars.packages={package}:VERSION"


def _causes(error: Exception) -> list[str]:
    """What Java tells of it, where it was Java: the innermost first."""
    found: list[str] = []
    thrown = getattr(error, "java_exception", None)
    while thrown is not None:
        found.insert(0, str(thrown.getMessage() or ""))
        thrown = thrown.getCause()
    return found
