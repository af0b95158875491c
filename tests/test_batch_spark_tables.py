"""`triage batch --engine spark` for tables of answers, comparisons and strict runs: all as on one machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command import triage

from triage.pack.pack import Pack
from triage.pack.scales import QuestionType

pl = pytest.importorskip("polars")
pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from batch_tables import as_table, some_people  # noqa: E402
from packs_on_disk import pack_with_a_milder_calf  # noqa: E402
from spark_runs import LOCAL, counting, on_spark, plain, refusals  # noqa: E402

from triage.batch import spark_functions  # noqa: E402
from triage.batch.decoding import read_metadata, scan_results  # noqa: E402
from triage.batch.spark_session import session  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.batch,
    pytest.mark.spark,
    pytest.mark.filterwarnings("default"),  # Spark's own libraries warn of each other
]


@pytest.fixture(scope="module")
def running() -> Iterator[SparkSession]:
    """One session for all tests: it takes seconds to start."""
    with session(LOCAL, {"spark.sql.shuffle.partitions": "2"}) as spark:
        yield spark


def by_person(out: Path) -> Any:
    return plain(scan_results(out).sort("person").collect())


def answers_of(pack: Pack, seed: int, count: int) -> Any:
    """A row an answer, a row a tick, the rows of each person together."""
    rows = []
    for number, one in enumerate(some_people(pack, seed, count)):
        for name, value in one.given.items():
            told = str(value) if isinstance(value, int) else "|".join(value) or "unsure"
            is_ticks = pack.questions[name].type is QuestionType.ANY_OF
            rows += [(f"p{number:03}", name, word) for word in (told.split("|") if is_ticks else [told])]
    return pl.DataFrame(rows, schema=["person", "question", "answer"], orient="row")


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_row_an_answer_is_read_as_on_one_machine(pack: Pack, tmp_path: Path, form: str) -> None:
    """Answers of 300 people, with unknown questions, second answers and what else is passed through: the same."""
    table = answers_of(pack, 41, 300).with_columns(pl.lit("w1").alias("ward"))
    odd = [("p900", "sidee", "x"), ("p900", "side", "one_leg"), ("p901", "side", "one_leg"), ("p901", "side", "x")]
    more = pl.DataFrame([(*row, "w2") for row in odd], schema=table.columns, orient="row")
    table = pl.concat([table, more])
    source, one, many = tmp_path / f"in.{form}", tmp_path / f"one.{form}", tmp_path / f"many.{form}"
    table.write_parquet(source) if form == "parquet" else table.write_csv(source)
    told = triage("batch", source, one)
    ended = on_spark(source, many)
    assert (ended.code, ended.out.partition("(")[0]) == (1, told.out.partition("(")[0])
    assert refusals(Path(f"{many}.rejects")) == refusals(Path(f"{one}.rejects"))
    assert len(refusals(Path(f"{one}.rejects"))) == 2
    assert by_person(many).drop("pack", strict=False).equals(by_person(one), null_equal=True)


@pytest.mark.usefixtures("running")
def test_a_persons_answers_may_stand_anywhere_and_a_damaged_one_ends_the_run(pack: Pack, tmp_path: Path) -> None:
    """Spark brings the rows of a person together, in which order they may come; a line that may be anybody's stops."""
    table = answers_of(pack, 42, 60)
    together, apart = tmp_path / "together.parquet", tmp_path / "apart.csv"
    table.write_parquet(together)
    table.sample(fraction=1, shuffle=True, seed=1).write_csv(apart)
    assert triage("batch", together, tmp_path / "one.csv").code == 0
    assert on_spark(apart, tmp_path / "many.csv").code == 0
    assert by_person(tmp_path / "many.csv").drop("pack").equals(by_person(tmp_path / "one.csv"))
    apart.write_text("person,question,answer\nx,side,one_leg\nx,age\n", "utf-8")
    ended = on_spark(apart, tmp_path / "no.csv")
    assert (ended.code, "nobody knows whose it was" in ended.err) == (2, True)
    assert not list(tmp_path.glob("no.csv*"))


