"""Numbered lines, asked and answered: for screen readers, simple terminals and pipes, and for all others."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from triage.cli import streams
from triage.cli.ask.lines import encodable, printable, wrapped
from triage.cli.ask.plain import dialogue_stream
from triage.cli.exits import OutputFault
from triage.cli.learn import strings
from triage.locale import ENGLISH, Say
from triage.questionnaire.strings import fill

if TYPE_CHECKING:
    from triage.pack.pack import Pack

WIDEST = 88
_BOLD, _END = "\x1b[1m", "\x1b[0m"


class Ended(Exception):
    """Nobody answers any more: the input is at its end, or the learner wants to stop."""


class Dialogue:
    """Writes lines where questions go, and reads answers from standard input."""

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None, words: Say = ENGLISH) -> None:
        """`words` is the language of what it says by itself."""
        self._words = words
        self._source = source if source is not None else sys.stdin
        self._target = target if target is not None else dialogue_stream()
        self._is_coloured = self._target is not None and self._target.isatty() and streams.wants_colour()

    def heading(self, text: str) -> None:
        self.say("")
        self.say(text, is_bold=True)

    def say(self, text: str, indent: str = "", is_bold: bool = False) -> None:
        """One paragraph. Raises OutputFault where nobody could read it."""
        if self._target is None:
            raise OutputFault(self._cannot_show(self._words(strings.STDERR_CLOSED)))
        width = min(streams.width(), WIDEST) if self._target.isatty() else None
        lines = wrapped(encodable(text, self._target.encoding or "utf-8"), width, indent)
        shown = [f"{_BOLD}{line}{_END}" if is_bold and self._is_coloured else line for line in lines]
        self._write("".join(f"{line}\n" for line in shown))

    def translated(self, pack: Pack) -> None:
        """Where the texts are a translation, who made it, and whether anybody has checked it."""
        language = pack.languages.get(pack.language)
        if language is not None:
            self.say(language.statement)

    def numbered(self, choices: Sequence[str]) -> None:
        for number, choice in enumerate(choices, start=1):
            mark = f"{number}. "
            self.say(mark + choice, " " * len(mark))

    def read(self, prompt: str = "> ") -> str:
        """One line, without what surrounds it. Raises Ended at the end of the input."""
        self._write(prompt)
        line = self._source.readline() if self._source is not None else ""
        if not line or self._source is None or not self._source.isatty():  # nobody's Enter moved the cursor on
            self._write("\n")
        if not line:
            raise Ended
        return line.strip()

    def one_of(self, ask: str, choices: Sequence[str]) -> int:
        """The place of the one that was chosen, from 0."""
        self.heading(ask)
        self.numbered(choices)
        while True:
            line = self.read()
            chosen = numbers_in(line, len(choices))
            if chosen is not None and len(chosen) == 1:
                return chosen[0]
            self.not_understood(line, len(choices))

    def any_of(self, ask: str, choices: Sequence[str], how: str = "") -> tuple[int, ...]:
        """The places of those that were chosen; none for an empty line."""
        self.heading(ask)
        if how:
            self.say(how)
        self.numbered(choices)
        while True:
            line = self.read()
            chosen = numbers_in(line, len(choices))
            if chosen is not None:
                return chosen
            self.not_understood(line, len(choices))

    def not_understood(self, line: str, last: int) -> None:
        """Say that a line is none of the numbers, or that one is wanted."""
        text = strings.NOT_UNDERSTOOD if line else strings.NUMBER_WANTED
        self.say(fill(self._words(text), line=printable(line), last=last))

    def stopped(self, text: str, ended: BaseException) -> None:
        """Say what becomes of it, on a line of its own: after Ctrl-C the cursor still stands at the echo."""
        if isinstance(ended, KeyboardInterrupt):
            self.say("")
        self.say(text)

    def _write(self, text: str) -> None:
        if self._target is None:
            raise OutputFault(self._cannot_show(self._words(strings.STDERR_CLOSED)))
        try:
            self._target.write(text)
            self._target.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFault(self._cannot_show(error.strerror or str(error))) from None

    def _cannot_show(self, reason: str) -> str:
        return fill(self._words(strings.CANNOT_SHOW), reason=reason)


def numbers_in(line: str, last: int) -> tuple[int, ...] | None:
    """The places that a line of numbers names, from 0; None where it has anything but numbers from 1 to `last`."""
    words = line.replace(",", " ").split()
    if not all(word.isdecimal() and 1 <= int(word) <= last for word in words):
        return None
    return tuple(dict.fromkeys(int(word) - 1 for word in words))
