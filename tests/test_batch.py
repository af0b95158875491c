"""`triage batch`: every row in is a row out or a rejected one, whatever the form of the table."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from command import Ended, no_traceback, triage

from triage.pack.pack import Pack
from triage.pack.scales import QuestionType
from triage.reasoning.answers import Answers, Value

pl = pytest.importorskip("polars")

from batch_tables import as_table, differences, expected, first_of, some_people  # noqa: E402

from triage.batch import compile_plan  # noqa: E402
from triage.batch.decoding import scan_results  # noqa: E402

pytestmark = pytest.mark.batch
ROWS = 120


@pytest.fixture(scope="module")
def people(pack: Pack) -> list[Answers]:
    return some_people(pack, 11, ROWS)


def write(table: Any, file: Path) -> Path:
    """A table as a file of the form that its name says; CSV with ticks as text."""
    lists = [name for name, dtype in table.schema.items() if dtype == pl.List(pl.String)]
    match file.suffix:
        case ".parquet":
            table.write_parquet(file)
        case ".jsonl":
            table.write_ndjson(file)
        case suffix:
            flat = table.with_columns(
                pl.when(pl.col(name).list.len() == 0)
                .then(pl.lit("unsure"))
                .otherwise(pl.col(name).list.join("|"))
                .alias(name)
                for name in lists
            )
            flat.write_csv(file, separator="\t" if suffix == ".tsv" else ",")
    return file


def rejected(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.with_name(f"{out.name}.rejects").read_text("utf-8").splitlines()]


def adds_up(ended: Ended, rows: int, bad: int) -> None:
    """The counts that a run tells, and how it ends."""
    no_traceback(ended)
    assert ended.out.startswith(f"{rows:,} rows: {rows - bad:,} assessed, {bad:,} rejected (")
    assert ended.code == (1 if bad else 0)


@pytest.mark.parametrize("inner", [".parquet", ".csv", ".tsv", ".jsonl"])
@pytest.mark.parametrize("outer", [".parquet", ".csv", ".jsonl"])
def test_every_form_gives_the_same_results(
    pack: Pack, people: list[Answers], tmp_path: Path, inner: str, outer: str
) -> None:
    """From each form to each other, in several parts: the same result for each row, in the order of the rows."""
    table = write(as_table(pack, people), tmp_path / f"in{inner}")
    out = tmp_path / f"out{outer}"
    adds_up(triage("batch", table, out, "--part-rows", "60" if inner == ".parquet" else "180"), ROWS, 0)
    results = scan_results(out).collect()
    assert results["id"].to_list() == [f"p{number}" for number in range(ROWS)]
    assert first_of(differences(compile_plan(pack), people, results)) == ""
    assert sorted(path.name for path in tmp_path.iterdir() if "parts" in path.name or "rejects" in path.name) == []


def test_damaged_rows_are_rejected_with_the_right_reason_and_no_other_suffers(pack: Pack, tmp_path: Path) -> None:
    """1 % of the rows damaged, in ten ways: each told with row, column, code and did-you-mean, all others right."""
    people, rng = some_people(pack, 12, 1000), random.Random(5)
    table = as_table(pack, people, is_text=True)
    kinds = [
        ("side", "one_legg", "A202"),
        ("side", "null", "A202"),
        ("age", "200", "A204"),
        ("age", "12.5", "A204"),
        ("age", "forty", "A203"),
        ("head_signs", "none|confusion", "A205"),
        ("head_signs", "confusion|confusion", "A205"),
        ("head_signs", "confusion|drowzy", "A202"),
        ("unanswered", "maybe", "A202"),
        ("face_droop", "one_leg", "A202"),
    ]
    damaged = dict(zip(sorted(rng.sample(range(1000), len(kinds))), kinds, strict=True))
    for row, (column, value, _) in damaged.items():
        values = table[column].to_list()
        values[row] = value
        table = table.with_columns(pl.Series(column, values, dtype=pl.String))
    for suffix in (".csv", ".jsonl", ".parquet"):
        out = tmp_path / f"out{suffix}"
        adds_up(triage("batch", write(table, tmp_path / f"in{suffix}"), out, "--part-rows", "2000"), 1000, 10)
        told = [(one["row"], one["column"], one["code"]) for one in rejected(out)]
        assert told == [(row + 1, column, code) for row, (column, _, code) in damaged.items()]
        assert any("Did you mean 'one_leg'?" in one["reason"] for one in rejected(out))
        assert all(one["cells"][one["column"]] for one in rejected(out))
        good = [one for row, one in enumerate(people) if row not in damaged]
        assert first_of(differences(compile_plan(pack), good, scan_results(out).collect())) == ""


def test_lines_that_cannot_be_read_are_rejected(tmp_path: Path) -> None:
    """Cells too many or too few, an open quotation mark, bytes that are no text: that line alone is rejected."""
    table = tmp_path / "in.csv"
    table.write_bytes(
        b"\xef\xbb\xbfid,side,age\r\n"
        b"a,one_leg,40\r\n"
        b"b,one_leg\r\n"
        b"c,one_leg,40,5\r\n"
        b'd,"one_leg,40\r\n'
        b"e\xff,one_leg,40\r\n"
        b"\r\n"
        b'"f, g","one_leg",""\r\n'
    )
    out = tmp_path / "out.csv"
    adds_up(triage("batch", table, out), 6, 4)
    assert [(one["row"], one["code"]) for one in rejected(out)] == [(2, "A213"), (3, "A213"), (4, "A213"), (5, "A213")]
    assert scan_results(out).collect()["id"].to_list() == ["a", "f, g"]
    lines = [
        '{"id": 1, "side": "one_leg"}',
        '{"id": 2, "side": "one_leg", "side": "both_legs"}',
        '{"id": 3, "sidee": "one_leg"}',
        '{"id": 4, "side": {"x": 1}}',
        "{broken",
        "[1]",
        '{"id": "seven", "side": "one_leg"}',
        '{"id": 8, "side": null, "head_signs": "confusion|drowsy", "age": 40.0}',
    ]
    table = tmp_path / "in.jsonl"
    table.write_text("\n".join([*['{"id": 0}'] * 1000, *lines]) + "\n", encoding="utf-8")
    assert triage("batch", table, out).code == 2
    table.write_text("\n".join([*['{"id": 0, "side": "one_leg"}'] * 1000, *lines]) + "\n", encoding="utf-8")
    adds_up(triage("batch", table, out), 1008, 6)
    assert [(one["row"], one["code"]) for one in rejected(out)] == [
        (1002, "A210"), (1003, "A201"), (1004, "A202"), (1005, "A212"), (1006, "A209"), (1007, "A203"),
    ]  # fmt: skip
    assert scan_results(out).collect()["id"].to_list()[-2:] == [1, 8]


def test_the_first_fault_of_a_line_is_told(tmp_path: Path) -> None:
    """Of several wrong names or values on a line the first is told, in every run: rejects are the same to the byte."""
    misspelt = ["sidee", "agee", "coursse", "weak_areaa", "diabetess", "feverr"]
    numbers = ["id", "ward", "bed", "floor"]
    orders = [misspelt, misspelt[::-1], numbers, numbers[::-1]]
    sound = json.dumps({"side": "one_leg"} | dict.fromkeys(numbers, 1))
    lines = [json.dumps(dict.fromkeys(order, "x")) for order in orders]
    table, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    table.write_text("\n".join([*[sound] * 1000, *lines]) + "\n", encoding="utf-8")
    adds_up(triage("batch", table, out), 1004, 4)
    assert [one["column"] for one in rejected(out)] == ["sidee", "feverr", "id", "floor"]


def test_answers_documents_are_rows_too(pack: Pack, people: list[Answers], tmp_path: Path) -> None:
    """A file for `triage assess`, one document a line, gives the same here; what a document may not have is refused."""
    documents = [one.document(pack) | {"id": f"p{number}"} for number, one in enumerate(people)]
    lines = [json.dumps(one) for one in documents]
    lines += ['{"id": "x", "answers": {"side": null}}', '{"id": "y", "answers": {"sid": "one_leg"}}', '{"id": "z"}']
    table, out = tmp_path / "in.jsonl", tmp_path / "out.parquet"
    table.write_text("\n".join(lines), encoding="utf-8")
    adds_up(triage("batch", table, out), ROWS + 3, 3)
    assert [one["code"] for one in rejected(out)] == ["A208", "A201", "A207"]
    assert first_of(differences(compile_plan(pack), people, scan_results(out).collect())) == ""


def test_strict_stops_at_the_first_and_writes_nothing(tmp_path: Path) -> None:
    """With --strict one line tells the row, the column and the reason; no file is left behind."""
    table = tmp_path / "in.csv"
    table.write_text("id,side\n1,one_leg\n2,one_legg\n3,leg\n", encoding="utf-8")
    ended = triage("batch", table, tmp_path / "out.csv", "--strict")
    assert ended.code == 1
    assert len(ended.lines) == 1
    assert "in.csv, row 2: A202 side: 'one_legg'" in ended.lines[0]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("id,sidee", "the column 'sidee' is no question. Did you mean 'side'?"),
        ("id,urgency,side", "would be hidden by one of the result"),
        ("id,name", "no column is a question of the pack"),
        ("id,side,side", "stands twice in the header"),
        ("question,answer,x", "a table of answers needs a column 'person'"),
        ("", "empty"),
    ],
)
def test_columns_that_make_no_sense_are_refused(tmp_path: Path, header: str, told: str) -> None:
    """Before any row is read, each wrong column has one line; a misspelt question is not passed through as an id."""
    table = tmp_path / "in.csv"
    table.write_text(f"{header}\n", encoding="utf-8")
    ended = triage("batch", table, tmp_path / "out.csv")
    no_traceback(ended)
    assert ended.code == 2
    assert told in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_columns_pass_through_and_an_empty_table_has_an_empty_result(tmp_path: Path) -> None:
    """Columns that are no questions keep name, values and types; --id lets one through that looks like a question."""
    table = pl.DataFrame({"id": [7, 8], "sid": ["x", "y"], "seen": [True, None], "age": [30, 80], "at": [1.5, None]})
    out = tmp_path / "out.parquet"
    ended = triage("batch", write(table, tmp_path / "in.parquet"), out, "--id", "sid")
    adds_up(ended, 2, 0)
    assert "Copied to the results as they are, for they are no questions: id, sid, seen, at" in ended.err
    kept = ["id", "sid", "seen", "at"]
    assert pl.read_parquet(out, columns=kept).equals(table.select(kept))
    adds_up(triage("batch", write(table.clear(), tmp_path / "none.parquet"), out, "--id", "sid"), 0, 0)
    assert pl.read_parquet(out).height == 0
    assert pl.read_parquet(out).schema["urgency_rank"] == pl.UInt8


def test_a_map_renames_columns_and_values(pack: Pack, tmp_path: Path) -> None:
    """Somebody else's names become those of the pack, in ticks too; a null leaves a column or a value out."""
    table, names, out = tmp_path / "in.csv", tmp_path / "map.yaml", tmp_path / "out.jsonl"
    table.write_text(
        "Fall,Seite,Kopf,Alter,face_droop\n1,L,wirr|schwindel,40,?\n2,beide,-,50,yes\n3,?,wirr,60,no\n", "utf-8"
    )
    names.write_text(
        "columns: {Seite: side, Kopf: head_signs, Alter: age, Fall: id}\n"
        "values:\n  side: {L: one_leg, beide: both_legs, '?': null}\n"
        "  head_signs: {wirr: confusion, '-': none, schwindel: null}\n  face_droop: {'?': unsure}\n",
        "utf-8",
    )
    adds_up(triage("batch", table, out, "--map", names, "--unanswered", "no"), 3, 0)
    people = [
        Answers({"side": ("one_leg",), "head_signs": ("confusion",), "age": 40, "face_droop": ("unsure",)}, "no"),
        Answers({"side": ("both_legs",), "head_signs": ("none",), "age": 50, "face_droop": ("yes",)}, "no"),
        Answers({"head_signs": ("confusion",), "age": 60, "face_droop": ("no",)}, "no"),
    ]
    results = scan_results(out).collect()
    assert first_of(differences(compile_plan(pack), people, results)) == ""
    names.write_text("columns: {Seitte: side}\nvalues: {side: {L: one_legg}, siide: {a: b}}\n", "utf-8")
    ended = triage("batch", table, out, "--map", names)
    assert ended.code == 2
    assert [line.partition(": ")[0] for line in ended.lines] == [f"{names}:2", f"{names}:2"]
    assert "Did you mean 'one_leg'?" in ended.err


