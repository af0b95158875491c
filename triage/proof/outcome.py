"""What follows in a world: urgency, possible causes, professionals and exercises, as formulas."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

import z3

from triage.pack.knowledge import Cause
from triage.pack.rules import Evidence
from triage.pack.scales import Reading, Urgency
from triage.proof.formulas import FALSE, TRUE, Formula, both, either, negation
from triage.proof.world import World
from triage.reasoning.conclusions import worth

Place = tuple[str, str | None]  # a cause, and one of its conditions or all of them

_BITS = 8  # scores stay inside -128 to 127: a cause has some twenty lines, each worth at most 3


class Outcome:
    """The conclusions of a complete world; `definitions` grows with what was asked for."""

    def __init__(self, world: World) -> None:
        self.world, self.pack = world, world.pack
        world.conclude(self.urgency_is, self.cause_is_shown)

    # -------------------------------------------------------------------------------------------------------- urgency

    def sign_at_least(self, sign: str, level: Urgency) -> Formula:
        """Whether a danger sign fires and asks for this level or a more urgent one."""
        rule = self.pack.danger_signs[sign]
        if rule.if_unsure >= level:
            return self.fires(sign)
        return self.world.rule(sign, Reading.STRICT) if rule.urgency >= level else FALSE

    def fires(self, rule: str) -> Formula:
        """Whether a rule fires, certainly or only because of an answer that is not known."""
        return self.world.rule(rule, Reading.CAUTIOUS)

    def at_least(self, level: Urgency, without: Iterable[str] = ()) -> Formula:
        """Whether the urgency is this level or above; `without` are danger signs to leave out."""
        left_out = set(without)
        reached = either(self.reasons_for(level, [sign for sign in self.pack.danger_signs if sign not in left_out]))
        return reached if left_out else self.world.variable(f"at least {level}", reached)

    def reasons_for(self, level: Urgency, signs: Iterable[str]) -> list[Formula]:
        """What alone sets the urgency to this level or above, the base rule and these danger signs."""
        base = self.pack.base
        if level <= base.reassured:
            return [TRUE]
        if level <= base.urgency:
            reassured = self.world.rule(base.id, Reading.STRICT)
            return [negation(reassured), *(self.fires(sign) for sign in signs)]
        return [self.sign_at_least(sign, level) for sign in signs]

    def urgency_is(self, level: Urgency) -> Formula:
        """Whether the urgency is exactly this level."""
        return self._levels[level]

    @cached_property
    def _levels(self) -> dict[Urgency, Formula]:
        reached = {level: self.at_least(level) for level in Urgency}
        exactly = {low: both([reached[low], negation(reached[high])]) for low, high in pairwise(Urgency)}
        return {**exactly, Urgency.EMERGENCY_NOW: reached[Urgency.EMERGENCY_NOW]}

    @cached_property
    def is_emergency(self) -> Formula:
        return self.at_least(Urgency.EMERGENCY_DEPARTMENT)

    # --------------------------------------------------------------------------------------------------------- causes

    def cause_is_shown(self, cause: str) -> Formula:
        """Whether a cause is among those shown: its score is high enough, near the best, and among the first few."""
        return self._shown[cause]

    @cached_property
    def _shown(self) -> dict[str, Formula]:
        return {cause: self.world.variable(f"cause {cause}", self._enough(cause)) for cause in self.pack.causes}

    @cached_property
    def scores(self) -> dict[str, Any]:
        """The score of each cause, as a signed number."""
        return {
            cause.id: self.world.variable(f"score {cause.id}", self._score(cause, self._sums))
            for cause in self.pack.causes.values()
        }

    def scores_without(self, line: str) -> dict[str, Any]:
        """The scores when one line of evidence is left out."""
        left_out = self.pack.evidence[line]
        place = left_out.cause, left_out.condition
        sums = {**self._sums, place: self._sums[place] - self._worth(left_out)}
        return {**self.scores, left_out.cause: self._score(self.pack.causes[left_out.cause], sums)}

    @staticmethod
    def _score(cause: Cause, sums: dict[Place, Any]) -> Any:
        best, *others = (sums[cause.id, condition.id] for condition in cause.conditions)
        for other in others:
            best = z3.If(other > best, other, best)
        return sums[cause.id, None] + best

    @cached_property
    def _sums(self) -> dict[Place, Any]:
        """What the evidence adds up to, for each cause: that about all its conditions, and that about each of them."""
        sums: dict[Place, Any] = {}
        for cause in self.pack.causes.values():
            for condition in (None, *(known.id for known in cause.conditions)):
                lines = [
                    line
                    for line in self.pack.evidence.values()
                    if (line.cause, line.condition) == (cause.id, condition)
                ]
                total = sum((self._worth(line) for line in lines), z3.BitVecVal(0, _BITS))
                sums[cause.id, condition] = self.world.variable(f"sum {cause.id} {condition}", total)
        return sums

    def _worth(self, line: Evidence) -> Any:
        holds = self.world.rule(line.id, Reading.STRICT)
        return z3.If(holds, z3.BitVecVal(worth(line), _BITS), z3.BitVecVal(0, _BITS))

    def _enough(self, cause: str, scores: dict[str, Any] | None = None) -> Formula:
        shown = self.pack.about.shown_causes
        known = scores or self.scores
        mine = known[cause]
        near = both(mine >= other - shown.within for name, other in known.items() if name != cause)
        before = [(self.is_before(other, cause, known), 1) for other in known if other != cause]
        few = z3.PbLe(before, shown.at_most - 1) if shown.at_most < len(known) else TRUE
        return both([mine >= shown.at_least, near, few])

    def is_before(self, cause: str, other: str, scores: dict[str, Any] | None = None) -> Formula:
        """Whether one cause comes before another in the order of scores; a tie keeps the article's order."""
        known = scores or self.scores
        order = list(self.pack.causes)
        if order.index(cause) < order.index(other):
            return known[cause] >= known[other]
        return known[cause] > known[other]

    def is_shown_with(self, cause: str, scores: dict[str, Any]) -> Formula:
        """Whether a cause would be shown if these were the scores."""
        return self._enough(cause, scores)

    def is_first(self, cause: str) -> Formula:
        """Whether a cause is shown, and before all others."""
        others = [self.is_before(cause, other) for other in self.pack.causes if other != cause]
        return both([self.cause_is_shown(cause), *others])

    # --------------------------------------------------------------------------------------------------------- advice

    def professional_is_named(self, professional: str, without: str = "") -> Formula:
        """Whether somebody is among those to see: by a danger sign that speaks, the base rule, or a cause shown.

        `without` is a danger sign to leave out, as far as it names somebody.
        """
        pack, calm = self.pack, negation(self.is_emergency)
        by_sign = [
            either([self.sign_at_least(sign.id, Urgency.EMERGENCY_DEPARTMENT), both([calm, self.fires(sign.id)])])
            for sign in pack.danger_signs.values()
            if professional in sign.see and sign.id != without
        ]
        by_base = [calm] if professional in pack.base.see else []
        by_cause = [
            both([calm, self.cause_is_shown(cause.id)])
            for cause in pack.causes.values()
            if not pack.professionals[professional].is_emergency_service
            and any(helper.professional == professional for helper in cause.see)
        ]
        return either([*by_sign, *by_base, *by_cause])

    def exercise_is_shown(self, exercise: str) -> Formula:
        """Whether no gate withholds an exercise."""
        gates = [gate for gate in self.pack.gates.values() if gate.withholds == "all" or exercise in gate.withholds]
        return both(negation(self.fires(gate.id)) for gate in gates)
