"""`triage diff` from the command line: folders and revisions, words and JSON, reasons, and what is refused."""

from __future__ import annotations

import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from command import Ended, no_traceback, triage
from git_repository import Repository, needs_git
from markdown_examples import ROOT, blocks, commands, fits
from planted import planted

from triage.cli.commands.diff import HELP
from triage.pack.catalogue import Edit

proof = pytest.mark.proof
needs_solver = pytest.mark.skipif(find_spec("z3") is None, reason="needs the solver (extra `proof`)")

CHANGES = "knowledge/changes.yaml"
REASON = """
- id: {name}
  version: 0.0.1
  date: 2020-01-31
  about: [{about}]
  lowers: {lowers}
  reason: This is an example.
  sources: [ART]
"""


def changed(folder: Path, rule_id: str, was: str, becomes: str) -> Path:
    """The danger sign in this copy with one of its lines changed."""
    for file in (folder / "rules/danger_signs").iterdir():
        before, mark, after = file.read_text(encoding="utf-8").partition(f"- id: {rule_id}\n")
        if mark:
            assert was in after
            file.write_text(before + mark + after.replace(was, becomes, 1), encoding="utf-8")
    return folder


def lowered(folder: Path, *reasons: str) -> Path:
    """A copy of the pack in which a clot in the leg is seen soon, with these reasons."""
    planted(folder, *(Edit(CHANGES, reason) for reason in reasons))
    clot = changed(folder, "RF32_dvt", "urgency: urgent_same_day", "urgency: soon")
    return changed(clot, "RF32_dvt", "if_unsure: urgent_same_day", "if_unsure: soon")


def reason(about: str, lowers: str = "true", name: str = "an_example") -> str:
    return REASON.format(about=about, lowers=lowers, name=name)


def diff(*words: str | Path) -> Ended:
    ended = triage("diff", *words)
    no_traceback(ended)
    return ended


# --------------------------------------------------------------------------------------------------------- what it says


@proof
@needs_solver
def test_equal_packs_differ_in_nothing(tmp_path: Path) -> None:
    """One line, exit 0; a comment and other words are no difference."""
    folder = planted(tmp_path, Edit("rules/base.yaml", "# a comment\n"))
    assert diff(ROOT, folder) == Ended(0, "No answers get another level, cause or exercise.\n", "")
    assert diff(folder, "--levels") == Ended(0, "No answers get another level.\n", "")


@proof
@needs_solver
def test_a_move_down_without_a_reason_is_a_problem(tmp_path: Path) -> None:
    """Exit 1: the levels, the smallest example in words, the rule, and what to do."""
    ended = diff(ROOT, lowered(tmp_path), "--levels")
    assert (ended.code, ended.err) == (1, "")
    assert "DOWN  urgent_same_day -> soon\n    the smallest example:\n      - " in ended.out
    assert "    fires at a lower level: RF32_dvt\n" in ended.out
    _, _, ending = re.split(r"^(\d) kinds? of moves? down, 0 up\.\n", ended.out, flags=re.MULTILINE)
    assert re.fullmatch(
        r"NOT EXPLAINED: urgent_same_day -> soon, by what no reason names:\n"
        r"(?:  - .+\n)+"
        r"  fires at a lower level: RF32_dvt\n"
        r"Name the reason in knowledge/changes\.yaml, with lowers: true; or change the rule\.\n",
        ending,
    )


@proof
@needs_solver
def test_with_its_reason_it_is_none(tmp_path: Path) -> None:
    """A named reason about the rule, new in the new pack: exit 0, and the reason is named."""
    new = lowered(tmp_path / "new", reason("RF32_dvt"))
    ended = diff(ROOT, new, "--levels")
    assert (ended.code, ended.err) == (0, "")
    assert "DOWN  urgent_same_day -> soon" in ended.out
    assert ended.out.endswith(
        "Reasons for lower levels in knowledge/changes.yaml: an_example.\nEvery move down has a named reason.\n"
    )


NO_REASONS = {
    "about another rule": (reason("RF30_cold_leg"), ""),
    "lowers false": (reason("RF32_dvt", lowers="false"), ""),
    "old": (reason("RF32_dvt"), reason("RF32_dvt")),
}


