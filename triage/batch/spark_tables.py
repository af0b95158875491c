"""Tables as Spark reads them: for the workers as columns, as lines of text, or as the parts of files they read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from pyspark.sql import functions, types
from pyspark.sql.pandas.types import to_arrow_schema

from triage.batch import inputs
from triage.batch.layout import ANSWER, QUESTION, Layout, layout_of, list_columns, question_columns
from triage.batch.plan import UNANSWERED, Plan
from triage.batch.spark_files import Files
from triage.batch.spark_functions import answers_said
from triage.batch.spark_output import quoted
from triage.batch.spark_reading import LINE, Task
from triage.batch.spark_splits import files_in
from triage.batch.spark_worker import packed
from triage.batch.text_rows import CsvRows, JsonRows
from triage.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from triage.batch.spark import SparkJob

_SEPARATORS = {"csv": ",", "tsv": "\t"}
_SAMPLE = 1000
_BAD, _PLACE = "@bad", "@place"
_NEVER = "\x01"  # a separator that no table has: a line stays one cell
# What holds while a table is assessed, unless the session says otherwise: larger batches cost less, a column that a
# folder's name gives stays the text that it is, and who looks for a first row looks in more than one part at once.
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": ("10000", "65536"),
    "spark.sql.sources.partitionColumnTypeInference.enabled": ("true", "false"),
    "spark.sql.limit.initialNumPartitions": ("1", "8"),
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
    """A table as the workers get it, what they are to do, and the columns of the results."""

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
    layout = layout_of(plan, job.source, seen, job.renaming, job.ids)
    schema = _schema({name: _spark_type(dtype) for name, dtype in layout.kept.items()})
    task = _task(job, layout, schema, text=text)
    if layout.person is not None:
        named = {new: dtype for old, dtype in seen.items() if (new := job.renaming.named(old)) is not None}
        said = _schema({name: _spark_type(named[name]) for name in _said(layout, list(named))})
        made = answers_said(packed(plan, task), to_arrow_schema(said))
        frame, task = _together(frame.mapInArrow(made, said), layout.person), _task(job, layout, schema)
    return SparkTable(frame, task, _with_results(schema, plan))


def _form_of(source: str) -> inputs.Form | None:
    """The form that the end of a name tells; None for tables by name, and for folders, which hold Parquet then."""
    suffixes = [suffix.lower() for suffix in Path(source.rstrip("/")).suffixes]
    if suffixes and suffixes[-1] in (".gz", ".bz2", ".zst"):
        suffixes.pop()
    return inputs.FORMS.get(suffixes[-1]) if suffixes else None


def _columns(spark: SparkSession, plan: Plan, job: SparkJob) -> SparkTable:
    is_table = "/" not in job.source and _form_of(job.source) is None and spark.catalog.tableExists(job.source)
    whole = spark.table(job.source) if is_table else spark.read.parquet(job.source)
    questions = question_columns(plan, job.renaming)
    dtypes: dict[str, pl.DataType] = {name: pl.Unknown() for name in whole.columns}
    dtypes |= _dtypes([one for one in whole.schema if one.name in {*questions, QUESTION, ANSWER}])
    layout = layout_of(plan, job.source, dtypes, job.renaming, job.ids)
    named = {new: one for one in whole.schema if (new := job.renaming.named(one.name)) is not None}
    schema = _schema({name: named[name].dataType for name in layout.kept})
    asked = [name for name in named if name in layout.kept or name in plan.pack.questions or name == UNANSWERED]
    wanted = asked if layout.person is None else _said(layout, list(named))
    frame = whole.select([functions.col(quoted(named[name].name)).alias(name) for name in wanted])
    if layout.person is not None:
        frame = _together(frame, layout.person)
        return SparkTable(frame, _task(job, layout, schema), _with_results(schema, plan))
    files = None if is_table else files_in(spark, job.source, whole, {name: named[name].name for name in wanted})
    if files is not None:
        count = len(files.tasks)
        frame = spark.range(0, count, 1, max(count, 1)).toDF(_PLACE)
    return SparkTable(frame, _task(job, layout, schema, files=files), _with_results(schema, plan))


def _said(layout: Layout, names: list[str]) -> list[str]:
    """The columns of a table of answers that are needed, in their order."""
    return [name for name in names if name in layout.kept or name in (QUESTION, ANSWER, UNANSWERED)]


def _together(frame: DataFrame, person: str) -> DataFrame:
    """All answers of a person beside each other, in the order in which they stood."""
    placed = frame.withColumn(_PLACE, functions.monotonically_increasing_id())
    whose = functions.col(quoted(person))
    return placed.repartition(whose).sortWithinPartitions(whose, _PLACE).drop(_PLACE)


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
    return lines.select(functions.coalesce(functions.col(quoted(_BAD)), functions.col(quoted(LINE))).alias(LINE)), text


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


def _task(
    job: SparkJob,
    layout: Layout,
    kept: types.StructType,
    text: CsvRows | JsonRows | None = None,
    files: Files | None = None,
) -> Task:
    return Task(
        job.source,
        job.unanswered,
        job.renaming,
        tuple(kept.names),
        types=to_arrow_schema(kept) if text or files else None,
        text=text,
        files=files,
        person=None if text else layout.person,
        named_by=job.ids[0] if job.ids else "id" if "id" in layout.kept else None,
        is_strict=job.strict,
    )


def _schema(fields: Mapping[str, types.DataType]) -> types.StructType:
    return types.StructType([types.StructField(name, dtype) for name, dtype in fields.items()])


def _with_results(kept: types.StructType, plan: Plan) -> types.StructType:
    made = {name: _spark_type(dtype) for name, dtype in plan.result_schema.items()}
    return types.StructType([*kept.fields, *_schema(made).fields])


def _spark_type(dtype: pl.DataType) -> types.DataType:
    return next((made for known, made in _SPARK_TYPES if dtype == known), types.StringType())


def _told_of(source: str, folder: str, made: Callable[[], CsvRows]) -> CsvRows:
    """Name the table in what is told, not the file that its header was copied to."""
    try:
        return made()
    except InputError as error:
        raise InputError(str(error).replace(f"{folder}/header.csv", source)) from None
