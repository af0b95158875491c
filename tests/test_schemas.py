"""The published JSON Schemas: fresh, and every document that is read or written fits the one that is meant for it."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from command import triage
from jsonschema import Draft202012Validator
from labelled_cases import ROWS
from markdown_examples import ROOT, blocks

from triage.assessment import assess
from triage.cli.commands.explain import KINDS
from triage.evaluation import read_vignettes, vignette_files
from triage.pack.content import load_pack
from triage.pack.pack import Pack
from triage.schemas import DOCUMENTS, schema
from triage.schemas.__main__ import texts

FOLDER = ROOT / "docs" / "schemas"
CASE = ROOT / "docs" / "case.json"
PAGES = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md"))


def fits(name: str, document: Any) -> None:
    """Whether a document fits its schema, with no key that the schema does not name."""
    validator = Draft202012Validator(schema(name, load_pack(), is_strict=True))
    found = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
    assert not found, "\n".join(found)


@cache
def all_texts() -> dict[str, str]:
    return texts()


def told(*words: str | Path) -> Any:
    return json.loads(triage(*words, "--json").out)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_is_fresh(name: str) -> None:
    """What docs/schemas/ has is what the models are now; if not, `make schemas` writes it anew."""
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == all_texts()[f"{name}.json"]


def test_there_is_no_other_file() -> None:
    """A schema that is no longer published does not stay behind."""
    assert {file.stem for file in FOLDER.glob("*.json")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_is_one(name: str, pack: Pack) -> None:
    """Each is a valid JSON Schema under an address of its own, and no schema of a result refuses a new key."""
    made = schema(name, pack)
    Draft202012Validator.check_schema(made)
    assert made["$id"] == f"urn:triage:{name}:1"
    assert name == "answers" or '"additionalProperties": false' not in json.dumps(made)


def test_the_command_prints_it(pack: Pack) -> None:
    """`triage schema NAME` prints the schema; without a name, all names; a wrong one is told the nearest."""
    assert json.loads(triage("schema", "answers").out) == schema("answers", pack)
    assert [line.split()[0] for line in triage("schema").out.splitlines()] == list(DOCUMENTS)
    wrong = triage("schema", "asessment")
    assert (wrong.code, "Did you mean 'assessment'?" in wrong.err) == (2, True)


# ------------------------------------------------------------------------------------------------------------- answers


def test_answers_documents_on_the_pages_fit() -> None:
    """Every answers document that a page shows fits the schema of answers."""
    validator = Draft202012Validator(schema("answers", load_pack()))
    shown = [block.text for name in PAGES if name != "docs/errors.md" for block in blocks(name, "json")]
    documents = [json.loads(text) for text in (*shown, CASE.read_text(encoding="utf-8"))]
    answers = [document for document in documents if "answers" in document and "schema" not in document]
    assert answers
    for document in answers:
        validator.validate(document)


def test_answers_that_are_refused_do_not_fit(pack: Pack) -> None:
    """What the program refuses of a document's form, its schema refuses too."""
    validator = Draft202012Validator(schema("answers", pack))
    assert validator.is_valid({"answers": {"age": 62, "side": "prefer_not_to_say", "numbness_pattern": "none"}})
    for wrong in (
        {},
        {"answers": {"agee": 62}},
        {"answers": {"age": 200}},
        {"answers": {"age": None}},
        {"answers": {"side": ["one_leg"]}},
        {"answers": {"side": "left"}},
        {"answers": {"numbness_pattern": ["none", "feet_sock"]}},
        {"answers": {"numbness_pattern": ["feet_sock", "feet_sock"]}},
        {"answers": {}, "unanswered": "yes"},
        {"answers": {}, "other": 1},
    ):
        assert not validator.is_valid(wrong), wrong


# ------------------------------------------------------------------------------------------------------------- results


def vignettes(pack: Pack) -> list[Any]:
    return [
        one
        for file in vignette_files(pack)
        for one in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0]
    ]


