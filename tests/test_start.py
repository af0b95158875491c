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
        venv.mkdir(exist_ok=True)
        (venv / "python").touch()
        (venv / "set-up.log").write_text("pip's last words\n", encoding="utf-8")

    pip, venv = Pip(), tmp_path / ".venv"
    for name, value in {"VENV": venv, "PYTHON": venv / "python", "LOG": venv / "set-up.log"}.items():
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


def _copy(to: Path) -> None:
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        (to / name).write_bytes((start.ROOT / name).read_bytes())


def test_a_moved_folder_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The scripts in `.venv` name the folder that they were made in, so a moved checkout is another state."""
    here = start.digest()
    _copy(tmp_path)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    assert start.digest() != here


@pytest.mark.parametrize(
    ("name", "old", "new", "noticed"),
    [
        ("pyproject.toml", '"questionary>=', '"questionary>1,>=', True),
        ("pyproject.toml", '"pytest>=', '"pytest>1,>=', True),
        ("constraints.txt", "shtab==", "shtab<", True),
        ("pyproject.toml", "fail_under = 95", "fail_under = 96", False),
    ],
)
def test_what_is_to_be_installed_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, old: str, new: str, noticed: bool
) -> None:
    """Another requirement or pin sets up again; another setting of a tool does not."""
    _copy(tmp_path)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    before = start.digest()
    text = (tmp_path / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    assert text.count(old) == 1
    assert (start.digest() != before) is noticed


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
