"""Results and rejected rows, written by Spark: folders of parts, which appear when all are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from pyspark.errors import AnalysisException
from pyspark.sql import functions, types

from triage.batch import inputs
from triage.batch.outputs import KEY
from triage.batch.plan import Plan

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_SEPARATORS = {"csv": ",", "tsv": "\t"}


def quoted(name: str) -> str:
    """A name as Spark reads it where it may hold dots."""
    return "`" + name.replace("`", "``") + "`"


def exists(spark: SparkSession, name: str) -> bool:
    """Whether anything stands there, by the only question that each way of talking to Spark can ask."""
    try:
        return bool(spark.read.format("binaryFile").load(name).schema)
    except AnalysisException as error:
        if error.getCondition() == "PATH_NOT_FOUND":
            return False
        raise


def beside(out: str) -> tuple[str, ...]:
    """What else is written: where the results are text, what their columns mean."""
    return () if inputs.form_of(out) == "parquet" else (f"{out}.meta.json",)


def unsigned(plan: Plan) -> frozenset[str]:
    """The columns whose numbers have no sign, which Spark's have."""
    return frozenset(name for name, dtype in plan.result_schema.items() if dtype == pl.UInt64)


def write(
    spark: SparkSession,
    results: DataFrame,
    out: str,
    form: inputs.Form,
    metadata: Mapping[str, Any],
    bits: frozenset[str],
) -> None:
    """The results as a folder of parts, which appear when all are written. Each part names the pack."""
    if form == "parquet":
        results.withMetadata("urgency", {KEY: json.dumps(dict(metadata))}).write.mode("error").parquet(out)
        return
    columns = [_as_text(one, form, bits) for one in results.schema]
    named = results.select(*columns, functions.lit(metadata["pack"]["sha256"]).alias("pack"))
    side = spark.createDataFrame([(json.dumps(dict(metadata)),)], "value string")
    side.coalesce(1).write.mode("error").text(beside(out)[0])
    if form == "jsonl":
        named.write.mode("error").option("ignoreNullFields", False).json(out)
    else:
        options: dict[str, bool | str] = {"header": True, "sep": _SEPARATORS[form], "escape": '"'}
        named.write.mode("error").options(**options).csv(out)


def _as_text(one: types.StructField, form: inputs.Form, bits: frozenset[str]) -> Column:
    column = functions.col(quoted(one.name))
    if one.name in bits:
        return functions.conv(functions.hex(column), 16, 10).cast(types.DecimalType(20, 0)).alias(one.name)
    if form != "jsonl" and isinstance(one.dataType, types.ArrayType):
        return functions.array_join(column.cast("array<string>"), "|").alias(one.name)
    return column