def all_fit(pack: Pack, every: int) -> None:
    validator = Draft202012Validator(schema("assessment", pack, is_strict=True))
    for vignette in vignettes(pack)[::every]:
        result = json.loads(assess(pack, vignette.answers, engine="logic").to_json())
        assert not list(validator.iter_errors(result)), vignette.title


def test_assessments_fit(pack: Pack) -> None:
    """The results of every fortieth vignette fit, with each key named."""
    all_fit(pack, 40)


@pytest.mark.soak
def test_assessments_of_all_vignettes_fit(pack: Pack) -> None:
    """The results of all vignettes fit."""
    all_fit(pack, 1)


@pytest.mark.parametrize(
    "words",
    [("assess",), ("replay",), *(("explain", kind) for kind in KINDS)],
    ids=" ".join,
)
def test_what_is_told_of_a_case_fits(words: tuple[str, ...]) -> None:
    """What `assess`, `replay` and each kind of `explain` tell fits the schema of that name, with and without an id."""
    command, *kind = words
    name = kind[0] if kind else {"assess": "assessment"}.get(command, command)
    fits(name, told(command, CASE, *kind, *(("stroke",) if name == "why-not" else ())))


def test_an_id_is_a_text_where_there_is_one(pack: Pack) -> None:
    """The id of the answers is echoed, and left out where there is none."""
    document = json.loads(CASE.read_text(encoding="utf-8"))
    for names in ({}, {"id": "case 1"}):
        bare = {key: value for key, value in document.items() if key != "id"}
        fits("assessment", assess(pack, {**bare, **names}).to_dict() | names)


def test_what_is_told_of_a_pack_fits(tmp_path: Path) -> None:
    """So it is with `check`, for a result that stands and for one that does not, with `test` and with `review`."""
    result = told("assess", CASE)
    for name, document in {"right.json": result, "wrong.json": {**result, "urgency": "routine"}}.items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
        fits("check", told("check", tmp_path / name))
    (tmp_path / "cases.yaml").write_text(
        "- title: Wrong on purpose\n  answers: {side: one_leg}\n  expect: {urgency: emergency_now}\n", encoding="utf-8"
    )
    fits("vignettes", told("test", tmp_path / "cases.yaml"))
    fits("review", told("review"))


@pytest.mark.proof
def test_what_is_proved_fits(tmp_path: Path) -> None:
    """So it is with a certificate, also of a property that does not hold, and with the comparison of two packs."""
    pytest.importorskip("z3")
    fits("certificate", told("verify", "INV-01"))
    for folder in ("knowledge", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "rules" / "danger_signs" / "cauda_equina.yaml"
    text = re.sub(r"(?<=\n  urgency: )emergency_department", "urgent_same_day", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    fits("certificate", told("verify", "INV-09", "--pack", tmp_path))
    fits("difference", told("diff", ROOT, tmp_path, "--levels"))


@pytest.mark.batch
def test_what_is_told_of_a_table_fits(tmp_path: Path) -> None:
    """So it is with the comparison of two packs on a table, with people who move, and with how stable levels are."""
    pytest.importorskip("polars")
    people, out, old = tmp_path / "people.parquet", tmp_path / "out.parquet", tmp_path / "old"
    fits(
        "stability",
        told("simulate", "60", people, "--mis-tick", "0.2", "--not-sure", "0.1", "--stability")["stability"],
    )
    for folder in ("knowledge", "rules"):
        shutil.copytree(ROOT / folder, old / folder)
    for file in (old / "rules" / "danger_signs").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?<=: )emergency_now\n", "emergency_department\n", text), encoding="utf-8")
    found = told("batch", people, out, "--compare", old)["comparison"]
    assert found["up"]["rules"]
    assert found["up"]["ids"]
    fits("comparison", found)


@pytest.mark.statistics
def test_an_evaluation_fits(pack: Pack) -> None:
    """So it is with an evaluation of labelled cases."""
    pytest.importorskip("scipy")
    from labelled_cases import evaluation

    from triage.evaluation.accuracy.data import to_data

    assert ROWS
    fits("evaluation", json.loads(json.dumps(to_data(evaluation(pack)))))
