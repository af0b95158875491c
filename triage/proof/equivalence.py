"""Does a changed entry ever make a difference? Proved for all answer sets, or the smallest answers that tell it apart.

What counts as a difference: for a rule whose condition was changed, when it fires and how surely; for a level, the
urgency or whom to see; for evidence and thresholds, which causes are shown, in which order, how strongly and with which
conditions; for advice, whom to see and which exercises are withheld; for a question's gate, what any rule makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from itertools import combinations, count
from typing import Any

import z3

from triage.pack.conditions import Condition
from triage.pack.knowledge import About, Cause, Entry, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Pattern
from triage.pack.scales import Reading, Urgency
from triage.proof.formulas import FALSE, Formula, both, either
from triage.proof.outcome import Outcome
from triage.proof.said import Said, bounds_of
from triage.proof.solver import Prover, mentions
from triage.proof.world import Bound, World, _Change, dependents
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import worth
from triage.reasoning.ruleset import rules_of

_BITS = 10


class Equivalence:
    """One pack, ready to be compared with itself after a change of one entry."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._said = Said(pack, bounds=_widened(pack))
        self._world = World(self._said)
        self._outcome = Outcome(self._world)
        self._outcome.define_causes()
        self._causes = _Causes(self._outcome, pack)
        self._prover = Prover([self._said], [self._world])
        self._changes = count(1)

    def is_same(self, changed: Pack, entry: Entry) -> bool:
        """Whether no answer set tells this pack from one in which an entry was changed to `entry`."""
        return self._prover.find(self._difference(changed, entry)) is None

    def smallest(self, changed: Pack, entry: Entry) -> Answers | None:
        """The answers that mention as little as possible and tell the two apart; None where there are none."""
        model = self._prover.smallest(self._difference(changed, entry), mentions(self._said))
        return None if model is None else self._said.answers(model)

    def _difference(self, changed: Pack, entry: Entry) -> Formula:
        """That something comes out otherwise."""
        match entry:
            case Question():
                return self._by_gate(changed, entry)
            case Pattern():
                return self._by_condition(self.pack.patterns[entry.id].when, None, entry.when, None, Reading)
            case DangerSign():
                known = self.pack.danger_signs[entry.id]
                if (known.when, known.unless) != (entry.when, entry.unless):
                    return self._by_condition(known.when, known.unless, entry.when, entry.unless, Reading)
                return self._by_level(changed, entry.see, known.see)
            case Base():
                if self.pack.base.when != entry.when:
                    return self._by_condition(self.pack.base.when, None, entry.when, None, [Reading.STRICT])
                return self._by_level(changed, entry.see, self.pack.base.see)
            case Evidence():
                when = self.pack.evidence[entry.id].when
                if when != entry.when:
                    return self._by_condition(when, None, entry.when, None, [Reading.STRICT])
                return self._by_causes(changed)
            case ExerciseGate():
                when = self.pack.gates[entry.id].when
                if when != entry.when:
                    return self._by_condition(when, None, entry.when, None, Reading)
                return self._by_exercises(changed)
            case Cause():
                helpers = [helper.professional for helper in self.pack.causes[entry.id].see]
                return either([self._by_causes(changed), self._by_level(changed, helpers, ())])
            case About():
                return self._by_causes(changed)
            case _:
                raise TypeError(f"a changed {type(entry).__name__} cannot be compared")

    # ----------------------------------------------------------------------------------------------------- conditions

    def _by_condition(
        self,
        when: Condition,
        unless: Condition | None,
        then: Condition,
        then_unless: Condition | None,
        readings: Iterable[Reading],
    ) -> Formula:
        """That a rule with another condition fires where it did not, or does not where it did."""
        pairs = ((self._fires(when, unless, reading), self._fires(then, then_unless, reading)) for reading in readings)
        return either(_differ(*pair) for pair in pairs)

    def _fires(self, when: Condition, unless: Condition | None, reading: Reading) -> Formula:
        taken_off = FALSE if unless is None else self._world.holds(unless, Reading.STRICT)
        return both([self._world.holds(when, reading), z3.Not(taken_off)])

    def _by_gate(self, changed: Pack, question: Question) -> Formula:
        """That a rule which reads a question, also by way of others, fires otherwise where it is asked otherwise."""
        said = copy(self._said)
        said.pack = changed
        world = _Regated(said, f"{next(self._changes)} ", question)
        world.share(self._world)
        world.conclude({level: self._outcome.urgency_is(level) for level in Urgency})
        world.conclude({cause: self._outcome.cause_is_shown(cause) for cause in self.pack.causes})
        shown = _differ(self._world.is_shown(question.id), world.is_shown(question.id))
        if z3.is_false(shown):
            return FALSE
        depends = dependents(changed)
        rules = [rule.id for rule in rules_of(changed) if question.id in depends["rule", rule.id]]
        fired = (_differ(self._world.rule(rule, one), world.rule(rule, one)) for rule in rules for one in Reading)
        return both([shown, either(fired)])

    # ---------------------------------------------------------------------------------------------------- conclusions

    def _by_level(self, changed: Pack, *helpers: Iterable[str]) -> Formula:
        """That the urgency comes out otherwise, or whom to see."""
        other = _Otherwise(self._outcome, changed)
        names = dict.fromkeys(name for group in helpers for name in group)
        pairs = [(self._outcome.at_least(level), other.at_least(level)) for level in Urgency]
        pairs += [(self._outcome.professional_is_named(name), other.professional_is_named(name)) for name in names]
        return either(_differ(*pair) for pair in pairs)

    def _by_exercises(self, changed: Pack) -> Formula:
        other = _Otherwise(self._outcome, changed)
        pairs = ((self._outcome.exercise_is_shown(name), other.exercise_is_shown(name)) for name in changed.exercises)
        return either(_differ(*pair) for pair in pairs)

    def _by_causes(self, changed: Pack) -> Formula:
        """That the causes that are shown come out otherwise, or, where they are the same, how they are told."""
        before, after = self._causes, _Causes(self._causes, changed)
        found = [_differ(before.shown[cause], after.shown[cause]) for cause in self.pack.causes]
        for (causes, some), (_, other) in zip(before.told(), after.told(), strict=True):
            differs = _differ(some, other)
            if not z3.is_false(differs):
                found.append(both([differs, *(before.shown[cause] for cause in causes)]))
        return either(found)


