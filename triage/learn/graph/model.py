"""A picture as a value: boxes, arrows and what they mean. Every way to draw it, and to say it, reads only this."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field, replace
from typing import Literal

from triage.learn.graph import strings
from triage.locale import ENGLISH, Locale
from triage.report.document import clean

Kind = Literal[
    "answer",
    "pattern",
    "all",
    "any",
    "danger_sign",
    "base",
    "evidence",
    "gate",
    "cause",
    "urgency",
    "exercise",
    "screen",
    "topic",
    "more",
]
State = Literal["", "holds", "unsure", "no"]
Sort = Literal["leads", "against", "unless"]

STATES: tuple[State, ...] = ("holds", "unsure", "no")
MARKS: dict[State, str] = {"": "", "holds": "✓ ", "unsure": "? ", "no": "✗ "}
WIDTH = 28  # characters of a line in a box: what can be read when the picture fills a sheet of A4


@dataclass(frozen=True)
class Node:
    """A box. `state` is what became of it for a case, where the picture is coloured by one."""

    id: str
    label: str
    kind: Kind
    state: State = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The label as lines, after the mark that says the state without any colour."""
        return tuple(textwrap.wrap(MARKS[self.state] + self.label, WIDTH, break_on_hyphens=False)) or ("-",)


@dataclass(frozen=True)
class Edge:
    """An arrow from what is needed to what follows; `sort` says whether it speaks for it, against it or lets it off."""

    start: str
    end: str
    label: str = ""
    sort: Sort = "leads"


@dataclass(frozen=True)
class Group:
    """Boxes that belong together, under a heading."""

    id: str
    label: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """A picture: `says` is a sentence or two on what it shows. Boxes of `groups` stand together.

    `language` is that of all its words.
    """

    title: str
    says: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...] = ()
    language: Locale = field(default=ENGLISH, repr=False)


class Sheet:
    """What is being drawn: boxes get their ids here, and a thing that is met again keeps its box."""

    def __init__(self, language: Locale = ENGLISH) -> None:
        self._language = language
        self._nodes: dict[tuple[str, ...], Node] = {}
        self._edges: dict[Edge, None] = {}
        self._groups: list[Group] = []

    def node(self, key: tuple[str, ...], label: str, kind: Kind, state: State = "") -> str:
        """The id of the box for this thing; a new box, if it has none yet."""
        if key not in self._nodes:
            self._nodes[key] = Node(f"n{len(self._nodes) + 1}", clean(label), kind, state)
        return self._nodes[key].id

    def knows(self, key: tuple[str, ...]) -> bool:
        return key in self._nodes

    def edge(self, start: str, end: str, label: str = "", sort: Sort = "leads") -> None:
        self._edges[Edge(start, end, clean(label), sort)] = None

    def group(self, label: str, nodes: list[str]) -> None:
        if nodes:
            self._groups.append(Group(f"g{len(self._groups) + 1}", clean(label), tuple(dict.fromkeys(nodes))))

    def graph(self, title: str, says: str) -> Graph:
        """All that was drawn; with a key to the marks, where a case colours it."""
        boxes, arrows, groups = tuple(self._nodes.values()), tuple(self._edges), tuple(self._groups)
        drawn = Graph(clean(title), clean(says), boxes, arrows, groups, self._language)
        return _with_key(drawn) if any(node.state for node in drawn.nodes) else drawn


def _with_key(graph: Graph) -> Graph:
    say, words = graph.language, strings.KEY_STATES
    used: list[State] = [state for state in STATES if any(node.state == state for node in graph.nodes)]
    key = tuple(Node(f"k{number}", say(words[state]), "more", state) for number, state in enumerate(used, start=1))
    group = Group("key", say(strings.KEY), tuple(node.id for node in key))
    return replace(graph, nodes=(*graph.nodes, *key), groups=(*graph.groups, group))
