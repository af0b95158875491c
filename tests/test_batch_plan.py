"""The rules as columns say of each row what the definition says of that person."""

from __future__ import annotations

import multiprocessing
import os
import random

import pytest

import triage
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers, given_text

pl = pytest.importorskip("polars")

from batch_tables import as_table, assessed, differences, first_of, some_people, told  # noqa: E402
from small_packs import VALUES, small_pack, some_answers  # noqa: E402

from triage.batch import compile_plan  # noqa: E402
from triage.evaluation import read_vignettes, vignette_files  # noqa: E402

pytestmark = pytest.mark.batch


def test_random_rows_equal_the_definition(pack: Pack) -> None:
    """2,000 random rows, all answer states, both readings of what is not mentioned: no difference in anything."""
    plan, people = compile_plan(pack), some_people(pack, 1, 2000)
    assert first_of(differences(plan, people, plan.assess(as_table(pack, people)))) == ""


def test_text_lazy_tables_and_one_reading_for_all_are_read_alike(pack: Pack) -> None:
    """Ticks as text, a lazy table on the streaming engine, and `unanswered` for all rows give the same as lists."""
    plan = compile_plan(pack)
    for unanswered in ("unsure", "no"):
        people = [Answers(one.given, unanswered) for one in some_people(pack, 2, 150)]
        table = as_table(pack, people, is_text=True).drop("unanswered")
        results = plan.assess(table.lazy(), unanswered).collect(engine="streaming")
        assert first_of(differences(plan, people, results)) == ""


def test_typed_columns_are_read_like_text(pack: Pack) -> None:
    """Whole numbers, floats, enumerations and categories say the same as words."""
    plan, people = compile_plan(pack), [Answers(one.given, "no") for one in some_people(pack, 3, 300)]
    table = as_table(pack, people).drop("unanswered")
    words = [name for name in pack.questions if table.schema[name] == pl.String and name not in ("age", "falls")]
    age = pl.col("age").replace("unsure", None)
    people = [
        Answers({k: v for k, v in one.given.items() if (k, v) != ("age", ("unsure",)) and (k, v) != ("age", ())}, "no")
        for one in people
    ]
    typed = table.with_columns(
        age.cast(pl.Int16),
        *(pl.col(name).cast(pl.Enum(table[name].drop_nulls().unique().sort())) for name in words[::2]),
        *(pl.col(name).cast(pl.Categorical) for name in words[1::2]),
    )
    assert first_of(differences(plan, people, plan.assess(typed, "no"))) == ""
    floats = typed.with_columns(pl.col("age").cast(pl.Float64))
    assert plan.assess(floats, "no").equals(plan.assess(typed, "no"))


def test_every_vignette_has_the_same_result(pack: Pack) -> None:
    """All vignettes as one table: each row is what `assess` says, professionals and causes in the same order."""
    plan = compile_plan(pack)
    found = [
        one for file in vignette_files(pack) for one in read_vignettes(pack, file.read_text("utf-8"), file.name)[0]
    ]
    people = [one.answers for one in found]
    results = told(plan, plan.assess(as_table(pack, people)))
    wanted = [assessed(triage.assess(pack, one, engine="logic"), pack) for one in people]
    assert len(wanted) > 200
    assert [row for row, right in zip(results, wanted, strict=True) if row != right] == []


def test_random_rows_equal_assess_with_both_engines(pack: Pack) -> None:
    """The whole of `assess`, durable_rules included, says the same as the table."""
    plan, people = compile_plan(pack), some_people(pack, 4, 60)
    wanted = [assessed(triage.assess(pack, one), pack) for one in people]
    assert told(plan, plan.assess(as_table(pack, people))) == wanted


@pytest.mark.parametrize("seed", range(12))
def test_any_pack_compiles(pack: Pack, seed: int) -> None:
    """Made packs with other questions, gates, patterns and `unless` are compiled as they mean it."""
    rng = random.Random(seed)
    small = small_pack(pack, rng)
    plan, people = compile_plan(small), [some_answers(rng) for _ in range(200)]
    assert set(VALUES) == set(small.questions)
    assert first_of(differences(plan, people, plan.assess(as_table(small, people)))) == ""


