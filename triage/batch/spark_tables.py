"""Tables as Spark reads and writes them. A text is read as lines, which the workers read as one machine does."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from pyspark.errors import AnalysisException
from pyspark.sql import functions, types
from pyspark.sql.pandas.types import to_arrow_schema

from triage.batch import inputs
from triage.batch.layout import Layout, layout_of, list_columns, question_columns
from triage.batch.outputs import KEY
from triage.batch.plan import UNANSWERED, Plan
from triage.batch.spark_worker import LINE, REJECTED, Task
from triage.batch.text_rows import CsvRows, JsonRows
from triage.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from triage.batch.spark import SparkJob

_SEPARATORS = {"csv": ",", "tsv": "\t"}
_SAMPLE = 1000
_BAD = "@bad"
_NEVER = "\x01"  # a separator that no table has: a line stays one cell
# What holds while a table is assessed, unless the session says otherwise: larger batches cost less, and a column that
# a folder's name gives stays the text that it is.
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": ("10000", "65536"),
    "spark.sql.sources.partitionColumnTypeInference.enabled": ("true", "false"),
}
_SPARK_TYPES: tuple[tuple[type[pl.DataType], types.DataType], ...] = (
    (pl.UInt64, types.LongType()),
    (pl.Int64, types.LongType()),
    (pl.UInt8, types.ByteType()),
    (pl.Float64, types.DoubleType()),
    (pl.List, types.ArrayType(types.StringType())),
)


@dataclass(frozen=True)
class SparkTable:
    """A table as the workers get it, what they are to do, and the columns that they give back."""

    frame: DataFrame
    task: Task
    schema: types.StructType


@contextmanager
def settings(spark: SparkSession) -> Iterator[None]:
    """Settings of the session for one run, where they are those that Spark comes with; put back afterwards."""
    changed = {name: (old, new) for name, (old, new) in _SETTINGS.items() if spark.conf.get(name, old) == old}
    try:
        for name, (_, new) in changed.items():
            spark.conf.set(name, new)
        yield
    finally:
        for name, (old, _) in changed.items():
            spark.conf.set(name, old)


def read(spark: SparkSession, plan: Plan, job: SparkJob) -> SparkTable:
    """The table that a name stands for. Raises AnswersError for its columns."""
    form = _form_of(job.source)
    text: CsvRows | JsonRows
    match form:
        case "csv" | "tsv":
            frame, text = _csv(spark, job.source, _SEPARATORS[form])
        case "jsonl":
            frame, text = _json(spark, plan, job)
        case _:
            return _columns(spark, plan, job)
    seen = {name: dtype for name, dtype in text.columns.items() if name in text.seen}
    layout = _layout(plan, job, seen)
    fields = [types.StructField(name, _spark_type(dtype)) for name, dtype in layout.kept.items()]
    return SparkTable(frame, _task(job, layout, text), _with_results(fields, plan))


def _form_of(source: str) -> inputs.Form | None:
    """The form that the end of a name tells; None for tables by name, and for folders, which hold Parquet then."""
    suffixes = [suffix.lower() for suffix in Path(source.rstrip("/")).suffixes]
    if suffixes and suffixes[-1] in (".gz", ".bz2", ".zst"):
        suffixes.pop()
    return inputs.FORMS.get(suffixes[-1]) if suffixes else None


def _columns(spark: SparkSession, plan: Plan, job: SparkJob) -> SparkTable:
    is_table = "/" not in job.source and _form_of(job.source) is None and spark.catalog.tableExists(job.source)
    frame = spark.table(job.source) if is_table else spark.read.parquet(job.source)
    questions = question_columns(plan, job.renaming)
    dtypes: dict[str, pl.DataType] = {name: pl.Unknown() for name in frame.columns}
    dtypes |= _dtypes([one for one in frame.schema if one.name in questions])
    layout = _layout(plan, job, dtypes)
    named = {job.renaming.named(one.name): one for one in frame.schema}
    wanted = [name for name in named if name in layout.kept or name in plan.pack.questions or name == UNANSWERED]
    frame = frame.select([functions.col(_quoted(named[name].name)).alias(str(name)) for name in wanted])
    fields = [types.StructField(name, named[name].dataType) for name in layout.kept]
    return SparkTable(frame, _task(job, layout, None), _with_results(fields, plan))


def _dtypes(fields: list[types.StructField]) -> dict[str, pl.DataType]:
    empty = pl.DataFrame(pl.from_arrow(to_arrow_schema(types.StructType(fields)).empty_table()))
    return dict(empty.schema)


def _csv(spark: SparkSession, source: str, separator: str) -> tuple[DataFrame, CsvRows]:
    """The lines below the headers. Spark takes these away, and refuses a file whose header is another."""
    first = spark.read.text(source).where(functions.col("value").rlike(r"\S")).head()
    if first is None:
        raise InputError(f"{source}: empty")
    header = str(first[0]).removeprefix("\ufeff").rstrip("\r")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "header.csv")
        file.write_text(f"{header}\n", encoding="utf-8")
        text = _told_of(source, folder, lambda: CsvRows(file, 1, separator))
    cells = types.StructType(
        [types.StructField(header, types.StringType()), types.StructField(_BAD, types.StringType())]
    )
    options: dict[str, bool | str] = {
        "header": True,
        "enforceSchema": False,
        "sep": _NEVER,
        "quote": "",
        "columnNameOfCorruptRecord": _BAD,
    }
    lines = spark.read.schema(cells).options(**options).csv(source).toDF(LINE, _BAD)
    return lines.select(
        functions.coalesce(functions.col(_quoted(_BAD)), functions.col(_quoted(LINE))).alias(LINE)
    ), text


def _json(spark: SparkSession, plan: Plan, job: SparkJob) -> tuple[DataFrame, JsonRows]:
    """All lines that are not blank. Which keys there are is found in the first, as on one machine."""
    lines = spark.read.text(job.source).where(functions.col("value").rlike(r"\S")).toDF(LINE)
    sample = [str(row[0]) for row in lines.head(_SAMPLE)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sample.jsonl")
        file.write_text("".join(f"{line}\n" for line in sample), encoding="utf-8")
        questions = frozenset(question_columns(plan, job.renaming))
        text = JsonRows(file, 1, questions, list_columns(plan, job.renaming))
    return lines, text


def _layout(plan: Plan, job: SparkJob, seen: Mapping[str, pl.DataType]) -> Layout:
    layout = layout_of(plan, job.source, seen, job.renaming, job.ids)
    if layout.person is not None:
        raise InputError(
            f"{job.source}: has a row an answer; Spark needs a row a person (triage batch alone reads both)"
        )
    return layout


def _task(job: SparkJob, layout: Layout, text: CsvRows | JsonRows | None) -> Task:
    return Task(job.source, job.unanswered, job.renaming, tuple(layout.kept), text)


def _with_results(kept: list[types.StructField], plan: Plan) -> types.StructType:
    made = [types.StructField(name, _spark_type(dtype)) for name, dtype in plan.result_schema.items()]
    return types.StructType([*kept, *made, types.StructField(REJECTED, types.StringType())])


def _spark_type(dtype: pl.DataType) -> types.DataType:
    return next((made for known, made in _SPARK_TYPES if dtype == known), types.StringType())


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


# ------------------------------------------------------------------------------------------------------------- writing


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
    column = functions.col(_quoted(one.name))
    if one.name in bits:
        return functions.conv(functions.hex(column), 16, 10).cast(types.DecimalType(20, 0)).alias(one.name)
    if form != "jsonl" and isinstance(one.dataType, types.ArrayType):
        return functions.array_join(column.cast("array<string>"), "|").alias(one.name)
    return column


def _told_of(source: str, folder: str, made: Callable[[], CsvRows]) -> CsvRows:
    """Name the table in what is told, not the file that its header was copied to."""
    try:
        return made()
    except InputError as error:
        raise InputError(str(error).replace(f"{folder}/header.csv", source)) from None
