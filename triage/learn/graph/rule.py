"""One rule as a picture: what it reads, down to the answers, and what follows when it fires."""

from __future__ import annotations

from triage.errors import UnknownId, did_you_mean
from triage.explain.case import Case
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.pack.knowledge import kind_of
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern

Drawn = Pattern | DangerSign | Base | Evidence | ExerciseGate


MOST_BOXES = 34  # what can still be read on a sheet of A4


def rule_graph(pack: Pack, name: str, case: Case | None = None, whole: bool = False) -> Graph:
    """The picture of the rule with this id, coloured by a case if there is one. Raises UnknownId for none.

    Where a sheet would be too full, patterns are not opened (each has a picture of its own), unless it is to be whole.
    """
    full = _drawn(pack, name, case, 99)
    if whole or len(full.nodes) <= MOST_BOXES:
        return full
    fewer = (_drawn(pack, name, case, opens) for opens in (2, 1))
    return next((graph for graph in fewer if len(graph.nodes) <= MOST_BOXES), _drawn(pack, name, case, 0))


def _drawn(pack: Pack, name: str, case: Case | None, opens: int) -> Graph:
    rule = rules_drawn(pack).get(name)
    if rule is None:
        meant = did_you_mean(name, rules_drawn(pack))
        raise UnknownId(f"'{name[:60]}' is not the id of a rule in this pack.{meant}")
    parts = Parts(pack, Colours(case), opens)
    match rule:
        case Pattern():
            node = parts.pattern(name)
            if opens == 0:
                parts.sheet.edge(parts.condition(rule.when), node)
            says = "What the pattern stands on."
        case DangerSign():
            says = _danger_sign(parts, rule)
        case Base():
            says = _base(parts, rule)
        case Evidence():
            node = parts.evidence(name)
            parts.sheet.edge(parts.condition(rule.when), node)
            says = f"What the line of evidence stands on; it counts {rule.direction} the cause, {rule.strength}."
        case ExerciseGate():
            says = _gate(parts, rule)
    return parts.sheet.graph(f"The {kind_of(rule)} {name}", says)


def rules_drawn(pack: Pack) -> dict[str, Drawn]:
    """Every rule that has a picture, by id."""
    return {**pack.patterns, **pack.danger_signs, pack.base.id: pack.base, **pack.evidence, **pack.gates}


def _danger_sign(parts: Parts, sign: DangerSign) -> str:
    node = parts.sign(sign.id)
    parts.sheet.edge(parts.condition(sign.when), node)
    if sign.unless is not None:
        parts.sheet.edge(parts.condition(sign.unless, strictly=True), node, "unless it is clear", "unless")
    if sign.urgency == sign.if_unsure:
        parts.sheet.edge(node, parts.level(sign.urgency), "at least")
    else:
        parts.sheet.edge(node, parts.level(sign.urgency), "clear")
        parts.sheet.edge(node, parts.level(sign.if_unsure), "not sure")
    return f"What the danger sign stands on, and how urgent it makes things. {parts.say(sign.because)}"


def _base(parts: Parts, base: Base) -> str:
    label = f"{parts.say(base.reassured_because)} ({base.id})"
    node = parts.sheet.node(("rule", base.id), label, "base", parts.colours.of_rule(base.id))
    parts.sheet.edge(parts.condition(base.when), node)
    parts.sheet.edge(node, parts.level(base.reassured), "clear")
    parts.sheet.edge(node, parts.level(base.urgency), "else", "unless")
    return "The level where no danger sign fires: the lower one when all that reassures is clear, else the higher one."


def _gate(parts: Parts, gate: ExerciseGate) -> str:
    node = parts.gate(gate.id)
    parts.sheet.edge(parts.condition(gate.when), node)
    for name in parts.pack.exercises if gate.withholds == "all" else gate.withholds:
        parts.sheet.edge(node, parts.exercise(name), "withholds", "against")
    return "What withholds exercises, clear or not sure."
