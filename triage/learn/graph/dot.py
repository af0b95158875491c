"""A picture as DOT, the language of Graphviz and most tools that draw graphs."""

from __future__ import annotations

from collections.abc import Iterator

from triage.learn.graph.look import DOT_ARROWS, DOT_SHAPES, GROUP_BORDER, LINE, STATE_COLOURS
from triage.learn.graph.model import Edge, Graph, Node


def to_dot(graph: Graph) -> str:
    """The graph as DOT text. Labels are quoted so that nothing in them is read as DOT."""
    return "\n".join(_lines(graph)) + "\n"


def quoted(*lines: str) -> str:
    """Lines of a label as one DOT string. `&` would begin an entity, a backslash an escape."""
    return '"' + "\\n".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def _lines(graph: Graph) -> Iterator[str]:
    yield "digraph triage {"
    yield f"  graph [rankdir=LR, label={quoted(graph.title)}, tooltip={quoted(graph.says)}, labelloc=t, fontname=sans];"
    yield "  node [style=filled, fontname=sans];"
    yield f'  edge [fontname=sans, color="{LINE}"];'
    for node in graph.nodes:
        yield f"  {_node(node)}"
    for group in graph.groups:
        yield f"  subgraph cluster_{group.id} {{"
        yield f'    label={quoted(group.label)}; color="{GROUP_BORDER}";'
        yield f"    {'; '.join(group.nodes)};"
        yield "  }"
    for edge in graph.edges:
        yield f"  {_edge(edge)}"
    yield "}"


def _node(node: Node) -> str:
    colour = STATE_COLOURS[node.state]
    style = "filled,dashed" if colour.dash else "filled"
    return (
        f'{node.id} [label={quoted(*node.lines)}, shape={DOT_SHAPES[node.kind]}, style="{style}", '
        f'fillcolor="{colour.fill}", color="{colour.border}", fontcolor="{colour.text}", penwidth={colour.width}];'
    )


def _edge(edge: Edge) -> str:
    told = [DOT_ARROWS[edge.sort]] if DOT_ARROWS[edge.sort] else []
    told += [f"label={quoted(edge.label)}"] if edge.label else []
    attributes = f" [{', '.join(told)}]" if told else ""
    return f"{edge.start} -> {edge.end}{attributes};"
