"""`triage check` on the command line: what it prints where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import CASE_TEXT, Folder, no_traceback, triage
from planted import planted

from triage.pack.catalogue import Edit
from triage.pack.pack import Pack


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def result(folder: Folder) -> dict[str, Any]:
    """A result as `triage assess --json` writes it."""
    made = triage("assess", folder.file("case.json", CASE_TEXT), "--json").out
    told: dict[str, Any] = json.loads(made)
    return told


def test_a_result_that_stands_is_one_line(folder: Folder, result: dict[str, Any], pack: Pack) -> None:
    """The line says what stands, how many steps were derived again, and with which pack."""
    file = folder.file("result.json", json.dumps(result))
    ended = triage("check", file)
    assert (ended.code, ended.err) == (0, "")
    made_with = f"pack {pack.about.id} {pack.about.version} ({pack.sha256[:12]})"
    steps = len(result["trace"])
    assert ended.out == f"{file}: stands: {result['urgency']}, {steps} steps derived again with {made_with}\n"


def test_a_result_is_checked_as_it_is_written(folder: Folder) -> None:
    """From `triage assess --json` into `triage check -`, in any country and for somebody else."""
    case = folder.file("case.json", json.dumps(json.loads(CASE_TEXT) | {"for": "other"}))
    made = triage("assess", case, "--json", "--country", "IE").out
    ended = triage("check", "-", stdin=made.encode())
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("standard input: stands: ")


def test_what_does_not_follow_is_told_line_by_line(folder: Folder, result: dict[str, Any]) -> None:
    """Problems are the result, so they go to standard output; how many there are goes to standard error."""
    result["urgency"] = "soon"
    result["trace"][0]["from"] = []
    file = folder.file("result.json", json.dumps(result))
    ended = triage("check", file)
    assert ended.code == 1
    assert [line.split(": ")[1] for line in ended.out.splitlines()] == ["urgency", "trace[0].from", "digest"]
    assert f'{file}: urgency: expected "emergency_now", found "soon"' in ended.out
    assert ended.lines == [f"{file}: does not stand: 3 problems"]


def test_the_outcome_for_programs(folder: Folder, result: dict[str, Any]) -> None:
    """With --json there is nothing but the outcome, whether the result stands or not."""
    good = folder.file("good.json", json.dumps(result))
    assert json.loads(triage("check", good, "--json").out) == {
        "path": str(good),
        "line": 0,
        "stands": True,
        "problems": [],
    }
    bad = folder.file("bad.json", json.dumps(result | {"urgency_rank": 1}))
    ended = triage("check", bad, "--json")
    told = json.loads(ended.out)
    assert (ended.code, ended.err, told["stands"]) == (1, "", False)
    assert told["problems"][0] == {"place": "urgency_rank", "message": "expected 5, found 1"}


def test_a_stream_has_one_result_a_line(folder: Folder, result: dict[str, Any]) -> None:
    """Each line is checked and told by its number; one that cannot be read does not stop the others."""
    lines = [json.dumps(result), json.dumps(result | {"person": "other"}), "{", "", "\udcff", json.dumps(result)]
    file = folder.file("results.jsonl", "\n".join(lines).encode("utf-8", "surrogateescape"))
    ended = triage("check", file)
    assert ended.code == 2
    stands = [line.split(":")[1] for line in ended.out.splitlines() if ": stands: " in line]
    assert stands == ["1", "6"]
    assert any(line.startswith(f"{file}:2: ") for line in ended.out.splitlines())
    assert f"{file}:3: not JSON: " in ended.err
    assert f"{file}:5: not UTF-8 text" in ended.err
    told = [json.loads(line) for line in triage("check", file, "--json").out.splitlines()]
    assert [(one["line"], one["stands"]) for one in told] == [(1, True), (2, False), (6, True)]


def test_many_results_as_they_are_written(folder: Folder) -> None:
    """What `triage assess` gives for a stream can be checked as a stream."""
    cases = folder.file("cases.jsonl", f"{CASE_TEXT}\n{CASE_TEXT}\n")
    made = triage("assess", cases).out
    assert triage("check", "-", "--jsonl", stdin=made.encode()).out.count(": stands: ") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CASE_TEXT, "not a result of `triage assess --json`"),
        ("schema: x", "not JSON"),
        ("", "empty"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_result_is_one_line(folder: Folder, text: str, told: str) -> None:
    """What cannot be read as a result is wrong use: one line, exit 2."""
    ended = triage("check", folder.file("result.json", text))
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert told in ended.err
    no_traceback(ended)


def test_a_file_that_is_not_there(folder: Folder) -> None:
    """A missing file is one line, exit 2."""
    ended = triage("check", folder.path / "none.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("none.json: no such file\n")


def test_a_result_of_another_pack(folder: Folder, result: dict[str, Any], pack: Pack) -> None:
    """It says which pack the result was made with and which one is here; the right pack can be named."""
    other = planted(folder.path / "pack", Edit("knowledge/sources.yaml", "# a remark\n"))
    file = folder.file("result.json", json.dumps(result))
    ended = triage("check", file, "--pack", other)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert f"made with other knowledge or rules (leg_weakness {pack.about.version}, {pack.sha256[:12]})" in ended.err
    made = triage("assess", folder.path / "case.json", "--json", "--pack", other).out
    assert triage("check", "-", stdin=made.encode()).code == 2
    assert triage("check", "-", "--pack", other, stdin=made.encode()).code == 0


def test_what_was_typed_cannot_steer_the_terminal(folder: Folder, result: dict[str, Any]) -> None:
    """Control characters in a changed result, those above 127 too, are shown, not sent; in JSON as in words."""
    file = folder.file("result.json", json.dumps(result | {"action": "\x1b[31mred\x9b0m\u202e"}))
    for ended in (triage("check", file), triage("check", file, "--json")):
        assert not {"\x1b", "\x9b", "\u202e"} & set(ended.out + ended.err)
        assert "red" in ended.out
