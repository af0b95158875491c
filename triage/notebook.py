"""How the things of this package look in a Jupyter notebook. `import triage.notebook` is enough; nothing else needs it.

Assessments, packs, rules and pictures get the methods that notebooks look for. Nothing of Jupyter is imported, and
without this import no class has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from triage.assessment import Assessment
from triage.evaluation.mutation.conditions import in_yaml
from triage.learn.graph import Graph, to_svg, to_text
from triage.pack.conditions import NODES
from triage.pack.knowledge import Cause, kind_of
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.records import field_names
from triage.report.document import clean
from triage.report.markdown import escaped

Rows = list[tuple[str, list[str]]]


def assessment_rows(found: Assessment) -> Rows:
    """The heart of a result: how soon, why, what it could be, whom to see. The whole is in its report."""
    return [
        ("How soon", [f"{found.urgency_label} ({found.urgency})", found.action]),
        (
            "Danger signs",
            [f"{one.label} ({one.rule}){'' if one.certain else ', not sure'}" for one in found.danger_signs],
        ),
        ("Possible causes", [f"{one.label}: {one.strength}" for one in found.possible_causes]),
        ("Whom to see", [one.label for one in found.professionals]),
        ("Review", [found.review.statement]),
        ("Made from", [f"{found.pack.id} {found.pack.version}, {len(found.answers)} answers"]),
    ]


def pack_rows(pack: Pack) -> Rows:
    """What is in a pack, counted."""
    counted = {
        "questions": len(pack.questions),
        "patterns": len(pack.patterns),
        "danger signs": len(pack.danger_signs),
        "lines of evidence": len(pack.evidence),
        "exercise gates": len(pack.gates),
        "invariants": len(pack.invariants),
        "sources": len(pack.sources),
    }
    return [
        ("Pack", [f"{pack.about.id} {pack.about.version}", pack.about.review.statement]),
        ("Holds", [f"{count} {what}" for what, count in counted.items()]),
        ("Possible causes", list(pack.causes)),
        ("SHA-256", [pack.sha256]),
    ]


def rule_rows(rule: Any) -> Rows:
    """A rule field by field, its conditions as the files have them."""
    rows: Rows = [(kind_of(rule).capitalize(), [rule.id, str(rule.where)])]
    for name in field_names(rule):
        value = getattr(rule, name)
        if name in ("id", "where") or value in (None, "", ()):
            continue
        rows.append((name.replace("_", " "), _said(value)))
    return rows


def _said(value: Any) -> list[str]:
    if isinstance(value, NODES):
        return [in_yaml(value)]
    if isinstance(value, tuple):
        return [", ".join(getattr(one, "id", str(one)) for one in value)]
    return [{True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)]


def to_html(rows: Rows) -> str:
    """Rows as a table whose first column heads each row."""
    told = "".join(
        f"<tr><th scope='row'>{escape(clean(head))}</th><td>{_lines(lines)}</td></tr>" for head, lines in rows
    )
    return f"<table>{told}</table>"


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(escape(clean(line)) for line in lines) or "none"


def to_markdown(rows: Rows) -> str:
    """Rows as a list."""
    return "\n".join(
        f"- **{escaped(clean(head))}**: {escaped(clean('; '.join(lines) or 'none'))}" for head, lines in rows
    )


def graph_html(graph: Graph) -> str:
    """A picture, with the same in words to open below it."""
    words = f"<details><summary>The same in words</summary><pre>{escape(to_text(graph))}</pre></details>"
    return f"<figure>{to_svg(graph)}<figcaption>{escape(graph.says)}</figcaption></figure>{words}"


def graph_markdown(graph: Graph) -> str:
    """A picture in words, as a block."""
    return "\n".join(f"    {line}" for line in to_text(graph).splitlines())


def register() -> None:
    """Give the classes the methods that notebooks look for."""
    for kind, rows in _shown():
        setattr(kind, "_repr_html_", lambda self, rows=rows: to_html(rows(self)))  # noqa: B010
        setattr(kind, "_repr_markdown_", lambda self, rows=rows: to_markdown(rows(self)))  # noqa: B010
    for name, method in (("svg", to_svg), ("html", graph_html), ("markdown", graph_markdown)):
        setattr(Graph, f"_repr_{name}_", method)


def _shown() -> Iterable[tuple[type, Any]]:
    yield Assessment, assessment_rows
    yield Pack, pack_rows
    for kind in (Pattern, DangerSign, Base, Evidence, ExerciseGate, Cause):
        yield kind, rule_rows


register()
