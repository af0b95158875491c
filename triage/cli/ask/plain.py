"""The plain front end: numbered lines, never repainted, for screen readers, simple terminals and pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from triage.cli.ask import strings
from triage.cli.ask.draft import reason
from triage.cli.ask.lines import encodable, wrapped
from triage.cli.ask.typed import NotUnderstoodError, how, is_why, read_line
from triage.cli.exits import OutputFault
from triage.locale import ENGLISH, Say
from triage.questionnaire.page import Command, Kind, Page, Reply
from triage.questionnaire.strings import fill

LONGEST_LINE = 4096
_NARROWEST = 20
_COMMAND_WORDS = {
    Command.BACK: strings.PLAIN_BACK,
    Command.REVIEW: strings.PLAIN_REVIEW,
    Command.LEAVE: strings.PLAIN_LEAVE,
}


class PlainFrontEnd:
    """Writes pages line by line and reads a line for each. How to answer is said once for each kind of page."""

    is_spoken = True

    def __init__(self, source: TextIO | None = None, target: TextIO | None = None, say: Say = ENGLISH) -> None:
        self._say = say
        self._source = source if source is not None else sys.stdin
        self._target = target if target is not None else dialogue_stream()
        self._explained: set[object] = set()

    def ask(self, page: Page) -> Reply:
        self._write([""])
        self._write(self._lines(page))
        while True:
            line = self._read(page)
            if is_why(page, line, self._say):
                self._write(
                    [*page.why, *(f"{choice.label}: {choice.detail}" for choice in page.choices if choice.detail)]
                )
                continue
            try:
                return read_line(page, line, self._say)
            except NotUnderstoodError as wrong:
                self._write([str(wrong)])

    def say(self, lines: Iterable[str]) -> None:
        self._write(lines)

    def close(self) -> None:
        """Nothing is held."""

    # ---- writing

    def _lines(self, page: Page) -> Iterable[str]:
        if page.alert:
            yield page.alert
        yield from page.notes
        if head := ". ".join(part for part in (page.title, page.progress) if part):
            yield head + "."
        yield from page.text
        yield from filter(None, (page.ask, page.help))
        if page.kind is Kind.NUMBER:
            yield from (f"{choice.words[0]}. {choice.label}" for choice in page.choices)
        else:
            yield from (f"{number}. {choice.label}" for number, choice in enumerate(page.choices, start=1))
        yield from self._once(page.kind, how(page, self._say))
        if page.why:
            yield from self._once(
                "commands", fill(self._say(strings.PLAIN_COMMANDS), commands=", ".join(self._command_words(page)))
            )
        if page.suggested:
            yield fill(self._say(strings.PLAIN_ENTER_KEEPS), answer=_suggestion(page))

    def _once(self, what: object, line: str) -> Iterable[str]:
        if what not in self._explained:
            self._explained.add(what)
            yield line

    def _write(self, lines: Iterable[str]) -> None:
        width = _width(self._target)
        self._put("".join(f"{part}\n" for line in lines for part in wrapped(line, width)))

    def _put(self, text: str) -> None:
        """Raises OutputFault where it cannot be written: a question that nobody sees must not be waited for."""
        if self._target is None:
            raise OutputFault(self._say(strings.NOWHERE_TO_ASK))
        try:
            self._target.write(encodable(text, self._target.encoding or "utf-8"))
            self._target.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFault(fill(self._say(strings.CANNOT_ASK), reason=reason(error, self._say))) from error

    # ---- reading

    def _read(self, page: Page) -> str:
        self._put(self._prompt(page))
        if self._source is None:
            raise EOFError
        try:
            line = self._source.readline(LONGEST_LINE)
        except OSError:  # the terminal is gone
            raise EOFError from None
        if not line:
            self._write([""])
            raise EOFError
        rest = line
        while rest and not rest.endswith("\n") and len(rest) == LONGEST_LINE:
            rest = self._source.readline(LONGEST_LINE)
        return line

    # ---- words

    def _command_words(self, page: Page) -> Iterable[str]:
        yield from (self._say(_COMMAND_WORDS[command]) for command in Command if command in page.commands)
        yield self._say(strings.PLAIN_WHY)

    def _prompt(self, page: Page) -> str:
        match page.kind:
            case Kind.ONE:
                return fill(self._say(strings.PLAIN_PROMPT_ONE), last=len(page.choices))
            case Kind.ANY:
                return fill(self._say(strings.PLAIN_PROMPT_ANY), last=len(page.choices))
            case Kind.NUMBER:
                return fill(self._say(strings.PLAIN_PROMPT_NUMBER), unit=page.unit)


def _suggestion(page: Page) -> str:
    if page.kind is Kind.NUMBER and page.suggested[0].isdecimal():
        return page.suggested[0]
    labels = {choice.value: choice.label for choice in page.choices}
    return "; ".join(labels[value] for value in page.suggested)


def dialogue_stream() -> TextIO | None:
    """Where the questions go: to the terminal; where standard output is none, it is left to the result alone.

    None where the only output for them is closed.
    """
    return sys.stdout if sys.stdout is not None and sys.stdout.isatty() else sys.stderr


def _width(stream: TextIO | None) -> int | None:
    """The columns to wrap at. None where the lines go to a program: it can wrap them itself."""
    if stream is None:
        return None
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None
    return max(columns, _NARROWEST) if columns else None
