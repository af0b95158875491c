"""A picture as SVG, drawn here without any help, and as PNG by the extra `learn`; neither needs a network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from triage.learn.graph.layout import HEADING, LEADING, MARGIN, PADDING, SIZE, Box, Layout, Way, laid_out, text_width
from triage.learn.graph.look import GROUP_BORDER, GROUP_FILL, LINE, PAPER, STATE_COLOURS
from triage.learn.graph.model import Graph, Group
from triage.learn.graph.text import to_text

FONT = "DejaVu Sans, Verdana, sans-serif"
_SHARPNESS, MOST_PIXELS = 2, 6_000


def to_svg(graph: Graph) -> str:
    """The graph as an SVG of its own, with a title and, as its description, the same in words."""
    return "\n".join(_lines(graph, laid_out(graph))) + "\n"


def to_png(graph: Graph) -> bytes:
    """The graph as a PNG, twice as large as the SVG says, at most 6,000 pixels wide.

    Raises ModuleNotFoundError without the extra `learn`.
    """
    import mermaidx

    width = min(laid_out(graph).width * _SHARPNESS, MOST_PIXELS)
    return bytes(mermaidx.svg_to_png(to_svg(graph), width=round(width), background=PAPER))


def _lines(graph: Graph, layout: Layout) -> Iterator[str]:
    own = "g" + hashlib.sha256(repr(graph).encode()).hexdigest()[:10]
    width, height = round(layout.width), round(layout.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{escape(graph.language.tag)}" role="img" '
        f'aria-labelledby="{own}-title {own}-desc" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}" font-size="{SIZE:g}">'
    )
    yield f'<title id="{own}-title">{escape(graph.title)}</title>'
    yield f'<desc id="{own}-desc">{escape(to_text(graph))}</desc>'
    yield f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    yield _text(MARGIN, MARGIN + 4, graph.title, "#000000", size=18)
    for group in graph.groups:
        yield from _group(group, layout)
    for way in layout.ways:
        yield from _arrow(way)
    for way in layout.ways:
        yield from _arrow_label(way)
    for box in layout.boxes:
        yield from _box(box)
    yield "</svg>"


def _text(x: float, y: float, words: str, colour: str, size: float = SIZE, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _group(group: Group, layout: Layout) -> Iterator[str]:
    """A frame around boxes that stand in one column; boxes elsewhere are together by their words alone."""
    boxes = [box for box in layout.boxes if box.node is not None and box.node.id in group.nodes]
    if len({box.column for box in boxes}) != 1:
        return
    left, right = min(box.x for box in boxes) - 8, max(box.x + box.width for box in boxes) + 8
    top, bottom = min(box.y for box in boxes) - HEADING + 2, max(box.y + box.height for box in boxes) + 6
    right = max(right, left + text_width(group.label, 13) + 16)
    yield (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}" height="{bottom - top:.0f}" rx="6" '
        f'fill="{GROUP_FILL}" stroke="{GROUP_BORDER}"/>'
    )
    yield _text(left + 8, top + 16, group.label, "#000000", size=13)


def _arrow(way: Way) -> Iterator[str]:
    points = list(_points(way))
    path = f"M {points[0][0]:.0f} {points[0][1]:.0f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (x + to_x) / 2
        path += f" C {half:.0f} {y:.0f} {half:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
    dash = {"leads": "", "against": ' stroke-dasharray="8 4"', "unless": ' stroke-dasharray="2 4"'}[way.edge.sort]
    yield f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.5"{dash}/>'
    x, y = points[-1]
    if way.edge.sort == "leads":
        yield f'<path d="M {x:.0f} {y:.0f} l -9 -5 v 10 z" fill="{LINE}"/>'
    elif way.edge.sort == "against":
        yield f'<path d="M {x - 3:.0f} {y - 7:.0f} v 14" stroke="{LINE}" stroke-width="3"/>'
    else:
        yield f'<circle cx="{x - 5:.0f}" cy="{y:.0f}" r="5" fill="{PAPER}" stroke="{LINE}" stroke-width="1.5"/>'


def _points(way: Way) -> Iterator[tuple[float, float]]:
    """Where an arrow leaves a box, passes columns, and arrives."""
    start, *bends, end = way.boxes
    yield start.x + start.width, way.leaves_at
    for bend in bends:
        yield bend.x, bend.middle
        yield bend.x + bend.width, bend.middle
    yield end.x, way.arrives_at


def _arrow_label(way: Way) -> Iterator[str]:
    """The words of an arrow on white, near its start."""
    if way.edge.label:
        x, y = way.boxes[0].x + way.boxes[0].width + 6, way.leaves_at
        width = text_width(way.edge.label, 12) + 6
        yield f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="{width:.0f}" height="17" fill="{PAPER}"/>'
        yield _text(x + 3, y + 4, way.edge.label, "#000000", size=12)


def _box(box: Box) -> Iterator[str]:
    if box.node is None:
        return
    colour = STATE_COLOURS[box.node.state]
    dash = f' stroke-dasharray="{colour.dash}"' if colour.dash else ""
    style = f'fill="{colour.fill}" stroke="{colour.border}" stroke-width="{colour.width}"{dash}'
    yield f'<path d="{_shape(box)}" {style}/>'
    first = box.y + PADDING - 2 + SIZE
    for number, line in enumerate(box.node.lines):
        middle = box.x + box.width / 2
        yield _text(middle, first + number * LEADING, line, colour.text, anchor="middle")


def _shape(box: Box) -> str:
    """The outline of a box: what sort of thing it is, for those who do not see its colour."""
    assert box.node is not None
    x, y, w, h = box.x, box.y, box.width, box.height
    match box.node.kind:
        case "pattern" | "evidence" | "more":
            r = min(h / 2, 20)
            return (
                f"M {x + r:.0f} {y:.0f} h {w - 2 * r:.0f} a {r:.0f} {r:.0f} 0 0 1 {r:.0f} {r:.0f} v {h - 2 * r:.0f} "
                f"a {r:.0f} {r:.0f} 0 0 1 {-r:.0f} {r:.0f} h {2 * r - w:.0f} a {r:.0f} {r:.0f} 0 0 1 {-r:.0f} {-r:.0f} "
                f"v {2 * r - h:.0f} a {r:.0f} {r:.0f} 0 0 1 {r:.0f} {-r:.0f} z"
            )
        case "all" | "any":
            return (
                f"M {x + 10:.0f} {y:.0f} h {w - 20:.0f} l 10 {h / 2:.0f} l -10 {h / 2:.0f} h {20 - w:.0f} "
                f"l -10 {-h / 2:.0f} z"
            )
        case "danger_sign" | "base" | "gate" | "topic":
            return f"M {x:.0f} {y:.0f} h {w:.0f} v {h:.0f} h {-w:.0f} z m 5 0 v {h:.0f} m {w - 10:.0f} 0 v {-h:.0f}"
        case "urgency" | "cause":
            return f"M {x:.0f} {y:.0f} h {w - 10:.0f} l 10 {h / 2:.0f} l -10 {h / 2:.0f} h {10 - w:.0f} z"
        case "answer" | "exercise" | "screen":
            return f"M {x:.0f} {y:.0f} h {w:.0f} v {h:.0f} h {-w:.0f} z"
