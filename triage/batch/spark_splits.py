"""Which files of Parquet the workers of Spark can read themselves, and in which stretches: as Spark divides them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyspark.sql import functions, types
from pyspark.sql.pandas.types import to_arrow_schema

from triage.batch.spark_files import Files, Split
from triage.batch.spark_output import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_HERE = "file:"
_PLAIN = (
    types.StringType,
    types.LongType,
    types.IntegerType,
    types.ShortType,
    types.ByteType,
    types.DoubleType,
    types.FloatType,
    types.BooleanType,
    types.DateType,
)
_TICKS = types.ArrayType(types.StringType())
_TASK, _ADDRESS, _START, _LENGTH, _ROWS = "@task", "@address", "@start", "@length", "@rows"
_STRETCH = {_ADDRESS: "file_path", _START: "file_block_start", _LENGTH: "file_block_length"}


def files_in(spark: SparkSession, source: str, whole: DataFrame, names: Mapping[str, str]) -> Files | None:
    """The stretches of a folder that each worker sees under the same path; None where Java has to read the table.

    That is a store that is no file system, and columns of types that Spark and Polars may see differently.
    """
    wanted = types.StructType([whole.schema[name] for name in names.values()])
    if not all(isinstance(one.dataType, _PLAIN) or one.dataType == _TICKS for one in wanted):
        return None
    addresses = whole.inputFiles()
    if not all(address.startswith(_HERE) for address in addresses):
        return None
    inside = set(spark.read.option("recursiveFileLookup", "true").parquet(source).columns)
    folders = {part.partition("=")[0] for address in addresses for part in unquote(address).split("/") if "=" in part}
    if folders & inside:
        return None
    given = [name for name in whole.columns if name not in inside]
    return Files(_tasks(whole, given), dict(names), to_arrow_schema(wanted))


def _tasks(whole: DataFrame, given: list[str]) -> tuple[tuple[Split, ...], ...]:
    """As many tasks as Spark would make, each with neighbouring stretches: so that people are told in their order."""
    stretch = [functions.col(f"_metadata.{called}").alias(name) for name, called in _STRETCH.items()]
    columns = [functions.col(quoted(name)).alias(f"@given {name}") for name in given]
    placed = whole.select(functions.spark_partition_id().alias(_TASK), *stretch, *columns)
    counted = placed.groupBy(*placed.columns).agg(functions.count("*").alias(_ROWS)).collect()
    splits = [
        Split(row[_ADDRESS], row[_START], row[_LENGTH], row[_ROWS], {name: row[f"@given {name}"] for name in given})
        for row in counted
    ]
    tasks: list[list[Split]] = [[] for _ in {row[_TASK] for row in counted}]
    total, before = sum(one.rows for one in splits), 0
    for one in sorted(splits, key=lambda one: (Path(one.path), one.start)):
        tasks[(2 * before + one.rows) * len(tasks) // (2 * total)].append(one)
        before += one.rows
    return tuple(tuple(task) for task in tasks if task)
