"""`triage batch --engine spark`: on real Spark, each row as on one machine, whoever dies on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import no_traceback, triage

from triage.errors import InputError
from triage.evaluation import read_vignettes, vignette_files
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers

pl = pytest.importorskip("polars")
pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from batch_tables import as_table, differences, first_of, some_people  # noqa: E402
from packs_on_disk import pack_with_a_milder_calf  # noqa: E402
from spark_connect_server import connect_server  # noqa: E402
from spark_runs import LOCAL, deadly, in_order, on_spark, plain, refusals  # noqa: E402

from triage.batch import (  # noqa: E402
    Renaming,
    compile_plan,
    spark_functions,
)
from triage.batch.decoding import read_metadata, scan_results  # noqa: E402
from triage.batch.spark_reading import Task  # noqa: E402
from triage.batch.spark_session import session  # noqa: E402
from triage.batch.spark_worker import assessed, packed, results  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.batch,
    pytest.mark.spark,
    pytest.mark.filterwarnings("default"),  # Spark's own libraries warn of each other
]
ROWS = 2000


@pytest.fixture(scope="module")
def running() -> Iterator[SparkSession]:
    """One session for all tests: it takes seconds to start."""
    with session(LOCAL, {"spark.sql.shuffle.partitions": "2"}) as spark:
        yield spark


@pytest.fixture(scope="module")
def people(pack: Pack) -> list[Answers]:
    """Random people with every state of an answer, and those of every vignette."""
    texts = [(file.read_text("utf-8"), file.name) for file in vignette_files(pack)]
    return [*some_people(pack, 31, ROWS), *(one.answers for text in texts for one in read_vignettes(pack, *text)[0])]


@pytest.mark.usefixtures("running")
def test_spark_equals_polars(pack: Pack, people: list[Answers], tmp_path: Path) -> None:
    """2,000 random rows and every vignette, from a folder of partitions with names that addresses spell otherwise: no
    difference to the definition, nor to the table of one machine; each part names the pack, and can be decoded."""
    table, out = as_table(pack, people), tmp_path / "out.parquet"
    wards = [("007", "A 1%", None)[number % 3] for number in range(len(people))]
    for name, ward in (("007", "007"), ("A 1%25", "A 1%"), ("__HIVE_DEFAULT_PARTITION__", None)):
        file = tmp_path / f"intake/ward={name}/a.parquet"
        table.filter(pl.Series(one == ward for one in wards)).write_parquet(file, mkdir=True)
    ended = on_spark(tmp_path / "intake", out)
    assert ended.code == 0
    assert ended.out.startswith(f"{len(people):,} rows: {len(people):,} assessed, 0 rejected")
    results = in_order(out)
    assert results["ward"].to_list() == wards
    results = results.drop("ward")
    assert first_of(differences(compile_plan(pack), people, results)) == ""
    assert results.equals(plain(compile_plan(pack).assess(table)))
    assert read_metadata(out)["pack"]["sha256"] == pack.sha256
    assert triage("batch", "decode", out).out.count("\n") == len(people)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_text_is_read_and_refused_as_on_one_machine(pack: Pack, tmp_path: Path, form: str) -> None:
    """Damaged rows and lines, renamed columns, blank lines, CSV and JSON Lines: the same results and reasons."""
    table = as_table(pack, some_people(pack, 32, 60), is_text=True)
    sides = table["side"].to_list()
    sides[7], sides[31] = "one_legg", "x"
    table = table.with_columns(pl.Series("side", sides)).rename({"age": "Alter"})
    source, names = tmp_path / f"in.{form}", tmp_path / "map.yaml"
    names.write_text("columns: {Alter: age}\n", "utf-8")
    if form == "csv":
        table.write_csv(source)
        broken = b'"open\nx\xff' + b"," * (table.width - 1) + b"\n\nshort\n"
    else:
        table.write_ndjson(source)
        broken = b'{broken\n\n{"id": "x", "id": "y"}\n[1]\n{"id": "z", "side": {"x": 1}}\n'
    source.write_bytes(source.read_bytes() + broken)
    one, many = tmp_path / f"one.{form}", tmp_path / f"many.{form}"
    told = triage("batch", source, one, "--map", names)
    ended = on_spark(source, many, "--map", names)
    assert (ended.code, ended.out.partition("(")[0]) == (1, told.out.partition("(")[0])
    assert refusals(many.with_name(f"many.{form}.rejects")) == refusals(one.with_name(f"one.{form}.rejects"))
    results = in_order(many)
    assert set(results["pack"]) == {pack.sha256}
    assert plain(results.drop("pack")).equals(plain(scan_results(one).collect()), null_equal=True)


def test_a_worker_killed_twice_loses_and_repeats_nothing(
    running: SparkSession, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python worker that kills itself with SIGKILL after it gave its first packet, twice in a run: the same table.

    A column of times is one that Java hands over, in batches: so there are several packets in each task.
    """
    people = some_people(pack, 33, 600)
    table, out = as_table(pack, people), tmp_path / "out.parquet"
    times = pl.datetime(2026, 3, 1, time_zone="UTC", time_unit="us").alias("came")
    table.with_columns(times).write_parquet(tmp_path / "in.parquet")
    running.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
    monkeypatch.setattr(spark_functions, "assessor", deadly(spark_functions.assessor, str(tmp_path), 2, "-m"))
    try:
        assert on_spark(tmp_path / "in.parquet", out).code == 0
    finally:
        running.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "10000")
    assert sorted(file.name for file in tmp_path.glob("died-*")) == ["died-0", "died-1"]
    results = in_order(out)
    assert results["came"].n_unique() == 1
    assert results.drop("came").equals(plain(compile_plan(pack).assess(table)))