def test_a_table_without_a_question_means_that_it_was_not_mentioned(pack: Pack) -> None:
    """Columns that are not there, and those that are all null, read as not mentioned."""
    plan, people = compile_plan(pack), [Answers({"age": 40}), Answers({"age": 70})]
    results = plan.assess(pl.DataFrame({"age": [40, 70], "side": pl.Series([None, None])}))
    assert first_of(differences(plan, people, results)) == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("side", "left"),
        ("side", ""),
        ("side", "null"),
        ("side", " one_leg"),
        ("age", "121"),
        ("age", "-1"),
        ("age", "40.5"),
        ("age", "old"),
        ("age", 200),
        ("age", 40.5),
        ("age", float("nan")),
        ("age", True),
        ("face_droop", True),
        ("face_droop", 1),
        ("head_signs", "none|confusion"),
        ("head_signs", ["none", "confusion"]),
        ("head_signs", ["none", "unsure"]),
        ("head_signs", ["confusion", "confusion"]),
        ("head_signs", ["unsure", "prefer_not_to_say"]),
        ("head_signs", ["confused"]),
        ("head_signs", [None]),
        ("head_signs", [1]),
        ("unanswered", "yes"),
    ],
)
def test_what_an_answers_document_may_not_have_gets_no_result(pack: Pack, column: str, value: object) -> None:
    """A row with an answer that would be refused has null in every column, and its neighbours have their result."""
    plan = compile_plan(pack)
    table = pl.DataFrame({"id": ["bad", "good"], column: [value, None], "pregnancy": ["no", "no"]}, strict=False)
    results = plan.assess(table)
    assert results.height == 2
    assert [results[name][0] for name in plan.result_columns if results[name][0] is not None] == []
    assert results["urgency"][1] is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [("age", "40.0"), ("age", 40.0), ("age", "unsure"), ("side", "prefer_not_to_say"), ("head_signs", []),
     ("head_signs", "none"), ("head_signs", "confusion|drowsy"), ("head_signs", ["confusion", "unsure"])],
)  # fmt: skip
def test_what_an_answers_document_may_have_has_its_result(pack: Pack, column: str, value: object) -> None:
    """The other forms that an answer can have are all read, and as `assess` reads them."""
    plan = compile_plan(pack)
    raw = (
        value.split("|")
        if isinstance(value, str) and column == "head_signs"
        else float(value)
        if value == "40.0"
        else value
    )
    wanted = assessed(triage.assess(pack, {"answers": {column: raw}}, engine="logic"), pack)
    assert told(plan, plan.assess(pl.DataFrame({column: [value]}))) == [wanted]


def test_the_metadata_say_which_pack_and_what_each_bit_means(pack: Pack) -> None:
    """Every rule has a bit of its own, and the pack's id, version and hash stand beside."""
    plan = compile_plan(pack)
    metadata = plan.metadata("no")
    assert metadata["pack"] == {"id": pack.about.id, "version": pack.about.version, "sha256": pack.sha256}
    ids = [name for name in metadata["bitsets"]["firings"]["ids"] if name]
    assert (
        len(ids)
        == len(set(ids))
        == len(pack.patterns) + len(pack.danger_signs) + 1 + len(pack.evidence) + len(pack.gates)
    )
    assert set(metadata["bitsets"]["danger_signs"]["ids"]) == set(pack.danger_signs)
    assert given_text(pack, "age", 3) == 3


# ---------------------------------------------------------------------------------------------------------------- soak

ROWS_IN_ALL, ROWS_AT_ONCE = int(os.environ.get("TRIAGE_BATCH_ROWS", "1000000")), 5000


def _differences_of(seed: int) -> str:
    pack = triage.load_pack()
    plan, people = compile_plan(pack), some_people(pack, seed, ROWS_AT_ONCE)
    return first_of(differences(plan, people, plan.assess(as_table(pack, people))))


@pytest.mark.soak
def test_a_million_random_rows_equal_the_definition() -> None:
    """A million rows (TRIAGE_BATCH_ROWS: another number), by all processors: no difference in anything."""
    seeds = range(1000, 1000 + ROWS_IN_ALL // ROWS_AT_ONCE)
    with multiprocessing.get_context("spawn").Pool() as pool:
        found = [told for told in pool.imap_unordered(_differences_of, seeds) if told]
    assert found == []
