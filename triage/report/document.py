"""The report as plain data, between the assessment and the three ways to print it: sections of paragraphs and lists.

Every text in it is clean: one line, no control characters and nothing that turns the direction of writing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import assert_never

from triage.records import Record


class Place(Enum):
    """Where a section stands: the opening that must be seen first, the body, or the small print."""

    OPENING = "opening"
    BODY = "body"
    SMALL_PRINT = "small_print"


class Paragraph(Record):
    """A paragraph; `label` leads it in ("When: today")."""

    text: str
    label: str = ""


class Call(Record):
    """An offer to call a number, where the reader's device can; `urgent` if it is the thing to do now."""

    text: str
    dial: str
    urgent: bool

    @property
    def link(self) -> str:
        """Where pressing it leads: the number without anything that a telephone does not dial."""
        return f"tel:{re.sub('[^0-9+]', '', self.dial)}"


class Item(Record):
    """One line of a list: `label` leads it in, `mark` is a discreet remark after it, `more` are lines below it."""

    text: str
    label: str = ""
    mark: str = ""
    more: tuple[Paragraph, ...] = ()
    link: str = ""


class Items(Record):
    """A list; `label` says what of, `is_ordered` that the order counts."""

    items: tuple[Item, ...]
    label: str = ""
    is_ordered: bool = False


Block = Paragraph | Call | Items


class Section(Record):
    """A heading with what stands under it; `parts` are the headings one level down."""

    id: str
    heading: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    place: Place = Place.BODY

    @property
    def texts(self) -> Iterator[str]:
        """Every text of this section in reading order, without offers to call."""
        yield self.heading
        for block in self.blocks:
            yield from _texts(block)
        for part in self.parts:
            yield from part.texts


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, label):
            yield from filter(None, (label, text))
        case Items(items, label):
            yield from filter(None, (label,))
            for item in items:
                yield from filter(None, (item.label, item.text, item.mark))
                for paragraph in item.more:
                    yield from _texts(paragraph)
        case Call():
            return
        case _:
            assert_never(block)


# Control and format characters (Cc, Cf), half of a pair (Cs), private use (Co): they could command a terminal or turn
# the direction of writing. The joiners are left out of the ban, since some scripts cannot do without them.
_BANNED = ("Cc", "Cf", "Cs", "Co")
_JOINERS = "\u200c\u200d"


def clean(text: object) -> str:
    """A text as one line that no terminal or page can take for a command."""
    written = str(text)
    if not written.isprintable():  # of those that are, none is banned
        written = "".join(
            char if char in _JOINERS or unicodedata.category(char) not in _BANNED else " " for char in written
        )
    return " ".join(written.split())


def led_in(label: str) -> str:
    """A label as it stands before its text: with a colon, unless it ends a sentence or has one."""
    return label if label.endswith((":", ".", "?", "!")) else f"{label}:"
