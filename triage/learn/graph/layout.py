"""Where the boxes of a picture stand: in columns from what is needed to what follows, few arrows crossing.

The method is that of Sugiyama: columns by the longest way to an end, points to bend at for arrows that pass columns,
an order by the mean of the neighbours, then heights that come as near to the neighbours as the order allows.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from triage.learn.graph.model import Edge, Graph, Node

SIZE, LEADING = 14.0, 18.0  # of the letters, and from line to line
PADDING, GAP, HEADING, KEY_GAP = 10.0, 12.0, 26.0, 40.0
MARGIN, LEAST_BETWEEN = 24.0, 44.0
SWEEPS, STEP = 12, 20.0


@dataclass
class Box:
    """A placed box, or (`node` is None) a point at which a long arrow bends; `x`, `y` are its upper left corner."""

    node: Node | None
    column: int
    width: float = 0.0
    height: float = 4.0
    group: str = ""
    x: float = 0.0
    y: float = 0.0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Way:
    """An arrow with the boxes that it passes, and the heights at which it leaves its start and arrives at its end."""

    edge: Edge
    boxes: tuple[Box, ...]
    leaves_at: float = 0.0
    arrives_at: float = 0.0


@dataclass(frozen=True)
class Layout:
    """All boxes and arrows placed, and how large the picture is."""

    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    width: float
    height: float


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide a text is in DejaVu Sans or Verdana; rather too much than too little."""
    return sum(map(_em, text)) * size


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if unicodedata.combining(char):
        return 0.0
    if char in "iljtfr.,:;'|!()[] /-":
        return 0.4
    return 0.98 if char in "mwMW@%✓✗" else 0.75 if char.isupper() or char == "_" else 0.63


def laid_out(graph: Graph) -> Layout:
    """The graph with a place for everything in it; the key to its marks stands below."""
    key = next((group.nodes for group in graph.groups if group.id == "key"), ())
    placed = _Placed(graph, frozenset(key))
    placed.order()
    placed.set_heights()
    placed.set_columns()
    width = max(box.x + box.width for box in placed.boxes) + MARGIN
    bottom = max(box.y + box.height for box in placed.boxes) + MARGIN
    legend, across = [], MARGIN
    for node in graph.nodes:
        if node.id in key:
            box = _box(node, 0, "key")
            box.x, box.y = across, bottom + KEY_GAP
            across += box.width + GAP
            legend.append(box)
            width = max(width, across + MARGIN)
    bottom = max([bottom, *(box.y + box.height + MARGIN for box in legend)])
    return Layout((*placed.boxes, *legend), _fanned(placed.ways), width, bottom)


def _fanned(ways: list[Way]) -> tuple[Way, ...]:
    """Arrows of one box leave and arrive beside each other, in the order of where they come from and go."""
    for end, other in ((0, 1), (-1, -2)):
        by_box: dict[int, list[int]] = {}
        for number, way in enumerate(ways):
            by_box.setdefault(id(way.boxes[end]), []).append(number)
        for numbers in by_box.values():
            numbers.sort(key=lambda number: ways[number].boxes[other].middle)
            box = ways[numbers[0]].boxes[end]
            step = min(STEP, box.height / (len(numbers) + 1))
            for place, number in enumerate(numbers):
                height = box.middle + (place - (len(numbers) - 1) / 2) * step
                way = ways[number]
                ways[number] = replace(way, leaves_at=height) if end == 0 else replace(way, arrives_at=height)
    return tuple(ways)


def _box(node: Node, column: int, group: str) -> Box:
    width = max(text_width(line) for line in node.lines) + 2 * PADDING + 12
    return Box(node, column, width, len(node.lines) * LEADING + 2 * PADDING - 4, group)


