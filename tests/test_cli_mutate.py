"""`triage mutate` on the command line: what it judges, what it tells, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import Folder, no_traceback, triage
from mutation_cases import mutant

from triage.cli.commands import mutate
from triage.evaluation import mutation, read_vignettes
from triage.evaluation.mutation import Fate, Verdict
from triage.pack.pack import Pack
from triage.reasoning.answers import Answers


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def judged(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """Three verdicts in the place of a long run."""
    answers = Answers({"age": 40, "saddle_numbness": ("yes",)}, "no")
    found = [
        Verdict(mutant(pack, "RF17_saddle/drop-rule/when"), Fate.KILLED, "a vignette"),
        Verdict(mutant(pack, "RF17_saddle/add-value/when/no"), Fate.SURVIVED, answers=answers),
        Verdict(mutant(pack, "RF17_saddle/lower-level/urgency"), Fate.EQUIVALENT, "proof"),
    ]
    monkeypatch.setattr(mutation, "verdicts", lambda *_: iter(found))
    return found


def test_the_mutants_of_one_rule() -> None:
    """Without the solver and for one rule, each mutant is judged by the vignettes of the pack."""
    ended = triage("mutate", "--only", "RF17_saddle", "--no-proof", "--jobs", "1", "--at-least", "0")
    assert (ended.code, ended.err) == (0, "")
    assert "killed" in ended.out
    assert "rules/danger_signs/cauda_equina.yaml" in ended.out
    assert ended.out.splitlines()[-1].endswith(".")
    assert "which change nothing was not proved. Score " in ended.out


@pytest.mark.proof
def test_a_small_dose_by_proof() -> None:
    """A sample, with the solver, as CI takes it; all of it as JSON, and nothing else."""
    pytest.importorskip("z3", reason="needs the solver (extra `proof`)")
    ended = triage("mutate", "--sample", "6", "--seed", "4", "--jobs", "1", "--at-least", "0", "--json")
    assert (ended.code, ended.err) == (0, "")
    data: dict[str, Any] = json.loads(ended.out)
    assert data["schema"] == "triage.mutation/1"
    assert data["proof"] is True
    assert data["killed"] + data["survived"] + data["equivalent"] == 6
    for survivor in data["survivors"]:
        assert survivor["answers"] is not None


def test_what_is_told(judged: list[Verdict]) -> None:
    """The survivor with its place and answers, both tables and the score; below the bar the exit code is 1."""
    ended = triage("mutate", "--no-proof")
    assert (ended.code, ended.err) == (1, "")
    first, second, *_, last = ended.out.splitlines()
    assert first.startswith(f"survived  {judged[1].mutant.where}: RF17_saddle: when: `saddle_numbness: yes`, and `no`")
    assert second == "          told apart by age: 40, saddle_numbness: yes"
    assert last == "3 mutants: 1 killed, 1 survived, which change nothing was not proved. Score 0.500."
    assert triage("mutate", "--no-proof", "--at-least", "0.5").code == 0
    assert triage("mutate", "--no-proof", "--quiet").out == f"{last}\n"


@pytest.mark.usefixtures("judged")
def test_survivors_are_written_as_vignettes(pack: Pack, folder: Folder) -> None:
    """What nobody noticed is written as vignettes that can be read, with what the pack makes of the case now."""
    file = folder.path / "missing.yaml"
    assert triage("mutate", "--no-proof", "--write", file).code == 1
    read, problems = read_vignettes(pack, file.read_text(encoding="utf-8"), "missing.yaml")
    assert problems == []
    assert [dict(one.answers.given) for one in read] == [{"age": 40, "saddle_numbness": ("yes",)}]


def test_stopped_half_way(judged: list[Verdict], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the work, and tells what is known so far."""

    def stopped(*_: object) -> Iterator[Verdict]:
        yield judged[0]
        raise KeyboardInterrupt

    monkeypatch.setattr(mutation, "verdicts", stopped)
    ended = triage("mutate", "--no-proof", "--only", "RF17_saddle")
    assert ended.code == 130
    assert ended.out.endswith("1 mutants: 1 killed, 0 survived, which change nothing was not proved. Score 1.000.\n")
    assert ended.err.startswith("Stopped after 1 of ")


def test_without_the_solver_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is missing, one line says what to install, and what works without."""
    monkeypatch.setattr(mutate, "find_spec", lambda _: None)
    ended = triage("mutate")
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.lines
    assert "pip install 'leg-weakness-triage[proof]'" in line
    assert "--no-proof" in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--only", "RF17_sadle"], "Did you mean 'RF17_saddle'?"),
        (["--sample", "0"], "a whole number from 1 on is needed, not '0'"),
        (["--sample", "many"], "a whole number from 1 on is needed, not 'many'"),
        (["--at-least", "95"], "a number from 0 to 1 is needed, not '95'"),
        (["--at-least", "high"], "a number from 0 to 1 is needed, not 'high'"),
        (["--jobs=-1"], "a whole number from 1 on is needed, not '-1'"),
    ],
)
def test_wrong_use(arguments: list[str], says: str) -> None:
    """A rule that is not there and a number that makes no sense are told in one line."""
    ended = triage("mutate", "--no-proof", *arguments)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.lines
    assert says in line
    no_traceback(ended)


def test_a_pack_without_vignettes(folder: Folder, pack: Pack) -> None:
    """A pack that comes without vignettes cannot be judged, and that is said."""
    for part in ("knowledge", "rules"):
        (folder.path / part).symlink_to(Path(pack.root, part).resolve())
    ended = triage("mutate", "--no-proof", "--pack", folder.path, "--sample", "2")
    assert (ended.code, ended.out) == (2, "")
    assert ended.lines[0].startswith("There are no vignettes with this pack")


def test_a_vignette_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, folder: Folder) -> None:
    """A mistake in a vignette is told with its line, before anything is judged."""
    wrong = folder.file("wrong.yaml", "- title: Wrong\n  answers: {}\n  expect: {urgency: soonish}\n")
    monkeypatch.setattr("triage.evaluation.vignette_files", lambda _: [wrong])
    ended = triage("mutate", "--no-proof", "--sample", "2")
    assert (ended.code, ended.out) == (2, "")
    assert ended.lines[0].startswith("wrong.yaml:3: V304 expect.urgency: 'soonish' is not known here.")


@pytest.mark.soak
@pytest.mark.proof
def test_the_rules_are_tested_well_enough() -> None:
    """Of all changes of the rules that make a difference, at least 95 in 100 are noticed."""
    pytest.importorskip("z3", reason="needs the solver (extra `proof`)")
    ended = triage("mutate", "--at-least", "0.95")
    assert ended.code == 0, ended.out
