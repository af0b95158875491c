"""Which language a command speaks: the option, else the environment, else English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.exits import WrongUse
from triage.errors import did_you_mean
from triage.locale import Locale, locale_named

if TYPE_CHECKING:
    from triage.pack.pack import Pack

VARIABLE = "TRIAGE_LANG"
OPTION = "--lang"


def in_language(pack: Pack, named: str | None, option: str = OPTION) -> Pack:
    """The pack in the language that is named: `es`, or `es-MX` where it has only `es`.

    Raises WrongUse for one that the pack does not have; if the environment names it, it is said and passed over.
    """
    wanted = named or os.environ.get(VARIABLE) or pack.language
    tag = wanted.replace("_", "-").partition(".")[0].casefold()
    known = {one.casefold(): one for one in (pack.language, *pack.languages)}
    while tag:
        if tag in known:
            return pack.in_language(known[tag])
        tag = tag.rpartition("-")[0]
    message = (
        f"'{wanted[:60]}' is no language of this pack.{did_you_mean(wanted, known)} It can be: {', '.join(known)}."
    )
    if named:
        raise WrongUse(f"{option}: {message}")
    streams.say(f"{VARIABLE}: {message}")
    return pack


def as_spoken(pack: Pack, tag: str) -> Pack:
    """A copy of a pack in the language that is spoken already; in its own where nobody has translated it."""
    return pack.in_language(tag) if tag in pack.languages else pack


def tell_translated(pack: Pack) -> None:
    """Where the texts are a translation, who made it and whether anybody has checked it, beside the result."""
    language = pack.languages.get(pack.language)
    if language is not None:
        streams.say(language.statement)


def words(named: str | None) -> Locale:
    """The program's own sentences in the language that is named, else in that of the environment; no pack is read."""
    wanted = named or os.environ.get(VARIABLE) or "en"
    return locale_named(wanted.replace("_", "-").partition(".")[0])


def spoken(arguments: list[str]) -> Locale:
    """The language that a command line asks for, found without reading it: for what is said when nothing else works."""
    for place, word in enumerate(arguments):
        if word == OPTION and place + 1 < len(arguments):
            return words(arguments[place + 1])
        if word.startswith(f"{OPTION}="):
            return words(word.partition("=")[2])
    return words(None)