@proof
@needs_solver
@pytest.mark.parametrize(("new", "old"), NO_REASONS.values(), ids=NO_REASONS)
def test_a_reason_for_something_else_is_none(tmp_path: Path, new: str, old: str) -> None:
    """Another rule, an entry that lowers nothing, and one that the old pack has: exit 1 as without."""
    before = planted(tmp_path / "old", *([Edit(CHANGES, old)] if old else []))
    ended = diff(before, lowered(tmp_path / "new", new), "--levels")
    assert ended.code == 1
    assert "NOT EXPLAINED: urgent_same_day -> soon" in ended.out


@proof
@needs_solver
def test_the_difference_for_programs(tmp_path: Path) -> None:
    """JSON and nothing else: both packs, every move with its example, the reasons, and what they leave."""
    new = lowered(tmp_path, reason("RF30_cold_leg"))
    ended = diff(ROOT, new, "--json", "--levels")
    assert (ended.code, ended.err) == (1, "")
    found: dict[str, Any] = json.loads(ended.out)
    assert list(found) == [
        "schema",
        "old",
        "new",
        "levels_only",
        "moves",
        "known_to_one",
        "reasons",
        "unexplained",
    ]
    assert (found["schema"], found["levels_only"], found["known_to_one"]) == ("triage.difference/1", True, {})
    assert set(found["old"]) == {"id", "version", "sha256"}
    assert found["old"]["sha256"] != found["new"]["sha256"]
    assert found["reasons"] == ["an_example"]
    move = found["moves"][0]
    assert move | {"example": None} == {
        "about": "urgency",
        "what": "soon",
        "direction": "down",
        "before": "urgent_same_day",
        "after": "soon",
        "example": None,
        "is_smallest": True,
        "no_longer_fires": [],
        "fires_lower": ["RF32_dvt"],
        "fires_higher": [],
        "fires_now": [],
    }
    assert found["unexplained"]["fires_lower"] == ["RF32_dvt"]
    written = json.dumps(move["example"]).encode()
    levels = [json.loads(triage("assess", "-", "--json", "--pack", one, stdin=written).out) for one in (ROOT, new)]
    assert [one["urgency"] for one in levels] == ["urgent_same_day", "soon"]


@proof
@needs_solver
def test_causes_and_exercises_are_told_too(tmp_path: Path) -> None:
    """Without --levels: what comes and what goes, in words, after the levels."""
    new = planted(tmp_path)
    gates = new / "rules/exercises.yaml"
    text = gates.read_text(encoding="utf-8")
    assert text.count("withhold_after_operation") == 1
    gates.write_text(re.sub(r"- id: withhold_after_operation\n(?:  .*\n)+", "", text), encoding="utf-8")
    ended = diff(ROOT, new)
    assert ended.code == 0
    assert re.search(r"^exercise: \w+ comes\n    the smallest example:\n      - ", ended.out, re.MULTILINE)
    assert re.fullmatch(r"0 kinds of moves down, 0 up, \d+ of causes and exercises\.", ended.out.splitlines()[-1])


# -------------------------------------------------------------------------------------------------------- which packs


@proof
@needs_solver
@needs_git
def test_revisions_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """REVISION and REVISION:FOLDER, from any folder inside; nothing is checked out, and nothing is left behind."""
    repository = Repository(tmp_path / "made")
    planted(repository.folder)
    lowered(repository.folder / "packs/other")
    first = repository.commit({})
    changed(repository.folder, "RF32_dvt", "urgency: urgent_same_day", "urgency: emergency_department")
    repository.commit({})
    repository.git("tag", "v2")
    monkeypatch.chdir(repository.folder / "packs")
    assert "UP  urgent_same_day -> emergency_department" in diff(first, "v2", "--levels").out
    assert "DOWN  urgent_same_day -> soon" in diff("HEAD~1", "HEAD:packs/other/", "--levels").out
    assert diff("main:packs/other", "other", "--levels") == Ended(0, "No answers get another level.\n", "")
    assert diff("v2", "--pack", "..", "--levels").code == 0
    assert repository.git("status", "--porcelain") == ""


