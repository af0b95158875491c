"""A language that does not exist, in which every text that can be translated stands between brackets.

What is shown outside of brackets is written somewhere in the program, where no translator can reach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import messages
import pytest

from triage.errors import Location
from triage.locale import locale as locales
from triage.pack.knowledge import Language
from triage.pack.pack import Pack
from triage.pack.texts import reworded
from triage.report.document import Block, Call, Items, Paragraph, Section

TAG = "qps"
OPENS, CLOSES = "\u27e6", "\u27e7"
_KEPT = re.compile(r"(%\(\w+\)s|\[\w+\]|\{[a-z_]+\})")
_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
_WORD = re.compile(r"[^\W\d_][\w.-]*")


def pseudo(text: str) -> str:
    """A text in the pseudo-language. What is in it already stays as it is."""
    if text.startswith(OPENS):
        return text
    parts = (part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))
    return f"{OPENS}{''.join(parts)}{CLOSES}"


def pseudo_pack(pack: Pack, monkeypatch: pytest.MonkeyPatch, direction: str = "rtl") -> Pack:
    """The pack in the pseudo-language, which the program speaks too while the patch holds."""
    known = {str(message.id): pseudo(str(message.id)) for message in messages.template() if message.id}
    monkeypatch.setattr(locales, "catalogue", lambda tag: lambda text: known.get(text, text) if tag == TAG else None)
    monkeypatch.setattr(locales, "locale_named", locales.locale_named)
    locales.locale_named.cache_clear()
    about = Language(
        id=TAG,
        where=Location("about.yaml"),
        name=TAG,
        direction="rtl" if direction == "rtl" else "ltr",
        made_by="machine",
        reviewed=False,
        statement=pseudo("Made up."),
    )
    source = replace(
        pack,
        languages={TAG: about},
        translated=lambda one, tag: replace(reworded(one, lambda text: pseudo(text.text)), language=tag, original=one),
    )
    return source.in_language(TAG)


def known_ids(pack: Pack) -> set[str]:
    """The words that stand outside of brackets by right: ids of rules, sources and levels."""
    ids = {entry.id for entry in pack.entries()} | {str(level) for level in pack.levels}
    return ids | {pack.about.id, "b", "r", "q"}


def words_outside(text: str) -> list[str]:
    """The words of a text that stand outside of all brackets."""
    depth, outside = 0, []
    for char in text:
        depth += (char == OPENS) - (char == CLOSES)
        outside.append(" " if depth or char == CLOSES else char)
    return _WORD.findall("".join(outside))


def shown(sections: Iterable[Section]) -> Iterator[str]:
    """Every text of a report or an explanation, with its remarks; the sources keep their own titles."""
    for section in sections:
        if section.id == "sources":
            continue
        # One sentence of a text may be a heading, and the others stand below it: together they are whole again.
        yield " ".join([section.heading, *(text for block in section.blocks for text in _in_block(block))])
        yield from shown(section.parts)


def _in_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, label):
            yield from (label, text)
        case Call(text):
            yield text
        case Items(items, label):
            yield label
            for item in items:
                yield from (item.label, item.text, item.mark)
                yield from (text for one in item.more for text in (one.label, one.text))