def test_long_form_is_the_same_as_wide(pack: Pack, people: list[Answers], tmp_path: Path) -> None:
    """One answer a row, ticks on rows of their own, persons together: the same results as a row a person."""
    lines = ["person,question,answer"]
    told = [number for number, one in enumerate(people) if one.given]
    for number in told:
        for name, value in people[number].given.items():
            is_ticks = pack.questions[name].type is QuestionType.ANY_OF
            told_as = str(value) if isinstance(value, int) else "|".join(value)
            words = told_as.split("|") if is_ticks else [told_as]
            lines += [f"p{number},{name},{word}" for word in words]
    table = tmp_path / "in.csv"
    table.write_text("\n".join(lines) + "\n", "utf-8")
    for suffix in (".parquet", ".csv"):
        source = table if suffix == ".csv" else write(pl.read_csv(table, infer_schema=False), tmp_path / "in.parquet")
        out = tmp_path / f"out{suffix}"
        ended = triage("batch", source, out, "--part-rows", "900", "--unanswered", "no")
        adds_up(ended, len(told), 0)
        results = scan_results(out).collect()
        assert results["person"].to_list() == [f"p{number}" for number in told]
        wanted = [Answers(people[number].given, "no") for number in told]
        assert first_of(differences(compile_plan(pack), wanted, results)) == ""


