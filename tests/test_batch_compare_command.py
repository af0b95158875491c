"""`triage batch IN OUT --compare OLD_PACK`: columns in the result, and who moves told as text and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("polars")

import polars as pl
from command import ROOT, Folder, no_traceback, triage
from packs_on_disk import pack_with_a_milder_calf

from triage.batch.decoding import decode, read_metadata, scan_results

pytestmark = pytest.mark.batch
HEADER = "id,age,side,onset_tempo,time_since_start,course,walking_ability,already_assessed,swollen_hot_calf\n"
STEADY = "62,both_legs,months_years,gt_3m,same,normal,yes"
TABLE = f"{HEADER}anna,{STEADY},no\nbert,{STEADY},yes\ncora,{STEADY},perhaps\ndora,{STEADY},yes\n"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack as it might have been before: a swollen calf was less urgent."""
    return pack_with_a_milder_calf(tmp_path_factory.mktemp("old"))


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_columns_and_movers_in_every_form(tmp_path: Path, old: Path, suffix: str) -> None:
    """The result has both levels, which way each row moves, and by which rules; it can be decoded."""
    table, out = Folder(tmp_path).file("in.csv", TABLE), tmp_path / f"out.{suffix}"
    ended = triage("batch", table, out, "--unanswered", "no", "--compare", old, "--json")
    assert ended.code == 1, ended.err
    found = json.loads(ended.out)
    assert (found["written"], found["rejected"]) == (3, 1)
    moves = found["comparison"]
    assert moves["schema"] == "triage.comparison/1"
    assert moves["old"]["sha256"] != moves["new"]["sha256"]
    assert (moves["up"]["ids"], moves["down"]["ids"]) == (["bert", "dora"], [])
    assert moves["up"]["rules"] == [{"rule": "RF32_dvt", "rows": 2, "fires_in_both_packs": 2}]
    frame = scan_results(out)
    told = frame.select("id", pl.col("old_urgency").cast(pl.String), pl.col("moved").cast(pl.String)).collect().rows()
    assert told == [("anna", "routine", "same"), ("bert", "soon", "up"), ("dora", "soon", "up")]
    lists = decode(frame, read_metadata(out)).select("moved_up_by", "moved_down_by").collect().rows()
    assert lists == [([], []), (["RF32_dvt"], []), (["RF32_dvt"], [])]


def test_it_tells_who_moves_in_words(tmp_path: Path, old: Path) -> None:
    """The matrix, the rule and the people, who are named by the column that --id tells."""
    table = Folder(tmp_path).file("in.csv", TABLE)
    ended = triage("batch", table, tmp_path / "out.parquet", "--unanswered", "no", "--compare", old, "--id", "id")
    assert "MORE URGENT NOW: 2 rows" in ended.out
    assert "RF32_dvt: asks for the level now, in 2 rows (in 2 of them it fired before" in " ".join(ended.out.split())
    assert "id: bert, dora" in ended.out
    assert "LESS URGENT NOW: 0 rows" in ended.out


def test_a_run_is_not_resumed_with_another_old_pack(tmp_path: Path, old: Path) -> None:
    """An interrupted comparison goes on only with the same two packs."""
    from triage.batch.compare import Comparison
    from triage.batch.plan import Plan, compile_plan
    from triage.batch.run import _description
    from triage.batch.table import Job
    from triage.pack.content import load_pack

    table = Folder(tmp_path).file("in.csv", TABLE)
    new, before = load_pack(), load_pack(old)
    plans: list[Plan] = [compile_plan(new), Comparison(before, new), Comparison(new, new)]
    job = Job(source=str(table), out=tmp_path / "out.parquet")
    described = [json.dumps(_description(plan, job, (table,))) for plan in plans]
    assert len(set(described)) == 3


@pytest.mark.parametrize("name", ["no-such-revision", "-x", "knowledge"])
def test_what_is_no_pack_is_told_in_words(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder with a pack nor a revision: exit code 2, and no result."""
    monkeypatch.chdir(ROOT)
    table = Folder(tmp_path).file("in.csv", TABLE)
    ended = triage("batch", table, tmp_path / "out.csv", f"--compare={name}")
    no_traceback(ended)
    assert (ended.code, ended.out) == (2, "")
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]
