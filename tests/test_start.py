"""start.py: set up once, quick afterwards, honest when something is missing. pip itself is not run here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import start


class Pip:
    """Stands in for pip: remembers what it was asked to install, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refuses = ""

    def __call__(self, *arguments: str, **_options: object) -> bool:
        self.asked.append(" ".join(arguments))
        return not (self.refuses and self.refuses in self.asked[-1])


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pip:
    def make_venv() -> None:
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin" / "python").touch()
        (venv / "set-up.log").write_text("pip's last words\n", encoding="utf-8")

    pip, venv = Pip(), tmp_path / ".venv"
    for name, value in {"VENV": venv, "SCRIPTS": venv / "bin", "LOG": venv / "set-up.log"}.items():
        monkeypatch.setattr(start, name, value)
    monkeypatch.setattr(start, "_pip", pip)
    monkeypatch.setattr(start, "_make_venv", make_venv)
    monkeypatch.setattr(start, "_engine_loads", lambda: True)
    return pip


def test_an_old_python_is_told_so_in_one_line(pip: Pip, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.10 gets one line that names the version needed, and nothing is installed."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"^This needs Python 3\.11 or newer; .*$"):
        start.set_up()
    assert pip.asked == []


def test_the_second_run_installs_nothing(pip: Pip) -> None:
    """What is ready stays as it is, for the questionnaire and for the tests."""
    start.set_up(tools=True)
    first = list(pip.asked)
    start.set_up(tools=True)
    start.set_up()
    assert first
    assert pip.asked == first


def test_the_tests_add_their_tools_to_what_is_there(pip: Pip) -> None:
    """After a plain start, `make check` installs its tools and nothing else again."""
    start.set_up()
    before = len(pip.asked)
    start.set_up(tools=True)
    assert len(pip.asked) == before + 1
    assert "pytest" in pip.asked[-1]


def test_a_changed_requirement_is_noticed(pip: Pip, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another state of the files that decide (or a moved folder, or another Python) sets up again."""
    start.set_up()
    once = len(pip.asked)
    monkeypatch.setattr(start, "digest", lambda: "another")
    start.set_up()
    assert len(pip.asked) == 2 * once


def test_the_state_knows_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A moved checkout is another state, for the scripts in `.venv` name the folder they were made in."""
    here = start.digest()
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((start.ROOT / name).read_bytes())
    monkeypatch.setattr(start, "ROOT", tmp_path)
    assert start.digest() != here


@pytest.mark.parametrize("how", ["does not build", "does not load"])
def test_without_a_compiler_it_starts_all_the_same(
    pip: Pip, how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An engine that cannot be built or loaded is said, with what to do, and the set-up counts as done."""
    if how == "does not build":
        pip.refuses = start.ENGINE
    else:
        monkeypatch.setattr(start, "_engine_loads", lambda: False)
    start.set_up()
    asked = list(pip.asked)
    assert "C compiler" in capsys.readouterr().err
    start.set_up()
    assert pip.asked == asked


def test_a_failed_installation_is_tried_again_next_time(pip: Pip) -> None:
    """Without a network the person sees pip's last words and where all of them are; the next run starts anew."""
    pip.refuses = "pydantic"
    with pytest.raises(SystemExit, match=r"(?s)pip's last words.*set-up\.log"):
        start.set_up()
    pip.refuses = ""
    start.set_up()
    assert any("--editable" in each for each in pip.asked)
