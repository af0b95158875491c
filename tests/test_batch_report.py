"""The page of a table of results: sound, closed, told in words beside each picture, and true to the rows."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("polars")

import polars as pl
from batch_rows import table_of
from command import Folder, no_traceback, triage
from random_answers import random_answers
from report_text import Page, html_text

from triage.batch.answer_counts import count_answers
from triage.batch.periods import periods_of
from triage.batch.plan import compile_plan
from triage.batch.report_page import STYLES, to_page
from triage.batch.report_parts import over_time
from triage.batch.report_tally import Rejected, Tally, tally
from triage.errors import InputError
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, Urgency
from triage.reasoning.answers import Answers, State
from triage.reasoning.conclusions import level_of, urgency_of
from triage.reasoning.inference import Inference, infer
from triage.reasoning.logic import logic_of

pytestmark = pytest.mark.batch
CSS = "".join(files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)
HOSTILE = "</text></svg><script>alert(1)</script> & \"q\" 'a'"
COUNT = 300


@pytest.fixture(scope="module")
def answers(pack: Pack) -> list[Answers]:
    rng = random.Random(11)
    return [replace(random_answers(pack, rng), unanswered="unsure") for _ in range(COUNT)]


@pytest.fixture(scope="module")
def found(pack: Pack, answers: list[Answers]) -> Tally:
    """The tally of random people, each with a date."""
    return tallied(pack, answers)


def tallied(pack: Pack, answers: list[Answers], day: str = "2026-01-{:02}") -> Tally:
    table = table_of(answers, pack)
    seen = pl.Series("seen", [day.format(number % 28 + 1) for number in range(len(answers))])
    plan = compile_plan(pack)
    results = plan.assess(table.with_columns(seen))
    counts = count_answers(pack, [table.head(100), table.slice(100)])
    return tally(pack, results.lazy(), plan.metadata("unsure") | {"rejected": 2}, "out.parquet", "seen", None, counts)


def inferred(pack: Pack, answers: Answers) -> Inference:
    return infer(pack, logic_of(pack).settle(answers))


# ---------------------------------------------------------------------------------------------------------- the counts


def test_levels_rules_and_causes_are_those_found_one_by_one(pack: Pack, answers: list[Answers], found: Tally) -> None:
    """Every level, every firing for certain or by not sure, every cause that comes first or is shown."""
    each = [inferred(pack, one) for one in answers]
    assert found.rows == COUNT
    assert +found.levels == Counter(one.conclusions.urgency for one in each)
    firings = Counter((firing.rule, firing.certain) for one in each for firing in one.firings)
    assert {(one.rule, True): one.certain for one in found.fired if one.certain} | {
        (one.rule, False): one.unsure for one in found.fired if one.unsure
    } == firings
    first = Counter(one.conclusions.causes[0].cause for one in each if one.conclusions.causes)
    shown = Counter(cause.cause for one in each for cause in one.conclusions.causes)
    assert {one.cause: one.first for one in found.causes if one.first} == first
    assert {one.cause: sum(one.shown.values()) for one in found.causes if any(one.shown.values())} == shown
    assert found.no_cause == sum(not one.conclusions.causes for one in each)


def test_suspects_are_those_whom_no_certain_sign_makes_urgent(pack: Pack, answers: list[Answers], found: Tally) -> None:
    """Their level, the one that the certain signs alone would give, the rules that ask for it, and their names."""
    levels: Counter[tuple[Urgency, Urgency]] = Counter()
    rules: Counter[str] = Counter()
    names = []
    for number, one in enumerate(answers):
        result = inferred(pack, one)
        level = result.conclusions.urgency
        asking = {
            firing.rule: firing.certain
            for firing in result.firings
            if firing.rule in pack.danger_signs and level_of(pack, firing.rule, firing.certain) is level
        }
        if level >= Urgency.URGENT_SAME_DAY and not any(asking.values()):
            certain = {firing.rule: True for firing in result.firings if firing.certain}
            levels[level, urgency_of(pack, certain)] += 1
            rules.update(asking.keys())
            names.append(f"row {number}")
    assert levels
    assert found.suspects.levels == levels
    assert found.suspects.rules == rules
    assert found.suspects.ids == tuple(names[:20])


def test_not_sure_is_counted_among_those_who_were_asked(pack: Pack, answers: list[Answers], found: Tally) -> None:
    """Hidden questions do not count; not sure and left empty are told apart."""
    asked: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    blank: Counter[str] = Counter()
    for one in answers:
        facts = logic_of(pack).settle(one)
        for name, state in facts.states.items():
            if state is not State.HIDDEN:
                asked[name] += 1
                blank[name] += name not in one.given
                unsure[name] += name in one.given and name in facts.unknown and facts.values[name] <= {UNSURE}
    assert found.asked is not None
    assert {one.question: one.asked for one in found.asked} == {name: asked[name] for name in pack.questions}
    assert {one.question: one.blank for one in found.asked} == {name: blank[name] for name in pack.questions}
    assert {one.question: one.unsure for one in found.asked} == {name: unsure[name] for name in pack.questions}


def test_each_row_can_say_what_silence_means(pack: Pack) -> None:
    """Where a row says that what it does not mention was not there, it left nothing empty."""
    rows = pl.DataFrame({"side": ["one_leg"] * 3, "unanswered": ["no", "unsure", None]})
    for usual, blank in (("unsure", 2), ("no", 1)):
        counts = count_answers(pack, [rows], usual)  # type: ignore[arg-type]
        assert counts[0, "face_droop asked"] == 3
        assert counts[0, "face_droop blank"] == blank
        assert counts[0, "face_droop no"] == 3 - blank


@pytest.mark.parametrize(
    ("days", "unit", "count"),
    [
        (["2026-01-01", "2026-01-03"], "day", 3),
        (["2026-01-01", "2026-04-01"], "week", 14),
        (["2024-01-31", "2026-01-01"], "month", 25),
        (["2001-06-01", "2026-01-01"], "year", 26),
    ],
)
def test_periods_are_as_long_as_the_picture_bears(days: list[str], unit: str, count: int) -> None:
    """By day, week, month or year; periods without a row are there too; what is no date is counted."""
    frame = pl.DataFrame({"seen": [*days, "soon", None], "urgency": ["soon"] * 4})
    found = periods_of(frame.lazy(), "seen")
    assert (found.unit, len(found.starts), found.undated) == (unit, count, 2)
    assert sum(one.total() for one in found.levels) == 2
    as_dates = frame.with_columns(pl.col("seen").str.to_date(strict=False))
    assert periods_of(as_dates.lazy(), "seen") == found
    assert "2 rows have no date" in "".join(over_time(found))


def test_columns_that_hold_no_dates_are_refused() -> None:
    """A column that is not there, holds numbers, or nothing that is a date, or too many years."""
    frame = pl.DataFrame({"seen": ["x"], "number": [1], "urgency": ["soon"]}).lazy()
    for column, told in (("sen", "Did you mean 'seen'"), ("number", "holds no dates"), ("seen", "holds no date such")):
        with pytest.raises(InputError, match=told):
            periods_of(frame, column)
    ages = pl.DataFrame({"seen": ["0101-01-01", "2026-01-01"], "urgency": ["soon", "soon"]}).lazy()
    with pytest.raises(InputError, match="span 1926 years"):
        periods_of(ages, "seen")


def test_results_of_another_pack_are_refused(pack: Pack) -> None:
    """Their rules may mean something else: the pack that made them must be named."""
    plan = compile_plan(pack)
    results = plan.assess(table_of([Answers({})], pack))
    with pytest.raises(InputError, match="name that pack with --pack"):
        tally(replace(pack, sha256="0" * 64), results.lazy(), plan.metadata("unsure"), "out.parquet")


# ------------------------------------------------------------------------------------------------------------ the page


@pytest.fixture(scope="module")
def pages(pack: Pack, found: Tally) -> list[str]:
    """The page of many, of hostile texts, of one calm row, and of none."""
    bad = Rejected(HOSTILE, "A202", 3, HOSTILE)
    suspects = replace(found.suspects, ids=(HOSTILE,), id_column=HOSTILE)
    hostile = replace(found, name=HOSTILE, reasons=(bad,) * 30, suspects=suspects)
    plan = compile_plan(pack)
    few = []
    for people in ([Answers({"side": ("one_leg",)}, "no")], []):
        results = plan.assess(table_of(people, pack))
        few.append(tally(pack, results.lazy(), plan.metadata("no"), "few.csv"))
    return [to_page(each) for each in (found, hostile, *few)]


def test_every_page_is_sound_and_can_be_listened_to(pages: list[str]) -> None:
    """Elements closed in order, ids once, headings without a gap, tables with captions, pictures told in words."""
    for text in pages:
        page = Page(text)
        assert page.unbalanced == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        for key in ("aria-labelledby", "aria-describedby"):
            assert {attributes[key] for _, attributes in page.elements if key in attributes} <= set(ids)
        assert [len(page.all(each)) for each in ("main", "footer", "h1")] == [1, 1, 1]
        levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h\d", name)]
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert len(page.all("table")) == len(page.all("caption"))
        for picture in page.all("svg"):
            assert picture["role"] == "img"
            for name in (picture["aria-labelledby"], picture["aria-describedby"]):
                assert re.search(rf'<(title|desc) id="{name}">[^<]{{4,}}', text), name
    assert [len(Page(text).all("svg")) for text in pages][:2] == [6, 6]


def test_every_page_is_closed(pages: list[str]) -> None:
    """No script, no address, no style but its own; markup in texts stays text."""
    for text in pages:
        page = Page(text)
        assert not {"script", "img", "link", "iframe", "object", "use", "a"} & {name for name, _ in page.elements}
        names = {name for _, attributes in page.elements for name in attributes}
        assert not {"style", "src", "href", "srcset"} & names
        assert not [name for name in names if name.startswith("on")]
        (policy,) = (meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
        digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy
        assert "<script>" not in text
    assert not re.search(r"url\(|@import|@font-face|expression", CSS)
    assert html_text(pages[1]).count(HOSTILE) > 20


def test_the_page_says_what_was_counted(pack: Pack, found: Tally, pages: list[str]) -> None:
    """Numbers of rows, rejected, suspects and rules stand in it, and rules that never fired by name."""
    text = html_text(to_page(found))
    suspects = found.suspects.levels.total()
    assert f"{COUNT} rows were assessed and 2 rejected." in text
    assert f"{suspects} ({100 * suspects / COUNT:.1f} %) are urgent only because" in text
    for one in found.fired:
        if not one.rows:
            assert f"{one.rule}" in text
    assert "why is not told here" in text.lower()
    assert pack.review.statement.split()[0] in text
    *_, calm, empty = (html_text(page) for page in pages)
    assert "Not told here: the results do not hold the answers." in calm
    assert "No danger sign fired." in empty
    assert "There is no such row." in empty


def test_every_colour_is_there_by_day_and_by_night() -> None:
    """Each class that a picture colours has a colour of its own on a dark page."""
    style = files("triage.batch").joinpath("report.css").read_text(encoding="utf-8")
    day, night = style.split("@media screen and (prefers-color-scheme: dark)")
    named = re.findall(r"\.((?:level|mark)-\w)", day)
    assert named
    assert sorted(named) == sorted(re.findall(r"\.((?:level|mark)-\w)", night))


# --------------------------------------------------------------------------------------------------------- the command

ROWS = """id,side,age,seen
1,one_leg,40,2026-01-01
2,three_legs,40,2026-01-02
3,both_legs,x,2026-01-02
4,,30,2026-01-03
"""


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_a_page_of_each_form_of_results(tmp_path: Path, suffix: str) -> None:
    """With what was rejected and why, over time, and what was left empty in the table of answers."""
    table, out, page = Folder(tmp_path).file("in.csv", ROWS), tmp_path / f"out.{suffix}", tmp_path / "page.html"
    assert triage("batch", table, out).code == 1
    ended = triage("batch", "report", out, page, "--date", "seen", "--answers", table)
    assert (ended.code, ended.out, ended.lines) == (0, "", [f"Written: {page}"])
    text = html_text(page.read_text(encoding="utf-8"))
    assert "4 rows came in: 2 were assessed, 2 (50.0 %) rejected." in text
    assert "three_legs" in text
    assert "3 days from 2026-01-01 to 2026-01-03" in text
    assert "Never answered by anybody:" in text
    assert json.loads(triage("batch", "report", out, page, "--json").out) == {"page": str(page), "results": str(out)}
    assert triage("batch", "report", out, "-").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("out.csv",), "name the file of results, and the page"),
        (("out.csv", "out.csv"), "write the page to another file"),
        (("no.csv", "page.html"), "no such file"),
        (("in.csv", "page.html"), "no such file"),
        (("out.csv", "page.html", "--date", "sen"), "Did you mean 'seen'"),
        (("out.csv", "page.html", "--answers", "no.csv"), "no such file"),
        (("out.csv", "page.html", "--answers", "long.csv"), "a row a person is needed"),
        (("out.csv", "nowhere/page.html"), "its folder does not exist"),
    ],
)
def test_wrong_use_is_one_line(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    """What is wrong in words, exit code 2, and no page."""
    folder = tmp_path_factory.getbasetemp() / "wrong-use"
    if not folder.exists():
        folder.mkdir()
        Folder(folder).file("in.csv", ROWS)
        Folder(folder).file("long.csv", "person,question,answer\n1,side,one_leg\n")
        triage("batch", folder / "in.csv", folder / "out.csv")
    monkeypatch.chdir(folder)
    ended = triage("batch", "report", *words)
    no_traceback(ended)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert told in ended.err
    assert not (folder / "page.html").exists()
