"""Eight ways to misread the rules, each as a reading of its own: what level somebody says who reads them so.

Each is defined in the rule language (other answers, other conditions), so that it predicts a level for every case, and
cases can be chosen in which it predicts another one than the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from triage.learn.case import PracticeCase
from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, PatternHolds, leaves
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Facts, Value, clear_negative
from triage.reasoning.conclusions import urgency_of
from triage.reasoning.inference import infer
from triage.reasoning.logic import YES, logic_of

Judge = Callable[[Pack, Mapping[str, Value]], Urgency]
Touches = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Misconception:
    """One misreading. `judge` says the level that it leads to for complete answers.

    `touches` are answers that it is about: rules that test one of them show it best. `sources` are those of what is
    said against it; one about the rules themselves needs none.
    """

    id: str
    judge: Judge
    touches: Touches
    is_under: bool
    sources: tuple[str, ...] = ()

    def level(self, pack: Pack, case: PracticeCase) -> Urgency:
        """The level that somebody with this misconception says in a case."""
        return _judged(self, pack, case)

    def rules(self, pack: Pack) -> tuple[str, ...]:
        """The danger signs that test an answer which it is about."""
        return _touched(self, pack)

    def __hash__(self) -> int:
        return hash(self.id)


@lru_cache(maxsize=65536)
def _judged(one: Misconception, pack: Pack, case: PracticeCase) -> Urgency:
    return one.judge(pack, case.given)


@lru_cache(maxsize=256)
def _touched(one: Misconception, pack: Pack) -> tuple[str, ...]:
    def is_about(condition: Condition) -> bool:
        return any(
            isinstance(leaf, AnswerIs) and not set(one.touches.get(leaf.question, ())).isdisjoint(leaf.values)
            for leaf in leaves(unfolded(pack, condition))
        )

    return tuple(sign.id for sign in pack.danger_signs.values() if is_about(sign.when))


# ----------------------------------------------------------------------------------------------------------- the judges

CHRONIC: Touches = {"time_since_start": ("gt_3m",), "onset_tempo": ("months_years", "since_childhood")}
PRIVATE: Touches = {
    "saddle_numbness": ("yes",),
    "bladder_change": ("new_retention", "new_leak", "long_standing"),
    "bowel_change": ("new", "long_standing"),
    "sexual_change": ("yes",),
}
PAIN: Touches = {
    "back_pain": ("mild", "severe"),
    "leg_pain_radiating": ("one", "both"),
    "muscle_pain": ("yes",),
    "rest_pain": ("yes",),
    "walking_pain_pattern": ("better_sit_lean", "better_stand_still", "other"),
}
ONE_SIDED: Touches = {"side": ("one_leg", "one_side_of_body")}
GONE: Touches = {"course": ("gone",)}


def ignores_not_sure(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """What is not known is taken for a no."""
    clear = {
        name: clear_negative(pack.questions[name]) if value == NOT_SURE else value for name, value in given.items()
    }
    inferred = infer(pack, _facts(pack, clear))
    return urgency_of(pack, {firing.rule: True for firing in inferred.firings if firing.certain})


def any_read_as_all(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """One of several signs is not enough: all of them are waited for."""
    return _level(_all_for_any(pack), given)


def gone_is_over(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """What has gone away needs nobody soon."""
    return pack.base.urgency if _says(given, GONE) else _level(pack, given)


def old_is_harmless(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """What has been there for long can wait."""
    return pack.base.reassured if _says(given, CHRONIC) else _level(pack, given)


def private_ignored(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """Numbness between the legs, bladder, bowel and sexual changes are left out."""
    return _level(pack, {name: _without(pack, name, value, PRIVATE) for name, value in given.items()})


def pain_is_worse(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """Pain makes it one level more urgent."""
    level = _level(pack, given)
    higher = [one for one in Urgency if one > level]
    return higher[0] if higher and _says(given, PAIN) else level


def exception_always(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """What lets off one danger sign is thought to let off all."""
    return _level(_every_exception(pack), given)


def one_side_is_stroke(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    """One weak leg, or one weak side, is always taken for a stroke."""
    return max(Urgency, key=lambda level: level.rank) if _says(given, ONE_SIDED) else _level(pack, given)


MISCONCEPTIONS = (
    Misconception("ignores_not_sure", ignores_not_sure, {}, True),
    Misconception("any_read_as_all", any_read_as_all, {}, True),
    Misconception("gone_is_over", gone_is_over, GONE, True, ("NG128", "TIA-GM")),
    Misconception("old_is_harmless", old_is_harmless, CHRONIC, True),
    Misconception("private_ignored", private_ignored, PRIVATE, True, ("CES-RF", "CES-CSP")),
    Misconception("pain_is_worse", pain_is_worse, PAIN, False),
    Misconception("exception_always", exception_always, {}, True),
    Misconception("one_side_is_stroke", one_side_is_stroke, ONE_SIDED, False, ("NG127-LIMB", "BEFAST")),
)


# ------------------------------------------------------------------------------------------------------------ the parts


def _facts(pack: Pack, given: Mapping[str, Value]) -> Facts:
    return logic_of(pack).settle(Answers(given))


def _level(pack: Pack, given: Mapping[str, Value]) -> Urgency:
    facts, logic = _facts(pack, given), logic_of(pack)
    certain: dict[str, bool] = {}
    for rule in (*pack.danger_signs, pack.base.id):
        if logic.truth(rule, facts, Reading.STRICT) == YES:
            certain[rule] = True
        elif logic.truth(rule, facts, Reading.CAUTIOUS) == YES:
            certain[rule] = False
    return urgency_of(pack, certain)


def _says(given: Mapping[str, Value], touched: Touches) -> bool:
    """Whether any of these answers was given."""
    return any(not set(touched[name]).isdisjoint(_words(value)) for name, value in given.items() if name in touched)


def _without(pack: Pack, name: str, value: Value, touched: Touches) -> Value:
    return clear_negative(pack.questions[name]) if name in touched else value


def _words(value: Value) -> tuple[str, ...]:
    return () if isinstance(value, int) else value


@lru_cache(maxsize=16)
def _all_for_any(pack: Pack) -> Pack:
    """The pack with every "any of" in its danger signs read as "all of"."""
    signs = {
        name: replace(sign, when=_strengthened(pack, unfolded(pack, sign.when)))
        for name, sign in pack.danger_signs.items()
    }
    return replace(pack, danger_signs=signs)


@lru_cache(maxsize=16)
def _every_exception(pack: Pack) -> Pack:
    """The pack with the exceptions of all danger signs on each of them."""
    found = [sign.unless for sign in pack.danger_signs.values() if sign.unless is not None]
    if not found:
        return pack
    every = AnyOf(tuple(dict.fromkeys(found)))
    return replace(pack, danger_signs={name: replace(sign, unless=every) for name, sign in pack.danger_signs.items()})


def unfolded(pack: Pack, condition: Condition) -> Condition:
    """A condition with its patterns written out."""
    match condition:
        case PatternHolds(name):
            return unfolded(pack, pack.patterns[name].when)
        case AllOf(conditions):
            return AllOf(tuple(unfolded(pack, part) for part in conditions))
        case AnyOf(conditions):
            return AnyOf(tuple(unfolded(pack, part) for part in conditions))
        case _:
            return condition


def _strengthened(pack: Pack, condition: Condition) -> Condition:
    """A condition that holds only when all that it offers holds; of one choice no two answers can be given."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return AllOf(tuple(_strengthened(pack, part) for part in conditions))
        case AnswerIs(question, values) if pack.questions[question].type is QuestionType.ANY_OF:
            return AllOf(tuple(AnswerIs(question, (value,)) for value in values))
        case _:
            return condition
