"""One possible cause as a picture: all that speaks for and against it."""

from __future__ import annotations

from triage.errors import UnknownId, did_you_mean
from triage.explain.case import Case
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.pack.pack import Pack


def cause_graph(pack: Pack, name: str, case: Case | None = None) -> Graph:
    """The picture of the cause with this id, coloured by a case if there is one. Raises UnknownId for none."""
    if name not in pack.causes:
        raise UnknownId(f"'{name[:60]}' is not the id of a cause in this pack.{did_you_mean(name, pack.causes)}")
    parts, cause = Parts(pack, Colours(case)), pack.causes[name]
    parts.cause(name)
    lines = [line for line in pack.evidence.values() if line.cause == name]
    for line in sorted(lines, key=lambda line: (line.direction != "for", -line.strength.weight)):
        parts.evidence(line.id)
    shown, label = pack.about.shown_causes, parts.say(cause.label)
    return parts.sheet.graph(
        f"The possible cause {name}",
        f"All that speaks for or against {label}. A strong line of evidence counts 3, a moderate one 2, a weak one 1, "
        f"against it the same below zero. It is shown from {shown.at_least} on, within {shown.within} of the best "
        f"cause, and at most {shown.at_most} causes are shown.",
    )