def test_a_map_renames_questions_and_answers_of_long_form(pack: Pack, tmp_path: Path) -> None:
    """Names and words of somebody else's rows are the pack's, ticks among them; what is left out is as if not said."""
    table, names, out = tmp_path / "in.csv", tmp_path / "names.yaml", tmp_path / "out.csv"
    rows = ["a,Alter,62", "a,Seite,beide", "a,numbness_pattern,Fieber", "b,Notiz,x", "c,Seite,?", "c,diabetes,yes"]
    table.write_text("\n".join(["Person,Frage,answer", *rows]), "utf-8")
    tick = pack.questions["numbness_pattern"].options[0].value
    names.write_text(
        "columns: {Person: person, Frage: question, Alter: age, Seite: side, Notiz: null}\n"
        f'values: {{side: {{beide: both_legs, "?": null}}, numbness_pattern: {{Fieber: {tick}}}}}\n',
        "utf-8",
    )
    adds_up(triage("batch", table, out, "--map", names, "--unanswered", "no"), 3, 0)
    said: list[dict[str, Value]] = [
        {"age": 62, "side": ("both_legs",), "numbness_pattern": (tick,)},
        {},
        {"diabetes": ("yes",)},
    ]
    wanted = [Answers(given, "no") for given in said]
    assert first_of(differences(compile_plan(pack), wanted, scan_results(out).collect())) == ""
    names.write_text("columns: {Person: person, Frage: question, Fragge: answer}\n", "utf-8")
    ended = triage("batch", table, tmp_path / "other.csv", "--map", names)
    assert ended.code == 2
    assert "'Fragge', which is no column here" in ended.err