@proof
@needs_solver
@needs_git
def test_what_is_no_pack_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown revision, one without a pack, an option in its place, a folder that is none: one line each, exit 2."""
    repository = Repository(tmp_path / "made")
    repository.commit({"other/file.txt": "Nothing"})
    monkeypatch.chdir(repository.folder)
    for name, says in (
        ("no_such", "'no_such' is neither the folder of a pack nor a git revision with one"),
        ("HEAD", "'HEAD' is neither"),
        ("HEAD:other", "'HEAD' is neither"),
        ("HEAD:none", "'HEAD' is neither"),
        ("none/at/all", "'none/at/all' is neither"),
        ("other", "other: not a pack."),
    ):
        ended = diff(name)
        assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1), name
        assert says in ended.err


@proof
@needs_solver
def test_without_git_or_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a repository, and where git is not installed, a revision is refused in one line; folders still work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    folder = planted(tmp_path / "pack")
    outside = diff("HEAD")
    assert (outside.code, outside.out, len(outside.lines)) == (2, "", 1)
    monkeypatch.setenv("PATH", "")
    ended = diff("HEAD")
    assert ended == Ended(2, "", "'HEAD' is no folder, and there is no git here to look for a revision\n")
    assert diff(ROOT, folder, "--levels").code == 0


@proof
@needs_solver
@pytest.mark.parametrize(("broken", "role"), [(0, "OLD"), (1, "NEW")])
def test_a_broken_pack_is_told_which_it_is(tmp_path: Path, broken: int, role: str) -> None:
    """Its problems come after a line that names it; exit 2."""
    folder = planted(tmp_path, Edit("rules/base.yaml", "nonsense: 1\n"))
    packs: list[str | Path] = [ROOT, ROOT]
    packs[broken] = folder
    ended = diff(*packs)
    assert (ended.code, ended.out) == (2, "")
    assert ended.lines[0] == f"{role} ({folder}) cannot be used:"
    assert re.match(r"rules/base\.yaml:\d+: C109 nonsense", ended.lines[1])


def test_without_the_solver_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where z3 is not installed, one line says what to install; exit 2."""
    monkeypatch.setitem(sys.modules, "z3", None)
    ended = diff(ROOT)
    assert ended == Ended(2, "", "triage diff needs one more package: pip install 'leg-weakness-triage[proof]'\n")


def test_no_packs_and_too_many_are_one_line() -> None:
    """OLD is needed, and there are two at most."""
    for words in ([], ["a", "b", "c"], ["a", "--level"]):
        ended = diff(*words)
        assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)


# ----------------------------------------------------------------------------------------------------------- examples


@proof
@needs_solver
@needs_git
def test_the_examples_of_the_help_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is shown, and runs where there are such revisions and folders."""
    repository = Repository(tmp_path)
    planted(repository.folder)
    planted(repository.folder / "old-pack")
    planted(repository.folder / "new-pack")
    for tag in ("v1.0.0", "v1.1.0"):
        repository.commit({"notes.txt": tag})
        repository.git("tag", tag)
    monkeypatch.chdir(tmp_path)
    shown = diff("--help").out
    for command, _ in HELP.examples:
        assert f"$ {command}" in shown
        ended = triage(*command.split()[1:])
        assert (ended.code, ended.err) == (0, ""), command


@proof
@needs_solver
@needs_git
def test_the_example_in_authoring_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change that the page speaks of prints what it shows, first without its reason and then with it."""
    repository = Repository(tmp_path)
    folder = planted(tmp_path)
    repository.commit({})
    monkeypatch.chdir(tmp_path)
    changed(folder, "RF42b_dark_urine", "urgency: urgent_same_day", "urgency: soon")
    without, with_it = (next(commands(block)) for block in blocks("docs/authoring.md", "console"))
    (entry,) = (block.text for block in blocks("docs/authoring.md", "yaml") if block.text.startswith("- id:"))
    for shown, code in ((without, 1), (with_it, 0)):
        ended = triage(*shown.line.split()[1:], "--pack", folder)
        assert (ended.code, ended.err) == (code, "")
        assert fits(shown.output, ended.out), ended.out
        file = folder / CHANGES
        file.write_text(entry + (f"\n{file.read_text(encoding='utf-8')}" if file.exists() else ""), encoding="utf-8")