@pytest.mark.usefixtures("running")
def test_what_makes_no_sense_is_refused_before_and_nothing_is_written(tmp_path: Path) -> None:
    """A misspelt column, a place that is taken, another header, a bad row with --strict: one line, and no results."""
    folder, out = tmp_path / "in", tmp_path / "out.csv"
    folder.mkdir()
    (folder / "a.csv").write_text("id,sidee\n1,one_leg\n", "utf-8")
    ended = on_spark(folder / "a.csv", out)
    assert (ended.code, "Did you mean 'side'?" in ended.err) == (2, True)
    (folder / "a.csv").write_text("id,side\n1,one_leg\n2,leg\n", "utf-8")
    ended = on_spark(folder / "a.csv", out, "--strict")
    assert (ended.code, "A202 side: 'leg'" in ended.err) == (1, True)
    (folder / "b.csv").write_text("id,age\n3,40\n", "utf-8")
    ended = on_spark(f"{folder}/*.csv", out)
    assert (ended.code, len(ended.lines), "eader" in ended.err) == (2, 1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    out.mkdir()
    ended = on_spark(folder / "a.csv", out)
    assert (ended.code, "is there already" in ended.err) == (2, True)
    ended = on_spark(folder / "none.csv", tmp_path / "x.csv")
    assert (ended.code, len(ended.lines)) == (2, 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--master", LOCAL), "goes with --engine spark"),
        (("--engine", "spark"), "needs --master"),
        (("--engine", "spark", "--master", LOCAL, "--resume"), "--resume is for one machine"),
        (("--engine", "spark", "--master", LOCAL, "--spark-conf", "x"), "NAME=VALUE is needed"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    """Each is told in words, before Spark is started."""
    ended = triage("batch", tmp_path / "in.csv", tmp_path / "out.csv", *options)
    no_traceback(ended)
    assert (ended.code, told in ended.err) == (2, True)


def test_a_worker_refuses_another_pack_and_other_software(pack: Pack) -> None:
    """What travels is looked at on arrival: its hash, the hash of the pack made from it, and who reads it."""
    pa = pytest.importorskip("pyarrow")
    plan = compile_plan(pack)
    task = Task("in.parquet", "unsure", Renaming(), ("id",))
    batches = [pa.RecordBatch.from_pydict({"id": ["a"], "side": ["one_leg"]})]
    for wrong, told in (
        ({"packs": ["0" * 64]}, "the pack came to a worker as"),
        ({"sha256": "0" * 64}, "is not what was sent"),
        ({"software": {"triage": "0.1"}}, "install the same everywhere"),
    ):
        with pytest.raises(InputError, match=told):
            next(assessed(packed(plan, task) | wrong, batches))
    packet = next(assessed(packed(plan, task), batches))
    assert (packet["written"].to_pylist(), packet["rejected"].to_pylist()) == ([1], [0])
    assert next(results([packet.select(["results"])])).column("id").to_pylist() == ["a"]


def test_spark_connect_gives_the_same(pack: Pack, tmp_path: Path) -> None:
    """By a server of Spark Connect that this test starts and stops: the same results, reasons and comparison."""
    table = as_table(pack, some_people(pack, 34, 400))
    sides = table["side"].to_list()
    sides[200] = "leftt"
    table = table.with_columns(pl.Series("side", sides))
    table.write_parquet(tmp_path / "in.parquet")
    one, many = tmp_path / "one.parquet", tmp_path / "many.parquet"
    compared = ("--compare", pack_with_a_milder_calf(tmp_path / "old"))
    told = triage("batch", tmp_path / "in.parquet", one, *compared)
    with connect_server(tmp_path) as client:
        ended = client("batch", f"file://{tmp_path}/in.parquet", many, *compared)
    no_traceback(ended)
    assert ended.code == 1, ended.err
    assert ended.out.startswith("400 rows: 399 assessed, 1 rejected")
    assert ended.out.splitlines()[1:] == told.out.splitlines()[1:]
    assert in_order(many).equals(plain(pl.read_parquet(one)))
    assert refusals(many.with_name("many.parquet.rejects")) == refusals(one.with_name("one.parquet.rejects"))
    assert read_metadata(many)["pack"]["sha256"] == pack.sha256


@pytest.mark.soak
@pytest.mark.usefixtures("running")
def test_a_million_rows_on_spark_equal_one_machine(pack: Pack, tmp_path: Path) -> None:
    """A million random rows, each answer drawn by itself: Spark's table and that of one machine are the same."""
    some = as_table(pack, some_people(pack, 35, 10_000)).drop("id")
    drawn = [column.sample(1_000_000, with_replacement=True, seed=at) for at, column in enumerate(some)]
    table = pl.DataFrame(drawn).with_row_index("id").with_columns(pl.format("p{}", "id").alias("id"))
    table.write_parquet(tmp_path / "in.parquet", row_group_size=100_000)
    assert triage("batch", tmp_path / "in.parquet", tmp_path / "one.parquet").code == 0
    assert on_spark(tmp_path / "in.parquet", tmp_path / "many.parquet").code == 0
    assert in_order(tmp_path / "many.parquet").equals(plain(pl.read_parquet(tmp_path / "one.parquet")))
