"""Two packs over one table: the same as asking each pack about each person, and counted rightly."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

pytest.importorskip("polars")

import polars as pl
from batch_rows import table_of
from changed_packs import changed, without
from compared_packs import CHANGES, OTHER_SEEDS, Pair, came_out, made_pack
from random_answers import random_answers

from triage.batch.bitsets import Bitset
from triage.batch.compare import Comparison
from triage.batch.compare_summary import Summary, summarise
from triage.batch.compare_text import to_text
from triage.errors import InputError
from triage.pack.conditions import NumberIs
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, Value
from triage.reasoning.conclusions import level_of
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of

pytestmark = pytest.mark.batch
STEADY: dict[str, Value] = {
    "age": 62,
    "side": ("both_legs",),
    "onset_tempo": ("months_years",),
    "time_since_start": ("gt_3m",),
    "course": ("same",),
    "walking_ability": ("normal",),
    "weak_area": ("whole_leg",),
    "already_assessed": ("yes",),
}


@pytest.fixture(scope="module")
def without_dvt(pack: Pack) -> Comparison:
    """The pack compared with itself without one danger sign."""
    return Comparison(without(pack, "danger_signs", "RF32_dvt"), pack)


def sample(pair: Pair, count: int, seed: int) -> list[Answers]:
    """Some of all answer sets of two packs."""
    every = list(islice(pair.answer_sets(), 200_000))
    return random.Random(seed).sample(every, min(count, len(every)))


def asking(pack: Pack, answers: Answers) -> set[str]:
    """The rules that ask for just the level that a pack gives, one by one."""
    inferred = infer(pack, logic_of(pack).settle(answers))
    rank = inferred.conclusions.urgency.rank
    signs = {
        firing.rule
        for firing in inferred.firings
        if firing.rule in pack.danger_signs
        and max(level_of(pack, firing.rule, firing.certain).rank, pack.base.urgency.rank) == rank
    }
    return signs or {pack.base.id}


def compared(old: Pack, new: Pack, answers: list[Answers]) -> tuple[pl.DataFrame, Summary]:
    comparison = Comparison(old, new)
    found = comparison.assess(table_of(answers, old, new))
    return found, summarise(found.lazy(), comparison.metadata("unsure"))


@pytest.mark.parametrize("change", CHANGES)
def test_each_row_is_what_each_pack_says_of_it(pack: Pack, change: str) -> None:
    """Levels and first causes of both packs, also where only one of them knows a question or an answer."""
    old = made_pack(pack, OTHER_SEEDS.get(change, 1))
    pair = Pair(old, CHANGES[change](old))
    answers = sample(pair, 100, 1)
    found, summary = compared(pair.old, pair.new, answers)
    expected = [(came_out(pair.old, one), came_out(pair.new, one)) for one in answers]
    levels = [(before["urgency"][0], after["urgency"][0]) for before, after in expected]
    causes = [((*before["cause"], None)[0], (*after["cause"], None)[0]) for before, after in expected]
    assert found.select("old_urgency", "urgency").rows() == levels
    assert found.select("old_cause_1", "cause_1").rows() == causes
    assert summary.levels == Counter(levels)
    assert summary.causes == Counter(causes)
    assert summary.rows == len(answers)
    assert summary.not_compared == 0


def test_who_moves_and_by_which_rule(pack: Pack) -> None:
    """Up and down apart; the rules are those that ask for the higher of the two levels, as one finds row by row."""
    old = without(pack, "danger_signs", "RF02_sudden_one_sided", "RF32_dvt")
    old = changed(old, "danger_signs", "RF01_fast_sign", urgency=Urgency.SOON, if_unsure=Urgency.SOON)
    old = changed(old, "danger_signs", "RF33b_spine_trauma", urgency=Urgency.EMERGENCY_NOW)
    rng = random.Random(4)
    answers = [random_answers(pack, rng) for _ in range(400)]
    found, summary = compared(old, pack, answers)
    by = {name: Bitset.from_data(one) for name, one in Comparison(old, pack).metadata("unsure")["bitsets"].items()}
    named = found.select("moved", by["moved_up_by"].names("up"), by["moved_down_by"].names("down")).rows()
    movers: dict[str, Counter[str]] = {"up": Counter(), "down": Counter()}
    for one, (moved, up, down) in zip(answers, named, strict=True):
        was, becomes = (infer(each, logic_of(each).settle(one)).conclusions.urgency.rank for each in (old, pack))
        assert moved == ("up" if becomes > was else "down" if becomes < was else "same")
        assert set(up) == (asking(pack, one) if moved == "up" else set())
        assert set(down) == (asking(old, one) if moved == "down" else set())
        movers["up"].update(up)
        movers["down"].update(down)
    for moves in (summary.up, summary.down):
        assert moves.count == sum(moved == moves.way for moved, *_ in named) > 0
        assert {mover.rule: mover.count for mover in moves.movers} == movers[moves.way]
        assert moves.ids == tuple(f"row {n}" for n, (moved, *_) in enumerate(named) if moved == moves.way)


def test_the_base_rule_moves_too(pack: Pack) -> None:
    """Between the two base levels no danger sign decides, so the base rule is named."""
    steady = Answers(STEADY, "no")
    stricter = replace(pack, base=replace(pack.base, when=NumberIs("age", 119)))
    found, summary = compared(stricter, pack, [steady])
    assert found.select("old_urgency", "urgency").rows() == [("soon", "routine")]
    assert [(mover.rule, mover.count) for mover in summary.down.movers] == [(pack.base.id, 1)]
    found, summary = compared(pack, stricter, [steady])
    assert [(mover.rule, mover.count) for mover in summary.up.movers] == [(pack.base.id, 1)]


def test_lazy_and_eager_are_the_same(pack: Pack, without_dvt: Comparison) -> None:
    """A table that is read bit by bit gives the same result."""
    rng = random.Random(5)
    table = table_of([random_answers(pack, rng) for _ in range(50)], pack)
    assert without_dvt.assess(table.lazy()).collect().equals(without_dvt.assess(table))
    assert without_dvt.assess(table).columns == ["id", *without_dvt.result_columns]


def test_a_row_that_cannot_be_read_is_not_compared(pack: Pack, without_dvt: Comparison) -> None:
    """It moves nowhere, and is counted apart."""
    table = table_of([Answers({"side": ("one_leg",)}), Answers({"side": ("three_legs",)})], pack)
    found = without_dvt.assess(table)
    summary = summarise(found.lazy(), without_dvt.metadata("unsure"))
    assert found["moved"].to_list() == ["same", None]
    assert (summary.rows, summary.not_compared) == (2, 1)
    assert "1 row could be read by only one of the packs" in "\n".join(to_text(summary))


def test_the_text_tells_what_the_data_tells(pack: Pack) -> None:
    """The matrix, the movers and the first ids stand in the text; no line is too long for a terminal."""
    rng = random.Random(6)
    answers = [random_answers(pack, rng) for _ in range(150)]
    _, summary = compared(without(pack, "danger_signs", "RF01_fast_sign"), pack, answers)
    text, data = "\n".join(to_text(summary)), summary.to_data()
    assert f"MORE URGENT NOW: {data['up']['rows']} row" in text
    assert "LESS URGENT NOW: 0 rows" in text
    assert data["up"]["rules"][0]["rule"] == "RF01_fast_sign"
    assert data["up"]["rules"][0]["fires_in_both_packs"] == 0
    assert "RF01_fast_sign: asks for the level now" in text
    assert data["up"]["ids"][0] in text
    assert sum(one["rows"] for one in data["levels"]) == sum(one["rows"] for one in data["first_causes"]) == 150
    assert all(len(line) <= 80 for line in text.splitlines())


def test_people_are_named_by_a_column_or_by_their_row(pack: Pack, without_dvt: Comparison) -> None:
    """The column that is named, else `id`, else the number of the row; a column that is not there is refused."""
    calm = Answers(STEADY, "no")
    dvt = Answers({**STEADY, "swollen_hot_calf": ("yes",)}, "no")
    table = table_of([calm, dvt], pack).with_columns(nhs=pl.Series([7, 8]))
    found, about = without_dvt.assess(table), without_dvt.metadata("unsure")
    assert summarise(found.lazy(), about).up.ids == ("row 1",)
    assert summarise(found.lazy(), about, "nhs").up.ids == (8,)
    assert summarise(found.drop("id").lazy(), about).up.ids == (2,)
    with pytest.raises(InputError, match="no column 'name'"):
        summarise(found.lazy(), about, "name")
    with pytest.raises(InputError, match="holds no comparison"):
        summarise(found.lazy(), without_dvt.new.metadata("unsure"))
