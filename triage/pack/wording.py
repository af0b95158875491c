"""One text, several readers: `{you|they}` picks the person spoken of, `{emergency_number}` is filled in by country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from triage.locale import ENGLISH, Locale, locale_named
from triage.pack.knowledge import Country
from triage.pack.pack import Pack
from triage.records import Record, field

Person = Literal["self", "other"]

_BRACES = re.compile(r"\{([^{}]*)\}")
PLACES = ("emergency_number", "emergency_department", "gp", "out_of_hours")
_KEPT = 4096


class Wording(Record):
    """Who is spoken of, where, and in which language.

    Calling it turns a text of the pack, or a sentence of the program, into the sentence that a person reads. The texts
    of a pack are in its own language already; those of the program are looked up in the language's catalogue.
    """

    country: Country
    person: Person = "self"
    language: Locale = ENGLISH
    _worded: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, text: str) -> str:
        """Raises KeyError for a place that is none of `PLACES` (lint finds these)."""
        found = self._worded.get(text)
        if found is None:
            if len(self._worded) >= _KEPT:
                self._worded.clear()
            found = self._worded[text] = _BRACES.sub(self._fill, self.language(text))
        return found

    def either(self, parts: Sequence[str]) -> str:
        """Things of which one is enough, in one run of words: `a`, `a or b`, `a, b, or c`."""
        return self.language.either(parts)

    def _fill(self, match: re.Match[str]) -> str:
        inside = match.group(1)
        if "|" in inside:
            second, third = inside.split("|", 1)
            return second if self.person == "self" else third
        if inside not in PLACES:
            raise KeyError(inside)
        return str(getattr(self.country, inside))


def placeholders(text: str) -> Iterator[str]:
    """What stands between braces in a text, in order."""
    for match in _BRACES.finditer(text):
        yield match.group(1)


@lru_cache(maxsize=64)
def wording_of(pack: Pack, country: str | None = None, person: Person = "self") -> Wording:
    """The wording for a person in a country (one of the pack's ids; left out, its own), in the language of the pack.

    Raises KeyError for an unknown country.
    """
    return Wording(pack.countries[country or pack.about.default_country], person, locale_named(pack.language))
