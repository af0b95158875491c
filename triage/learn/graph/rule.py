"""One rule as a picture: what it reads, down to the answers, and what follows when it fires."""

from __future__ import annotations

from triage.errors import UnknownId
from triage.explain.case import Case
from triage.learn.graph import strings
from triage.learn.graph.colours import Colours
from triage.learn.graph.model import Graph
from triage.learn.graph.parts import Parts
from triage.locale import locale_named
from triage.pack.knowledge import kind_of
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.questionnaire.strings import fill

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
        say = locale_named(pack.language)
        raise UnknownId(fill(say(strings.NO_RULE), rule=name[:60], hint=say.did_you_mean(name, rules_drawn(pack))))
    parts = Parts(pack, Colours(case), opens)
    match rule:
        case Pattern():
            node = parts.pattern(name)
            if opens == 0:
                parts.sheet.edge(parts.condition(rule.when), node)
            says = strings.PATTERN_SAYS
        case DangerSign():
            says = _danger_sign(parts, rule)
        case Base():
            says = _base(parts, rule)
        case Evidence():
            node = parts.evidence(name)
            parts.sheet.edge(parts.condition(rule.when), node)
            says = strings.EVIDENCE_SAYS[rule.direction]
        case ExerciseGate():
            says = _gate(parts, rule)
    title = fill(parts.say(strings.TITLES[kind_of(rule)]), name=name)
    return parts.sheet.graph(title, parts.say(says))


def rules_drawn(pack: Pack) -> dict[str, Drawn]:
    """Every rule that has a picture, by id."""
    return {**pack.patterns, **pack.danger_signs, pack.base.id: pack.base, **pack.evidence, **pack.gates}


def _danger_sign(parts: Parts, sign: DangerSign) -> str:
    node = parts.sign(sign.id)
    parts.sheet.edge(parts.condition(sign.when), node)
    if sign.unless is not None:
        parts.sheet.edge(parts.condition(sign.unless, strictly=True), node, parts.say(strings.UNLESS), "unless")
    if sign.urgency == sign.if_unsure:
        parts.sheet.edge(node, parts.level(sign.urgency), parts.say(strings.AT_LEAST))
    else:
        parts.sheet.edge(node, parts.level(sign.urgency), parts.say(strings.CLEAR))
        parts.sheet.edge(node, parts.level(sign.if_unsure), parts.say(strings.NOT_SURE))
    return f"{parts.say(strings.SIGN_SAYS)} {parts.say(sign.because)}"


def _base(parts: Parts, base: Base) -> str:
    label = f"{parts.say(base.reassured_because)} ({base.id})"
    node = parts.sheet.node(("rule", base.id), label, "base", parts.colours.of_rule(base.id))
    parts.sheet.edge(parts.condition(base.when), node)
    parts.sheet.edge(node, parts.level(base.reassured), parts.say(strings.CLEAR))
    parts.sheet.edge(node, parts.level(base.urgency), parts.say(strings.ELSE), "unless")
    return strings.BASE_SAYS


def _gate(parts: Parts, gate: ExerciseGate) -> str:
    node = parts.gate(gate.id)
    parts.sheet.edge(parts.condition(gate.when), node)
    for name in parts.pack.exercises if gate.withholds == "all" else gate.withholds:
        parts.sheet.edge(node, parts.exercise(name), parts.say(strings.WITHHOLDS), "against")
    return strings.GATE_SAYS
