"""The examples of the pages in docs/, found by sybil and run in a copy of the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import SkipTest

from command import triage
from markdown_examples import ROOT, Block, commands
from sybil import Sybil
from sybil.example import Example, NotEvaluated
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from triage.cli.exits import Exit

PAGES = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").rglob("*.md"))
LANGUAGES = ("python", "console", "sh", "yaml", "json")
_FOLDERS = ("knowledge", "rules", "tests/vignettes")
_FILES = ("pyproject.toml", "start.py", "docs/case.json")
_SHELL = re.compile(r"[|<>&;'\"]")
_FIGURES = re.compile(r"(?<=yaml:)\d+|(?<=\()\d+(?= s\))|(?<=\| )\d+(?= \+)")


def clone(folder: Path) -> Path:
    """What a clean clone has of content and program, with one commit."""
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / "triage").symlink_to(ROOT / "triage")
    (folder / ".gitignore").write_text("triage\nbin\n", encoding="utf-8")
    (folder / "bin").mkdir()
    (folder / "bin" / "triage").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m triage "$@"\n', encoding="utf-8")
    (folder / "bin" / "triage").chmod(0o755)
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "as cloned")):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


@dataclass
class Page:
    """A page whose examples are run in order, in a folder of its own. `ran` and `skipped` say what became of them."""

    name: str
    folder: Path
    is_cloned: bool = False
    ran: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Raises AssertionError for the first example that does not do what the page shows."""
        readers: dict[str, Callable[[Example], None]] = {
            "console": self._console,
            "sh": self._shell,
            "yaml": self._yaml,
            "json": self._json,
        }
        parsers = [CodeBlockParser(language, reader) for language, reader in readers.items()]
        document = Sybil([PythonCodeBlockParser(), SkipParser(), *parsers]).parse(ROOT / self.name)
        for example in document.examples():
            try:
                example.evaluate()
            except SkipTest as skip:
                self.skipped.append(str(skip))
            except NotEvaluated:
                raise AssertionError(f"{self.name}:{example.line}: left out without a reason") from None
            else:
                self.ran.append(f"{example.line}")

    def _console(self, example: Example) -> None:
        for command in commands(Block("console", str(example.parsed))):
            code, output = self._done(command.line)
            told = f"{self.name}: {command.line}\n{output}"
            if command.output.strip():
                assert fits(command.output, output), told
            else:  # what it prints is not shown
                assert code in (Exit.DONE, Exit.PROBLEMS), told

    def _shell(self, example: Example) -> None:
        code, output = self._done(str(example.parsed))
        assert code == Exit.DONE, output

    def _done(self, line: str) -> tuple[int, str]:
        """How a command ends, and what it prints. Ours run in this process, but where the page is about a clone."""
        if line.startswith("triage ") and not self.is_cloned and not _SHELL.search(line):
            ended = triage(*line.split()[1:])
            return ended.code, ended.out + ended.err
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(self.folder), "COLUMNS": "80"}
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    def _yaml(self, example: Example) -> None:
        """A block whose first line names a file is put there: into a new one, or at the end of it."""
        first, _, text = str(example.parsed).partition("\n")
        found = re.fullmatch(r"# (\S+\.yaml)(, at the end)?", first)
        if not found:
            return
        file = self.folder / found[1]
        assert file.exists() == bool(found[2]), f"{self.name}: {first}"
        before = file.read_text(encoding="utf-8").rstrip() + "\n\n" if found[2] else ""
        file.write_text(before + text, encoding="utf-8")

    def _json(self, example: Example) -> None:
        json.loads(str(example.parsed))


def fits(said: str, output: str) -> bool:
    """Whether an output is as shown: `...` stands for lines, or for a part of a line; numbers of lines may move on."""
    lines = [line.rstrip() for line in output.strip("\n").splitlines()]
    return re.fullmatch("".join(_pieces(said)), "".join(f"{line}\n" for line in lines)) is not None


def _pieces(said: str) -> Iterator[str]:
    for line in said.strip("\n").splitlines():
        if line.strip() == "...":
            yield r"(?:.*\n)*?"
            continue
        parts = (re.escape(part).replace(r"\.\.\.", ".*") for part in _FIGURES.split(line.rstrip()))
        yield r"\d+".join(parts) + r"\n"
