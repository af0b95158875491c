"""The adaptive questionnaire: when it stops, no completion of the open questions gives another urgency.

Any subset of the questions may have been told, in any order: more than an interview can reach, so what holds here holds
there. The stopping rule is that of `interview.relevance`: no danger sign that is open could still raise the floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import z3

from triage.locale import locale_named
from triage.pack.scales import Reading, Urgency
from triage.proof import strings
from triage.proof.formulas import TRUE, Formula, both, constant, either, negation
from triage.proof.outcome import Outcome
from triage.proof.properties import AllAnswers, Claim, Counterexample, level_and_signs
from triage.proof.world import World
from triage.reasoning.answers import Answers


class Unfinished:
    """A questionnaire in which some questions are still open: what is certain, and what could still come."""

    def __init__(self, world: World) -> None:
        self.world, self.pack = world, world.pack
        self._floors: dict[Urgency, Formula] = {}

    def floor_at_least(self, level: Urgency) -> Formula:
        """Whether the urgency that no further answer can lower is at least this level, as a variable."""
        if level not in self._floors:
            self._floors[level] = self.world.variable(f"floor {level}", self._floor_at_least(level))
        return self._floors[level]

    def _floor_at_least(self, level: Urgency) -> Formula:
        base = self.pack.base
        if level <= base.reassured:
            return TRUE
        if level <= base.urgency:
            fired = [self.world.rule(sign, Reading.CAUTIOUS, "surely") for sign in self.pack.danger_signs]
            return either([negation(self.world.rule(base.id, Reading.STRICT, "maybe")), *fired])
        return either(self._sign_at_least(sign, level) for sign in self.pack.danger_signs)

    def _sign_at_least(self, sign: str, level: Urgency) -> Formula:
        rule = self.pack.danger_signs[sign]
        strict, cautious = (self.world.rule(sign, reading, "surely") for reading in Reading)
        return either(
            [
                both([constant(rule.urgency >= level), strict]),
                both([constant(rule.if_unsure >= level), cautious]),
            ]
        )

    def is_settled(self) -> Formula:
        """Whether nothing that is open could still raise the urgency: the questionnaire stops asking about it."""
        base = self.pack.base
        waits = [
            both([self._is_open(sign.id, reading), negation(self.floor_at_least(level))])
            for sign in self.pack.danger_signs.values()
            for reading, level in ((Reading.STRICT, sign.urgency), (Reading.CAUTIOUS, sign.if_unsure))
        ]
        waits.append(both([self._is_open(base.id, Reading.STRICT), negation(self.floor_at_least(base.urgency))]))
        return negation(either(waits))

    def _is_open(self, rule: str, reading: Reading) -> Formula:
        surely, maybe = (self.world.rule(rule, reading, bound) for bound in ("surely", "maybe"))
        return both([maybe, negation(surely)])


def stops_too_early(everyone: AllAnswers) -> Iterator[Claim]:
    """A settled questionnaire: its floor is the urgency of every completion, and of its own result."""
    unfinished = World(everyone.said, "open.", "open")
    result = World(everyone.said, "left.", "not_asked")
    everyone.prover.know(unfinished, result)
    floor, full, left = Unfinished(unfinished), everyone.outcome, Outcome(result)
    differs = either(
        z3.Xor(floor.floor_at_least(level), other.at_least(level))
        for level in Urgency
        if level is not Urgency.ROUTINE
        for other in (full, left)
    )

    def tell(model: Any) -> Counterexample:
        answers = everyone.said.answers(model)
        told = {
            name: value
            for name, value in answers.given.items()
            if everyone.prover.is_true(model, everyone.said.told[name])
        }
        level, signs = level_and_signs(everyone.pack, answers)
        stopped = Answers(told, "unsure", frozenset(everyone.pack.questions) - set(told))
        short, _ = level_and_signs(everyone.pack, stopped)
        say = locale_named(everyone.pack.language)
        because = say(strings.STOPS_EARLY) % {"short": short, "level": level}
        return Counterexample(stopped, because, signs, short, level, answers)

    yield Claim(both([floor.is_settled(), differs]), tell)
