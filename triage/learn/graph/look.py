"""How boxes and arrows look. The shape says the kind, the mark and the border say the state, colours only repeat it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.learn.graph.model import Kind, Sort, State


@dataclass(frozen=True)
class Colour:
    """The fill of a box, its border and its text; `width` and `dash` are those of the border."""

    fill: str
    border: str
    text: str
    width: int = 2
    dash: str = ""


# The colours that people with any kind of colour vision tell apart best, darkened or lightened for contrast:
# text on its fill at least 7 to 1, a border on white at least 3 to 1 (WCAG 2.2, AAA and 1.4.11).
STATE_COLOURS: dict[State, Colour] = {
    "": Colour("#ffffff", "#333333", "#000000"),
    "holds": Colour("#cfe8ff", "#00467f", "#000000", width=4),
    "unsure": Colour("#fff0c2", "#7a4a00", "#000000", width=3, dash="6 4"),
    "no": Colour("#f2f2f2", "#767676", "#3a3a3a", width=1),
}
LINE, PAPER, GROUP_FILL, GROUP_BORDER = "#333333", "#ffffff", "#fafafa", "#6b6b6b"

# By kind: what stands around a label in Mermaid, and the shape in DOT.
MERMAID_SHAPES: dict[Kind, tuple[str, str]] = {
    "answer": ("[", "]"),
    "pattern": ("([", "])"),
    "all": ("{{", "}}"),
    "any": ("{{", "}}"),
    "danger_sign": ("[[", "]]"),
    "base": ("[[", "]]"),
    "evidence": ("(", ")"),
    "gate": ("[[", "]]"),
    "cause": ("[/", "/]"),
    "urgency": ("[\\", "\\]"),
    "exercise": ("[", "]"),
    "screen": ("[", "]"),
    "topic": ("[[", "]]"),
    "more": ("(", ")"),
}
DOT_SHAPES: dict[Kind, str] = {
    "answer": "box",
    "pattern": "ellipse",
    "all": "hexagon",
    "any": "hexagon",
    "danger_sign": "box3d",
    "base": "box3d",
    "evidence": "note",
    "gate": "box3d",
    "cause": "parallelogram",
    "urgency": "house",
    "exercise": "box",
    "screen": "folder",
    "topic": "box3d",
    "more": "plain",
}
MERMAID_ARROWS: dict[Sort, str] = {"leads": "-->", "against": "-.->", "unless": "--x"}
DOT_ARROWS: dict[Sort, str] = {
    "leads": "",
    "against": "style=dashed, arrowhead=tee",
    "unless": "style=dotted, arrowhead=odot",
}
