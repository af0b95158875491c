"""The frame of a picture in a page, as SVG: with a title and a description in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterable

from triage.report.markup import Markup, join, tag

WIDTH = 640
LABELS = 200
ROW = 30


def picture(id_: str, title: str, says: str, height: float, parts: Iterable[Markup], width: float = WIDTH) -> Markup:
    """The frame of a picture; `says` tells in words what it shows."""
    named = tag("title", title, id=f"{id_}-title"), tag("desc", says, id=f"{id_}-says")
    return tag(
        "svg",
        *named,
        join(parts),
        view_box=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{id_}-title",
        aria_describedby=f"{id_}-says",
    )


def write(x: float, y: float, words: str | int, anchor: str = "start", kind: str | None = None) -> Markup:
    return tag("text", words, x=x, y=y, text_anchor=anchor, class_=kind)
