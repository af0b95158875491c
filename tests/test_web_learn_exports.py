"""Results of a class as files: every line is there, nothing is a formula, and statements keep to the standard."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")
pytest.importorskip("fsrs", reason="needs the extra learn")
pytest.importorskip("scipy", reason="needs the extra learn")
from learn_site import Learner, Teacher, forget_tries
from pydantic import ValidationError
from web_site import Clock, site
from xapi_rules import Statement, statements

from triage.web.learn.table_file import COLUMNS, cell

pytestmark = [pytest.mark.web, pytest.mark.learn]

NICKNAME = "=2+5+cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Teacher:
    """A class of two: one has done a case and a question of the quiz, the other a case, in Spanish."""
    forget_tries()
    app = site(tmp_path_factory.mktemp("site"), clock)
    made = Teacher(app).begin(title="@Tuesday", cases="1")
    first = Learner(app).join(made.join, NICKNAME)
    first.next_case()
    first.decide("soon")
    first.do_quiz()
    second = Learner(app)
    second.client.headers["accept-language"] = "es"
    second.join(made.join, "Kim")
    second.next_case()
    second.decide("emergency_now", 95)
    return made


def exported(teacher: Teacher) -> list[dict[str, Any]]:
    response = teacher.client.get("/learn/class/statements.json")
    assert response.headers["content-disposition"] == 'attachment; filename="statements.json"'
    found: list[dict[str, Any]] = response.json()
    return found


def test_one_line_for_each_thing_done(teacher: Teacher) -> None:
    """With its columns, for a spreadsheet to read as Unicode, and to keep as a file."""
    response = teacher.client.get("/learn/class/results.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="results.csv"'
    assert response.text.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert tuple(lines[0]) == COLUMNS
    assert [(line["learner"], line["kind"]) for line in lines] == [("1", "case"), ("1", "quiz"), ("2", "case")]
    assert [line["said"] for line in lines] == ["soon", "", "emergency_now"]
    assert {lines[0]["level"]} == {lines[2]["level"]}
    assert lines[2]["sure"] == "95"


def test_no_cell_is_a_formula(teacher: Teacher) -> None:
    """What learners and teachers typed is text to a spreadsheet."""
    text = teacher.client.get("/learn/class/results.csv").text.removeprefix("\ufeff")
    cells = [one for line in csv.reader(io.StringIO(text)) for one in line]
    assert f"'{NICKNAME}"[:10] in [one[:10] for one in cells]
    assert "'@Tuesday" in cells
    assert not [one for one in cells if one[:1] in "=+-@|\t\r" and one]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1", "|calc"])
def test_what_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    """Also after spaces, and in wide letters."""
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "expected"), [(None, ""), (7, "7"), ("Robin", "Robin"), ("a=b", "a=b")])
def test_other_cells_stay(value: object, expected: str) -> None:
    """Nothing is put before what is no formula."""
    assert cell(value) == expected


def test_statements_keep_to_the_standard(teacher: Teacher, clock: Clock) -> None:
    """Each is a statement by the rules of 1.0.3 and 2.0: who, what was done, how it went, and when."""
    found = statements(exported(teacher), clock() + timedelta(seconds=1))
    assert [one.verb.id.rpartition("/")[2] for one in found] == ["completed", "answered", "completed"]
    assert len({one.actor.account.name for one in found if one.actor.account}) == 2
    cases = [one for one in found if one.verb.id.endswith("completed")]
    assert cases[0].object.id == cases[1].object.id
    for one in cases:
        assert one.result is not None
        assert one.result.score is not None
        assert one.result.success is (one.result.score.scaled == 1)


def test_statements_name_the_language_that_was_read(teacher: Teacher) -> None:
    """Of each thing done, the learner's own; of the name of the class nobody knows it."""
    found = exported(teacher)
    assert [one["context"]["language"] for one in found] == ["en", "en", "es"]
    groups = [one["context"]["contextActivities"]["grouping"][0]["definition"]["name"] for one in found]
    assert groups == [{"und": "@Tuesday"}] * 3


def test_statements_are_the_same_each_time(teacher: Teacher) -> None:
    """Exported again, each has the id that it had, so that a store takes it once."""
    assert exported(teacher) == exported(teacher)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("id", "1"),
        ("actor", {"name": "Kim"}),
        ("actor", {"account": {"homePage": "x", "name": "1"}}),
        ("verb", {"id": "completed"}),
        ("verb", {"id": "http://example.org/did", "display": {"not a language": "x"}}),
        ("object", {"id": "no scheme"}),
        ("result", {"score": {"scaled": 2}}),
        ("result", {"score": {"raw": 5, "min": 0, "max": 4}}),
        ("result", {"success": "yes"}),
        ("result", {"response": None}),
        ("result", {"extensions": {"plain": 1}}),
        ("context", {"registration": "class"}),
        ("context", {"contextActivities": {"group": []}}),
        ("timestamp", "2026-11-23T15:14:44"),
        ("version", "3"),
        ("more", 1),
    ],
)
def test_the_model_of_statements_refuses_what_is_none(teacher: Teacher, part: str, value: Any) -> None:
    """What the test above holds statements to is strict: each of these would have been found."""
    good = exported(teacher)[0]
    Statement.model_validate(json.loads(json.dumps(good)))
    with pytest.raises(ValidationError):
        Statement.model_validate({**good, part: value})
