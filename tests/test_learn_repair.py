"""Repair exercises: each fault is real, the original solves it and so does another wording, and hints come by steps."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from command import ROOT, triage

from triage.evaluation.mutation.mutant import mutated
from triage.pack.conditions import AllOf, AnyOf, Condition
from triage.pack.content import load_pack
from triage.pack.pack import Pack

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(find_spec("z3") is None, reason="needs the solver (extra `proof`)"),
]
COUNT = 12


@cache
def _written(number: int, folder: Path) -> Path:
    from triage.learn.repair import exercises, write

    pack = load_pack()
    made = folder / f"repair-{number}"
    made.mkdir()
    write(pack, exercises(pack)[number - 1], made)
    return made


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("repairs")


def test_there_are_twelve(pack: Pack) -> None:
    """The built-in pack has the rules for all twelve, of at least ten kinds of faults in as many rules."""
    from triage.learn.repair import exercises

    found = exercises(pack)
    assert [one.number for one in found] == list(range(1, COUNT + 1))
    assert len({one.mutant.entry for one in found}) == COUNT
    assert len({one.mutant.kind for one in found}) >= 9


def test_each_fault_is_written_as_planted(pack: Pack) -> None:
    """The file with a fault, read again, has the changed rule and no other change."""
    from triage.learn.repair import exercises
    from triage.learn.repair_faults import planted
    from triage.pack.yaml_text import parse_yaml

    for exercise in exercises(pack):
        mutant = exercise.mutant
        before = next(entry for entry in pack.entries() if entry.id == mutant.entry)
        text = (ROOT / mutant.where.path).read_text(encoding="utf-8")
        some, other = (parse_yaml(each, "-").data for each in (text, planted(text, before, mutant.changed)))
        some, other = (one if isinstance(one, list) else [one] for one in (some, other))
        changed = [(one, two) for one, two in zip(some, other, strict=True) if one != two]
        assert [one["id"] for one, _ in changed] == [mutant.entry]
        fields = {name for one, two in changed for name in one | two if one.get(name) != two.get(name)}
        assert len(fields) == 1


def test_each_fault_is_noticed_by_a_vignette(pack: Pack) -> None:
    """Each fault changes what the pack tells: a written case that passes with the original fails with it."""
    from triage.evaluation import read_vignettes, vignette_files
    from triage.evaluation.mutation.trial import Trials
    from triage.learn.repair import exercises

    files = vignette_files(pack)
    vignettes = [one for file in files for one in read_vignettes(pack, file.read_text("utf-8"), file.name)[0]]
    trials = Trials(pack, vignettes)
    for exercise in exercises(pack):
        assert trials.of(exercise.mutant, mutated(pack, exercise.mutant)).killer is not None, exercise.mutant.id


@pytest.mark.parametrize(
    "number", [pytest.param(n, marks=[] if n in (1, 12) else pytest.mark.soak) for n in range(1, COUNT + 1)]
)
def test_each_fault_makes_an_exercise(pack: Pack, folder: Path, number: int) -> None:
    """The written pack can be used, has the fault and no other change, and the task shows what it gets wrong."""
    from triage.learn.repair import exercises

    exercise = exercises(pack)[number - 1]
    made = _written(number, folder)
    faulty, meant = load_pack(made), mutated(pack, exercise.mutant)
    assert [_bare(one) for one in faulty.entries()] == [_bare(one) for one in meant.entries()]
    task = (made / "TASK.md").read_text(encoding="utf-8")
    assert "Right is:" in task
    assert exercise.mutant.entry not in task
    changed = [file for file in (made / "rules").rglob("*.yaml") if _differs(file, made)]
    assert [file.relative_to(made).as_posix() for file in changed] == [exercise.mutant.where.path]


def _bare(entry: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(entry).items() if name != "where"}


def _differs(file: Path, made: Path) -> bool:
    return file.read_bytes() != (ROOT / file.relative_to(made)).read_bytes()


@pytest.mark.parametrize("number", [1, 12])
def test_a_fault_is_graded_as_not_solved(pack: Pack, folder: Path, number: int) -> None:
    """The faulty pack itself is no solution: the smallest difference is told in words."""
    from triage.learn.repair import grade

    found = grade(pack, load_pack(_written(number, folder)))
    assert not found.is_solved
    assert len(found.difference) >= 2


def test_another_wording_that_means_the_same_solves_it(pack: Pack) -> None:
    """Parts in another order, and a condition inside of a needless `all`, are as good as the original."""
    from triage.learn.repair import exercises, grade

    signs = dict(pack.danger_signs)
    for exercise in exercises(pack):
        if exercise.mutant.entry in signs:
            sign = signs[exercise.mutant.entry]
            signs[sign.id] = replace(sign, when=_said_otherwise(sign.when))
    other = replace(pack, danger_signs=signs)
    assert any(signs[name].when != sign.when for name, sign in pack.danger_signs.items())
    assert grade(pack, other).is_solved


def _said_otherwise(condition: Condition) -> Condition:
    match condition:
        case AllOf(parts):
            return AllOf((AllOf(parts[::-1]), *parts[:1]))
        case AnyOf(parts):
            return AnyOf((*parts[::-1], AnyOf(parts)))
        case _:
            return AllOf((condition,))


def test_the_command_writes_checks_and_hints(tmp_path: Path) -> None:
    """An exercise is written, graded with one hint more each time, and solved by the original file."""
    work = tmp_path / "work"
    begun = triage("learn", "repair", "1", "--work", work)
    assert begun.code == 0, begun.err
    assert "Right is:" in begun.out
    told = [json.loads(triage("learn", "repair", "--check", work, "--json").out) for _ in range(2)]
    assert [len(one["hints"]) for one in told] == [1, 2]
    assert not any(one["solved"] for one in told)
    for file in (ROOT / "rules/danger_signs").iterdir():
        (work / "rules/danger_signs" / file.name).write_bytes(file.read_bytes())
    ended = triage("learn", "repair", "--check", work)
    assert (ended.code, ended.out.split(":")[0]) == (0, "Solved")


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    """A number that is not there, a folder with something in it, and a folder of no exercise end with 2."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("mine", encoding="utf-8")
    for words in (("13",), ("1", "--work", tmp_path / "full"), ("--check", tmp_path), ("1", "--check", tmp_path)):
        ended = triage("learn", "repair", *words)
        assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1), ended
    assert triage("learn", "repair").out.startswith("12 exercises")


@pytest.mark.parametrize(("tag", "width"), [("en", 80), ("es", 30)])
def test_the_task_is_shown_as_plain_words(
    tag: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the terminal it has no marks of Markdown, and no line is wider or cut in a word; the file stays Markdown."""
    monkeypatch.setenv("COLUMNS", str(width))
    ended = triage("learn", "repair", "1", "--work", tmp_path / "one", "--lang", tag)
    task = (tmp_path / "one" / "TASK.md").read_text(encoding="utf-8")
    assert task.startswith("# ")
    assert "**" in task
    assert max(map(len, ended.out.splitlines())) <= width
    assert ended.out.split() == task.removeprefix("# ").replace("**", "").replace("`", "").split()
