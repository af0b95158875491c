"""What Spark sends to its workers. A worker already has as many neighbours as the machine has cores to give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    Made = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def assessor(sent: dict[str, Any]) -> Made:
    """Rows in, packets of results out."""

    def assess(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        from pyspark import TaskContext

        from triage.batch.spark_worker import assessed

        context = TaskContext.get()
        yield from assessed(sent, batches, context.partitionId() if context else 0)

    return assess


def answers_said(sent: dict[str, Any], columns: pa.Schema) -> Made:
    """Lines of a table of answers in, their columns out."""

    def said(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        from triage.batch.spark_worker import answers

        yield from answers(sent, columns, batches)

    return said


def taken_out(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Packets in, results out."""
    import os

    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from triage.batch.spark_worker import results

    yield from results(batches)
