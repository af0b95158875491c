"""Standard input, output and error, as the commands use them: results whole or not at all, messages one line each."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from triage.cli import strings
from triage.cli.exits import Exit, Message, OutputFault
from triage.errors import Problem

if TYPE_CHECKING:
    from triage.locale import Say

MOST_PROBLEMS, FEW_PROBLEMS = 200, 10
NO_TERMINAL = 80  # columns, where there is none


class _Termination:
    """SIGTERM ends the program between two results; a second one ends it at once."""

    def __init__(self) -> None:
        self._is_held = False
        self._is_asked = False

    def install(self) -> None:
        try:
            signal.signal(signal.SIGTERM, self._on_signal)
        except ValueError:  # only the main thread may; a program that calls us from another handles signals itself
            return

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_held and not self._is_asked:
            self._is_asked = True
        else:
            raise SystemExit(Exit.TERMINATED)

    @contextmanager
    def held(self) -> Iterator[None]:
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._is_asked:
            raise SystemExit(Exit.TERMINATED)


termination = _Termination()


def prepare() -> None:
    """Make the streams safe to write to: a character that the terminal cannot show must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):  # it writes what is waiting; the first result will find out that this fails
                stream.reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")


def use_utf8() -> None:
    """For results that other programs read: UTF-8 with plain line ends, whatever the terminal is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def result(text: str) -> None:
    """Write a result to standard output, whole and at once.

    Raises OutputFault when it cannot be written, BrokenPipeError when nobody reads it.
    """
    if sys.stdout is None:
        raise OutputFault(Message(strings.STDOUT_CLOSED))
    with termination.held():
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise OutputFault(Message(strings.STDOUT_NOT_WRITTEN, {"reason": reason})) from None


def say(line: str) -> None:
    """A message on standard error. Where that is closed or full, there is nobody to tell."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"{harmless(line)}\n")
            sys.stderr.flush()
        except OSError:
            return


def harmless(line: str) -> str:
    """Without control characters: what somebody typed must not steer the terminal."""
    return "".join(char if char.isprintable() or char in "\n " else repr(char)[1:-1] for char in line)


def in_one_line(problem: Problem) -> str:
    """A problem with its hint on the same line."""
    first, _, hint = str(problem).partition("\n")
    stop = "" if not hint or first.endswith((".", "?", "!")) else "."
    return " ".join(f"{first}{stop} {hint}".split())


def say_problems(problems: Sequence[Problem], words: Say = str) -> None:
    """One line a problem, on standard error; of very many, the first ones and how many more there are."""
    for problem in problems[:MOST_PROBLEMS]:
        say(in_one_line(problem))
    if len(problems) > MOST_PROBLEMS:
        say(words(strings.MORE_PROBLEMS) % {"count": f"{len(problems) - MOST_PROBLEMS:,}"})


def in_a_single_line(problems: Sequence[Problem], words: Say = str) -> str:
    """All problems of one line of a stream on one line: the place once, then what is wrong."""
    where = f"{problems[0].where}: "
    told = [in_one_line(problem).removeprefix(where).rstrip(".") for problem in problems[:FEW_PROBLEMS]]
    if len(problems) > FEW_PROBLEMS:
        told.append(words(strings.MORE_PROBLEMS) % {"count": f"{len(problems) - FEW_PROBLEMS:,}"})
    return where + "; ".join(told)


def let_go_of_output() -> None:
    """After a failed write, nothing must be tried again while Python shuts down."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        return


def width() -> int:
    """The columns of the terminal; 80 where there is none. COLUMNS says it for the terminal."""
    with suppress(ValueError):
        if (named := int(os.environ.get("COLUMNS", ""))) > 0:
            return named
    with suppress(ValueError, OSError):  # a closed output, or one that is no terminal
        if sys.__stdout__ is not None:
            return os.get_terminal_size(sys.__stdout__.fileno()).columns or NO_TERMINAL
    return NO_TERMINAL


def wants_colour() -> bool:
    """Colour only on a terminal that can, and never with NO_COLOR."""
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def encoding() -> str:
    """The characters that standard output can show."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"
