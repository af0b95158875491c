"""Why not: what kept a cause, a danger sign, an urgency or an exercise out of a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, assert_never

from triage.errors import UnknownId
from triage.explain import strings
from triage.explain.case import Case, case_of
from triage.explain.changes import ways_to_level
from triage.explain.effects import change_set_of, smallest_sets
from triage.explain.let_off import deciding
from triage.explain.model import ChangeSet, Gap, NotFired, Obstacle, Said, TargetKind, Unmet, WhyNot
from triage.explain.showing import Wanted, sets_that_show
from triage.explain.unmet import UnmetTest, met_tests, unmet_tests
from triage.explain.what_if import to_level
from triage.explain.why import danger_signs, reasons, withheld_step
from triage.locale import locale_named
from triage.pack.conditions import AnswerIs, CauseIsPossible, NumberIs, UrgencyIs
from triage.pack.in_words import leaf_in_words
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence
from triage.pack.scales import Direction, Reading, Strength, Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import PossibleCauseScore, own_scores, score_of, shown_among
from triage.reasoning.standing import standing_of
from triage.reasoning.ways import Ways, ways_to_fire


def why_not(pack: Pack, answers: Answers | Mapping[str, object], target: str, *, country: str | None = None) -> WhyNot:
    """Why `target` is not part of the result of these answers.

    `target` is the id of a cause, of one of its conditions, of a danger sign, an urgency or an exercise. Raises
    UnknownId, with the nearest known one, for anything else, and AnswersError for answers that the pack does not know.
    """
    case = case_of(pack, answers, country)
    kind, name = _target(pack, target)
    match kind:
        case "cause":
            said = _cause(case, name, None)
        case "condition":
            cause = next(one for one in pack.causes.values() if name in {part.id for part in one.conditions})
            said = _cause(case, cause.id, name)
        case "danger_sign":
            said = _danger_sign(case, pack.danger_signs[name])
        case "urgency":
            said = _urgency(case, Urgency(name))
        case _:
            said = _exercise(case, name)
    return WhyNot(**case.header(), target=name, target_kind=kind, **{**_NOTHING, **said})


LARGEST, MOST_SETS, MOST_SHOWING = 6, 5, 3

_NOTHING: dict[str, Any] = {
    "obstacle": None,
    "gap": None,
    "for_": (),
    "against": (),
    "unknown": (),
    "missing": (),
    "in_the_way": (),
    "smallest": (),
}


def _target(pack: Pack, target: str) -> tuple[TargetKind, str]:
    known: dict[TargetKind, Iterable[str]] = {
        "cause": pack.causes,
        "condition": [part.id for cause in pack.causes.values() for part in cause.conditions],
        "danger_sign": pack.danger_signs,
        "urgency": [level.value for level in pack.levels],
        "exercise": pack.exercises,
    }
    wanted = target.strip().replace(" ", "_").replace("-", "_").lower()
    for kind, names in known.items():
        for name in names:
            if name.replace("-", "_").lower() == wanted:
                return kind, name
    say = locale_named(pack.language)
    hint = say.did_you_mean(target.strip(), [name for names in known.values() for name in names])
    values = {"target": target[:60], "hint": hint, "causes": ", ".join(pack.causes)}
    raise UnknownId(say(strings.NO_TARGET) % values)


# --------------------------------------------------------------------------------------------------------------- causes


def _cause(case: Case, name: str, condition: str | None) -> dict[str, Any]:
    """Why a cause is not shown, or a condition of it not named, by the evidence of the condition that fits best."""
    cause, shown = case.pack.causes[name], {one.cause: one.conditions for one in case.conclusions.causes}
    label = next((part.label for part in cause.conditions if part.id == condition), cause.label)
    kinds = {None, condition} if condition else {None, *_best_conditions(case, name)}
    lines = [line for line in case.pack.evidence.values() if line.cause == name and line.condition in kinds]
    certain = [line for line in lines if case.certain.get(line.id)]
    is_so = name in shown and (condition is None or condition in shown[name])
    missing = [line for line in lines if line.direction is Direction.FOR and line not in certain]
    return {
        "label": case.say(label),
        "is_so": is_so,
        "obstacle": None if name in shown else _obstacle(case, name),
        "gap": None if name in shown else _gap(_missing(case, name)),
        "smallest": ()
        if is_so
        else _showing(case, Wanted(cause, condition), 0 if name in shown else _missing(case, name)),
        "for_": reasons(case, (line for line in certain if line.direction is Direction.FOR)),
        "against": reasons(case, (line for line in certain if line.direction is Direction.AGAINST)),
        "unknown": reasons(case, (line for line in missing if line.id in case.certain)),
        "missing": ()
        if is_so
        else _nearest(case, (line for line in missing if line.id not in case.certain), condition),
    }


def _best_conditions(case: Case, cause: str) -> list[str]:
    own = own_scores(case.pack, case.pack.causes[cause], case.certain)
    return [name for name, score in own.items() if name and score == max(own[one] for one in own if one)]


def _obstacle(case: Case, cause: str) -> Obstacle:
    shown, scores = case.pack.about.shown_causes, _scores(case)
    score = scores[cause].score
    if score < shown.at_least:
        return Obstacle.NOT_ENOUGH
    best = max(one.score for one in scores.values())
    return Obstacle.OTHERS_FIT_BETTER if score < best - shown.within else Obstacle.OTHERS_FILL_THE_LIST


def _missing(case: Case, cause: str) -> int:
    """What the score of a cause lacks for it to be shown while all others stay."""
    scores = _scores(case)
    missing = 1
    while not any(one.cause == cause for one in shown_among(case.pack, _raised(scores, cause, missing))):
        missing += 1
    return missing


def _gap(missing: int) -> Gap:
    """The least reasons, each counting in full, that make up for what is missing."""
    return next((gap for gap, most in _GAPS.items() if missing <= most), Gap.MORE)


def _showing(case: Case, wanted: Wanted, missing: int) -> tuple[ChangeSet, ...]:
    standing = standing_of(case.pack, case.answers, case.facts)
    sets = sets_that_show(case, standing, wanted, missing)
    return tuple(change_set_of(case, standing, changes) for changes in islice(sets, MOST_SHOWING))


_GAPS = {
    Gap.WEAK: Strength.WEAK.weight,
    Gap.MODERATE: Strength.MODERATE.weight,
    Gap.STRONG: Strength.STRONG.weight,
    Gap.TWO: 2 * Strength.STRONG.weight,
}


def _scores(case: Case) -> dict[str, PossibleCauseScore]:
    return {name: score_of(case.pack, cause, case.certain) for name, cause in case.pack.causes.items()}


def _raised(scores: Mapping[str, PossibleCauseScore], cause: str, by: int) -> list[PossibleCauseScore]:
    return [one._replace(score=one.score + by) if name == cause else one for name, one in scores.items()]


# -------------------------------------------------------------------------------------------- danger signs and urgency


def _danger_sign(case: Case, sign: DangerSign) -> dict[str, Any]:
    fired = case.certain.get(sign.id)
    return {
        "label": case.say(sign.label),
        "is_so": fired is not None,
        "missing": () if fired else (_not_fired(case, sign),),
        "smallest": () if fired is not None else _smallest(case, ways_to_fire(case.pack, sign.id, Reading.CAUTIOUS)),
        "in_the_way": tuple(one for one in danger_signs(case) if one.rule == sign.id),
    }


def _urgency(case: Case, level: Urgency) -> dict[str, Any]:
    """Why not this level: of a more urgent one the signs that did not fire, of a less urgent one those that did."""
    pack, reached = case.pack, case.conclusions.urgency
    missing: Iterable[DangerSign | Base] = ()
    if level > reached:
        missing = [sign for sign in pack.danger_signs.values() if sign.urgency == level]
    elif level == pack.base.reassured != reached and not case.certain.get(pack.base.id):
        missing = [pack.base]
    return {
        "label": case.say(pack.levels[level].label),
        "is_so": level == reached,
        "missing": _nearest(case, missing),
        "smallest": _leading_to(case, level) if level > reached else (),
        "in_the_way": tuple(sign for sign in danger_signs(case) if level < sign.urgency) if level < reached else (),
    }


def _leading_to(case: Case, level: Urgency) -> tuple[ChangeSet, ...]:
    """Changes that lead to a level; to a more urgent one only where none lead to just this one."""
    standing = standing_of(case.pack, case.answers, case.facts)
    return to_level(case, standing, level)[:MOST_SETS] or _smallest(case, ways_to_level(case.pack, level))


def _smallest(case: Case, ways: Ways) -> tuple[ChangeSet, ...]:
    standing = standing_of(case.pack, case.answers, case.facts)
    return smallest_sets(case, standing, ways, range(1, LARGEST + 1), MOST_SETS)


def _exercise(case: Case, name: str) -> dict[str, Any]:
    gates = [gate for gate in case.pack.gates.values() if gate.id in case.certain]
    holding = [gate.id for gate in gates if gate.withholds == "all" or name in gate.withholds]
    return {
        "label": case.say(case.pack.exercises[name].label),
        "is_so": not holding,
        "in_the_way": tuple(withheld_step(case, gate, [name]) for gate in holding),
    }


# ---------------------------------------------------------------------------------------------- rules that did not fire


def _nearest(
    case: Case, rules: Iterable[DangerSign | Base | Evidence], condition: str | None = None
) -> tuple[NotFired, ...]:
    """Rules that did not fire, those with the fewest tests missing first, of these the strongest.

    What speaks for `condition` itself comes before what it shares with others: without that it is never named.
    """

    def rank(one: NotFired) -> tuple[bool, int, int]:
        line = case.pack.evidence.get(one.rule)
        is_shared = condition is not None and line is not None and line.condition != condition
        return is_shared, len(one.unmet) + len(one.let_off), -one.strength.weight if one.strength else 0

    return tuple(sorted((_not_fired(case, rule) for rule in rules), key=rank))


def _not_fired(case: Case, rule: DangerSign | Base | Evidence) -> NotFired:
    tests = dict.fromkeys(unmet_tests(case.logic, rule.when, case.facts))
    unless = rule.unless if isinstance(rule, DangerSign) else None
    let_off = () if tests or unless is None else tuple(met_tests(case.logic, unless, case.facts))
    once = {_question(test): test for test in reversed(let_off)}
    first = deciding(case, rule.id, reversed(once)) if let_off else ()
    urgency: Urgency | None
    match rule:
        case DangerSign():
            said, urgency, strength = rule.because, rule.urgency, None
        case Base():
            said, urgency, strength = rule.reassured_because, rule.reassured, None
        case Evidence():
            said, urgency, strength = rule.finding, None, rule.strength
    return NotFired(
        rule=rule.id,
        says=case.say(said),
        urgency=urgency,
        strength=strength,
        unmet=tuple(_unmet(case, test) for test in tests),
        let_off=tuple(
            _said(case, once[name]) for name in (*first, *(one for one in reversed(once) if one not in first))
        ),
        sources=rule.sources,
    )


def _unmet(case: Case, test: UnmetTest) -> Unmet:
    return Unmet(
        question=_question(test),
        needs=leaf_in_words(case.pack, test.leaf, case.say),
        said=_said(case, test),
        patterns=test.patterns,
        others=test.others,
    )


def _question(test: UnmetTest) -> str:
    match test.leaf:
        case AnswerIs(question) | NumberIs(question):
            return question
        case UrgencyIs() | CauseIsPossible():
            raise TypeError("only gates of exercises read conclusions, and what withholds is asked of those that fired")
        case _:
            assert_never(test.leaf)


def _said(case: Case, test: UnmetTest) -> Said:
    values = test.leaf.values if isinstance(test.leaf, AnswerIs) else ()
    return case.said(_question(test), values)
