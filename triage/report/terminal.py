"""The report as text for a terminal: wrapped to its width, in characters that its encoding has, coloured or not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.report.document import Block, Call, Item, Items, Paragraph, Place, Section, led_in
from triage.report.sections import sections as sections_of

WIDEST = 88
NARROWEST = 20
_PLAIN, _BOLD, _DIM, _ALERT = "", "1", "2", "1;31"
_NEAREST = {
    "\u2013": "-",  # dashes
    "\u2014": "-",
    "\u2018": "'",  # quotes
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2022": "-",  # bullet
    "\u2500": "-",  # rule
}


class _Word(NamedTuple):
    text: str
    style: str


def to_terminal(pack: Pack, assessment: Assessment, *, width: int, colour: bool, encoding: str = "utf-8") -> str:
    """The report with no line wider than `width` (lines longer than 88 are hard to read, so it never gets wider).

    Characters that `encoding` lacks are written with the nearest that it has.
    """
    whole, is_emergency = sections_of(pack, assessment), assessment.urgency.is_emergency
    return laid_out(whole, is_emergency, width=width, colour=colour, encoding=encoding)


def laid_out(
    sections: Iterable[Section], is_emergency: bool, *, width: int, colour: bool, encoding: str = "utf-8"
) -> str:
    """Sections as terminal text; in an emergency the opening stands out."""
    paper = _Paper(max(NARROWEST, min(width, WIDEST)), colour, encoding)
    lines = [line for section in sections for line in paper.section(section, is_emergency)]
    return "\n".join(lines).rstrip("\n") + "\n"


class _Paper:
    """Lays blocks out as lines. An indent is in columns."""

    def __init__(self, width: int, colour: bool, encoding: str) -> None:
        self.width, self.colour, self.encoding = width, colour, encoding

    def section(self, section: Section, is_emergency: bool) -> Iterator[str]:
        if section.place is Place.OPENING:
            yield from self._wrapped(_words(section.heading, _ALERT if is_emergency else _BOLD))
        else:
            yield from self._wrapped(_words(section.heading, _BOLD))
            yield self._written("─" * self.width)
        yield from self._blocks(section.blocks, 0)
        for part in section.parts:
            yield ""
            yield from self._wrapped(_words(part.heading, _BOLD))
            yield from self._blocks(part.blocks, 2)
        yield ""

    def _blocks(self, blocks: Iterable[Block], indent: int) -> Iterator[str]:
        """The blocks with a line between them; offers to call are for forms in which one can press them."""
        printed = [block for block in blocks if not isinstance(block, Call)]
        for number, block in enumerate(printed):
            if number or indent == 0:
                yield ""
            match block:
                case Paragraph():
                    yield from self._paragraph(block, indent)
                case Items():
                    yield from self._items(block, indent)
                case _:
                    assert_never(block)

    def _paragraph(self, paragraph: Paragraph, indent: int) -> Iterator[str]:
        label = _words(led_in(paragraph.label), _BOLD) if paragraph.label else []
        yield from self._wrapped([*label, *_words(paragraph.text)], indent)

    def _items(self, items: Items, indent: int) -> Iterator[str]:
        if items.label:
            yield from self._wrapped(_words(led_in(items.label), _BOLD), indent)
        for number, item in enumerate(items.items, start=1):
            yield from self._item(item, f"{number}." if items.is_ordered else "•", indent)

    def _item(self, item: Item, bullet: str, indent: int) -> Iterator[str]:
        label = led_in(item.label) if item.label and item.text else item.label
        mark = f"[{item.mark}]" if item.mark else ""
        inner = indent + len(bullet) + 1
        words = [*_words(label, _BOLD), *_words(item.text), *_words(mark, _DIM)]
        yield from self._wrapped(words, inner, first=" " * indent + self._written(bullet) + " ")
        for paragraph in item.more:
            yield from self._paragraph(paragraph, inner)

    def _wrapped(self, words: list[_Word], indent: int = 0, first: str = "") -> Iterator[str]:
        """Words as lines; `first` stands in place of the indent of the first one."""
        room = self.width - indent
        line: list[_Word] = []
        start, used = first or " " * indent, 0
        for word in self._fitting(words, room):
            needed = _cells(word.text)
            if line and used + 1 + needed > room:
                yield start + self._styled(line)
                start, line, used = " " * indent, [], 0
            used += needed + (1 if line else 0)
            line.append(word)
        yield start + self._styled(line)

    def _fitting(self, words: Iterable[_Word], room: int) -> Iterator[_Word]:
        """The words in characters that can be written, those wider than a line cut up."""
        for word in words:
            written, piece = self._written(word.text), ""
            if _cells(written) <= room:
                yield _Word(written, word.style)
                continue
            for char in written:
                if piece and _cells(piece + char) > room:
                    yield _Word(piece, word.style)
                    piece = ""
                piece += char
            yield _Word(piece, word.style)

    def _styled(self, line: list[_Word]) -> str:
        if not self.colour:
            return " ".join(word.text for word in line)
        runs: list[_Word] = []
        for word in line:
            if runs and runs[-1].style == word.style:
                runs[-1] = _Word(f"{runs[-1].text} {word.text}", word.style)
            else:
                runs.append(word)
        return " ".join(f"\x1b[{run.style}m{run.text}\x1b[0m" if run.style else run.text for run in runs)

    def _written(self, text: str) -> str:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return "".join(map(self._nearest, text))
        return text

    def _nearest(self, char: str) -> str:
        for candidate in (char, _NEAREST.get(char, ""), unicodedata.normalize("NFKD", char)):
            written = candidate.encode(self.encoding, errors="ignore").decode(self.encoding)
            if written:
                return written
        return "?"


def _words(text: str, style: str = _PLAIN) -> list[_Word]:
    return [_Word(word, style) for word in text.split()]


def _cells(text: str) -> int:
    """How many columns a text takes: two for a wide character, none for one that sits on another."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
