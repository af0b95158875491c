"""Running a vignette: the assessment compared with the expectation, every difference said in clinical words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from triage.assessment import Assessment, assess
from triage.assessment.assess import EngineChoice
from triage.evaluation.unmet import why_not
from triage.evaluation.vignettes import Vignette
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.logic import logic_of
from triage.reasoning.ruleset import rules_of

AT_MOST = 3


@dataclass(frozen=True)
class Failure:
    """One difference, of a kind: under-triage, over-triage, cause, professional, rule, exercise or engine.

    `details` say why.
    """

    kind: str
    message: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"    {line}" for line in self.details)])


@dataclass(frozen=True)
class Outcome:
    """What came out of one vignette."""

    vignette: Vignette
    assessment: Assessment
    failures: tuple[Failure, ...]

    @property
    def is_passed(self) -> bool:
        return not self.failures

    def __str__(self) -> str:
        """The vignette and what is wrong, in the words that a failing test shows."""
        return "\n".join([str(self.vignette), *map(str, self.failures)])

    def fired(self, certain: bool) -> frozenset[str]:
        return frozenset(step.rule for step in self.assessment.trace if step.certain is certain)


def run(pack: Pack, vignette: Vignette, engine: EngineChoice = "both") -> Outcome:
    """Assess a vignette's answers and compare the result with its expectation."""
    assessment = assess(pack, vignette.answers, engine=engine)
    bare = Outcome(vignette, assessment, ())
    checks = (_urgency(pack, bare), _causes(bare), _told_of_causes(bare), _professionals(bare), _rules(pack, bare))
    return Outcome(vignette, assessment, tuple(chain(*checks, _exercises(bare), _engines(bare))))


def _urgency(pack: Pack, outcome: Outcome) -> Iterator[Failure]:
    expected, got = outcome.vignette.expect.urgency, outcome.assessment.urgency
    if got < expected:
        yield Failure("under-triage", f"under-triage: expected {expected}, got {got}", tuple(_missing(pack, outcome)))
    elif got > expected:
        yield Failure("over-triage", f"over-triage: expected {expected}, got {got}", tuple(_too_eager(outcome)))


def _missing(pack: Pack, outcome: Outcome) -> Iterator[str]:
    """The rules that would have made it urgent enough: those named, or else the nearest to firing."""
    expect = outcome.vignette.expect
    named = [name for name in expect.fires if name in pack.danger_signs and name not in outcome.fired(certain=True)]
    if named:
        yield from (f"{name} should have fired: {_reasons(pack, outcome, name)}" for name in named)
        return
    candidates = [sign.id for sign in pack.danger_signs.values() if sign.urgency >= expect.urgency]
    candidates = [name for name in candidates if name not in outcome.fired(certain=True)]
    missing = sorted((len(_why_not(pack, outcome, name)), name) for name in candidates)
    for count, name in missing[:AT_MOST]:
        if count == missing[0][0]:
            yield f"nearest rule {name} did not fire: {_reasons(pack, outcome, name)}"


def _too_eager(outcome: Outcome) -> Iterator[str]:
    too_high = [sign for sign in outcome.assessment.danger_signs if sign.urgency > outcome.vignette.expect.urgency]
    for sign in too_high[:AT_MOST]:
        unsure = "" if sign.certain else ", only because of what is not known"
        yield f"{sign.rule} fired ({sign.urgency}{unsure}) on {_told(sign.answers)}"
    if len(too_high) > AT_MOST:
        yield f"and {len(too_high) - AT_MOST} more"
    if not outcome.assessment.danger_signs:
        yield "no danger sign fired; this is the base level"


def _told(answers: dict[str, object]) -> str:
    words = {name: " ".join(map(str, said)) if isinstance(said, list) else said for name, said in answers.items()}
    return ", ".join(f"{name}: {said}" for name, said in words.items())


