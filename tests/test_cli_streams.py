"""The parts of the command line one by one: streams that fail, signals, odd ways to end, names in words."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from command import CASE_TEXT, Folder, triage

from triage import __main__ as program
from triage.cli import files, main, streams
from triage.cli.exits import OutputFault
from triage.errors import InputError, Location, Problem


class Failing(io.TextIOBase):
    """A stream on which every write fails."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def write(self, _: str) -> int:
        raise self.error


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that puts something in place of standard output."""
    monkeypatch.setattr(streams, "let_go_of_output", lambda: None)
    return lambda stream: monkeypatch.setattr(sys, "stdout", stream)


# ------------------------------------------------------------------------------------------------------------- streams


def test_a_result_that_cannot_be_written(out: Any) -> None:
    """A full disk and a closed output become OutputFault, a reader that left stays BrokenPipeError."""
    out(Failing(OSError(28, "No space left on device")))
    with pytest.raises(OutputFault, match="standard output cannot be written: No space left on device"):
        streams.result("x")
    out(None)
    with pytest.raises(OutputFault, match="standard output is closed"):
        streams.result("x")
    out(Failing(BrokenPipeError()))
    with pytest.raises(BrokenPipeError):
        streams.result("x")
    closed = io.StringIO()
    closed.close()
    out(closed)
    with pytest.raises(OutputFault, match="closed"):
        streams.result("x")


def test_the_exit_codes_of_failed_writes(out: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """141 for a reader that left, 2 for a full disk, also when there is nobody to tell."""
    monkeypatch.setattr(streams.termination, "install", lambda: None)
    out(Failing(BrokenPipeError()))
    assert main.run(["--help"]) == 141
    out(Failing(OSError(28, "No space left on device")))
    monkeypatch.setattr(sys, "stderr", None)
    assert main.run(["--help"]) == 2
    monkeypatch.setattr(sys, "stderr", Failing(OSError(28, "No space left on device")))
    assert main.run(["--help"]) == 2


def test_letting_go_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left in the buffers goes nowhere; where even that cannot be arranged, nothing is raised."""
    got: list[int] = []

    def refuse(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "dup2", lambda _, number: got.append(number))
        streams.let_go_of_output()
        patch.setattr(os, "dup2", refuse)
        streams.let_go_of_output()
    assert got == [1]


def test_what_was_typed_cannot_steer_the_terminal() -> None:
    """Control characters, halves of characters and the marks that turn text round are shown, not sent."""
    assert streams.harmless("a\x1b[2J\x07\u202e\ud800 b\n") == "a\\x1b[2J\\x07\\u202e\\ud800 b\n"


def test_a_problem_in_one_line() -> None:
    """The hint follows the message, as a sentence of its own."""
    problem = Problem(Location("a", 3), "X1", "this is wrong", "Do that.")
    assert streams.in_one_line(problem) == "a:3: X1 this is wrong. Do that."
    asked = Problem(Location("a"), "X1", "wrong. Did you mean 'b'?", "It can be: b.")
    assert streams.in_one_line(asked) == "a: X1 wrong. Did you mean 'b'? It can be: b."


@pytest.mark.parametrize(
    ("environment", "is_terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour(
    out: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], is_terminal: bool, wanted: bool
) -> None:
    """Colour only on a terminal that can, and never where NO_COLOR says no."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    stream.isatty = lambda: is_terminal  # type: ignore[method-assign]
    out(stream)
    assert streams.wants_colour() is wanted


def test_the_report_is_coloured_on_a_terminal(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the report has colour, in a file it never has."""
    case = folder.file("case.json", CASE_TEXT)
    monkeypatch.setattr(streams, "wants_colour", lambda: True)
    assert "\x1b[" in triage("assess", case).out
    triage("assess", case, "--output", folder.path / "out.txt")
    assert "\x1b" not in (folder.path / "out.txt").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------- signals


