"""CONTRIBUTING.md: its worked examples hold, put one after the other into a copy of the pack."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from command import Ended, triage
from markdown_examples import ROOT, Block, blocks, commands, fits, page

from triage.pack.content import load_pack
from triage.pack.lint import lint
from triage.pack.pack import Pack

NAME = "CONTRIBUTING.md"
LISTS = "\nlists:\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A pack of its own, with the content and the vignettes of this one."""
    for folder in ("knowledge", "rules", "tests/vignettes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def plant(example: Block, copy: Path) -> Path:
    """Write an example into the file that its first line names: all of it, its end, or the end of its questions."""
    first, _, text = example.text.partition("\n")
    name, _, place = first.removeprefix("# ").partition(", at the end")
    file = copy / name
    if not place and not file.exists():
        file.write_text(text, encoding="utf-8")
        return file
    before, lists, after = file.read_text(encoding="utf-8").partition(LISTS if place == " of questions" else "\0")
    file.write_text(f"{before.rstrip()}\n\n{text}{lists}{after}", encoding="utf-8")
    return file


def planted(copy: Path) -> Pack:
    """The copy with all examples in it."""
    for example in blocks(NAME, "yaml"):
        plant(example, copy)
    return load_pack(copy)


def run(command: str, copy: Path) -> Ended:
    words = command.removeprefix("triage ").split()
    return triage(*words, "--pack", str(copy))


def test_the_examples_do_what_is_said_of_them(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every YAML example is put into the pack where it says; every command shown between them prints what is shown."""
    monkeypatch.chdir(copy)
    tried = 0
    for block in blocks(NAME, "yaml", "console"):
        if block.language == "yaml":
            plant(block, copy)
            continue
        for command in commands(block):
            ended = run(command.line, copy)
            assert fits(command.output, ended.out + ended.err), f"{command.line}\n{ended.out}{ended.err}"
            tried += 1
    assert tried == 3


def test_with_all_examples_the_pack_is_clean(copy: Path) -> None:
    """The pack with the examples loads without a problem, lint finds nothing, and all its vignettes pass."""
    pack = planted(copy)
    assert "tick_bite" in pack.questions
    assert "RF90_tick_bite" in pack.danger_signs
    assert not lint(pack)
    assert triage("test", "--pack", copy).code == 0


def test_the_example_rule_is_tested_enough(copy: Path) -> None:
    """The example keeps its own rule: fired by two vignettes, with a near miss; and `show` says it in words."""
    planted(copy)
    table = triage("test", "--coverage", "--pack", copy, copy / "tests/vignettes/tick_bite.yaml").out
    [row] = [line for line in table.splitlines() if line.startswith("RF90_tick_bite")]
    assert row.split() == ["RF90_tick_bite", "2", "1"]
    told = triage("show", "RF90_tick_bite", "tick_bite", "--pack", copy).out
    assert "danger sign RF90_tick_bite" in told
    assert "question tick_bite" in told


def test_the_examples_are_not_in_the_pack(pack: Pack) -> None:
    """The ids of the examples are free, as the page says."""
    assert not {"tick_bite", "RF90_tick_bite", "GK-NG95"} & {entry.id for entry in pack.entries()}


def test_every_make_target_that_is_named_exists() -> None:
    """What the page tells people to run with make, make knows."""
    known = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", page(NAME), re.MULTILINE))
    assert named
    assert named <= known


def test_all_readers_of_conditions_are_listed() -> None:
    """Beside the language itself, the page names every module in which a new operator fails to type-check."""
    readers = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "triage").rglob("*.py")
        if file != ROOT / "triage" / "pack" / "conditions.py"
        and "assert_never(condition)" in file.read_text(encoding="utf-8")
    }
    listed = set(re.findall(r"^- `(triage/[^`]+)`:", page(NAME), re.MULTILINE))
    assert listed == readers
