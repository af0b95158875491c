"""`triage explain`: every kind on the command line, for answers and for saved results, and what wrong use is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import CASE, CASE_TEXT, Folder, no_traceback, triage

from triage.explain import not_sure, one_slip, safety_net, what_if, why, why_not
from triage.pack.pack import Pack


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def case(folder: Folder) -> Path:
    return folder.file("case.json", CASE_TEXT)


def explained(*arguments: str | Path) -> dict[str, Any]:
    ended = triage("explain", *arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    data: dict[str, Any] = json.loads(ended.out)
    return data


def test_without_a_kind_it_says_why(case: Path) -> None:
    """A file alone is explained by its derivation, on standard output, with nothing on standard error."""
    ended = triage("explain", case)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Call an ambulance now\n")
    assert ended.out == triage("explain", case, "why").out
    assert "RF02_sudden_one_sided" in ended.out


def test_the_kind_may_come_first(case: Path) -> None:
    """`explain why-not FILE stroke` is read as it is said: the same as with the file first."""
    assert triage("explain", "what-if", case) == triage("explain", case, "what-if")
    assert triage("explain", "why-not", case, "injuries").out == triage("explain", case, "why-not", "injuries").out


def test_the_command_and_the_library_say_the_same(pack: Pack, case: Path) -> None:
    """The JSON of each kind is what the function of that name gives."""
    assert explained(case) == why(pack, CASE).to_dict()
    assert explained(case, "why-not", "injuries") == why_not(pack, CASE, "injuries").to_dict()
    assert explained(case, "what-if") == what_if(pack, CASE).to_dict()
    assert explained(case, "safety-net") == safety_net(pack, CASE).to_dict()
    assert explained(case, "one-slip") == one_slip(pack, CASE).to_dict()
    assert explained(case, "not-sure") == not_sure(pack, CASE).to_dict()


@pytest.mark.parametrize("kind", ["why", "what-if", "safety-net", "one-slip", "not-sure"])
def test_the_json_says_what_it_is(case: Path, kind: str) -> None:
    """Each explanation names its schema, its kind, the pack and the id of the answers."""
    data = explained(case, kind)
    assert (data["schema"], data["kind"], data["id"]) == ("triage.explanation/1", kind, "case 1")
    assert set(data["pack"]) == {"id", "version", "sha256"}


@pytest.mark.parametrize("columns", [40, 80])
def test_it_fits_the_terminal(case: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is wider than the terminal, down to that of a phone."""
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (["why"], ["why-not", "stroke"], ["what-if"], ["safety-net"], ["one-slip"], ["not-sure"]):
        assert [line for line in triage("explain", case, *words).out.splitlines() if len(line) > columns] == []


def test_a_saved_result_is_explained_like_its_answers(folder: Folder, case: Path) -> None:
    """The JSON of an assessment takes the place of the answers that it was made from, its country included."""
    result = folder.file("result.json", triage("--country", "GB", "assess", case, "--json").out)
    mine, theirs = explained(result), triage("--country", "GB", "explain", case, "--json")
    assert mine == json.loads(theirs.out)
    assert mine["country"] == "GB"
    assert explained(result, "--country", "US")["country"] == "US"


def test_what_a_short_questionnaire_did_not_ask_stays_unasked(folder: Folder, case: Path) -> None:
    """A result of the adaptive questionnaire has the same urgency when it is explained: unasked is not unsure."""
    asked = json.loads(triage("replay", case, "--json").out)["assessment"]
    assert asked["not_asked"]
    result = folder.file("asked.json", json.dumps(asked))
    data = explained(result)
    assert data["urgency"] == asked["urgency"]
    assert [sign["rule"] for sign in data["decided_by"]] == [
        sign["rule"] for sign in asked["danger_signs"] if sign["urgency"] == asked["urgency"]
    ]


def test_a_result_of_another_pack_is_explained_with_a_word_of_warning(folder: Folder, case: Path) -> None:
    """Where the knowledge or the rules are other ones than the result was made with, one line says so."""
    result = json.loads(triage("assess", case, "--json").out)
    result["pack"]["sha256"] = "0" * 64
    ended = triage("explain", folder.file("old.json", json.dumps(result)))
    assert ended.code == 0
    assert len(ended.lines) == 1
    assert "made with other knowledge or rules" in ended.err