def test_sigterm_waits_for_the_result_that_is_being_written() -> None:
    """In the middle of a write the signal is kept until the write is done; a second one ends it at once."""
    termination = streams._Termination()  # noqa: SLF001  # one of our own, so that pytest keeps its handler
    with pytest.raises(SystemExit) as ended:
        termination._on_signal(signal.SIGTERM, None)  # noqa: SLF001
    assert ended.value.code == 143
    written: list[str] = []

    def write(text: str) -> None:
        with termination.held():
            termination._on_signal(signal.SIGTERM, None)  # noqa: SLF001
            written.append(text)

    with pytest.raises(SystemExit):
        write("whole")
    with pytest.raises(SystemExit):
        write("never")
    assert written == ["whole"]


def test_signals_are_left_alone_outside_the_main_thread() -> None:
    """A program that runs a command in a thread of its own handles its signals itself."""
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main.run(["lint", "--help"])))
    before = signal.getsignal(signal.SIGTERM)
    thread.start()
    thread.join()
    assert codes == [0]
    assert signal.getsignal(signal.SIGTERM) is before


# ------------------------------------------------------------------------------------------------------------- program


def test_the_version_when_it_cannot_be_written(out: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way gives up, and the whole command line says why."""
    monkeypatch.setattr(streams.termination, "install", lambda: None)
    monkeypatch.setattr(sys, "argv", ["triage", "--version"])
    out(io.StringIO())
    assert program.main() == 0
    out(Failing(OSError(28, "No space left on device")))
    assert program.main() == 2
    out(None)
    assert program.main() == 2


def test_ctrl_c_while_the_program_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even before there is a command line to catch it, Ctrl-C is 130 and no traceback."""

    class Loading:
        def __getattr__(self, name: str) -> Any:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "triage.cli.main", Loading())
    monkeypatch.setattr(sys, "argv", ["triage", "lint"])
    assert program.main() == 130


@pytest.mark.parametrize(("given", "code"), [(None, 0), (3, 3), ("words", 2), (0, 0)])
def test_a_command_that_leaves_by_itself(monkeypatch: pytest.MonkeyPatch, given: object, code: int) -> None:
    """SystemExit of whatever kind becomes an exit code."""

    def leave(_: object) -> int:
        raise SystemExit(given)

    monkeypatch.setattr("triage.cli.commands.lint.run", leave)
    assert triage("lint").code == code


def test_the_package_names_what_it_has() -> None:
    """Names of the package are loaded when first used, are listed, and others are an AttributeError."""
    import triage as package

    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name) is getattr(package, name)
    with pytest.raises(AttributeError, match="has no attribute 'asses'"):
        _ = package.asses


# --------------------------------------------------------------------------------------------------------------- files


def test_a_folder_on_windows_is_a_folder(tmp_path: Path) -> None:
    """Windows says "permission denied" of a folder; it is called by its name all the same."""
    with pytest.raises(InputError, match="a folder, not a file"), files.reading(str(tmp_path)):
        raise PermissionError(13, "Permission denied")


def test_a_reader_that_left_ends_an_output_file_too(folder: Folder) -> None:
    """A closed pipe in the middle of an output file is no other fault, and no part of the file is left."""

    def write_half() -> None:
        with files.output(str(folder.path / "x")) as write:
            write("half")
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        write_half()
    assert list(folder.path.iterdir()) == []


def test_ending_as_the_output_file_appears_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal right after the unfinished file was made: it is removed like any other."""
    opened = os.open

    def opened_and_ended(path: Any, *rest: Any, **named: Any) -> int:
        handle = opened(path, *rest, **named)
        if str(path).endswith(".part"):
            os.close(handle)
            raise SystemExit(143)
        return handle

    monkeypatch.setattr(os, "open", opened_and_ended)
    case = folder.file("case.json", CASE_TEXT)
    assert triage("assess", case, "--json", "--output", folder.path / "out.json").code == 143
    assert list(folder.path.iterdir()) == [case]


def test_output_to_standard_output(folder: Folder) -> None:
    """`--output -` is standard output."""
    case = folder.file("case.json", CASE_TEXT)
    assert triage("assess", case, "--output", "-").out == triage("assess", case).out


def test_the_faults_of_a_stream_can_be_looked_into(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TRIAGE_DEBUG the first fault ends the stream and shows where it happened."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("triage.assessment.assess", broken)
    monkeypatch.setenv("TRIAGE_DEBUG", "1")
    ended = triage("assess", folder.file("x.jsonl", CASE_TEXT))
    assert ended.code == 70
    assert "ZeroDivisionError" in ended.err
