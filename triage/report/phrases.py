"""Turning texts into words for one reader: the pack's texts, the report's own, and texts that others wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from triage.assessment import Assessment
from triage.pack.pack import SOURCE, Pack
from triage.pack.wording import Wording, wording_of
from triage.records import Record
from triage.report.document import clean
from triage.report.strings import ENGLISH, Strings

if TYPE_CHECKING:  # a report of a result does not load what makes explanations
    from triage.explain.model import Explanation


class Phrases(Record):
    """Who is spoken to, in which words."""

    wording: Wording
    words: Strings

    def pack_text(self, text: str) -> str:
        """A text of the pack, with the person and the country filled in."""
        return clean(self.wording(text))

    def fixed(self, text: str, **values: object) -> str:
        """One of the report's own texts, with values filled in. A value is never read for braces or per cent signs."""
        filled = self.wording(text)
        return clean(filled % values if values else filled)

    def text(self, text: object) -> str:
        """A text that is worded already, or that somebody else wrote: only cleaned."""
        return clean(text)


def phrases_of(pack: Pack, spoken: Assessment | Explanation, words: Strings = ENGLISH) -> Phrases:
    """The phrases for the person and the country of a result (the pack's own country where it knows no other).

    They are in the language of the pack.
    """
    country = spoken.country if spoken.country in pack.countries else None
    wording = wording_of(pack, country, spoken.person)
    return Phrases(wording, words.in_language(wording.language))


def in_language_of(pack: Pack, spoken: Assessment | Explanation) -> Pack:
    """The pack in the language of a result; as it is, where it is not in that language."""
    is_known = spoken.language in (SOURCE, *pack.languages)
    return pack.in_language(spoken.language) if is_known else pack
