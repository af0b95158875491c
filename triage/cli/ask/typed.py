"""What a typed line means on a page: a reply, or in one sentence why it means nothing."""

from __future__ import annotations

import re
import unicodedata

from triage.cli.ask import strings
from triage.cli.ask.lines import printable
from triage.locale import ENGLISH, Say
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
_COMMAND_WORDS = {
    strings.WORD_BACK: Command.BACK,
    strings.WORD_REVIEW: Command.REVIEW,
    strings.WORD_STOP: Command.LEAVE,
}
_WHY_WORDS = (WHY, "why", "help")


class NotUnderstoodError(Exception):
    """The line is no reply; the message says so to the person who typed it."""


def _folded(text: str) -> str:
    """A text as it is compared: without accents, capital letters and needless space, which are easily left out."""
    parts = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def how(page: Page, say: Say = ENGLISH) -> str:
    """How this page is answered, in a sentence."""
    match page.kind:
        case Kind.ONE:
            return say(strings.PLAIN_HOW)
        case Kind.ANY:
            return say(strings.PLAIN_HOW_ANY)
        case Kind.NUMBER:
            return fill(say(strings.NUMBER_WRONG), minimum=page.minimum, maximum=page.maximum)


def is_why(page: Page, line: str, say: Say = ENGLISH) -> bool:
    return bool(page.why) and _folded(line) in (*_WHY_WORDS, _folded(say(strings.WORD_WHY)))


def read_line(page: Page, line: str, say: Say = ENGLISH) -> Reply:
    """The reply that a line is. Raises NotUnderstoodError."""
    text = _folded(line)
    if not text:
        if not page.suggested:
            raise NotUnderstoodError(fill(say(strings.PLAIN_EMPTY), how=how(page, say)))
        return int(page.suggested[0]) if page.kind is Kind.NUMBER and page.suggested[0].isdecimal() else page.suggested
    exact = _exact(page, text)
    commands = {**_COMMANDS, **{_folded(say(word)): command for word, command in _COMMAND_WORDS.items()}}
    if exact is None and text in commands:
        return _command(page, commands[text], say)
    match page.kind:
        case Kind.NUMBER:
            return (exact.value,) if exact else _number(page, text, say)
        case Kind.ONE:
            return (_one(page, text, say).value,)
        case Kind.ANY:
            return _several(page, text, say)


def _command(page: Page, command: Command, say: Say) -> Command:
    if command not in page.commands:
        known = (
            say(strings.PLAIN_NO_BACK)
            if command is Command.BACK
            else fill(say(strings.PLAIN_NOT_HERE), how=how(page, say))
        )
        raise NotUnderstoodError(known)
    return command


def _exact(page: Page, text: str) -> Choice | None:
    for choice in page.choices:
        if text in (_folded(choice.label), choice.value.casefold(), *choice.words):
            return choice
    return None


def _number(page: Page, text: str, say: Say) -> int:
    digits = text.removesuffix(_folded(page.unit)).strip()
    if not re.fullmatch(r"[0-9]{1,6}", digits) or not page.minimum <= int(digits) <= page.maximum:
        raise NotUnderstoodError(how(page, say))
    return int(digits)


def _one(page: Page, text: str, say: Say) -> Choice:
    """One choice by its number, its words, or the beginning of its words."""
    if text.isascii() and text.isdecimal():
        number = int(text[:6])
        if not 1 <= number <= len(page.choices):
            raise _unknown(page, text, say)
        return page.choices[number - 1]
    if exact := _exact(page, text):
        return exact
    begins = [choice for choice in page.choices if _folded(choice.label).startswith(text)]
    if len(begins) != 1:
        raise (
            NotUnderstoodError(fill(say(strings.PLAIN_AMBIGUOUS), word=printable(text)))
            if begins
            else _unknown(page, text, say)
        )
    return begins[0]


def _several(page: Page, text: str, say: Say) -> Reply:
    if text == "0" and NONE in page.values:
        return (NONE,)
    parts = text.replace(",", " ").replace(";", " ").split()
    if not all(part.isascii() and part.isdecimal() for part in parts):
        parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
    values = [_one(page, part, say).value for part in parts]
    if not values:
        raise _unknown(page, text, say)
    if NONE in values and len(set(values)) > 1:
        raise NotUnderstoodError(say(strings.PLAIN_NONE_BESIDE))
    return ticked(page, values)


def _unknown(page: Page, text: str, say: Say) -> NotUnderstoodError:
    return NotUnderstoodError(fill(say(strings.PLAIN_UNKNOWN), word=printable(text), how=how(page, say)))