def _differ(some: Formula, other: Formula) -> Formula:
    return FALSE if some.eq(other) else z3.Xor(some, other)


def _widened(pack: Pack) -> dict[str, frozenset[int]]:
    """The numbers at which the rules change their mind, and those beside them."""
    return {name: frozenset(n + step for n in found for step in (-1, 0, 1)) for name, found in bounds_of(pack).items()}


class _Otherwise(Outcome):
    """What follows from the same firings and the same causes by other levels or other advice."""

    def __init__(self, known: Outcome, pack: Pack) -> None:
        self.world, self.pack, self._known = known.world, pack, known

    def cause_is_shown(self, cause: str) -> Formula:
        return self._known.cause_is_shown(cause)

    def define_causes(self) -> None:
        self._known.define_causes()


class _Causes(Outcome):
    """Which causes are shown, and how, by the evidence and the thresholds of one pack."""

    def __init__(self, known: Outcome, pack: Pack) -> None:
        self.world, self.pack, self._known = known.world, pack, known

    @cached_property
    def shown(self) -> dict[str, Formula]:
        """For each cause, whether it is shown."""
        return {cause: self.is_shown_with(cause, self.scores) for cause in self.pack.causes}

    def told(self) -> Iterator[tuple[tuple[str, ...], Formula]]:
        """What is told of causes where they are shown: the same formulas in the same order for every pack."""
        limits = self.pack.about.shown_causes
        for pair in combinations(self.pack.causes, 2):
            yield pair, self.is_before(*pair)
        for cause in self.pack.causes.values():
            for least in (limits.strong_from, limits.moderate_from):
                yield (cause.id,), self.scores[cause.id] >= least
            for condition in cause.conditions:
                yield (cause.id,), self._is_named(cause, condition.id)

    @cached_property
    def scores(self) -> dict[str, Any]:
        """The score of each cause, from the sums of its evidence."""
        return {cause: sums[None] + _best(sums) for cause, sums in self.sums.items()}

    @cached_property
    def sums(self) -> dict[str, dict[str | None, Any]]:
        """For each cause, what its shared evidence is worth, and what that of each condition is."""
        return {
            cause.id: {name: self._sum(cause.id, name) for name in (None, *(one.id for one in cause.conditions))}
            for cause in self.pack.causes.values()
        }

    def _sum(self, cause: str, condition: str | None) -> Any:
        """A sum as a number of its own; for a changed pack, the one known and what the change adds to it."""
        mine = _weights(self.pack, cause, condition)
        if not isinstance(self._known, _Causes):
            total = z3.BitVec(f"{self.world.name}sum {cause} {condition}", _BITS)
            self.world.definitions.append(total == self._added(mine))
            return total
        theirs = _weights(self._known.pack, cause, condition)
        more = {line: mine.get(line, 0) - theirs.get(line, 0) for line in mine | theirs}
        known = self._known.sums[cause][condition]
        return known if mine == theirs else known + self._added(more)

    def _added(self, weights: dict[str, int]) -> Any:
        total = z3.BitVecVal(0, _BITS)
        for line, weight in weights.items():
            if weight:
                holds = self.world.rule(line, Reading.STRICT)
                total = total + z3.If(holds, z3.BitVecVal(weight, _BITS), z3.BitVecVal(0, _BITS))
        return total

    def _is_named(self, cause: Cause, condition: str) -> Formula:
        own, limits = self.sums[cause.id], self.pack.about.shown_causes
        if cause.scoring == "common_and_best_specific":
            needs = next(one.needs for one in cause.conditions if one.id == condition)
            return own[condition] >= needs if needs else FALSE
        return both([own[condition] >= limits.at_least, own[condition] >= _best(own) - limits.within])


def _weights(pack: Pack, cause: str, condition: str | None) -> dict[str, int]:
    return {
        line.id: worth(line) for line in pack.evidence.values() if (line.cause, line.condition) == (cause, condition)
    }


def _best(sums: dict[str | None, Any]) -> Any:
    own = [total for condition, total in sums.items() if condition is not None]
    best = own[0]
    for other in own[1:]:
        best = z3.If(other > best, other, best)
    return best


class _Regated(World):
    """The world in which a question has another gate."""

    def __init__(self, said: Said, name: str, question: Question) -> None:
        super().__init__(said, name, change=_Change(question.id))
        self._question = question

    def _gate(self, name: str, bound: Bound) -> Formula:
        if name == self._question.id:
            return self.holds(self._question.ask_when, Reading.CAUTIOUS, bound)
        return super()._gate(name, bound)
