"""Does a changed entry ever make a difference? Proved for all answer sets, or answers that tell it apart.

What counts as a difference: for a rule whose condition was changed, when it fires and how surely; for a level, the
urgency or whom to see; for evidence and thresholds, which causes are shown, in which order, how strongly and with which
conditions; for advice, whom to see and which exercises are withheld; for a question's gate, what any rule makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import z3

from triage.pack.conditions import Condition
from triage.pack.knowledge import Cause, Entry, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, DangerSign, Evidence, ExerciseGate, Invariant, Pattern
from triage.pack.scales import Reading, Urgency
from triage.proof.formulas import FALSE, Formula, both, either
from triage.proof.invariants import claims_of
from triage.proof.properties import AllAnswers
from triage.proof.said import Said, bounds_of
from triage.proof.shown_causes import ShownCauses
from triage.proof.slices import Slices
from triage.proof.solver import Prover
from triage.proof.world import World, dependents
from triage.reasoning.answers import Answers
from triage.reasoning.ruleset import Rule, rules_of


class Original(AllAnswers):
    """A pack as it is, ready to be compared with itself after a change of one entry."""

    outcome: ShownCauses

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.said = Said(pack, bounds=_widened(pack))
        self.world = World(self.said)
        self.outcome = ShownCauses(self.world)
        self.prover = Prover([self.said], [self.world])
        self.slices = Slices(self.world.definitions)

    @cached_property
    def invariants(self) -> tuple[Invariant, ...]:
        """The invariants of the kind `implies` that hold for every answer set; the other kinds take too long here."""
        implied = (invariant for invariant in self.pack.invariants.values() if invariant.kind == "implies")
        return tuple(one for one in implied if not self.breaks(one))

    def breaks(self, invariant: Invariant) -> bool:
        """Whether some answer set breaks an invariant."""
        return any(self.prover.find(claim.broken) is not None for claim in claims_of(self, invariant))


class Altered(AllAnswers):
    """A pack in which one entry is another, beside the pack as it was."""

    outcome: ShownCauses

    def __init__(self, original: Original, pack: Pack, entry: Entry) -> None:
        self.original, self.pack, self.entry = original, pack, entry
        self.world = original.world.altered(pack, entry.id)
        self.said, self.prover = self.world.said, original.prover
        self.outcome = ShownCauses(self.world)

    def is_same(self) -> bool:
        """Whether no answer set tells the two apart."""
        return self._find(self._difference) is None

    def telling_answers(self) -> Answers | None:
        """Answers that tell the two apart; None where there are none."""
        return self._answers(self._find(self._difference))

    def fewest_telling_answers(self) -> Answers | None:
        """The answers that mention as little as possible and tell the two apart; where scores decide it takes long."""
        return self._answers(self._prover(self._difference).smallest(self._difference, self.original.mentions))

    def broken_by(self) -> Answers | None:
        """Answers that may break an invariant here which holds of the original for every answer set.

        Which causes are shown is left open, since scores take long: the answers are to be tried.
        """
        claims = (claim for invariant in self.original.invariants for claim in claims_of(self, invariant))
        wanted = either(claim.broken for claim in claims)
        shown = [self.outcome.cause_is_shown(cause) for cause in self.pack.causes]
        return self._answers(self._find(wanted, shown))

    def _answers(self, model: Any | None) -> Answers | None:
        return None if model is None else self.original.said.answers(model)

    def _find(self, wanted: Formula, free: Iterable[Formula] = ()) -> Any | None:
        return None if wanted is FALSE else self._prover(wanted, free).find(wanted)

    def _prover(self, wanted: Formula, free: Iterable[Formula] = ()) -> Prover:
        """A solver that knows no more than one question needs."""
        prover = Prover([self.original.said])
        prover.require(self.original.slices.behind(wanted, free))
        return prover

    @cached_property
    def _difference(self) -> Formula:
        known, entry = self.original.pack, self.entry
        match entry:
            case Question():
                return self._by_gate(entry.id)
            case Pattern():
                return self._by_pattern(known.patterns[entry.id].when, entry.when)
            case DangerSign() | Evidence() | ExerciseGate() | Base() if self._is_condition_changed():
                certain_only = isinstance(entry, Evidence | Base)
                return self._by_rule(entry.id, [Reading.STRICT] if certain_only else Reading)
            case DangerSign():
                return self._by_level((*known.danger_signs[entry.id].see, *entry.see))
            case Base():
                return self._by_level((*known.base.see, *entry.see))
            case ExerciseGate():
                return self._by_exercises()
            case Cause():
                helpers = self._by_level(helper.professional for helper in known.causes[entry.id].see)
                return either([helpers, self._by_causes()])
            case _:
                return self._by_causes()

    def _is_condition_changed(self) -> bool:
        pairs = zip(rules_of(self.original.pack), rules_of(self.pack), strict=True)
        return any(before != after for before, after in pairs)

    # ----------------------------------------------------------------------------------------------------- conditions

    def _by_pattern(self, when: Condition, then: Condition) -> Formula:
        """That a pattern holds where it did not, or does not where it did."""
        world = self.original.world
        return _differ((world.holds(when, reading), world.holds(then, reading)) for reading in Reading)

    def _by_rule(self, rule: str, readings: Iterable[Reading]) -> Formula:
        """That a rule fires where it did not, or does not where it did."""
        before, after = self.original.world, self.world
        return _differ((before.rule(rule, reading), after.rule(rule, reading)) for reading in readings)

    def _by_gate(self, question: str) -> Formula:
        """That a rule which reads a question, also by way of others, fires otherwise where it is asked otherwise.

        A gate that reads conclusions alone fires otherwise only where a finding does.
        """
        asked = _differ([(self.original.world.is_shown(question), self.world.is_shown(question))])
        if asked is FALSE:
            return FALSE
        depends = dependents(self.pack)
        behind = {question, *(name for name in self.pack.questions if question in depends["gate", name])}
        rules = [rule.id for rule in rules_of(self.pack) if self._reads(rule) & behind]
        return both([asked, either(self._by_rule(rule, Reading) for rule in rules)])

    def _reads(self, rule: Rule) -> frozenset[str]:
        read = self.pack.questions_read_by(rule.when)
        return read if rule.unless is None else read | self.pack.questions_read_by(rule.unless)

    # ---------------------------------------------------------------------------------------------------- conclusions

    def _by_level(self, professionals: Iterable[str]) -> Formula:
        """That the urgency comes out otherwise, or whether one of these professionals is named."""
        some, other = self.original.outcome, self.outcome
        levels = [(some.at_least(level), other.at_least(level)) for level in Urgency]
        names = dict.fromkeys(professionals)
        named = [(some.professional_is_named(name), other.professional_is_named(name)) for name in names]
        return _differ([*levels, *named])

    def _by_exercises(self) -> Formula:
        some, other = self.original.outcome, self.outcome
        return _differ((some.exercise_is_shown(name), other.exercise_is_shown(name)) for name in self.pack.exercises)

    def _by_causes(self) -> Formula:
        """That the causes that are shown come out otherwise, or, where they are the same, how they are told."""
        some, other = self.original.outcome, self.outcome
        found = [_differ([(some.cause_is_shown(cause), other.cause_is_shown(cause))]) for cause in self.pack.causes]
        for (causes, before), (_, after) in zip(some.told_of_causes(), other.told_of_causes(), strict=True):
            shown = (some.cause_is_shown(cause) for cause in causes)
            found.append(both([_differ([(before, after)]), *shown]))
        return either(found)


def _differ(pairs: Iterable[tuple[Formula, Formula]]) -> Formula:
    """That the two formulas of a pair differ."""
    return either(z3.Xor(some, other) for some, other in pairs if not some.eq(other))


def _widened(pack: Pack) -> dict[str, frozenset[int]]:
    """The numbers at which the rules change their mind, and those beside them."""
    return {name: frozenset(n + step for n in found for step in (-1, 0, 1)) for name, found in bounds_of(pack).items()}
