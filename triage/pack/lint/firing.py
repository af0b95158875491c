"""Checks of the rules: can each fire, and does each add something that no other rule says already?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from triage.errors import Location, Problem
from triage.pack.conditions import Condition
from triage.pack.lint.alternatives import Comparison, comparison_for
from triage.pack.pack import Pack
from triage.pack.references import conditions_of
from triage.pack.rules import DangerSign, ExerciseGate
from triage.pack.scales import Reading

_SWALLOWED = "Delete the rule, or change one of the two so that each has a case of its own."


def never_holds(pack: Pack) -> Iterator[Problem]:
    """L101: no condition contradicts itself, also through patterns and through questions that would be hidden."""
    compared = comparison_for(pack)
    for owner, where, condition in conditions_of(pack):
        if compared.never_holds(condition):
            message = f"{owner} has a condition that can never hold: its tests contradict each other"
            yield Problem(where, "L101", message, "Look at the answers it asks of one question, also through patterns.")


def swallowed_signs(pack: Pack) -> Iterator[Problem]:
    """L102: no danger sign concludes only what another concludes whenever it fires."""
    compared = comparison_for(pack)
    reported: set[str] = set()
    for sign, other in permutations(reversed([*pack.danger_signs.values()]), 2):
        if not reported & {sign.id, other.id} and _sign_swallows(compared, other, sign):
            reported.add(sign.id)
            message = f"danger sign '{sign.id}' is swallowed by '{other.id}', which fires with it and is as urgent"
            yield Problem(sign.where, "L102", message, f"See {other.where}. {_SWALLOWED}")


def swallowed_gates(pack: Pack) -> Iterator[Problem]:
    """L102: no exercise gate withholds only what another withholds whenever it does."""
    compared = comparison_for(pack)
    reported: set[str] = set()
    for gate, other in permutations(reversed([*pack.gates.values()]), 2):
        is_swallowed = _withholds_as_much(other, gate) and _always_with(compared, gate.when, other.when)
        if is_swallowed and not reported & {gate.id, other.id}:
            reported.add(gate.id)
            message = f"gate '{gate.id}' is swallowed by '{other.id}', which withholds as much whenever it does"
            yield Problem(gate.where, "L102", message, f"See {other.where}. {_SWALLOWED}")


def same_twice(pack: Pack) -> Iterator[Problem]:
    """L103: no two patterns, and no two reasons for one cause, say the same."""
    compared = comparison_for(pack)
    groups: dict[object, list[tuple[str, Location, Condition]]] = {}
    for pattern in pack.patterns.values():
        groups.setdefault("patterns", []).append((f"pattern '{pattern.id}'", pattern.where, pattern.when))
    for line in pack.evidence.values():
        group = (line.cause, line.condition, line.direction)
        groups.setdefault(group, []).append((f"evidence '{line.id}'", line.where, line.when))
    for entries in groups.values():
        for number, (owner, where, condition) in enumerate(entries):
            for other, place, earlier in entries[:number]:
                if _always_with(compared, condition, earlier) and _always_with(compared, earlier, condition):
                    yield Problem(where, "L103", f"{owner} holds exactly when {other} does", f"See {place}. Keep one.")


def useless_exceptions(pack: Pack) -> Iterator[Problem]:
    """L104, L105: an `unless` lets off some of the cases of its rule, and not all of them."""
    compared = comparison_for(pack)
    for sign in pack.danger_signs.values():
        if sign.unless is None:
            continue
        if compared.always_with(sign.when, sign.unless, Reading.STRICT):
            message = f"danger sign '{sign.id}' never fires for certain: its 'unless' holds whenever its 'when' does"
            yield Problem(sign.where, "L104", message, "Narrow the 'unless'.")
        elif compared.never_with(sign.when, Reading.CAUTIOUS, sign.unless):
            message = f"danger sign '{sign.id}' has an 'unless' that never holds when its 'when' does"
            yield Problem(sign.where, "L105", message, "Leave the 'unless' out, or widen it.")


def _always_with(compared: Comparison, one: Condition, other: Condition) -> bool:
    """Whether `other` holds whenever `one` does, in both readings of "not sure"."""
    return all(compared.always_with(one, other, reading) for reading in Reading)


def _sign_swallows(compared: Comparison, other: DangerSign, sign: DangerSign) -> bool:
    if other.urgency < sign.urgency or other.if_unsure < sign.if_unsure:
        return False
    if not _always_with(compared, sign.when, other.when):
        return False
    if other.unless is None:
        return True
    return sign.unless is not None and compared.always_with(other.unless, sign.unless, Reading.STRICT)


def _withholds_as_much(gate: ExerciseGate, other: ExerciseGate) -> bool:
    if gate.withholds == "all" or other.withholds == "all":
        return gate.withholds == "all"
    return set(other.withholds) <= set(gate.withholds)
