"""A picture in words: the same boxes and arrows, for those who cannot see it or have no place to draw it."""

from __future__ import annotations

from collections.abc import Iterator

from triage.learn.graph import strings
from triage.learn.graph.model import Edge, Graph, Node


def to_text(graph: Graph) -> str:
    """Every box and every arrow, from what follows down to what it stands on."""
    return "\n".join([graph.title, graph.says, "", *_Outline(graph).lines()]) + "\n"


class _Outline:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._nodes = {node.id: node for node in graph.nodes}
        self._into: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        for edge in graph.edges:
            self._into[edge.end].append(edge)
        self._told: set[str] = set()

    def lines(self) -> Iterator[str]:
        key = next((group.nodes for group in self.graph.groups if group.id == "key"), ())
        starts = {edge.start for edge in self.graph.edges}
        ends = [node.id for node in self.graph.nodes if node.id not in starts and node.id not in key]
        for name in (*ends, *(node.id for node in self.graph.nodes if node.id not in key)):
            if name not in self._told:
                yield from self._from(name, 0, "")
        for group in self.graph.groups:
            yield ""
            yield f"{group.label}:"
            yield from (f"- {self._words(self._nodes[name])}" for name in group.nodes)

    def _from(self, name: str, depth: int, arrow: str) -> Iterator[str]:
        """A box, and under it those that lead to it; a box that was opened before is only named."""
        node, into = self._nodes[name], self._into[name]
        again = name in self._told and bool(into)
        above = f" {self.graph.language(strings.SEE_ABOVE)}"
        yield f"{'  ' * depth}- {arrow}{self._words(node)}{above if again else ''}"
        if again:
            return
        self._told.add(name)
        for edge in into:
            yield from self._from(edge.start, depth + 1, _arrow(edge))

    def _words(self, node: Node) -> str:
        say = self.graph.language
        kind = say(strings.KINDS[node.kind])
        notes = [] if node.label == kind or node.kind == "more" else [kind]
        notes += [say(strings.STATES[node.state])] if node.state else []
        told = f" [{', '.join(notes)}]" if notes else ""
        return f"{node.label}{told}"


def _arrow(edge: Edge) -> str:
    return f"({edge.label}) " if edge.label else ""
