"""The kinds of practice cases: how the answers of each are chosen, and what must hold of them.

A draft is only given when it is what its kind promises by the reference evaluator, for these very answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from triage.learn.case import Kind, Plan, Twin
from triage.learn.chance import Dice
from triage.learn.patient import answers_to, complete, repaired, shown, values_of
from triage.learn.plausible import clashes
from triage.pack.pack import Pack
from triage.pack.scales import Direction, Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative
from triage.reasoning.inference import Inference, infer
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import Standing, other_answers, standing_of
from triage.reasoning.ways import Way, said, ways_to_fire

Given = dict[str, Value]
Promise = Callable[[Mapping[str, Value]], bool]

MOST_WAYS, MOST_PEOPLE, MOST_NAMES = 5, 10, 4
MOST_LINES, LEAST_BESIDE = 6, 2


@dataclass(frozen=True)
class Drafted:
    """Answers that keep a promise, the level that they lead to, and what else makes the case."""

    given: Given
    level: Urgency
    twin: Twin | None = None
    beside: tuple[str, ...] = ()


def draft(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """A case of the planned kind; None where these draws lead to none."""
    match plan.kind:
        case Kind.TYPICAL:
            return _typical(pack, dice, plan)
        case Kind.ATYPICAL:
            return _atypical(pack, dice, plan)
        case Kind.ONE_AWAY:
            return _one_away(pack, dice, plan)
        case Kind.NEAR_MISS:
            return _near_miss(pack, dice, plan)
        case Kind.NOT_SURE:
            return _not_sure(pack, dice, plan)


# ------------------------------------------------------------------------------------------------------------ the kinds


def _typical(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """The rule fires for certain and decides the level; what else there is points to the planned cause."""
    found = _deciding(pack, dice, plan, _ways(pack, dice, plan, Reading.STRICT))
    if found is None:
        return None
    given, pinned = found
    given, _ = _coloured(pack, dice, plan.cause, given, pinned, _decides(pack, plan))
    return Drafted(given, plan.level)


def _atypical(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """The rule alone decides the level, while two findings or more beside it have no part in that."""
    ways = sorted(_ways(pack, dice, plan, Reading.STRICT), key=lambda way: len(way) == 1)

    def alone(given: Mapping[str, Value]) -> bool:
        return _deciders(pack, given) == [plan.rule] if plan.rule != pack.base.id else True

    found = _deciding(pack, dice, plan, ways, alone)
    if found is None:
        return None
    given, pinned = found
    promise = _both(_decides(pack, plan), alone)
    coloured, beside = _coloured(pack, dice, plan.cause or dice.pick(list(pack.causes)), given, pinned, promise)
    return Drafted(coloured, plan.level, beside=beside) if len(beside) >= LEAST_BESIDE else None


def _one_away(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """As a typical case, and one other answer to one question gives another level."""
    found = _typical(pack, dice, plan)
    twin = found and _twin(pack, dice, found.given, plan.level)
    return Drafted(found.given, plan.level, twin) if found and twin else None


def _near_miss(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """All that the rule needs but one answer: it does not fire, and the level is below what it would ask for."""
    for way in islice(_ways(pack, dice, plan, Reading.STRICT), MOST_WAYS):
        met = answers_to(pack, dice, way)
        for name in dice.shuffled(way)[:MOST_NAMES] if met else ():
            others = [value for value in values_of(pack, dice, name) if not way[name].is_met(said(pack, name, value))]
            negative = clear_negative(pack.questions[name])
            for value in islice(sorted(others, key=lambda other: other != negative), 2):
                found = _missed(
                    pack, dice, plan, {**(met or {}), name: value}, Twin(name, (met or {})[name], plan.level)
                )
                if found is not None:
                    return found
    return None


def _missed(pack: Pack, dice: Dice, plan: Plan, wanted: Given, hit: Twin) -> Drafted | None:
    def is_missed(given: Mapping[str, Value]) -> bool:
        after = _inferred(pack, given)
        if _fired(after, plan.rule) is not None and plan.rule != pack.base.id:
            return False
        changed = standing_of(pack, Answers(given)).document({hit.question: hit.value})
        then = infer(pack, logic_of(pack).settle(changed))
        return (
            _fired(then, plan.rule) is True
            and after.conclusions.urgency is not then.conclusions.urgency is plan.level
            and (after.conclusions.urgency < plan.level) is (plan.rule != pack.base.id)
        )

    for _ in range(2):
        given = complete(pack, dice, wanted)
        if given is not None and is_missed(given):
            level = _inferred(pack, given).conclusions.urgency
            same = _both(is_missed, _leads_to(pack, level))
            given, _ = _coloured(pack, dice, plan.cause, given, frozenset(wanted), same)
            return Drafted(given, level, hit)
    return None


def _not_sure(pack: Pack, dice: Dice, plan: Plan) -> Drafted | None:
    """The level hangs on an answer that is not known, and another one is not known either."""
    is_base = plan.rule == pack.base.id
    reading = Reading.STRICT if is_base else Reading.CAUTIOUS

    def hangs_on_it(given: Mapping[str, Value]) -> bool:
        after = _inferred(pack, given)
        if after.conclusions.urgency is not plan.level:
            return False
        if is_base:
            return not any(firing.rule in pack.danger_signs for firing in after.firings)
        return _fired(after, plan.rule) is False and not _is_certain(pack, after, plan.level)

    for way in islice(_ways(pack, dice, plan, reading), MOST_WAYS):
        met = answers_to(pack, dice, way)
        for name in dice.shuffled(way)[:MOST_NAMES] if met else ():
            wanted = {**(met or {}), name: NOT_SURE}
            found = _person(pack, dice, wanted, hangs_on_it, 3)
            if found is not None:
                found, _ = _coloured(pack, dice, plan.cause, found, frozenset(wanted), hangs_on_it)
                second = _second_unknown(pack, dice, found, frozenset(wanted), hangs_on_it)
                if second is not None:
                    return Drafted(second, plan.level)
    return None


def _second_unknown(pack: Pack, dice: Dice, given: Given, pinned: frozenset[str], promise: Promise) -> Given | None:
    for name in dice.shuffled(name for name in given if name not in pinned):
        changed = repaired(pack, dice, {**given, name: NOT_SURE}, {*pinned, name})
        if changed is not None and promise(changed):
            return changed
    return None


# ---------------------------------------------------------------------------------------------------------- their parts


def _ways(pack: Pack, dice: Dice, plan: Plan, reading: Reading) -> list[Way]:
    return dice.shuffled(ways_to_fire(pack, plan.rule, reading))


def _deciding(
    pack: Pack, dice: Dice, plan: Plan, ways: list[Way], also: Promise = lambda _: True
) -> tuple[Given, frozenset[str]] | None:
    """A person in whom the rule fires for certain and the level is the planned one, and what that needed."""
    promise = _both(_decides(pack, plan), also)
    for way in ways[:MOST_WAYS]:
        met = answers_to(pack, dice, way)
        given = None if met is None else _person(pack, dice, met, promise)
        if given is not None:
            return given, frozenset(way)
    return None


def _person(pack: Pack, dice: Dice, wanted: Given, promise: Promise, most: int = MOST_PEOPLE) -> Given | None:
    people = (complete(pack, dice, wanted) for _ in range(most))
    return next((given for given in people if given is not None and promise(given)), None)


def _coloured(
    pack: Pack, dice: Dice, cause: str | None, given: Given, pinned: frozenset[str], promise: Promise
) -> tuple[Given, tuple[str, ...]]:
    """The person with findings that speak for a cause, as far as the promise still holds; and which these are."""
    added: dict[str, None] = {}
    lines = [line for line in pack.evidence.values() if line.cause == cause and line.direction is Direction.FOR]
    for line in dice.shuffled(lines)[:MOST_LINES]:
        ways = ways_to_fire(pack, line.id, Reading.STRICT)
        met = answers_to(pack, dice, dice.pick(ways)) if ways else None
        new = {name: value for name, value in (met or {}).items() if name not in pinned and name not in added}
        if met is None or not new or any(given.get(name) != met[name] for name in met if name not in new):
            continue
        changed = repaired(pack, dice, {**given, **new}, {*pinned, *added, *new})
        if changed is not None and promise(changed):
            negative = {name: clear_negative(pack.questions[name]) for name in new}
            added.update((name, None) for name in new if new[name] != negative[name] not in ((), NOT_SURE))
            given = changed
    return given, tuple(added)


def _twin(pack: Pack, dice: Dice, given: Given, level: Urgency) -> Twin | None:
    """The one other answer that changes the level most, and that fits the rest."""
    standing = standing_of(pack, Answers(given))
    found = list(_twins(standing, given, level))
    most = max((abs(twin.level.rank - level.rank) for twin in found), default=0)
    return dice.pick([twin for twin in found if abs(twin.level.rank - level.rank) == most]) if found else None


def _twins(standing: Standing, given: Given, level: Urgency) -> Iterator[Twin]:
    for name, present in given.items():
        for value in other_answers(standing.pack.questions[name], present):
            after = standing.urgency_if({name: value})
            if after is not level:
                changed = shown(standing.pack, {**given, name: value})
                if name in changed and not any(clashes(changed)):
                    yield Twin(name, value, after)


# ------------------------------------------------------------------------------------------------------------- promises


def _inferred(pack: Pack, given: Mapping[str, Value]) -> Inference:
    return infer(pack, logic_of(pack).settle(Answers(given)))


def _fired(after: Inference, rule: str) -> bool | None:
    """Whether a rule fired for certain; None if it did not."""
    return next((firing.certain for firing in after.firings if firing.rule == rule), None)


def _decides(pack: Pack, plan: Plan) -> Promise:
    def promise(given: Mapping[str, Value]) -> bool:
        after = _inferred(pack, given)
        return after.conclusions.urgency is plan.level and _fired(after, plan.rule) is True

    return promise


def _leads_to(pack: Pack, level: Urgency) -> Promise:
    return lambda given: _inferred(pack, given).conclusions.urgency is level


def _is_certain(pack: Pack, after: Inference, level: Urgency) -> bool:
    """Whether the level is reached by what is known alone."""
    certain = [one.rule for one in after.firings if one.certain and one.rule in pack.danger_signs]
    return any(pack.danger_signs[rule].urgency >= level for rule in certain)


def _deciders(pack: Pack, given: Mapping[str, Value]) -> list[str]:
    standing = standing_of(pack, Answers(given))
    return [rule for rule, level in standing.levels.items() if level is standing.urgency]


def _both(one: Promise, other: Promise) -> Promise:
    return lambda given: one(given) and other(given)
