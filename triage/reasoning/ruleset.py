"""The rules of a pack in the one form that both engines read."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from triage.pack.conditions import Condition
from triage.pack.pack import Pack
from triage.records import Record


class Phase(Enum):
    """Answers lead to findings (patterns, danger signs, evidence); conclusions lead to gates (exercises withheld)."""

    FINDINGS = 1
    GATES = 2


class Rule(Record):
    """A rule fires when `when` holds, unless `unless` clearly holds."""

    id: str
    kind: str
    when: Condition
    unless: Condition | None = None
    phase: Phase = Phase.FINDINGS


class Firing(NamedTuple):
    """A rule that holds: certainly (not sure read as no), or only because of an answer that is not known."""

    rule: str
    certain: bool


@lru_cache(maxsize=16)
def rules_of(pack: Pack) -> tuple[Rule, ...]:
    """Every rule of the pack, patterns first and each after those it uses."""
    return (
        *(Rule(pattern.id, "pattern", pattern.when) for pattern in pack.pattern_order),
        *(Rule(sign.id, "danger_sign", sign.when, sign.unless) for sign in pack.danger_signs.values()),
        Rule(pack.base.id, "base", pack.base.when),
        *(Rule(line.id, "evidence", line.when) for line in pack.evidence.values()),
        *(Rule(gate.id, "exercise_gate", gate.when, None, Phase.GATES) for gate in pack.gates.values()),
    )
