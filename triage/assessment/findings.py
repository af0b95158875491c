"""What was found: danger signs, possible causes with reasons, what is not known, and the trace behind it all."""

from __future__ import annotations

from collections.abc import Iterable

from triage.assessment.model import DangerSignFound, NamedCondition, PossibleCause, Reason, TraceStep
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign, Evidence
from triage.pack.scales import Direction
from triage.pack.wording import Wording
from triage.reasoning.answers import Answers, Facts, given_text
from triage.reasoning.conclusions import Conclusions, PossibleCauseScore, level_of, strength_of
from triage.reasoning.consequences import evidence_shown
from triage.reasoning.grounds import Grounds
from triage.reasoning.ruleset import Firing
from triage.reasoning.standing import asked_anew


def danger_signs(pack: Pack, facts: Facts, firings: Iterable[Firing], say: Wording) -> tuple[DangerSignFound, ...]:
    """The danger signs that fired, the most urgent first, certain ones before those from unknown answers."""
    grounds = Grounds(pack, facts)
    found = [
        _danger_sign(pack, pack.danger_signs[firing.rule], firing.certain, grounds, facts, say)
        for firing in firings
        if firing.rule in pack.danger_signs
    ]
    return tuple(sorted(found, key=lambda sign: (-sign.urgency.rank, not sign.certain)))


def _danger_sign(
    pack: Pack, sign: DangerSign, certain: bool, grounds: Grounds, facts: Facts, say: Wording
) -> DangerSignFound:
    questions = grounds.questions(sign.id, certain)
    return DangerSignFound(
        rule=sign.id,
        label=say(sign.label),
        urgency=level_of(pack, sign.id, certain),
        because=say(sign.because),
        certain=certain,
        outside_article=sign.outside_article,
        answers={name: _told(pack, facts, name) for name in questions},
        unsure_about=() if certain else tuple(name for name in questions if name in facts.unknown),
        sources=sign.sources,
    )


def _told(pack: Pack, facts: Facts, name: str) -> object:
    number = facts.numbers.get(name)
    return given_text(pack, name, number if number is not None else tuple(sorted(facts.values[name])))


def possible_causes(
    pack: Pack, firings: Iterable[Firing], conclusions: Conclusions, say: Wording
) -> tuple[PossibleCause, ...]:
    """The causes to show, each with its reasons for and against and what is not known yet."""
    certain = {firing.rule: firing.certain for firing in firings}
    return tuple(_possible_cause(pack, score, certain, say) for score in conclusions.causes)


def _possible_cause(pack: Pack, score: PossibleCauseScore, certain: dict[str, bool], say: Wording) -> PossibleCause:
    cause = pack.causes[score.cause]
    relevant = evidence_shown(pack, score, certain)
    named = {condition.id: condition for condition in cause.conditions}

    def reasons(lines: Iterable[Evidence]) -> tuple[Reason, ...]:
        by_finding: dict[str, Reason] = {}
        for line in sorted(lines, key=lambda line: -line.strength.weight):
            finding = say(line.finding)
            by_finding.setdefault(
                finding,
                Reason(rule=line.id, finding=finding, strength=line.strength, sources=line.sources),
            )
        return tuple(by_finding.values())

    return PossibleCause(
        cause=cause.id,
        label=say(cause.label),
        plain=say(cause.plain),
        strength=strength_of(pack, score.score),
        conditions=tuple(
            NamedCondition(condition=name, label=say(named[name].label), sources=named[name].sources)
            for name in score.conditions
        ),
        for_=reasons(line for line in relevant if certain[line.id] and line.direction is Direction.FOR),
        against=reasons(line for line in relevant if certain[line.id] and line.direction is Direction.AGAINST),
        unknown=reasons(line for line in relevant if not certain[line.id]),
        sources=cause.sources,
    )


def not_known(pack: Pack, answers: Answers, facts: Facts) -> tuple[str, ...]:
    """The questions answered not sure or left blank that could still change the urgency, the most telling first.

    Those that tell as much stand in the order of the pack, so that the same answers always give the same text.
    """
    if not facts.unknown:
        return ()
    from triage.interview.order import promises  # what can still change is asked of the interview, if anything can
    from triage.interview.relevance import urgency_needs

    worth = promises(urgency_needs(pack, asked_anew(pack, answers, facts, facts.unknown)))
    unclear = [name for name in pack.questions if name in worth and name in facts.unknown]
    return tuple(sorted(unclear, key=lambda name: -worth[name]))


def trace(pack: Pack, facts: Facts, firings: Iterable[Firing], conclusions: Conclusions) -> tuple[TraceStep, ...]:
    """Every firing in its order, with what it stood on and what it concludes: enough to redo the reasoning."""
    grounds = Grounds(pack, facts)
    return tuple(
        [
            TraceStep(
                rule=rule,
                certain=certain,
                from_=grounds.of(rule, certain),
                concludes=_conclusions_of(pack, rule, certain, conclusions),
            )
            for rule, certain in firings
        ]
    )


def _conclusions_of(pack: Pack, rule: str, certain: bool, conclusions: Conclusions) -> tuple[str, ...]:
    if rule in pack.patterns:
        return (f"pattern:{rule}",)
    if rule in pack.danger_signs:
        return (f"danger_sign:{rule}", f"urgency>={level_of(pack, rule, certain)}")
    if rule in pack.evidence:
        line = pack.evidence[rule]
        condition = f".{line.condition}" if line.condition else ""
        sign = "unknown" if not certain else line.direction.value
        return (f"{sign}:{line.cause}{condition}:{line.strength}",)
    if rule in pack.gates:
        gate = pack.gates[rule]
        names = pack.exercises if gate.withholds == "all" else gate.withholds
        return tuple(f"withhold:{name}" for name in names)
    decides = certain and conclusions.urgency == pack.base.reassured
    return (f"urgency={pack.base.reassured}",) if decides else ()
