"""`triage evaluate` from the command line: three forms, bad input, and what it says without its extra."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command import CASE, Folder, no_traceback, triage

from triage.evaluation.accuracy import CaseReader, Judged, judge
from triage.evaluation.accuracy.intervals import is_available
from triage.pack.pack import Pack

statistics = pytest.mark.statistics
needs_statistics = pytest.mark.skipif(not is_available(), reason="needs the statistics library")

LABELS: dict[str, Any] = {"urgency_also_ok": [], "core": True, "diagnosis": "Something"}
CASES: list[dict[str, Any]] = [
    CASE | LABELS | {"id": "S1", "urgency": "emergency_now", "cause": "stroke", "note": "passed over"},
    CASE | LABELS | {"id": "S2", "urgency": "soon", "cause": "outside", "diagnosis": "A scare \x1b[31m"},
    LABELS
    | {"id": "S3", "urgency": "soon", "cause": "outside", "core": False, "unanswered": "no", "answers": {"age": 40}},
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def cases(folder: Folder) -> Path:
    return folder.file("cases.jsonl", "".join(json.dumps(case) + "\n" for case in CASES))


@statistics
@needs_statistics
def test_the_figures_in_words(cases: Path) -> None:
    """Text fits 80 columns, and says the counts, an interval, who was sent to hospital by what, and the caution."""
    ended = triage("evaluate", cases)
    no_traceback(ended)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    words = " ".join(ended.out.split())
    assert "3 labelled cases, 2 of them core, 2 of those described" in words
    assert "emergency specificity 0 of 1 0.0 % (0.0 to 97.5)" in words
    assert "S2: soon -> emergency_now: RF02_sudden_one_sided" in words
    assert "not comparable case for case" in words
    assert "\x1b" not in ended.out


@statistics
@needs_statistics
def test_the_figures_for_programs(cases: Path) -> None:
    """JSON alone on standard output, with every count, and each case under its rules."""
    ended = triage("evaluate", cases, "--json", "--engine", "logic")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found["schema"] == "triage.evaluation/1"
    assert found["groups"]["all"]["cases"] == 3
    assert found["groups"]["core"]["emergency_sensitivity"] == {
        "count": 1,
        "of": 1,
        "share": 1.0,
        "low": 0.025,
        "high": 1.0,
    }
    assert found["groups"]["core"]["levels"]["soon"]["emergency_now"] == 1
    assert found["groups"]["core"]["families"]["stroke"]["cases"] == 1
    assert found["groups"]["described"]["questions"]["emergency_now"]["cases"] == 1
    over = next(each for each in found["over_triage"]["cases"] if each["id"] == "S2")
    assert (over["kind"], over["expected"], over["urgency"]) == ("to_emergency", "soon", "emergency_now")
    assert {rule["rule"] for rule in over["rules"]} <= {rule["rule"] for rule in found["over_triage"]["rules"]}
    assert found["engines"] == {"compared": 0, "differ": []}
    assert found["adaptive_differs"] == []
    assert found["published"]["note"] == "not comparable case for case"
    assert [each["line"] for each in found["cases"]] == [1, 2, 3]


@statistics
@needs_statistics
def test_the_page_is_written_whole(cases: Path, folder: Folder) -> None:
    """--html writes one page to the file that is named, and nothing to standard output."""
    page = folder.path / "accuracy.html"
    ended = triage("evaluate", cases, "--html", page)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n")
    assert triage("evaluate", cases, "--html", "-").out == page.read_text(encoding="utf-8")
    assert triage("evaluate", cases, "--html", folder.path / "none" / "a.html").code == 2


@statistics
@needs_statistics
def test_cases_from_standard_input(cases: Path) -> None:
    """A dash reads standard input; blank lines, Windows line ends and a byte order mark do no harm."""
    raw = b"\xef\xbb\xbf" + cases.read_bytes().replace(b"\n", b"\r\n\r\n")
    piped = json.loads(triage("evaluate", "-", "--json", stdin=raw).out)
    read = json.loads(triage("evaluate", cases, "--json").out)
    assert piped["groups"] == read["groups"]
    assert piped["input"] == "standard input"


@statistics
@needs_statistics
def test_bad_lines_are_told_and_give_no_figures(folder: Folder) -> None:
    """Each bad line is one line on standard error with its number and what is meant; there are no figures then."""
    bad = [
        CASES[0] | {"urgency": "emergency_nwo"},
        CASES[1],
        CASES[1],
        {"id": "S4"},
    ]
    text = "".join(json.dumps(case) + "\n" for case in bad) + '{"id": "caf\udce9"}\n'
    ended = triage("evaluate", folder.file("cases.jsonl", text.encode("utf-8", "surrogateescape")), "--json")
    no_traceback(ended)
    assert (ended.code, ended.out) == (2, "")
    assert "cases.jsonl:1: V403 urgency: 'emergency_nwo' is not known here. Did you mean 'emergency_now'?" in ended.err
    assert "cases.jsonl:3: V405 the id 'S2' is used twice" in ended.err
    assert "cases.jsonl:4: V402 urgency: missing from this case" in ended.err
    assert "cases.jsonl:5: A213 not UTF-8 text" in ended.err
    assert "4 of 5 cases cannot be read, so there are no figures." in ended.lines[-1]
    assert len(ended.lines) == 5


@statistics
@needs_statistics
@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_file_without_cases_is_refused(folder: Folder, text: str) -> None:
    """No case, no figures: one line says so."""
    ended = triage("evaluate", folder.file("cases.jsonl", text))
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert "there is no case in it" in ended.err


@statistics
@needs_statistics
@pytest.mark.parametrize("words", [["no.jsonl"], [], ["-", "--json", "--html", "a.html"], ["-", "--engine", "z3"]])
def test_wrong_use_is_one_line(folder: Folder, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """A missing file, no file, two forms at once and an unknown engine are one line each, exit 2."""
    monkeypatch.chdir(folder.path)
    ended = triage("evaluate", *words)
    no_traceback(ended)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)


def test_without_the_statistics_library_one_line_says_how_to_get_it(
    cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where scipy is not installed, one line says what to install; exit 2."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    ended = triage("evaluate", cases)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "triage evaluate needs one more package: pip install 'leg-weakness-triage[evaluation]'\n"


def test_help_shows_a_case_that_can_be_read(pack: Pack) -> None:
    """--help has an example command, and the case that it shows is one that is accepted."""
    ended = triage("evaluate", "--help")
    assert ended.code == 0
    assert "$ triage evaluate cases.jsonl" in ended.out
    shown = ended.out[ended.out.index('{"id"') : ended.out.index("}}") + 2]
    assert CaseReader(pack, "help").read(shown, 1).id == "C1"


@statistics
@needs_statistics
def test_a_disagreement_is_a_problem(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engines differ the figures are given, one line says on which case, and the exit code is 1."""

    def differing(*arguments: Any) -> Judged:
        return replace(judge(*arguments), is_agreed=False)

    monkeypatch.setattr("triage.evaluation.accuracy.judged.judge", differing)
    ended = triage("evaluate", cases, "--json")
    assert (ended.code, ended.err) == (1, "the two engines differ on S1, S2, S3.\n")
    assert json.loads(ended.out)["engines"]["differ"] == ["S1", "S2", "S3"]
