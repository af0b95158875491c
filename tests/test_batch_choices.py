"""`triage batch --only`: less is worked out and written, and what is written is what the whole result says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import no_traceback, triage

from triage.cli.batch_parts import ONLY
from triage.pack.pack import Pack

pl = pytest.importorskip("polars")

from batch_tables import as_table, some_people  # noqa: E402

from triage.batch import compile_plan  # noqa: E402
from triage.batch.choices import CHOICES  # noqa: E402
from triage.batch.decoding import read_metadata, scan_results  # noqa: E402
from triage.batch.parts import Part, Parts  # noqa: E402

pytestmark = pytest.mark.batch
ROWS = 400
LEVEL = ["urgency", "urgency_rank"]


@pytest.fixture(scope="module")
def table(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random people with every state of an answer, two of whom gave answers that are none."""
    file = tmp_path_factory.mktemp("choices") / "in.parquet"
    rows = as_table(pack, some_people(pack, 51, ROWS))
    sides, drinks = rows["side"].to_list(), rows["alcohol"].to_list()
    sides[77], drinks[301] = "left", "barrels"
    rows.with_columns(pl.Series("side", sides), pl.Series("alcohol", drinks)).write_parquet(file)
    return file


@pytest.fixture(scope="module")
def whole(table: Path) -> Path:
    """The whole result."""
    out = table.with_name("whole.parquet")
    assert triage("batch", table, out).code == 1
    return out


def chosen(*only: str) -> list[str]:
    return [word for one in only for word in ("--only", one)]


def test_the_command_offers_what_there_is() -> None:
    """The command line, which does not wait for Polars, has the same list."""
    assert ONLY == CHOICES


@pytest.mark.parametrize("only", [*((one,) for one in CHOICES), ("set_aside", "danger_signs"), CHOICES])
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_what_is_chosen_is_as_in_the_whole_result(
    table: Path, whole: Path, tmp_path: Path, only: tuple[str, ...], suffix: str
) -> None:
    """Same rows, same values, same rejected rows, though no rule reads the answer that one is rejected for; the level
    is always there; lists are as those of the whole result."""
    out = tmp_path / f"out.{suffix}"
    ended = triage("batch", table, out, *chosen(*only))
    no_traceback(ended)
    assert (ended.code, ended.out.partition("(")[0]) == (1, f"{ROWS} rows: {ROWS - 2} assessed, 2 rejected ")
    assert out.with_name(f"{out.name}.rejects").read_bytes() == whole.with_name("whole.parquet.rejects").read_bytes()
    results, full = scan_results(out).collect(), scan_results(whole).collect()
    assert results.columns[:3] == ["id", *LEVEL]
    assert results.columns == [name for name in full.columns if name in results.columns]
    if suffix == "parquet":
        assert results.equals(full.select(results.columns))
        assert results.schema == full.select(results.columns).schema
    assert set(read_metadata(out)["only"]) >= set(only)
    lists = [json.loads(line) for line in triage("batch", "decode", out).out.splitlines()]
    wanted = [json.loads(line) for line in triage("batch", "decode", whole).out.splitlines()]
    assert {"causes": "possible_causes"}.get(only[0], only[0]) in lists[0]
    assert lists == [{name: row[name] for name in lists[0]} for row in wanted]


def test_the_columns_are_those_that_were_asked_for(pack: Pack) -> None:
    """Nothing but the level for urgency; professionals bring the signs and causes by which they are put in order."""
    assert list(compile_plan(pack, ["urgency"]).result_columns) == LEVEL
    signs = [f"danger_signs{unsure}_{at}" for unsure in ("", "_unsure") for at in (0, 1)]
    assert list(compile_plan(pack, ["danger_signs"]).result_columns) == [*LEVEL, *signs]
    assert compile_plan(pack, ["professionals"]).only == ("causes", "danger_signs", "professionals")
    assert compile_plan(pack, CHOICES).result_schema == compile_plan(pack).result_schema
    assert "only" not in compile_plan(pack).metadata("no")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("in.csv", "out.csv", "--only", "urgency", "--compare", "HEAD"), "--compare needs the whole result"),
        (("decode", "out.csv", "--only", "urgency"), "--only goes with IN OUT"),
        (("report", "out.csv", "page.html", "--only", "urgency"), "--only goes with IN OUT"),
        (("in.csv", "out.csv", "--only", "levels"), "levels"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """In words, before anything is read."""
    ended = triage("batch", *words)
    no_traceback(ended)
    assert (ended.code, ended.out, told in ended.err) == (2, "", True)
    assert not list(tmp_path.iterdir())


def test_a_page_needs_the_whole_result(table: Path, tmp_path: Path) -> None:
    """A page counts rules and causes; of a result without them it says what is missing."""
    out = tmp_path / "out.parquet"
    triage("batch", table, out, "--only", "urgency")
    ended = triage("batch", "report", out, tmp_path / "page.html")
    assert (ended.code, ended.lines) == (
        2,
        [f"{out}: holds only urgency; a page needs a result that was made without --only"],
    )


def test_it_is_resumed_with_the_same_choice_alone(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted, a run goes on to the same bytes; with another choice it is refused."""
    right, out = tmp_path / "right.parquet", tmp_path / "out.parquet"
    part = ("--part-rows", "60", "--only", "danger_signs")
    assert triage("batch", table, right, *part).code == 1
    finish = Parts.finish

    def interrupted(parts: Parts, one: Part) -> None:
        finish(parts, one)
        if len(parts.done) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "finish", interrupted)
        assert triage("batch", table, out, *part).code == 130
    ended = triage("batch", table, out, *part[:2], "--only", "urgency", "--resume")
    assert (ended.code, "the options are others now" in ended.err) == (2, True)
    assert triage("batch", table, out, *part, "--resume").code == 1
    assert out.read_bytes() == right.read_bytes()


def test_a_column_with_the_name_of_a_result_is_refused_all_the_same(tmp_path: Path) -> None:
    """A table's own `cause_1` would be taken for the result's by whoever reads the two side by side."""
    file = tmp_path / "in.csv"
    file.write_text("id,side,cause_1\n1,one_leg,x\n", "utf-8")
    ended = triage("batch", file, tmp_path / "out.csv", "--only", "urgency")
    assert (ended.code, "would be hidden by one of the result" in ended.err) == (2, True)
