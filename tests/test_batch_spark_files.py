"""The parts of files that Spark's workers read: each row in one stretch, wherever the stretches are cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.errors import InputError

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

from triage.batch.spark_files import Files, Split, _stretch  # noqa: E402

pytestmark = pytest.mark.batch


def table(file: Path) -> Path:
    pl.DataFrame({"ID": range(1000), "side": ["one_leg", None] * 500}).write_parquet(file, row_group_size=70)
    return file


@pytest.mark.parametrize("length", [1, 100, 777, 1500, 10**6])
def test_every_row_is_in_one_stretch(tmp_path: Path, length: int) -> None:
    """Stretches of any length: together they have all rows, in order, none twice."""
    file = table(tmp_path / "in.parquet")
    starts = range(0, file.stat().st_size, length)
    found = [one for start in starts if (one := _stretch(Split(file.as_uri(), start, length, 0, {})))[1]]
    assert [first for first, _ in found] == [sum(rows for _, rows in found[:n]) for n in range(len(found))]
    assert sum(rows for _, rows in found) == 1000


def test_columns_come_as_spark_sees_them(tmp_path: Path) -> None:
    """Other capitals, another type, a column that one file lacks, a folder's name, an address with its signs."""
    file = table(tmp_path / "in 100% ü.parquet")
    split = Split(file.as_uri(), 0, 10**6, 1000, {"ward": "007"})
    types = pa.schema([("id", pa.string()), ("side", pa.string()), ("age", pa.int32()), ("ward", pa.string())])
    files = Files(((split,),), {"who": "id", "side": "side", "age": "age", "ward": "ward"}, types)
    (frame,) = files.frames(0)
    assert frame.columns == ["who", "side", "age", "ward"]
    assert frame.row(999) == ("999", None, None, "007")
    assert frame.height == 1000


def test_a_file_that_has_other_rows_than_spark_counted_is_refused(tmp_path: Path) -> None:
    """It was changed on the way, or is read otherwise: that is told, and no row of it is given."""
    file = table(tmp_path / "in.parquet")
    files = Files(((Split(file.as_uri(), 0, 10**6, 999, {}),),), {"side": "side"}, pa.schema([("side", pa.string())]))
    with pytest.raises(InputError, match="1000 rows are read where Spark counted 999"):
        next(files.frames(0))
