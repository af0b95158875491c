"""The report as Markdown (CommonMark), in which every text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.report.document import Block, Call, Item, Items, Paragraph, Place, Section, led_in
from triage.report.sections import sections

# What starts markup anywhere in a line, and what would start a list, a heading or a line of its own at the beginning.
# A backslash also keeps GitHub and its like from making links and formulas of plain text.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>&#|~$!])")
_LINKS = re.compile(r":(?=//)|(?i:(?<=www)\.)")
_AT_START = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")


def to_markdown(pack: Pack, assessment: Assessment) -> str:
    """The report as one Markdown text."""
    chunks = [chunk for section in sections(pack, assessment) for chunk in _section(section, 1)]
    return "\n\n".join(chunks) + "\n"


def _section(section: Section, level: int) -> Iterator[str]:
    depth = level if section.place is Place.OPENING else level + 1
    if section.place is Place.SMALL_PRINT:
        yield "---"
    yield f"{'#' * depth} {escaped(section.heading)}"
    for block in section.blocks:
        yield _block(block)
    for part in section.parts:
        yield from _section(part, level + 1)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Call(text):
            return f"[{escaped(text)}]({block.link})"
        case Items(items, label, is_ordered):
            lines = [line for number, item in enumerate(items, start=1) for line in _item(item, number, is_ordered)]
            return "\n".join([f"**{escaped(led_in(label))}**", "", *lines] if label else lines)
        case _:
            assert_never(block)


def _paragraph(paragraph: Paragraph) -> str:
    if not paragraph.label:
        return escaped(paragraph.text)
    return f"**{escaped(led_in(paragraph.label))}** {escaped(paragraph.text)}"


def _item(item: Item, number: int, is_ordered: bool) -> Iterator[str]:
    bullet = f"{number}. " if is_ordered else "- "
    words = []
    if item.label:
        words.append(f"**{escaped(led_in(item.label) if item.text else item.label)}**")
    if item.text:
        words.append(f"[{escaped(item.text)}](<{_address(item.link)}>)" if item.link else escaped(item.text))
    if item.mark:
        words.append(f"*({escaped(item.mark)})*")
    yield bullet + " ".join(words)
    for paragraph in item.more:
        yield f"{' ' * len(bullet)}- {_paragraph(paragraph)}"


def escaped(text: str) -> str:
    """A text with a backslash before everything that Markdown would read as markup."""
    safe = _LINKS.sub(lambda match: f"\\{match.group()}", _ANYWHERE.sub(r"\\\1", text))
    return _AT_START.sub(_escaped_start, safe)


def _escaped_start(match: re.Match[str]) -> str:
    start = match.group()
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _address(link: str) -> str:
    return re.sub(r"[<>\\\s]", lambda match: f"%{ord(match.group()):02X}", link)
