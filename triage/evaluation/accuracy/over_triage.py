"""Which rule made each over-triage, which cases it affects, and what the level would be without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from triage.evaluation.accuracy.judged import Judged, Tier, tier_of
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.conclusions import level_of


class Kind(StrEnum):
    """How far above its label a case is."""

    TO_EMERGENCY = "to_emergency"
    TO_HIGHER_TIER = "to_higher_tier"
    WITHIN_TIER = "within_tier"


@dataclass(frozen=True)
class Maker:
    """A rule that asks for the level reached, and what the level would be if this rule alone were left out."""

    rule: str
    is_certain: bool
    without: Urgency


@dataclass(frozen=True)
class OverTriage:
    """A case above its label, what made it so, and what the level would be without all of its makers.

    Where no danger sign decided, the base rule is the maker.
    """

    judged: Judged
    kind: Kind
    makers: tuple[Maker, ...]
    without_all: Urgency


@dataclass(frozen=True)
class RuleEffect:
    """What one rule does to the labelled cases: what it makes too urgent, and what hangs on it.

    `rightly` are the cases where it asks for the level reached and that is not above the label. Left out alone, it
    would take `unsafe` below every accepted level. `without` are all cases as they would be judged without it.
    """

    rule: str
    over: tuple[tuple[OverTriage, Maker], ...]
    rightly: tuple[Judged, ...]
    unsafe: tuple[Judged, ...]
    without: tuple[Judged, ...]

    @property
    def alone(self) -> int:
        """In how many cases that are too urgent the level would fall if only this rule were left out."""
        return sum(maker.without < each.judged.urgency for each, maker in self.over)

    def of_kind(self, kind: Kind) -> tuple[tuple[OverTriage, Maker], ...]:
        return tuple(pair for pair in self.over if pair[0].kind is kind)


def makers(pack: Pack, judged: Judged) -> tuple[Maker, ...]:
    """The danger signs that ask for the level reached; the base rule where none does."""
    asking = _asking(pack, judged)
    if asking == [pack.base.id]:
        return (Maker(pack.base.id, is_certain=True, without=judged.urgency),)
    return tuple(Maker(rule, judged.deciding[rule], judged.urgency_without(pack, [rule])) for rule in asking)


def _asking(pack: Pack, judged: Judged) -> list[str]:
    signs = [
        rule
        for rule, certain in judged.deciding.items()
        if rule in pack.danger_signs and level_of(pack, rule, certain) == judged.urgency
    ]
    return signs or [pack.base.id]


def over_triage(pack: Pack, judged: Iterable[Judged]) -> tuple[OverTriage, ...]:
    """Every case above its label, the furthest first."""
    found = [_over_triage(pack, each) for each in judged if each.urgency > each.case.urgency]
    return tuple(sorted(found, key=lambda each: list(Kind).index(each.kind)))


def _over_triage(pack: Pack, judged: Judged) -> OverTriage:
    made_by = makers(pack, judged)
    without_all = judged.urgency_without(pack, [maker.rule for maker in made_by if maker.rule != pack.base.id])
    return OverTriage(judged, kind_of(judged), made_by, without_all)


def kind_of(judged: Judged) -> Kind:
    """How far above its label a case is that is above it."""
    right, got = tier_of(judged.case.urgency), tier_of(judged.urgency)
    if got is right:
        return Kind.WITHIN_TIER
    return Kind.TO_EMERGENCY if got is Tier.EMERGENCY else Kind.TO_HIGHER_TIER


def rule_effects(pack: Pack, judged: Sequence[Judged]) -> tuple[RuleEffect, ...]:
    """Every rule that makes a case too urgent, those that send most to an emergency first."""
    over = over_triage(pack, judged)
    rules = dict.fromkeys(maker.rule for each in over for maker in each.makers)
    rightly = [(each, _asking(pack, each)) for each in judged if each.urgency <= each.case.urgency]
    right_for = {rule: tuple(each for each, asking in rightly if rule in asking) for rule in rules}
    effects = [_rule_effect(pack, rule, over, judged, right_for[rule]) for rule in rules]
    return tuple(sorted(effects, key=lambda effect: [-len(effect.of_kind(kind)) for kind in Kind]))


def _rule_effect(
    pack: Pack, rule: str, over: Sequence[OverTriage], judged: Sequence[Judged], rightly: tuple[Judged, ...]
) -> RuleEffect:
    without = judged if rule == pack.base.id else _without(pack, rule, judged)
    return RuleEffect(
        rule=rule,
        over=tuple((each, maker) for each in over for maker in each.makers if maker.rule == rule),
        rightly=rightly,
        unsafe=tuple(now for now, then in zip(judged, without, strict=True) if then.is_unsafe and not now.is_unsafe),
        without=tuple(without),
    )


def _without(pack: Pack, rule: str, judged: Iterable[Judged]) -> list[Judged]:
    return [
        replace(each, urgency=each.urgency_without(pack, [rule])) if rule in each.deciding else each for each in judged
    ]