def test_long_form_rejects_whole_persons_and_refuses_scattered_ones(tmp_path: Path) -> None:
    """An unknown question or a second answer rejects the person; scattered rows, or damaged ones, end the run."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [
        "a,side,one_leg",
        "a,sidee,x",
        "b,side,one_leg",
        "b,side,both_legs",
        "c,age,40",
        "c,head_signs,drowsy",
        "d,side,",
    ]
    table.write_text("\n".join(["person,question,answer", *rows]), "utf-8")
    adds_up(triage("batch", table, out), 4, 2)
    assert [(one["row"], one["column"], one["code"]) for one in rejected(out)] == [
        (1, "sidee", "A201"),
        (3, "side", "A202"),
    ]
    assert scan_results(out).collect()["person"].to_list() == ["c", "d"]
    for more, told in (("a,age,40", "the rows of 'a' stand in 2 places"), ("x,age", "nobody knows whose it was")):
        table.write_text("\n".join(["person,question,answer", *rows, more]), "utf-8")
        ended = triage("batch", table, tmp_path / "other.csv")
        assert ended.code == 2
        assert told in ended.err
        assert not list(tmp_path.glob("other*"))


def test_folders_and_globs_are_one_table(pack: Pack, people: list[Answers], tmp_path: Path) -> None:
    """The files of a folder, or those that a pattern names, are read in the order of their names."""
    folder = tmp_path / "intake" / "more"
    folder.mkdir(parents=True)
    table, plan, out = as_table(pack, people), compile_plan(pack), tmp_path / "out.parquet"
    write(table[:40], folder.parent / "a.parquet")
    write(table[40:90], folder.parent / "b.parquet")
    write(table[90:], folder / "c.parquet")
    adds_up(triage("batch", folder.parent, out), ROWS, 0)
    assert first_of(differences(plan, people, pl.read_parquet(out))) == ""
    adds_up(triage("batch", f"{folder.parent}/*.parquet", out), 90, 0)
    assert first_of(differences(plan, people[:90], pl.read_parquet(out))) == ""
    write(table.with_columns(pl.lit(1).alias("ward")), folder / "d.parquet")
    ended = triage("batch", folder.parent, tmp_path / "x.parquet")
    assert (ended.code, "has other columns than" in ended.err) == (2, True)


def test_a_long_file_is_many_queries_and_one_table(
    pack: Pack, people: list[Answers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many parts one query makes and wherever the groups of a file end: the same results and row numbers."""
    table = as_table(pack, people)
    sides = table["side"].to_list()
    for row in (0, 59, 60, 119):
        sides[row] = "left"
    table.with_columns(pl.Series("side", sides)).write_parquet(tmp_path / "in.parquet", row_group_size=25)
    made = {}
    for number, (at_once, part) in enumerate(((1 << 20, "131072"), (60, "20"), (50, "20"), (1, "30"), (70, "7"))):
        monkeypatch.setattr("triage.batch.inputs._ROWS_AT_ONCE", at_once)
        out = tmp_path / f"{number}.parquet"
        adds_up(triage("batch", tmp_path / "in.parquet", out, "--part-rows", part), ROWS, 4)
        made[number] = pl.read_parquet(out)
        assert [one["row"] for one in rejected(out)] == [1, 60, 61, 120]
        assert made[number].equals(made[0])
    good = [one for row, one in enumerate(people) if sides[row] != "left"]
    assert first_of(differences(compile_plan(pack), good, made[0])) == ""


