"""What a result tells, as far as a vignette can look at it: the measure of whether two packs differ on a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.assessment.advice import professionals
from triage.assessment.assess import reason
from triage.pack.pack import Pack
from triage.pack.scales import Strength, Urgency
from triage.pack.wording import Wording
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import Conclusions, strength_of
from triage.reasoning.ruleset import Firing


@dataclass(frozen=True)
class Told:
    """The level, the causes in their order, whom to see, and what is withheld; not which rules led there."""

    urgency: Urgency
    causes: tuple[tuple[str, Strength, tuple[str, ...]], ...]
    professionals: frozenset[str]
    withheld: frozenset[str]


def told(pack: Pack, findings: Iterable[Firing], conclusions: Conclusions, gates: Iterable[str]) -> Told:
    """What these firings and conclusions tell; `gates` are the exercise gates that fire."""
    say = Wording(pack.countries[pack.about.default_country])
    helpers = professionals(pack, findings, conclusions, say)
    causes = tuple((one.cause, strength_of(pack, one.score), one.conditions) for one in conclusions.causes)
    withheld = frozenset(exercise for gate in gates for exercise in withheld_by(pack, gate))
    return Told(conclusions.urgency, causes, frozenset(one.professional for one in helpers), withheld)


def withheld_by(pack: Pack, gate: str) -> Iterable[str]:
    """The exercises that a gate withholds."""
    withholds = pack.gates[gate].withholds
    return pack.exercises if withholds == "all" else withholds


@dataclass(frozen=True)
class Result:
    """What a pack makes of one answer set: what is told, and every firing."""

    told: Told
    fired: Mapping[str, bool]


def result_of(pack: Pack, answers: Answers) -> Result:
    """The result of these answers by the reference evaluator."""
    reasoned = reason(pack, answers, "logic")
    fired = {firing.rule: firing.certain for firing in reasoned.firings}
    gates = [name for name in fired if name in pack.gates]
    return Result(told(pack, reasoned.firings, reasoned.conclusions, gates), fired)
