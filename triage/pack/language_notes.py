"""What there is to say of the language of a result: who translated it, and whether some of it is still English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from triage.pack import strings
from triage.pack.pack import Pack
from triage.pack.wording import Wording

_PARTED = re.compile("[:;] ")  # how texts are put together: a single word counts only as a whole part


def language_notes(pack: Pack, say: Wording, shown: Iterable[str]) -> tuple[str, ...]:
    """The notes on the language of what is shown; none in English."""
    about = pack.languages.get(pack.language)
    made = (about.statement,) if about is not None else ()
    return (*made, *still_english(pack, say, shown))


def still_english(pack: Pack, say: Wording, shown: Iterable[str]) -> tuple[str, ...]:
    """A note, if a text that is shown is one that has no translation made from the English of now."""
    if not pack.untranslated:
        return ()
    english = {say(text) for text in pack.untranslated.values()}
    phrases = [text for text in english if " " in text]
    is_shown = any(not english.isdisjoint(_PARTED.split(text)) or any(one in text for one in phrases) for text in shown)
    return (say(strings.STILL_ENGLISH),) if is_shown else ()


def texts_in(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for part in data.values():
            yield from texts_in(part)
    elif isinstance(data, list | tuple):
        for part in data:
            yield from texts_in(part)