class _Placed:
    """The boxes on their way to their places."""

    def __init__(self, graph: Graph, without: frozenset[str]) -> None:
        self.graph = graph
        groups = {name: group.id for group in graph.groups for name in group.nodes}
        nodes = [node for node in graph.nodes if node.id not in without]
        self._out: dict[str, list[Edge]] = {node.id: [] for node in nodes}
        for edge in graph.edges:
            self._out[edge.start].append(edge)
        self._rank: dict[str, int] = {}
        for node in nodes:
            self._ranked(node.id, ())
        most = max(self._rank.values(), default=0)
        self._by_id = {node.id: _box(node, most - self._rank[node.id], groups.get(node.id, "")) for node in nodes}
        self.columns: list[list[Box]] = [[] for _ in range(most + 1)]
        for box in self._by_id.values():
            self.columns[box.column].append(box)
        self.ways = [self._way(edge) for edge in graph.edges]
        self._before: dict[int, list[Box]] = {}
        self._after: dict[int, list[Box]] = {}
        for way in self.ways:
            for left, right in zip(way.boxes, way.boxes[1:], strict=False):
                self._after.setdefault(id(left), []).append(right)
                self._before.setdefault(id(right), []).append(left)

    @property
    def boxes(self) -> list[Box]:
        return [box for column in self.columns for box in column]

    def _ranked(self, name: str, above: tuple[str, ...]) -> int:
        """How many arrows at most lead from a box to an end; an arrow that closes a circle does not count."""
        if name not in self._rank:
            further = [edge.end for edge in self._out[name] if edge.end not in (*above, name)]
            self._rank[name] = max((self._ranked(end, (*above, name)) + 1 for end in further), default=0)
        return self._rank[name]

    def _way(self, edge: Edge) -> Way:
        start, end = self._by_id[edge.start], self._by_id[edge.end]
        bends = []
        for column in range(start.column + 1, end.column):
            bends.append(Box(None, column))
            self.columns[column].append(bends[-1])
        return Way(edge, (start, *bends, end))

    def order(self) -> None:
        """Boxes of a column in the order of the means of their neighbours, those of a group together."""
        for sweep in range(SWEEPS):
            near = self._before if sweep % 2 == 0 else self._after
            columns = self.columns[1:] if sweep % 2 == 0 else self.columns[-2::-1]
            place = {id(box): number for column in self.columns for number, box in enumerate(column)}
            for column in columns:
                wanted = {}
                for number, box in enumerate(column):
                    others = near.get(id(box), [])
                    wanted[id(box)] = sum(place[id(one)] for one in others) / len(others) if others else number
                grouped: dict[str, list[float]] = {}
                for box in column:
                    grouped.setdefault(box.group or str(id(box)), []).append(wanted[id(box)])
                means = {name: sum(found) / len(found) for name, found in grouped.items()}
                column.sort(key=lambda box: (means[box.group or str(id(box))], box.group, wanted[id(box)]))
                place.update({id(box): number for number, box in enumerate(column)})

    def set_heights(self) -> None:
        for column in self.columns:
            y = 0.0
            for above, box in zip([None, *column], column, strict=False):
                y += _distance(above, box)
                box.y = y
        for sweep in range(SWEEPS):
            near = self._after if sweep % 2 == 0 else self._before
            for column in self.columns[::-1] if sweep % 2 == 0 else self.columns:
                self._settle(column, near)
        top = min((box.y for box in self.boxes), default=0.0)
        for box in self.boxes:
            box.y += MARGIN + 2 * HEADING - top

    def _settle(self, column: list[Box], near: dict[int, list[Box]]) -> None:
        """Heights as near to those of the neighbours as order and distances allow: blocks that meet move as one."""
        offsets, total = [], 0.0
        for above, box in zip([None, *column], column, strict=False):
            total += _distance(above, box)
            offsets.append(total)
        blocks: list[tuple[float, int]] = []
        for box, offset in zip(column, offsets, strict=True):
            others = near.get(id(box), [])
            middle = sum(one.middle for one in others) / len(others) if others else box.middle
            blocks.append((middle - box.height / 2 - offset, 1))
            while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
                (some, count), (more, others_count) = blocks[-2:]
                mean = (some * count + more * others_count) / (count + others_count)
                blocks[-2:] = [(mean, count + others_count)]
        starts = [start for start, count in blocks for _ in range(count)]
        for box, start, offset in zip(column, starts, offsets, strict=True):
            box.y = start + offset

    def set_columns(self) -> None:
        x = MARGIN
        for number, column in enumerate(self.columns):
            width = max((box.width for box in column), default=0.0)
            for box in column:
                if box.node is None:
                    box.width = width
                box.x = x + (width - box.width) / 2
            labels = [text_width(way.edge.label, 12) for way in self.ways if way.boxes[0].column == number]
            x += width + max([LEAST_BETWEEN, *(label + 30 for label in labels)])


def _distance(above: Box | None, box: Box) -> float:
    """From the top of a box to that of the next; a group needs room for its heading."""
    if above is None:
        return 0.0
    return above.height + GAP + (HEADING + GAP if above.group != box.group else 0.0)
