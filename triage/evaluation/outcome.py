"""Running a vignette: the assessment compared with the expectation, every difference said in clinical words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from triage.assessment import Assessment, assess
from triage.assessment.assess import EngineChoice
from triage.evaluation import strings
from triage.evaluation.unmet import why_not
from triage.evaluation.vignettes import Vignette
from triage.locale import Locale, locale_named
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
    expected, got, say = outcome.vignette.expect.urgency, outcome.assessment.urgency, _say(outcome)
    levels = {"expected": expected, "got": got}
    if got < expected:
        yield Failure("under-triage", say(strings.UNDER) % levels, tuple(_missing(pack, outcome)))
    elif got > expected:
        yield Failure("over-triage", say(strings.OVER) % levels, tuple(_too_eager(outcome)))


def _missing(pack: Pack, outcome: Outcome) -> Iterator[str]:
    """The rules that would have made it urgent enough: those named, or else the nearest to firing."""
    expect, say = outcome.vignette.expect, _say(outcome)
    named = [name for name in expect.fires if name in pack.danger_signs and name not in outcome.fired(certain=True)]
    if named:
        reasons = ((name, _reasons(pack, outcome, name)) for name in named)
        yield from (say(strings.SHOULD_HAVE) % {"rule": name, "reasons": why} for name, why in reasons)
        return
    candidates = [sign.id for sign in pack.danger_signs.values() if sign.urgency >= expect.urgency]
    candidates = [name for name in candidates if name not in outcome.fired(certain=True)]
    missing = sorted((len(_why_not(pack, outcome, name)), name) for name in candidates)
    for count, name in missing[:AT_MOST]:
        if count == missing[0][0]:
            yield say(strings.NEAREST) % {"rule": name, "reasons": _reasons(pack, outcome, name)}


def _too_eager(outcome: Outcome) -> Iterator[str]:
    say = _say(outcome)
    too_high = [sign for sign in outcome.assessment.danger_signs if sign.urgency > outcome.vignette.expect.urgency]
    for sign in too_high[:AT_MOST]:
        fired = strings.FIRED_ON if sign.certain else strings.FIRED_UNSURE
        yield say(fired) % {"rule": sign.rule, "level": sign.urgency, "answers": _told(sign.answers)}
    if len(too_high) > AT_MOST:
        yield say(strings.MORE) % {"count": len(too_high) - AT_MOST}
    if not outcome.assessment.danger_signs:
        yield say(strings.BASE_LEVEL)


def _told(answers: dict[str, object]) -> str:
    words = {name: " ".join(map(str, said)) if isinstance(said, list) else said for name, said in answers.items()}
    return ", ".join(f"{name}: {said}" for name, said in words.items())


def _causes(outcome: Outcome) -> Iterator[Failure]:
    expect, say = outcome.vignette.expect, _say(outcome)
    shown = [cause.cause for cause in outcome.assessment.possible_causes]
    listed = say(strings.SHOWN) % {"names": ", ".join(shown) or say(strings.NONE)}
    if expect.first_cause is not None and shown[:1] != [expect.first_cause]:
        first = shown[0] if shown else say(strings.NONE)
        wrong = say(strings.WRONG_FIRST) % {"expected": expect.first_cause, "got": first}
        yield Failure("cause", wrong, (listed,))
    if expect.causes is None:
        return
    for cause in expect.causes:
        if cause not in shown:
            yield Failure("cause", say(strings.MISSING_CAUSE) % {"cause": cause}, (listed,))
    for cause in shown:
        if cause not in (*expect.causes, *expect.also_allowed):
            for_ = next(one.for_ for one in outcome.assessment.possible_causes if one.cause == cause)
            why = tuple(say(strings.FOR_IT) % {"rule": one.rule, "strength": one.strength} for one in for_)
            yield Failure("cause", say(strings.UNEXPECTED_CAUSE) % {"cause": cause}, why)


def _told_of_causes(outcome: Outcome) -> Iterator[Failure]:
    expect, shown, say = outcome.vignette.expect, outcome.assessment.possible_causes, _say(outcome)
    strengths = {cause.cause: cause.strength for cause in shown}
    for cause, expected in expect.strengths.items():
        if strengths.get(cause) != expected:
            it_is = strengths.get(cause, say(strings.NOT_SHOWN))
            yield Failure("cause", say(strings.WRONG_STRENGTH) % {"cause": cause, "expected": expected, "got": it_is})
    named = {condition.condition for cause in shown for condition in cause.conditions}
    if expect.conditions is not None and named != set(expect.conditions):
        wanted, got = (", ".join(sorted(names)) or say(strings.NONE) for names in (expect.conditions, named))
        yield Failure("cause", say(strings.WRONG_CONDITIONS) % {"expected": wanted, "got": got})


def _professionals(outcome: Outcome) -> Iterator[Failure]:
    named, say = [helper.professional for helper in outcome.assessment.professionals], _say(outcome)
    for name in outcome.vignette.expect.professionals:
        if name not in named:
            those = say(strings.NAMED) % {"names": ", ".join(named)}
            yield Failure("professional", say(strings.MISSING_PROFESSIONAL) % {"name": name}, (those,))


def _rules(pack: Pack, outcome: Outcome) -> Iterator[Failure]:
    expect, certain, unsure = outcome.vignette.expect, outcome.fired(certain=True), outcome.fired(certain=False)
    is_told = outcome.assessment.urgency < expect.urgency  # under-triage names the danger signs that are missing
    say = _say(outcome)
    for name in expect.fires:
        if is_told and name in pack.danger_signs:
            continue
        if name in unsure or name not in certain:
            message, why = (
                (strings.RULE_UNSURE, strings.NOT_CERTAIN)
                if name in unsure
                else (strings.RULE_DID_NOT, strings.NOT_MET)
            )
            reasons = say(why) % {"reasons": _reasons(pack, outcome, name)}
            yield Failure("rule", say(message) % {"rule": name}, (reasons,))
    for name in expect.fires_if_unsure:
        if name not in unsure:
            message = strings.RULE_CERTAIN if name in certain else strings.RULE_DID_NOT
            yield Failure("rule", say(message) % {"rule": name})
    for name in expect.does_not_fire:
        if name in certain | unsure:
            stood_on = next(step.from_ for step in outcome.assessment.trace if step.rule == name)
            on = say(strings.ON) % {"names": ", ".join(stood_on)}
            yield Failure("rule", say(strings.RULE_SHOULD_NOT) % {"rule": name}, (on,))


def _exercises(outcome: Outcome) -> Iterator[Failure]:
    expect, say = outcome.vignette.expect, _say(outcome)
    shown = [exercise.exercise for exercise in outcome.assessment.exercises]
    kept = {exercise.exercise: exercise.because for exercise in outcome.assessment.withheld_exercises}
    if expect.exercises is not None:
        for name in expect.exercises:
            if name not in shown:
                yield Failure("exercise", say(strings.WITHHELD) % {"exercise": name}, (kept.get(name, ""),))
        for name in shown:
            if name not in expect.exercises:
                yield Failure("exercise", say(strings.SHOULD_NOT_SHOW) % {"exercise": name})
    for name in expect.withheld:
        if name not in kept:
            yield Failure("exercise", say(strings.NOT_WITHHELD) % {"exercise": name})


def _engines(outcome: Outcome) -> Iterator[Failure]:
    if outcome.assessment.engine.agreed is False:
        yield Failure("engine", _say(outcome)(strings.NOT_AGREED))


def _say(outcome: Outcome) -> Locale:
    return locale_named(outcome.assessment.language)


def _why_not(pack: Pack, outcome: Outcome, name: str) -> tuple[str, ...]:
    logic = logic_of(pack)
    facts = logic.settle(outcome.vignette.answers)
    causes = frozenset(cause.cause for cause in outcome.assessment.possible_causes)
    rule = next(rule for rule in rules_of(pack) if rule.id == name)
    return why_not(logic, rule, facts.concluded(Urgency(outcome.assessment.urgency), causes))


def _reasons(pack: Pack, outcome: Outcome, name: str) -> str:
    return "; ".join(_why_not(pack, outcome, name)) or _say(outcome)(strings.MET)