def test_a_result_with_a_changed_urgency_is_explained_with_a_word_of_warning(folder: Folder, case: Path) -> None:
    """Nobody is calmed, or alarmed, by an explanation that is not of the urgency in the file without being told so."""
    result = json.loads(triage("assess", case, "--json").out) | {"urgency": "soon"}
    ended = triage("explain", folder.file("changed.json", json.dumps(result)))
    assert (ended.code, len(ended.lines)) == (0, 1)
    assert "the urgency in this result is 'soon', but its answers lead to 'emergency_now'" in ended.err


def test_a_stream_gives_one_explanation_a_line(folder: Folder) -> None:
    """Each line of a stream is explained on a line of its own, answers and saved results alike; a bad line is named."""
    result = triage("assess", folder.file("case.json", CASE_TEXT), "--json").out
    lines = [json.dumps(CASE), json.dumps(json.loads(result)), '{"answers": {"sid": "x"}}']
    ended = triage("explain", folder.file("cases.jsonl", "\n".join(lines)), "why-not", "injuries")
    made = [json.loads(line) for line in ended.out.splitlines()]
    assert [one["kind"] for one in made] == ["why-not", "why-not"]
    assert made[0] == made[1]
    assert ended.code == 2
    assert "cases.jsonl:3" in ended.err


def test_it_can_be_written_to_a_file(folder: Folder, case: Path) -> None:
    """With --output the explanation stands in the file, and nothing on standard output."""
    target = folder.path / "why.txt"
    ended = triage("explain", case, "--output", target)
    assert (ended.code, ended.out) == (0, "")
    assert target.read_text(encoding="utf-8").startswith("Call an ambulance now\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["whynot"], "there is no 'whynot'. Did you mean 'why-not'?"),
        (["why-not"], "why-not what?"),
        (["why", "stroke"], "why takes no 'stroke'; only why-not takes an id"),
        (["why-not", "strok"], "Did you mean 'stroke'?"),
        (["why-not", "\x1b[31m"], "is no cause"),
    ],
)
def test_wrong_use_is_told_in_one_line(case: Path, words: list[str], said: str) -> None:
    """A wrong kind, a missing or unknown id: one line that says what was meant, exit 2, nothing on standard output."""
    ended = triage("explain", case, *words)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert said in ended.err
    assert "\x1b" not in ended.err
    no_traceback(ended)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"not_asked": "side"}, "not_asked: a list of questions is needed here"),
        ({"not_asked": ["sidde"]}, "not_asked: no such question: 'sidde'. Did you mean 'side'?"),
        ({"not_asked": [["side"]]}, "not_asked: no such question"),
        ({"answers": {"sidde": "one_leg"}}, "no such question"),
        ({"answers": None}, "a mapping of question to answer is needed here"),
        ({"person": "dog"}, "'dog' is not known here"),
        ({"unanswered": 3}, "is not known here"),
    ],
)
def test_a_broken_result_is_told_in_words(folder: Folder, case: Path, change: dict[str, Any], said: str) -> None:
    """A saved result that cannot be read back gives its problem in a line, and no traceback."""
    result = json.loads(triage("assess", case, "--json").out) | change
    ended = triage("explain", folder.file("broken.json", json.dumps(result)))
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    no_traceback(ended)


@pytest.mark.parametrize("change", [{"country": "XX"}, {"country": 3}, {"pack": 3}, {"pack": {}}, {"urgency": None}])
def test_what_an_explanation_does_not_need_may_be_broken(folder: Folder, case: Path, change: dict[str, Any]) -> None:
    """A saved result is read for its answers: an unknown country or pack in it does no harm."""
    result = json.loads(triage("assess", case, "--json").out) | change
    ended = triage("explain", folder.file("odd.json", json.dumps(result)))
    assert ended.code == 0
    no_traceback(ended)


@pytest.mark.parametrize("text", ['{"schema": "triage.assessment/1"', "triage.assessment/1", '["triage.assessment/1"]'])
def test_what_only_looks_like_a_result_is_read_as_answers(folder: Folder, text: str) -> None:
    """A text that names the schema without being a result is refused as the answers document that it is not."""
    ended = triage("explain", folder.file("odd.json", text))
    assert ended.code == 2
    no_traceback(ended)


def test_an_unknown_id_ends_a_stream_at_once(folder: Folder) -> None:
    """No line of a stream can know it: that is said once, and is no fault of the program."""
    lines = folder.file("cases.jsonl", f"{CASE_TEXT}\n{CASE_TEXT}\n")
    ended = triage("explain", lines, "why-not", "strok")
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "Did you mean 'stroke'?" in ended.err
