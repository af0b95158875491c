"""`triage batch --engine spark` on executors that are processes of their own: one dies, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from triage.pack.pack import Pack

pl = pytest.importorskip("polars")
pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

from batch_tables import as_table, some_people  # noqa: E402
from spark_runs import deadly, in_order, on_spark, plain  # noqa: E402

from triage.batch import compile_plan, spark_functions  # noqa: E402

pytestmark = [
    pytest.mark.batch,
    pytest.mark.spark,
    pytest.mark.filterwarnings("default"),  # Spark's own libraries warn of each other
]


@pytest.mark.soak
def test_an_executor_killed_loses_and_repeats_nothing(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two executors, each a Java of its own; one is killed with SIGKILL when it has given its first packet."""
    some = as_table(pack, some_people(pack, 36, 10_000)).drop("id")
    table = pl.concat([some] * 40).with_row_index("id").with_columns(pl.format("p{}", "id").alias("id"))
    table.write_parquet(tmp_path / "in.parquet", row_group_size=20_000)
    died = deadly(spark_functions.assessor, str(tmp_path), 1, "CoarseGrainedExecutorBackend")
    monkeypatch.setattr(spark_functions, "assessor", died)
    out = tmp_path / "out.parquet"
    assert on_spark(tmp_path / "in.parquet", out, master="local-cluster[2,1,1024]").code == 0
    assert [file.name for file in tmp_path.glob("died-*")] == ["died-0"]
    assert in_order(out).equals(plain(compile_plan(pack).assess(table)))
