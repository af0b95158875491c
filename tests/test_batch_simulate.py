"""Made-up people: answers that the program accepts, as frequent as was asked for, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("polars")

import polars as pl
from batch_rows import cell
from command import ROOT, Folder, no_traceback, triage

from triage.batch.plan import Plan, compile_plan
from triage.batch.simulate import Noise, Population
from triage.batch.simulate_fit import fitted
from triage.batch.simulate_marginals import Marginals
from triage.batch.simulate_reading import default_marginals, read_marginals
from triage.batch.simulate_stability import Stability, in_words
from triage.errors import AnswersError, InputError
from triage.pack.pack import Pack
from triage.reasoning.answers import State
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of

pytestmark = pytest.mark.batch
SMALL = """
about: a few people
age: {0-15: 1, 16-64: 1, 65-100: 2}
answers:
  side: {one_leg: 3, both_legs: 1}
  head_signs: {seizure: 20, drowsy: 50, unsure: 10}
  diabetes: {no: 8, yes: 1, unsure: 0.5, blank: 0.5}
  falls: {0: 1, 3-4: 1}
  pregnancy: {yes: 1, no: 1}
by_age:
  65-100:
    side: {all_limbs: 1}
"""


@pytest.fixture(scope="module")
def marginals(pack: Pack) -> Marginals:
    return read_marginals(pack, SMALL, "small.yaml")


@pytest.fixture(scope="module")
def plan(pack: Pack) -> Plan:
    return compile_plan(pack)


def said(population: Population, count: int) -> pl.DataFrame:
    return pl.concat([drawn.said for drawn in population.people(count)])


def document(pack: Pack, row: dict[str, object]) -> dict[str, object]:
    """A row as the answers of a document."""
    ticks = {name for name, one in pack.questions.items() if one.type == "any_of"}
    given = {name: value for name, value in row.items() if name in pack.questions and value is not None}
    return {name: str(value).split("|") if name in ticks else value for name, value in given.items()}


def near(share: float, expected: float, count: int) -> bool:
    """Within five standard deviations: chance alone does this less than once in a million."""
    return bool(abs(share - expected) <= 5 * (max(expected * (1 - expected), 0.001) / count) ** 0.5)


def test_every_answer_set_is_one_that_a_person_can_give(pack: Pack) -> None:
    """Each row is accepted as a document, nothing in it is set aside, and what is blank is hidden (without blanks)."""
    noise = Noise(0.1, 0.1)
    for given in (Noise(), noise):
        frame = said(Population(pack, default_marginals(pack), 5, given), 300)
        for row in frame.iter_rows(named=True):
            answers = document(pack, row)
            facts = logic_of(pack).settle(read_answers(pack, {"answers": answers}))
            assert facts.set_aside == ()
            blank = {name for name, state in facts.states.items() if state is State.BLANK}
            assert blank <= ({"age", "falls"} if given == noise else set())
            assert all(facts.states[name] is State.HIDDEN for name in pack.questions.keys() - answers.keys() - blank)


def test_the_batch_says_of_them_what_assess_says(pack: Pack, plan: Plan) -> None:
    """The level of each row is that of its answers, asked one by one."""
    frame = said(Population(pack, default_marginals(pack), 6, Noise(0.05, 0.05)), 200)
    levels = plan.assess(frame)["urgency"].to_list()
    for row, level in zip(frame.iter_rows(named=True), levels, strict=True):
        facts = logic_of(pack).settle(read_answers(pack, {"answers": document(pack, row)}))
        assert infer(pack, facts).conclusions.urgency == level


def test_answers_are_as_frequent_as_was_asked_for(pack: Pack, marginals: Marginals) -> None:
    """Choices, ticks, numbers, not sure and blanks, also where they hang on the age."""
    count = 20_000
    frame = said(Population(pack, marginals, 1), count)
    old, young = frame.filter(pl.col("age") >= 65), frame.filter(pl.col("age") < 65)
    assert near(old.height / count, 0.5, count)
    assert old["age"].max() == 100
    assert set(old["side"]) == {"all_limbs"}
    assert near(young.filter(pl.col("side") == "one_leg").height / young.height, 0.75, young.height)
    head = frame["head_signs"].cast(pl.String)
    assert near(head.eq("unsure").mean(), 0.1, count)  # type: ignore[arg-type]
    assert near(head.str.contains("drowsy").mean(), 0.45, count)  # type: ignore[arg-type]
    assert near(head.str.contains("seizure").mean(), 0.18, count)  # type: ignore[arg-type]
    assert near(head.eq("none").mean(), 0.9 * 0.8 * 0.5, count)  # type: ignore[arg-type]
    diabetes = Counter(frame["diabetes"].cast(pl.String).to_list())
    for word, share in {"no": 0.8, "yes": 0.1, "unsure": 0.05, None: 0.05}.items():
        assert near(diabetes[word] / count, share, count), word
    falls = Counter(frame["falls"].to_list())
    assert set(falls) == {0, 3, 4}
    assert near(falls[3] / count, 0.25, count)


def test_the_same_seed_gives_the_same_people(pack: Pack, marginals: Marginals) -> None:
    """Whoever is asked for alone is the one of the whole; another seed gives others; noise leaves what is meant."""
    whole = said(Population(pack, marginals, 8), 1000)
    assert said(Population(pack, marginals, 8), 400).equals(whole.head(400))
    later = next(Population(pack, marginals, 8).people(100, first=700)).said
    assert later.equals(whole.slice(700, 100))
    assert not said(Population(pack, marginals, 9), 1000).equals(whole)
    noisy = next(Population(pack, marginals, 8, Noise(0.2, 0.2)).people(1000))
    assert noisy.meant.equals(whole)
    assert not noisy.said.equals(whole)


def test_noise_is_as_frequent_as_was_asked_for(pack: Pack) -> None:
    """Of the answers to questions that are always shown, so many become not sure, so many others another answer."""
    count = 4000
    drawn = next(Population(pack, default_marginals(pack), 2, Noise(0.1, 0.2)).people(count))
    for name in ("side", "diabetes", "head_signs", "face_droop"):
        meant, given = (frame[name].cast(pl.String) for frame in (drawn.meant, drawn.said))
        assert near(given.eq("unsure").mean(), 0.1, count)  # type: ignore[arg-type]
        slips = (given.ne("unsure") & given.ne(meant)).mean()
        assert near(slips, 0.9 * 0.2, count), name  # type: ignore[arg-type]
    falls = drawn.meant.select("falls").hstack(drawn.said.select(pl.col("falls").alias("given"))).drop_nulls()
    off = (falls["given"] - falls["falls"]).abs()
    assert off.max() == 5


def test_a_population_can_be_fitted_to_a_table(pack: Pack, marginals: Marginals) -> None:
    """Shares of a fitted population are those of the table, for each age group, among those who were asked."""
    count = 20_000
    table = said(Population(pack, marginals, 3), count)
    as_text = table.with_columns(pl.col(name).cast(pl.String) for name in pack.questions)
    parts = [as_text.head(9000), as_text.slice(9000)]
    like = said(Population(pack, fitted(pack, parts), 4), count)
    assert near((like["age"] >= 65).mean(), 0.5, count)  # type: ignore[arg-type]
    assert set(like.filter(pl.col("age") >= 65)["side"]) == {"all_limbs"}
    for name in ("diabetes", "head_signs", "side", "pregnancy", "course", "falls"):
        before, after = (Counter(frame[name].cast(pl.String).to_list()) for frame in (table, like))
        for word, times in before.most_common(6):
            assert abs(after[word] - times) < 5 * (2 * max(times, 20)) ** 0.5, (name, word)


def test_a_table_in_which_silence_means_no_is_fitted_so(pack: Pack) -> None:
    """What a written-up case does not mention was not there: nobody of such a population leaves it blank."""
    table = pl.DataFrame({"age": [40] * 50, "foot_drop": ["yes"] * 10 + [None] * 40})
    like = said(Population(pack, fitted(pack, [table], "no"), 1), 2000)
    assert like["foot_drop"].null_count() == 0
    assert near((like["foot_drop"] == "yes").mean(), 0.2, 2000)  # type: ignore[arg-type]
    blank = said(Population(pack, fitted(pack, [table]), 1), 2000)
    assert near(blank["foot_drop"].is_null().mean(), 0.8, 2000)  # type: ignore[arg-type]


def test_a_table_that_cannot_be_read_cannot_be_fitted(pack: Pack) -> None:
    """Where no row holds answers there is nothing to be like."""
    with pytest.raises(InputError, match="no row of this table can be read"):
        fitted(pack, [pl.DataFrame({"side": ["three_legs"]})])


def test_stability_is_what_one_finds_person_by_person(pack: Pack, plan: Plan) -> None:
    """The matrix, the shares up and down, and the emergencies that noise hides."""
    noise, found = Noise(0.05, 0.1), Stability()
    drawn = next(Population(pack, default_marginals(pack), 4, noise).people(3000))
    found.add(plan, drawn)
    before, after = (plan.assess(each)["urgency_rank"].to_list() for each in (drawn.meant, drawn.said))
    data = found.to_data(noise)
    pairs = list(zip(before, after, strict=True))
    assert found.people == data["people"] == 3000
    assert data["up"] == pytest.approx(sum(now > was for was, now in pairs) / 3000, abs=1e-5)
    assert data["down"] == pytest.approx(sum(now < was for was, now in pairs) / 3000, abs=1e-5)
    assert data["emergencies_lost"] == sum(was >= 4 > now for was, now in pairs)
    assert sum(one["people"] for one in data["levels"]) == 3000
    assert f"{data['up']:.2%}" in "\n".join(in_words(found))
    calm = Stability()
    calm.add(plan, next(Population(pack, default_marginals(pack), 4).people(500)))
    assert calm.to_data(Noise())["same_level"] == calm.to_data(Noise())["same_first_cause"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("answers: {sied: {one_leg: 1}}", "there is no question 'sied'. Did you mean 'side'?"),
        ("answers: {side: {one_lag: 1}}", "Did you mean 'one_leg'?"),
        ("answers: {side: {one_leg: -1}}", "a weight is a number from 0 up"),
        ("answers: {side: {one_leg: 0}}", "at least one weight must be above 0"),
        ("answers: {head_signs: {seizure: 101}}", "per cent"),
        ("answers: {head_signs: {seizures: 1}}", "Did you mean 'seizure'?"),
        ("answers: {falls: {7-3: 1}}", "no range of numbers"),
        ("answers: {falls: {many: 1}}", "no range of numbers"),
        ("answers: {age: {1: 1}}", "ages stand under 'age'"),
        ("answers: [1]", "a mapping is needed here"),
        ("answers: {side: 5}", "a mapping is needed here"),
        ("age: {0-20: 1, 15-40: 1}", "overlap"),
        ("age: {0-20: 1}\nby_age: {0-19: {side: {one_leg: 1}}}", "none of the ranges of 'age' (0-20)"),
        ("by_age: {0-19: {side: {one_leg: 1}}}", "none: 'age' is missing"),
        ("answer: {side: {one_leg: 1}}", "Did you mean 'answers'?"),
        ("", "marginals are a mapping"),
        ("a: [", "not YAML"),
    ],
)
def test_wrong_marginals_are_told_in_words(pack: Pack, text: str, told: str) -> None:
    """Each mistake is named with its place and what was perhaps meant."""
    with pytest.raises(AnswersError) as raised:
        read_marginals(pack, text, "wrong.yaml")
    assert any(told in str(problem) for problem in raised.value.problems), raised.value.problems
    assert all("wrong.yaml" in str(problem) for problem in raised.value.problems)


def test_the_weights_that_come_with_it_fit_the_pack(pack: Pack) -> None:
    """Every question and answer that they name is one of this pack: read strictly, they have no problem."""
    from importlib.resources import files

    text = files("triage.batch").joinpath("population.yaml").read_text(encoding="utf-8")
    assert read_marginals(pack, text, "population.yaml") == default_marginals(pack)
    assert "NO EPIDEMIOLOGY" in text


def test_the_weights_that_the_docs_show_can_be_read(pack: Pack) -> None:
    """The example on the page about populations is one."""
    page = (ROOT / "docs/populations.md").read_text(encoding="utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    assert read_marginals(pack, text, "docs").about == "people of our practice"


# --------------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_what_the_command_writes_the_batch_reads(tmp_path: Path, suffix: str) -> None:
    """In each form, without a rejected row; nothing else is left behind."""
    people = tmp_path / f"people.{suffix}"
    ended = triage("simulate", "100", people, "--not-sure", "0.1")
    assert (ended.code, ended.out) == (0, f"100 people in {people}: made-up people, for exercise only\n")
    assert not list(tmp_path.glob("*.parts"))
    ended = triage("batch", people, tmp_path / "out.parquet")
    assert ended.out.startswith("100 rows: 100 assessed, 0 rejected")


def test_the_command_writes_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    """Another seed, other bytes."""
    files = [tmp_path / f"{name}.parquet" for name in ("one", "two", "three")]
    for file, seed in zip(files, ("4", "4", "5"), strict=True):
        assert triage("simulate", "100", file, "--seed", seed).code == 0
    one, two, three = (file.read_bytes() for file in files)
    assert one == two != three


def test_the_command_tells_how_stable_levels_are(tmp_path: Path) -> None:
    """As text and as data; without noise there is nothing to tell."""
    noisy = ("simulate", "500", tmp_path / "a.parquet", "--mis-tick", "0.2", "--stability")
    ended = triage(*noisy)
    assert "meant, then given:" in ended.out
    data = json.loads(triage(*noisy, "--json").out)
    assert data["stability"]["schema"] == "triage.stability/1"
    assert data["stability"]["people"] == 500
    ended = triage("simulate", "500", tmp_path / "a.parquet", "--stability")
    assert (ended.code, ended.lines) == (2, ["triage simulate: --stability needs noise: give --not-sure or --mis-tick"])


def test_the_command_takes_marginals_and_tables(tmp_path: Path) -> None:
    """From a file of weights, or like a table; which it was stands in the result and in the file."""
    weights = Folder(tmp_path).file("weights.yaml", SMALL)
    ended = triage("simulate", "100", tmp_path / "a.csv", "--marginals", weights)
    assert ended.out == f"100 people in {tmp_path / 'a.csv'}: a few people\n"
    assert json.loads((tmp_path / "a.csv.meta.json").read_text())["simulated"] is True
    ended = triage("simulate", "100", tmp_path / "b.csv", "--like", tmp_path / "a.csv", "--json")
    assert json.loads(ended.out)["marginals"] == "fitted to 100 rows"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("0", "a.csv"), "a whole number from 1 to"),
        (("many", "a.csv"), "a whole number from 1 to"),
        (("5", "a.txt"), "the name of a table ends in"),
        (("5", "nowhere/a.csv"), "its folder does not exist"),
        (("5", "a.csv", "--seed", "-1"), "a whole number of at most 18 digits"),
        (("5", "a.csv", "--not-sure", "2"), "a number from 0 to 1"),
        (("5", "a.csv", "--mis-tick", "x"), "a number from 0 to 1"),
        (("5", "a.csv", "--like", "a.csv"), "is the table to be like"),
        (("5", "b.csv", "--like", "no.csv"), "no such file"),
        (("5", "b.csv", "--like", "other.csv"), "no column is a question"),
        (("5", "b.csv", "--marginals", "no.yaml"), "no such file"),
    ],
)
def test_wrong_use_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    """What is wrong and what is allowed, exit code 2, and no file appears."""
    monkeypatch.chdir(tmp_path)
    Folder(tmp_path).file("other.csv", "name\nsomebody\n")
    ended = triage("simulate", *words)
    no_traceback(ended)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert told in ended.err
    assert [file.name for file in tmp_path.iterdir()] == ["other.csv"]


def test_cells_of_the_tests_are_those_of_tables() -> None:
    """The words that the tests write are those that a table of text has."""
    assert [cell(("a", "b")), cell(()), cell(5)] == ["a|b", "unsure", "5"]
