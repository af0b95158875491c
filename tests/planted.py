"""Copies of the real pack with small faults in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from triage.errors import Problem
from triage.pack.catalogue import Edit, PackExample
from triage.pack.languages import LANGUAGES
from triage.pack.lint import beyond_the_engine, lint_folder, texts_are_translated
from triage.reasoning.engine import limits_of

ROOT = Path(__file__).resolve().parents[1]


def planted(folder: Path, *edits: Edit) -> Path:
    """A copy of the pack in this folder, with these changes made to it.

    Its other languages go with it only if one of them is changed: else all new English would lack in them.
    """
    for part in ("knowledge", "rules"):
        shutil.copytree(ROOT / part, folder / part)
    if not any(edit.file.startswith(LANGUAGES) for edit in edits):
        shutil.rmtree(folder / LANGUAGES)
    for edit in edits:
        _make(folder / edit.file, edit)
    return folder


def _make(file: Path, edit: Edit) -> None:
    if not edit.text:
        file.unlink()
        return
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if edit.instead_of:
        assert edit.instead_of in before, f"{edit.file} no longer has the text that the example replaces"
        after = before.replace(edit.instead_of, edit.text, 1)
    else:
        after = before + edit.text
    file.write_text(after, encoding="utf-8", errors="surrogateescape")


def all_problems(folder: Path) -> list[Problem]:
    """Everything that `triage lint` finds in this pack."""
    return lint_folder(folder, [beyond_the_engine(limits_of), texts_are_translated])


def expected_place(folder: Path, example: PackExample) -> str:
    """`path:line` of the place where an example says that its fault is reported."""
    if not example.at:
        return example.file
    lines = (folder / example.file).read_text(encoding="utf-8").split("\n")
    number = max(number for number, line in enumerate(lines, 1) if line.startswith(example.at))
    return f"{example.file}:{number}"