@pytest.mark.parametrize("word", ["confusion", "confused", "unsure"])
@pytest.mark.parametrize("count", [2, 3, 4, 16, 128, 256, 65_536])
def test_the_same_tick_however_often_is_refused(pack: Pack, word: str, count: int) -> None:
    """A list of one word so often that the number of its bits overflows is never taken for another list."""
    plan = compile_plan(pack)
    cells = [[word] * count, [word] * count + ["confusion"], ["drowsy"], []]
    found = plan.assess(pl.DataFrame({"head_signs": cells}))["urgency"].is_null().to_list()
    assert found == [True, True, False, False]


def test_in_is_never_written_over(tmp_path: Path) -> None:
    """The input as output, a result inside the folder of the input, a folder as output: refused in one line."""
    table = tmp_path / "in.csv"
    table.write_text("side\none_leg\n", "utf-8")
    for source, out in (
        (table, table),
        (tmp_path, tmp_path / "out.csv"),
        (f"{tmp_path}/*.csv", table),
        (table, tmp_path),
    ):
        ended = triage("batch", source, out)
        no_traceback(ended)
        assert (ended.code, len(ended.lines)) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert table.read_text("utf-8") == "side\none_leg\n"


@pytest.mark.parametrize(
    ("source", "out"),
    [("no.csv", "o.csv"), ("*.csv", "o.csv"), (".", "o.csv"), ("t.xlsx", "o.csv"), ("p.parquet", "o.csv"),
     ("t.csv", "o.xls"), ("t.csv", "no/o.csv")],
)  # fmt: skip
def test_what_cannot_be_read_or_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, out: str
) -> None:
    """Files that are not there, of another form, or no Parquet: one line, exit 2, nothing left behind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "t.xlsx").write_bytes(b"")
    if source == "t.csv":
        (tmp_path / "t.csv").write_text("side\none_leg\n", "utf-8")
    if source == ".":
        (tmp_path / "p.parquet").unlink()
    before = sorted(tmp_path.iterdir())
    ended = triage("batch", source, out)
    no_traceback(ended)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert sorted(tmp_path.iterdir()) == before


def test_json_tells_what_was_done(tmp_path: Path) -> None:
    """--json gives the counts and the files, and nothing else on standard output or error."""
    table = tmp_path / "in.csv"
    table.write_text("id,side\n1,one_leg\n2,leg\n", "utf-8")
    ended = triage("batch", table, tmp_path / "out.csv", "--json")
    told = json.loads(ended.out)
    assert (told["rows"], told["written"], told["rejected"]) == (2, 1, 1)
    assert (told["rejects"], told["passed_through"]) == (str(tmp_path / "out.csv.rejects"), ["id"])
    assert (ended.code, ended.err) == (1, "")


def test_decode_makes_lists(pack: Pack, people: list[Answers], tmp_path: Path) -> None:
    """`batch decode` gives each row's rules, causes and professionals by name, from every form and to every form."""
    table = write(as_table(pack, people), tmp_path / "in.parquet")
    wanted = [expected(pack, one) for one in people]
    for suffix in (".parquet", ".csv", ".jsonl"):
        out = tmp_path / f"out{suffix}"
        adds_up(triage("batch", table, out), ROWS, 0)
        ended = triage("batch", "decode", out)
        assert ended.code == 0
        rows = [json.loads(line) for line in ended.out.splitlines()]
        assert [row.pop("id") for row in rows] == [f"p{number}" for number in range(ROWS)]
        assert [{**row, "set_aside": sorted(row["set_aside"])} for row in rows] == wanted
        assert triage("batch", "decode", out, tmp_path / f"lists{suffix}").code == 0
    lists = pl.read_parquet(tmp_path / "lists.parquet")
    assert lists["professionals"].to_list() == [one["professionals"] for one in wanted]
    flat = pl.read_csv(tmp_path / "lists.csv", infer_schema=False)
    assert flat["firings"].fill_null("").to_list() == ["|".join(one["firings"]) for one in wanted]
    ended = triage("batch", "decode", table)
    assert (ended.code, ended.lines) == (2, [f"{table}: no result of triage batch"])


def test_the_result_names_its_pack(pack: Pack, tmp_path: Path) -> None:
    """Parquet holds in its own metadata which pack made it; a text has a file beside it."""
    table = tmp_path / "in.csv"
    table.write_text("side\none_leg\n", "utf-8")
    for out in (tmp_path / "out.parquet", tmp_path / "out.csv"):
        triage("batch", table, out)
    held = json.loads(pl.read_parquet_metadata(tmp_path / "out.parquet")["triage"])
    assert held["pack"] == {"id": pack.about.id, "version": pack.about.version, "sha256": pack.sha256}
    assert json.loads((tmp_path / "out.csv.meta.json").read_text("utf-8")) == held
    assert (held["rows"], held["rejected"]) == (1, 0)


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Polars is not installed, the command says so and ends with 2."""
    monkeypatch.setattr("triage.cli.commands.batch.find_spec", lambda _: None)
    ended = triage("batch", "a.csv", "b.csv")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "[batch]" in ended.err
