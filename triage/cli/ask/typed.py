"""What a typed line means on a page: a reply, or in one sentence why it means nothing."""

from __future__ import annotations

import re

from triage.cli.ask import strings
from triage.cli.ask.lines import printable
from triage.pack.scales import NONE
from triage.questionnaire.page import Choice, Command, Kind, Page, Reply, ticked
from triage.questionnaire.strings import fill

WHY = "?"
_COMMANDS = {
    "b": Command.BACK,
    "back": Command.BACK,
    "r": Command.REVIEW,
    "review": Command.REVIEW,
    "q": Command.LEAVE,
    "quit": Command.LEAVE,
    "stop": Command.LEAVE,
    "exit": Command.LEAVE,
}
_WHY_WORDS = (WHY, "why", "help")


class NotUnderstoodError(Exception):
    """The line is no reply; the message says so to the person who typed it."""


def how(page: Page) -> str:
    """How this page is answered, in a sentence."""
    match page.kind:
        case Kind.ONE:
            return strings.PLAIN_HOW
        case Kind.ANY:
            return strings.PLAIN_HOW_ANY
        case Kind.NUMBER:
            return fill(strings.NUMBER_WRONG, minimum=page.minimum, maximum=page.maximum)


def is_why(page: Page, line: str) -> bool:
    return bool(page.why) and line.strip().casefold() in _WHY_WORDS


def read_line(page: Page, line: str) -> Reply:
    """The reply that a line is. Raises NotUnderstoodError."""
    text = " ".join(line.split()).casefold()
    if not text:
        if not page.suggested:
            raise NotUnderstoodError(fill(strings.PLAIN_EMPTY, how=how(page)))
        return int(page.suggested[0]) if page.kind is Kind.NUMBER and page.suggested[0].isdecimal() else page.suggested
    exact = _exact(page, text)
    if exact is None and text in _COMMANDS:
        return _command(page, _COMMANDS[text])
    match page.kind:
        case Kind.NUMBER:
            return (exact.value,) if exact else _number(page, text)
        case Kind.ONE:
            return (_one(page, text).value,)
        case Kind.ANY:
            return _several(page, text)


def _command(page: Page, command: Command) -> Command:
    if command not in page.commands:
        known = strings.PLAIN_NO_BACK if command is Command.BACK else fill(strings.PLAIN_NOT_HERE, how=how(page))
        raise NotUnderstoodError(known)
    return command


def _exact(page: Page, text: str) -> Choice | None:
    for choice in page.choices:
        if text in (choice.label.casefold(), choice.value.casefold(), *choice.words):
            return choice
    return None


def _number(page: Page, text: str) -> int:
    digits = text.removesuffix(page.unit).strip()
    if not re.fullmatch(r"[0-9]{1,6}", digits) or not page.minimum <= int(digits) <= page.maximum:
        raise NotUnderstoodError(how(page))
    return int(digits)


def _one(page: Page, text: str) -> Choice:
    """One choice by its number, its words, or the beginning of its words."""
    if text.isascii() and text.isdecimal():
        number = int(text[:6])
        if not 1 <= number <= len(page.choices):
            raise _unknown(page, text)
        return page.choices[number - 1]
    if exact := _exact(page, text):
        return exact
    begins = [choice for choice in page.choices if choice.label.casefold().startswith(text)]
    if len(begins) != 1:
        raise (
            NotUnderstoodError(fill(strings.PLAIN_AMBIGUOUS, word=printable(text))) if begins else _unknown(page, text)
        )
    return begins[0]


def _several(page: Page, text: str) -> Reply:
    if text == "0" and NONE in page.values:
        return (NONE,)
    parts = text.replace(",", " ").replace(";", " ").split()
    if not all(part.isascii() and part.isdecimal() for part in parts):
        parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
    values = [_one(page, part).value for part in parts]
    if not values:
        raise _unknown(page, text)
    if NONE in values and len(set(values)) > 1:
        raise NotUnderstoodError(strings.PLAIN_NONE_BESIDE)
    return ticked(page, values)


def _unknown(page: Page, text: str) -> NotUnderstoodError:
    return NotUnderstoodError(fill(strings.PLAIN_UNKNOWN, word=printable(text), how=how(page)))
