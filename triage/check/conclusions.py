"""Every rule tried on the settled answers, and what the firings mean: the urgency, and the causes by their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from triage.check.truth import Facts, Rule, fires, support
from triage.pack.knowledge import Cause
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.pack.scales import Direction, Urgency


@dataclass(frozen=True)
class Shown:
    """A cause with enough evidence to be shown, its score, and its named conditions, the best first."""

    cause: Cause
    score: int
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Concluded:
    """The rules that fired, in the order of the pack, each with whether it is certain, and what follows from them."""

    pack: Pack
    facts: Facts
    fired: dict[str, bool]
    urgency: Urgency
    causes: tuple[Shown, ...]


def rules_of(pack: Pack) -> dict[str, Rule]:
    """Every rule by its id: patterns first and each after those it uses, the gates of the exercises last."""
    return {
        **{pattern.id: pattern for pattern in pack.pattern_order},
        **pack.danger_signs,
        pack.base.id: pack.base,
        **pack.evidence,
        **pack.gates,
    }


def conclude(facts: Facts) -> Concluded:
    """First what the answers mean, then what withholds exercises, which reads that."""
    pack, rules = facts.pack, rules_of(facts.pack).values()
    fired = dict(_fired(facts, (rule for rule in rules if not isinstance(rule, ExerciseGate))))
    causes = _causes(pack, fired)
    facts.urgency, facts.causes = _urgency(pack, fired), tuple(one.cause.id for one in causes)
    return Concluded(pack, facts, fired | dict(_fired(facts, pack.gates.values())), facts.urgency, causes)


def _fired(facts: Facts, rules: Iterable[Rule]) -> Iterator[tuple[str, bool]]:
    for rule in rules:
        if fires(facts, rule, cautiously=False):
            yield rule.id, True
        elif fires(facts, rule, cautiously=True):
            yield rule.id, False


def level(sign: DangerSign, certain: bool) -> Urgency:
    """The least urgency that a danger sign asks for."""
    return sign.urgency if certain else sign.if_unsure


def _urgency(pack: Pack, fired: dict[str, bool]) -> Urgency:
    levels = [level(sign, fired[sign.id]) for sign in pack.danger_signs.values() if sign.id in fired]
    reassured = not levels and fired.get(pack.base.id)
    return pack.base.reassured if reassured else max([pack.base.urgency, *levels], key=lambda one: one.rank)


def _causes(pack: Pack, fired: dict[str, bool]) -> tuple[Shown, ...]:
    """Those with enough certain evidence and near the best; of equal ones the first in the pack stands first."""
    limits = pack.about.shown_causes
    weighed = sorted((_weighed(pack, cause, fired) for cause in pack.causes.values()), key=lambda one: -one.score)
    enough = max(limits.at_least, weighed[0].score - limits.within)
    return tuple(one for one in weighed if one.score >= enough)[: limits.at_most]


def _weighed(pack: Pack, cause: Cause, fired: dict[str, bool]) -> Shown:
    """A cause's score: the evidence that its conditions share, plus that of the best condition; for minus against."""
    lines = [line for line in pack.evidence.values() if line.cause == cause.id and fired.get(line.id)]

    def score(condition: str | None) -> int:
        return sum(
            line.strength.weight if line.direction is Direction.FOR else -line.strength.weight
            for line in lines
            if line.condition == condition
        )

    own = {condition.id: score(condition.id) for condition in cause.conditions}
    best, limits = max(own.values()), pack.about.shown_causes
    near = max(limits.at_least, best - limits.within)
    by_needs = cause.scoring == "common_and_best_specific"
    named = [
        condition.id
        for condition in cause.conditions
        if (0 < condition.needs <= own[condition.id] if by_needs else own[condition.id] >= near)
    ]
    return Shown(cause, score(None) + best, tuple(sorted(named, key=lambda name: -own[name])))


def trace(concluded: Concluded) -> Iterator[dict[str, Any]]:
    """Every firing as the step of a trace: what it stands on, and what it concludes."""
    rules = rules_of(concluded.pack)
    for name, certain in concluded.fired.items():
        stands_on = dict.fromkeys(support(concluded.facts, rules[name].when, cautiously=not certain))
        concludes = _concludes(concluded, rules[name], certain)
        yield {"rule": name, "certain": certain, "from": [*stands_on], "concludes": [*concludes]}


def _concludes(concluded: Concluded, rule: Rule, certain: bool) -> Iterator[str]:
    match rule:
        case Pattern():
            yield f"pattern:{rule.id}"
        case DangerSign():
            yield f"danger_sign:{rule.id}"
            yield f"urgency>={level(rule, certain)}"
        case Base() if certain and concluded.urgency is rule.reassured:
            yield f"urgency={rule.reassured}"
        case Evidence():
            about = f"{rule.cause}.{rule.condition}" if rule.condition else rule.cause
            yield f"{rule.direction if certain else 'unknown'}:{about}:{rule.strength}"
        case ExerciseGate():
            yield from (f"withhold:{name}" for name in withheld_by(concluded.pack, rule))


def withheld_by(pack: Pack, gate: ExerciseGate) -> Iterable[str]:
    """The exercises that a gate withholds."""
    return tuple(pack.exercises) if gate.withholds == "all" else gate.withholds
