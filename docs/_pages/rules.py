"""The book of rules, chapter by chapter: the same words as on the page that a clinician prints and signs."""

from __future__ import annotations

from collections.abc import Iterator

from _pages.tables import code, escaped
from triage.pack.content import load_pack
from triage.review.book import Told, book


def text(chapter: str) -> str:
    """One chapter of the book."""
    [found] = [one for one in book(load_pack()) if one.id == chapter]
    topics = [
        "\n\n".join([f"## {escaped(topic.heading)}", *map(_entry, topic.entries)])
        for topic in found.topics
        if topic.entries
    ]
    return "\n\n".join([escaped(found.about), *topics])


def content() -> str:
    """Which content the book is of, and whether that is signed off."""
    pack = load_pack()
    return (
        f"> **{escaped(pack.review.statement)}**\n\nPack {code(pack.about.id)} {pack.about.version}, content "
        f"{code(pack.sha256)}."
    )


def _entry(told: Told) -> str:
    return "\n".join([f"### {escaped(told.heading)}", "", f"{told.kind} {code(told.id)}", "", *_fields(told)])


def _fields(told: Told) -> Iterator[str]:
    for label, lines in told.fields:
        if len(lines) == 1:
            yield f"- *{label}:* {escaped(lines[0])}"
            continue
        yield f"- *{label}:*"
        for line in lines:
            text = line.lstrip(" ")
            depth = (len(line) - len(text)) // 2 + (1 if text.startswith("- ") else 0)
            yield "  " * (depth + 1) + f"- {escaped(text.removeprefix('- '))}"
