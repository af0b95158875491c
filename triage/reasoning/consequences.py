"""What follows from conclusions: whom to see, what is withheld, what is said of a cause, each with its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from triage.pack.pack import Pack
from triage.pack.rules import Evidence, ExerciseGate
from triage.reasoning.conclusions import Conclusions, PossibleCauseScore, level_of
from triage.reasoning.ruleset import Firing


class ReasonToSee(NamedTuple):
    """Why to see a professional, in the words of the pack, and which sign, base or cause says so."""

    because: str
    by: str


def whom_to_see(pack: Pack, firings: Iterable[Firing], conclusions: Conclusions) -> dict[str, ReasonToSee]:
    """The professionals, each with one reason: those of the danger signs first, then those of the possible causes.

    Never empty: the base rule names somebody. In an emergency only its own danger signs speak: whoever cannot answer
    much would otherwise be sent to twenty people.
    """
    fired = [
        (level_of(pack, firing.rule, firing.certain), firing.certain, pack.danger_signs[firing.rule])
        for firing in firings
        if firing.rule in pack.danger_signs
    ]
    signs = [one for one in fired if one[0].is_emergency or not conclusions.urgency.is_emergency]
    reasons: dict[str, ReasonToSee] = {}
    for _, _, sign in sorted(signs, key=lambda one: (-one[0].rank, not one[1])):
        for name in sign.see:
            reasons.setdefault(name, ReasonToSee(sign.because, sign.id))
    if not conclusions.urgency.is_emergency:
        why = pack.base.reassured_because if conclusions.urgency is pack.base.reassured else pack.base.because
        for name in pack.base.see:
            reasons.setdefault(name, ReasonToSee(why, pack.base.id))
        for cause in conclusions.causes:
            for helper in pack.causes[cause.cause].see:
                if not pack.professionals[helper.professional].is_emergency_service:
                    reasons.setdefault(helper.professional, ReasonToSee(helper.why, cause.cause))
    return reasons


def withheld(pack: Pack, firings: Iterable[Firing]) -> dict[str, ExerciseGate]:
    """The exercises that are withheld, in the order of the pack, each with the first gate that does so."""
    found: dict[str, ExerciseGate] = {}
    for firing in firings:
        gate = pack.gates.get(firing.rule)
        if gate is not None:
            for name in pack.exercises if gate.withholds == "all" else gate.withholds:
                found.setdefault(name, gate)
    return {name: found[name] for name in pack.exercises if name in found}


def evidence_shown(pack: Pack, score: PossibleCauseScore, certain: Mapping[str, bool]) -> list[Evidence]:
    """The lines of evidence that fired and bear on what is shown of a cause, in the order of the pack."""
    return [
        line
        for line in pack.evidence.values()
        if line.cause == score.cause and line.id in certain and line.condition in (None, *score.conditions)
    ]
