"""A language as the program speaks it. The catalogues are gettext's; a sentence that one lacks stays English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from triage.errors import nearest
from triage.locale import strings
from triage.records import Record, field

if TYPE_CHECKING:
    from datetime import datetime

Sentences = Callable[[str], str]
Say = Callable[[str], str]  # turns an English sentence into the one that a person reads
_O_SOUND = re.compile(r"h?[oó]", re.IGNORECASE)  # before it the Spanish "o" becomes "u"


class Locale(Record):
    """Called with an English sentence of the program, it gives the sentence in this language. `tag` is BCP 47."""

    tag: str = "en"
    sentences: Sentences | None = field(default=None, repr=False)

    def __call__(self, sentence: str) -> str:
        return self.sentences(sentence) if self.sentences is not None and sentence else sentence

    def either(self, parts: Sequence[str]) -> str:
        """Things of which one is enough, in one run of words: `a`, `a or b`, `a, b, or c`."""
        *first, last = parts
        if not first:
            return last
        is_plain = len(first) == 1 and not any("," in part or self._or in part for part in parts)
        pattern = self(strings.EITHER if is_plain else strings.EITHER_LONG)
        if self.tag.partition("-")[0] == "es" and _O_SOUND.match(last):
            pattern = pattern.replace(" o ", " u ")
        return pattern % {"first": ", ".join(first), "last": last}

    @property
    def _or(self) -> str:
        return self(strings.EITHER) % {"first": "", "last": ""}

    def did_you_mean(self, word: str, known: Iterable[str]) -> str:
        """` Did you mean 'x'?` for the nearest known word, or the empty string when nothing is near."""
        near = nearest(word, known)
        return f" {self(strings.DID_YOU_MEAN) % {'word': near}}" if near else ""

    def date(self, when: datetime) -> str:
        """A day and a time in words: `23 November 2026 at 14:05`."""
        month = self(strings.MONTHS[when.month - 1])
        return self(strings.DATE) % {"day": when.day, "month": month, "year": when.year, "time": f"{when:%H:%M}"}


ENGLISH = Locale()


def number(written: str, say: Say) -> str:
    """A number that a program wrote (`1,234.5`) as people write it. What machines read keeps the point."""
    whole, _, part = written.partition(".")
    told, *groups = whole.split(",")
    for group in groups:
        told = say(strings.THOUSANDS) % {"thousands": told, "rest": group}
    return say(strings.DECIMAL) % {"whole": told, "part": part} if part else told


@cache
def locale_named(tag: str) -> Locale:
    """The language of this BCP 47 tag, or of the tag without its last parts; one that is not known speaks English."""
    known = tag
    while known and known != ENGLISH.tag:
        sentences = catalogue(known)
        if sentences is not None:
            return Locale(tag, sentences)
        known = known.rpartition("-")[0]
    return ENGLISH if tag == ENGLISH.tag else Locale(tag)


def catalogue(tag: str) -> Sentences | None:
    """The sentences of a language, if there is a catalogue of it."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", tag):
        return None
    from importlib.resources import files  # loaded only for another language than English

    file = files("triage.locale") / tag / "LC_MESSAGES" / "triage.mo"
    if not file.is_file():
        return None
    from gettext import GNUTranslations

    with file.open("rb") as stream:
        return GNUTranslations(stream).gettext
