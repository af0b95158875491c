"""A picture as Mermaid, which many wikis and code hosts draw by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from triage.learn.graph.look import GROUP_BORDER, GROUP_FILL, MERMAID_ARROWS, MERMAID_SHAPES, STATE_COLOURS
from triage.learn.graph.model import Edge, Graph, Node, State

# What of ASCII a label may hold as it is, beside letters and digits; all else is written as its number.
# Mermaid looks for directives, links, formulas, Markdown and styles inside of labels too.
_PLAIN = frozenset(" ,.()'?!/;:_-=+")


def to_mermaid(graph: Graph) -> str:
    """The graph as Mermaid text. Labels are written so that nothing in them is read as Mermaid."""
    return "\n".join(_lines(graph)) + "\n"


def quoted(*lines: str) -> str:
    """Lines of a label as one Mermaid string."""
    return '"' + "<br/>".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    """The text with every character that Mermaid could read as its number; what begins like a list is none."""
    plain = _PLAIN - {":"} if re.search("style|classdef", text, re.IGNORECASE) else _PLAIN
    told = "".join(char if char.isalnum() or char in plain or ord(char) > 127 else f"#{ord(char)};" for char in text)
    return re.sub(r"^(\s*)(\d*)([.+-])", lambda found: f"{found[1]}{found[2]}#{ord(found[3])};", told)


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    grouped = {name for group in graph.groups for name in group.nodes}
    nodes = {node.id: node for node in graph.nodes}
    for node in graph.nodes:
        if node.id not in grouped:
            yield f"  {_node(node)}"
    for group in graph.groups:
        yield f"  subgraph {group.id} [{quoted(group.label)}]"
        yield from (f"    {_node(nodes[name])}" for name in group.nodes)
        yield "  end"
    for edge in graph.edges:
        yield f"  {_edge(edge)}"
    for state, colour in STATE_COLOURS.items():
        dash = f",stroke-dasharray:{colour.dash}" if colour.dash else ""
        yield (
            f"  classDef {_class(state)} fill:{colour.fill},stroke:{colour.border},color:{colour.text},"
            f"stroke-width:{colour.width}px{dash}"
        )
    for group in graph.groups:
        yield f"  style {group.id} fill:{GROUP_FILL},stroke:{GROUP_BORDER},color:#000000"


def _class(state: State) -> str:
    return f"is_{state or 'plain'}"


def _node(node: Node) -> str:
    start, end = MERMAID_SHAPES[node.kind]
    return f"{node.id}{start}{quoted(*node.lines)}{end}:::{_class(node.state)}"


def _edge(edge: Edge) -> str:
    label = f"|{quoted(edge.label)}|" if edge.label else ""
    return f"{edge.start} {MERMAID_ARROWS[edge.sort]}{label} {edge.end}"
