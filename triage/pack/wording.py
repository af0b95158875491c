"""One text, several readers: `{you|they}` picks the person spoken of, `{emergency_number}` is filled in by country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from triage.pack.knowledge import Country

Person = Literal["self", "other"]

_BRACES = re.compile(r"\{([^{}]*)\}")
PLACES = ("emergency_number", "emergency_department", "gp", "out_of_hours")


@dataclass(frozen=True)
class Wording:
    """Who is spoken of, and where. Calling it turns a text of the pack into the sentence that a person reads."""

    country: Country
    person: Person = "self"

    def __call__(self, text: str) -> str:
        """Raises KeyError for a place that is none of `PLACES` (lint finds these)."""
        return _BRACES.sub(self._fill, text)

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


def either(parts: Sequence[str]) -> str:
    """Things of which one is enough, in one run of words: `a`, `a or b`, `a, b, or c`."""
    *first, last = parts
    if not first:
        return last
    is_plain = len(first) == 1 and not any("," in part or " or " in part for part in parts)
    return f"{', '.join(first)}{'' if is_plain else ','} or {last}"
