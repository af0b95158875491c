"""Making practice cases, so that the level is known by proof and not by opinion.

`make_case` takes a seed and gives the same case everywhere. It plans what to teach (a level, a rule, a cause), takes
one way in which the rule can fire, completes it to the answers of a whole person, and keeps the result only if it is
what its kind promises and both engines agree on the level.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from triage.assessment.assess import reason
from triage.errors import UnknownId
from triage.learn import strings
from triage.learn.case import Kind, NoCase, Plan, PracticeCase, id_of
from triage.learn.chance import Dice
from triage.learn.kinds import draft
from triage.locale import locale_named
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.questionnaire.strings import fill
from triage.reasoning.answers import Answers

MOST_LEVELS, MOST_RULES = 12, 12


def kind_of(seed: int) -> Kind:
    """The kind of case that a seed gives where none is asked for."""
    return Dice("kind", seed).pick(list(Kind))


def make_case(pack: Pack, seed: int, kind: Kind | None = None, focus: str | None = None) -> PracticeCase:
    """The case of this seed and kind, about the rule `focus` where one is named.

    Raises NoCase where the pack allows none, UnknownId for a focus that is no danger sign and not the base rule.
    """
    if focus is not None and focus not in pack.danger_signs and focus != pack.base.id:
        say = locale_named(pack.language)
        raise UnknownId(fill(say(strings.NO_SIGN), sign=focus[:60], hint=say.did_you_mean(focus, pack.danger_signs)))
    return _made(pack, seed, kind or kind_of(seed), focus)


@lru_cache(maxsize=4096)
def _made(pack: Pack, seed: int, kind: Kind, focus: str | None) -> PracticeCase:
    name = id_of(seed, kind, focus)
    dice = Dice("case", name)
    for plan in plans(pack, dice, kind, focus):
        drafted = draft(pack, dice, plan)
        if drafted is None:
            continue
        answers = Answers(drafted.given, "unsure", id=name, person="other")
        reasoned = reason(pack, answers)
        agreed = reasoned.engine.agreed
        if reasoned.conclusions.urgency is drafted.level and agreed is not False:
            found = (drafted.level, answers, drafted.twin, drafted.beside, bool(agreed), focus)
            return PracticeCase(seed, kind, plan.rule, *found)
    say = locale_named(pack.language)
    raise NoCase(fill(say(strings.NO_CASE_ABOUT if focus else strings.NO_CASE), kind=kind, rule=focus, seed=seed))


def plans(pack: Pack, dice: Dice, kind: Kind, focus: str | None = None) -> Iterator[Plan]:
    """What to try, in turn: a level, a rule of that level and a cause, each as often as any other.

    A level is given up only after several rules, so that those that are hard to meet come up too.
    """
    by_level = _rules_of(pack, kind)
    levels = [level for level in Urgency if by_level[level] and (focus is None or focus in by_level[level])]
    for _ in range(0 if not levels else MOST_LEVELS if focus is None else 1):
        level = dice.pick(levels)
        for _ in range(MOST_RULES):
            yield Plan(kind, focus or dice.pick(by_level[level]), level, dice.pick([*pack.causes, None]))


@lru_cache(maxsize=64)
def _rules_of(pack: Pack, kind: Kind) -> dict[Urgency, tuple[str, ...]]:
    """The rules that can decide each level in a case of this kind; the base rule decides the two lowest."""
    rules: dict[Urgency, list[str]] = {level: [] for level in Urgency}
    for sign in pack.danger_signs.values():
        rules[sign.if_unsure if kind is Kind.NOT_SURE else sign.urgency].append(sign.id)
    base = pack.base.urgency if kind is Kind.NOT_SURE else pack.base.reassured
    rules[base].append(pack.base.id)
    return {level: tuple(names) for level, names in rules.items()}