def _causes(outcome: Outcome) -> Iterator[Failure]:
    expect = outcome.vignette.expect
    shown = [cause.cause for cause in outcome.assessment.possible_causes]
    listed = f"shown: {', '.join(shown) or 'none'}"
    if expect.first_cause is not None and shown[:1] != [expect.first_cause]:
        first = shown[0] if shown else "none"
        yield Failure("cause", f"wrong first cause: expected {expect.first_cause}, got {first}", (listed,))
    if expect.causes is None:
        return
    for cause in expect.causes:
        if cause not in shown:
            yield Failure("cause", f"missing cause: {cause} is not shown", (listed,))
    for cause in shown:
        if cause not in (*expect.causes, *expect.also_allowed):
            for_ = next(one.for_ for one in outcome.assessment.possible_causes if one.cause == cause)
            why = tuple(f"for it: {reason.rule} ({reason.strength})" for reason in for_)
            yield Failure("cause", f"unexpected cause: {cause} is shown", why)


def _told_of_causes(outcome: Outcome) -> Iterator[Failure]:
    expect, shown = outcome.vignette.expect, outcome.assessment.possible_causes
    strengths = {cause.cause: cause.strength for cause in shown}
    for cause, expected in expect.strengths.items():
        if strengths.get(cause) != expected:
            got = strengths.get(cause, "not shown at all")
            yield Failure("cause", f"wrong strength: expected {cause} to be {expected}, it is {got}")
    named = {condition.condition for cause in shown for condition in cause.conditions}
    if expect.conditions is not None and named != set(expect.conditions):
        wanted, got = (", ".join(sorted(names)) or "none" for names in (expect.conditions, named))
        yield Failure("cause", f"wrong named conditions: expected {wanted}; got {got}")


def _professionals(outcome: Outcome) -> Iterator[Failure]:
    named = [helper.professional for helper in outcome.assessment.professionals]
    for name in outcome.vignette.expect.professionals:
        if name not in named:
            yield Failure("professional", f"missing: {name} is not among those to see", (f"named: {', '.join(named)}",))


def _rules(pack: Pack, outcome: Outcome) -> Iterator[Failure]:
    expect, certain, unsure = outcome.vignette.expect, outcome.fired(certain=True), outcome.fired(certain=False)
    is_told = outcome.assessment.urgency < expect.urgency  # under-triage names the danger signs that are missing
    for name in expect.fires:
        if is_told and name in pack.danger_signs:
            continue
        if name in unsure:
            why = f"not certain: {_reasons(pack, outcome, name)}"
            yield Failure("rule", f"rule {name} fired, but only because of what is not known", (why,))
        elif name not in certain:
            yield Failure("rule", f"rule {name} did not fire", (f"not met: {_reasons(pack, outcome, name)}",))
    for name in expect.fires_if_unsure:
        if name not in unsure:
            what = "fired for certain, not because of what is not known" if name in certain else "did not fire"
            yield Failure("rule", f"rule {name} {what}")
    for name in expect.does_not_fire:
        if name in certain | unsure:
            stood_on = next(step.from_ for step in outcome.assessment.trace if step.rule == name)
            yield Failure("rule", f"rule {name} fired, and should not", (f"on {', '.join(stood_on)}",))


def _exercises(outcome: Outcome) -> Iterator[Failure]:
    expect = outcome.vignette.expect
    shown = [exercise.exercise for exercise in outcome.assessment.exercises]
    kept = {exercise.exercise: exercise.because for exercise in outcome.assessment.withheld_exercises}
    if expect.exercises is not None:
        for name in expect.exercises:
            if name not in shown:
                yield Failure("exercise", f"exercise {name} is withheld, and should be shown", (kept.get(name, ""),))
        for name in shown:
            if name not in expect.exercises:
                yield Failure("exercise", f"exercise {name} is shown, and should not be")
    for name in expect.withheld:
        if name not in kept:
            yield Failure("exercise", f"exercise {name} is not withheld, and should be")


def _engines(outcome: Outcome) -> Iterator[Failure]:
    if outcome.assessment.engine.agreed is False:
        yield Failure("engine", "the two engines do not agree on this case")


def _why_not(pack: Pack, outcome: Outcome, name: str) -> tuple[str, ...]:
    logic = logic_of(pack)
    facts = logic.settle(outcome.vignette.answers)
    causes = frozenset(cause.cause for cause in outcome.assessment.possible_causes)
    rule = next(rule for rule in rules_of(pack) if rule.id == name)
    return why_not(logic, rule, facts.concluded(Urgency(outcome.assessment.urgency), causes))


def _reasons(pack: Pack, outcome: Outcome, name: str) -> str:
    return "; ".join(_why_not(pack, outcome, name)) or "its conditions are met"
