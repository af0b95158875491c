"""From facts to conclusions without the engine, by the quick form of `logic`: every firing, and what they conclude."""

from __future__ import annotations

from triage.pack.pack import Pack
from triage.reasoning.answers import Facts
from triage.reasoning.compiled import compiled_of
from triage.reasoning.conclusions import Conclusions, conclude
from triage.reasoning.ruleset import Firing, Phase
from triage.records import Record


class Inference(Record):
    """All firings for one set of facts, in the order of the pack, and what they conclude; `facts` hold that too."""

    facts: Facts
    firings: tuple[Firing, ...]
    conclusions: Conclusions


def infer(pack: Pack, facts: Facts) -> Inference:
    """Everything that follows from these facts."""
    view = compiled_of(pack).view(facts)
    found = view.firings(Phase.FINDINGS)
    conclusions = conclude(pack, found)
    concluded = facts.concluded(conclusions.urgency, frozenset(cause.cause for cause in conclusions.causes))
    return Inference(concluded, (*found, *view.concluded(concluded).firings(Phase.GATES)), conclusions)