@pytest.mark.usefixtures("running")
def test_a_comparison_is_that_of_one_machine(tmp_path: Path) -> None:
    """Several files and tasks: the same columns, the same numbers, the same people named in the same order."""
    steady = {"side": "both_legs", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "same"}
    steady |= {"age": "62", "walking_ability": "normal", "already_assessed": "yes", "unanswered": "no"}
    calves = [("yes", "no", "unsure", None, "perhaps")[number * number % 7 % 5] for number in range(900)]
    rows = [{"id": f"p{number}", **steady, "swollen_hot_calf": calf} for number, calf in enumerate(calves)]
    table = pl.DataFrame(rows)
    (tmp_path / "in").mkdir()
    for number in range(6):
        table.slice(number * 150, 150).write_parquet(tmp_path / f"in/{number}.parquet", row_group_size=40)
    told = {}
    old = pack_with_a_milder_calf(tmp_path / "old")
    for out, run in (("one", triage), ("many", on_spark)):
        words: tuple[Any, ...] = ("batch",) if run is triage else ()
        ended = run(*words, tmp_path / "in", tmp_path / f"{out}.parquet", "--compare", old, "--json")
        assert ended.code == 1, ended.err
        told[out] = json.loads(ended.out)
    assert told["many"]["comparison"]["up"]["rows"] > 20
    assert told["many"]["comparison"] == told["one"]["comparison"]
    one, many = (scan_results(tmp_path / f"{name}.parquet").sort("id").collect() for name in ("one", "many"))
    assert many.equals(plain(one))


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_only_what_was_asked_for_is_written(pack: Pack, tmp_path: Path, form: str) -> None:
    """With --only, the columns, values, metadata and rejected rows are those of one machine."""
    table = as_table(pack, some_people(pack, 45, 200))
    sides = table["side"].to_list()
    sides[100] = "leftt"
    table.with_columns(pl.Series("side", sides)).write_parquet(tmp_path / "in.parquet")
    one, many = tmp_path / f"one.{form}", tmp_path / f"many.{form}"
    told = triage("batch", tmp_path / "in.parquet", one, "--only", "danger_signs")
    ended = on_spark(tmp_path / "in.parquet", many, "--only", "danger_signs")
    assert (ended.code, ended.out.partition("(")[0]) == (1, told.out.partition("(")[0])
    assert refusals(Path(f"{many}.rejects")) == refusals(Path(f"{one}.rejects"))
    assert read_metadata(many) == read_metadata(one)
    results = scan_results(many).sort("id").collect().drop("pack", strict=False)
    assert plain(results).equals(plain(scan_results(one).sort("id").collect()))


def test_a_strict_run_stops_at_a_rejected_row(
    running: SparkSession, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged row in the first of many tasks: only few are begun, and nothing is written."""
    table = as_table(pack, some_people(pack, 44, 64))
    (tmp_path / "in").mkdir()
    sides = table["side"].to_list()
    sides[0] = "leftt"
    table = table.with_columns(pl.Series("side", sides))
    for number in range(32):
        table.slice(number * 2, 2).write_parquet(tmp_path / f"in/{number:02}.parquet")
    monkeypatch.setattr(spark_functions, "assessor", counting(spark_functions.assessor, str(tmp_path)))
    running.conf.set("spark.sql.files.openCostInBytes", 200_000_000)  # so each file is a task of its own
    try:
        ended = on_spark(tmp_path / "in", tmp_path / "out.parquet", "--strict")
    finally:
        running.conf.unset("spark.sql.files.openCostInBytes")
    assert (ended.code, "A202 side: 'leftt'" in ended.err) == (1, True)
    assert len(list(tmp_path.glob("task-*"))) <= 8
    assert not list(tmp_path.glob("out*"))


@pytest.mark.usefixtures("running")
def test_a_store_whose_jar_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    """Spark comes without the jar of s3a: its name, and how it is had; nothing is written."""
    ended = on_spark("s3a://clinic/in.parquet", tmp_path / "out.parquet")
    assert ended.code == 2
    told = "s3a://: Spark has no jar hadoop-aws; it is had by --spark-conf spark.jars.packages="
    assert [line for line in ended.err.splitlines() if told in line] == ended.err.splitlines()
    assert not list(tmp_path.iterdir())
