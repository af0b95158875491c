"""Why: the derivation of a result, from the answers to the urgency, the causes, whom to see and what is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from triage.explain.case import Case, case_of
from triage.explain.ground import ground_of
from triage.explain.model import (
    BaseStep,
    CauseStep,
    ProfessionalStep,
    ReasonStep,
    Role,
    SignStep,
    Told,
    Why,
    WithheldStep,
)
from triage.pack.pack import Pack
from triage.pack.rules import Evidence
from triage.pack.scales import Direction, Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import PossibleCauseScore, level_of, strength_of
from triage.reasoning.consequences import evidence_shown, whom_to_see, withheld


def why(pack: Pack, answers: Answers | Mapping[str, object], *, country: str | None = None) -> Why:
    """Why these answers have the result they have. Raises AnswersError for answers that the pack does not know."""
    case = case_of(pack, answers, country)
    signs = danger_signs(case)
    decided_by = tuple(sign for sign in signs if sign.urgency == case.conclusions.urgency)
    base = _base(case)
    enough = decided_by[0].because if decided_by else base.because if base else ()
    return Why(
        **case.header(),
        decided_by=decided_by,
        less_urgent=tuple(sign for sign in signs if sign not in decided_by),
        base=base,
        enough=enough,
        is_settled=case.conclusions.urgency is max(Urgency, key=lambda level: level.rank),
        causes=tuple(_cause(case, score) for score in case.conclusions.causes),
        professionals=_professionals(case),
        withheld=_withheld(case),
    )


def step_of(case: Case, rule: str, says: str) -> dict[str, Any]:
    """What every step says of a rule that fired."""
    ground = ground_of(case, rule)
    parts: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("speaks", ground.speak),
        ("asked_since", ground.asked_since),
        ("not_let_off", ground.not_let_off),
    )
    return {
        "rule": rule,
        "says": case.say(says),
        "certain": case.certain[rule],
        "because": tuple(
            Told(**vars(case.said(name, ground.told.get(name, ()))), role=role)
            for role, names in parts
            for name in names
        ),
        "also": tuple(case.said(name, ground.told.get(name, ())) for name in ground.also),
        "patterns": ground.patterns,
        "follows_from": ground.conclusions,
    }


def danger_signs(case: Case) -> tuple[SignStep, ...]:
    """The danger signs that fired, the most urgent first, certain ones before those from unknown answers."""
    pack = case.pack
    found = [
        SignStep(
            **step_of(case, sign.id, sign.because),
            label=case.say(sign.label),
            urgency=level_of(pack, sign.id, case.certain[sign.id]),
            outside_article=sign.outside_article,
            sources=sign.sources,
        )
        for sign in pack.danger_signs.values()
        if sign.id in case.certain
    ]
    return tuple(sorted(found, key=lambda sign: (-sign.urgency.rank, not sign.certain)))


def _base(case: Case) -> BaseStep | None:
    """The step of the base rule, where the urgency is not above it."""
    base, urgency = case.pack.base, case.conclusions.urgency
    if urgency is base.reassured:
        said = step_of(case, base.id, base.reassured_because)
    elif urgency is base.urgency:
        nothing: dict[str, Any] = dict.fromkeys(("because", "also", "patterns"), ())
        said = {"rule": base.id, "says": case.say(base.because), "certain": True, **nothing}
    else:
        return None
    return BaseStep(**said, urgency=urgency, sources=base.sources)


def _cause(case: Case, score: PossibleCauseScore) -> CauseStep:
    cause = case.pack.causes[score.cause]
    lines = evidence_shown(case.pack, score, case.certain)
    certain = [line for line in lines if case.certain[line.id]]
    labels = {condition.id: case.say(condition.label) for condition in cause.conditions}
    return CauseStep(
        cause=cause.id,
        label=case.say(cause.label),
        strength=strength_of(case.pack, score.score),
        conditions=tuple(labels[name] for name in score.conditions),
        for_=reasons(case, (line for line in certain if line.direction is Direction.FOR)),
        against=reasons(case, (line for line in certain if line.direction is Direction.AGAINST)),
        unknown=reasons(case, (line for line in lines if not case.certain[line.id])),
        sources=cause.sources,
    )


def reasons(case: Case, lines: Iterable[Evidence]) -> tuple[ReasonStep, ...]:
    """Lines of evidence that fired, the strongest first; those that say the same stand once."""
    once: dict[str, Evidence] = {}
    for line in sorted(lines, key=lambda line: -line.strength.weight):
        once.setdefault(case.say(line.finding), line)
    return tuple(
        ReasonStep(
            **step_of(case, line.id, line.finding),
            direction=line.direction,
            strength=line.strength,
            sources=line.sources,
        )
        for line in once.values()
    )


def _professionals(case: Case) -> tuple[ProfessionalStep, ...]:
    pack = case.pack
    return tuple(
        ProfessionalStep(
            professional=name,
            label=case.say(pack.professionals[name].label),
            why=case.say(reason.because),
            by=reason.by,
            sources=pack.professionals[name].sources,
        )
        for name, reason in whom_to_see(pack, case.firings, case.conclusions).items()
    )


def _withheld(case: Case) -> tuple[WithheldStep, ...]:
    """The gates that withhold exercises, each with those that it is the first to withhold."""
    by_gate: dict[str, list[str]] = {}
    for name, gate in withheld(case.pack, case.firings).items():
        by_gate.setdefault(gate.id, []).append(name)
    return tuple(withheld_step(case, gate, names) for gate, names in by_gate.items())


def withheld_step(case: Case, gate: str, exercises: Iterable[str]) -> WithheldStep:
    """A gate that fired, with what it withholds."""
    names = tuple(exercises)
    return WithheldStep(
        **step_of(case, gate, case.pack.gates[gate].because),
        exercises=names,
        labels=tuple(case.say(case.pack.exercises[name].label) for name in names),
        sources=case.pack.gates[gate].sources,
    )
