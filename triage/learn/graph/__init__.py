"""Rules as pictures: one rule, one cause, the whole flow and the derivation of a case, each with the same in words."""

from triage.learn.graph.case import case_graph
from triage.learn.graph.cause import cause_graph
from triage.learn.graph.colours import Colours
from triage.learn.graph.dot import to_dot
from triage.learn.graph.drawing import to_png, to_svg
from triage.learn.graph.flow import flow_graph, topics_of
from triage.learn.graph.mermaid import to_mermaid
from triage.learn.graph.model import Edge, Graph, Group, Node
from triage.learn.graph.rule import rule_graph
from triage.learn.graph.text import to_text

__all__ = [
    "Colours",
    "Edge",
    "Graph",
    "Group",
    "Node",
    "case_graph",
    "cause_graph",
    "flow_graph",
    "rule_graph",
    "to_dot",
    "to_mermaid",
    "to_png",
    "to_svg",
    "to_text",
    "topics_of",
]
