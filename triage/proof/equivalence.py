"""Does a changed entry ever make a difference? Proved for all answer sets, or the smallest answers that tell it apart.

What counts as a difference: for a rule whose condition was changed, when it fires and how surely; for a level, the
urgency or whom to see; for evidence and thresholds, which causes are shown, in which order, how strongly and with which
conditions; for advice, whom to see and which exercises are withheld; for a question's gate, what any rule makes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
from triage.proof.outcome import Outcome
from triage.proof.properties import AllAnswers
from triage.proof.said import Said, bounds_of
from triage.proof.shown_causes import ShownCauses
from triage.proof.slices import Slices
from triage.proof.solver import Prover
from triage.proof.world import World, dependents
from triage.reasoning.answers import Answers
from triage.reasoning.ruleset import rules_of


class Original(AllAnswers):
    """A pack as it is, ready to be compared with itself after a change of one entry."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.said = Said(pack, bounds=_widened(pack))
        self.world = World(self.said)
        self.outcome = Outcome(self.world)
        self.prover = Prover([self.said], [self.world])
        self.slices = Slices(self.world.definitions)

    @cached_property
    def causes(self) -> ShownCauses:
        """Which causes are shown, and how."""
        return ShownCauses(self.outcome, self.pack)

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

    def __init__(self, original: Original, pack: Pack, entry: Entry) -> None:
        self.original, self.pack, self.entry = original, pack, entry
        self.world = original.world.altered(pack, entry.id)
        self.said, self.prover = self.world.said, original.prover

    @cached_property
    def outcome(self) -> Outcome:  # type: ignore[override]  # made only where an invariant asks for it
        """What follows."""
        return Outcome(self.world)

    def is_same(self) -> bool:
        """Whether no answer set tells the two apart."""
        return self._find(self._difference) is None

    def telling_answers(self) -> Answers | None:
        """Answers that tell the two apart, with few findings; None where there are none."""
        return self._answers(self._find(self._difference))

    def fewest_telling_answers(self) -> Answers | None:
        """The answers that mention as little as possible and tell the two apart; scores take long."""
        return self._answers(self._prover(self._difference).smallest(self._difference, self.original.mentions))

    def broken_by(self) -> Answers | None:
        """Answers that may break an invariant here which holds of the original for every answer set.

        Which causes are shown is left open, since scores take long: the answers are to be tried.
        """
        claims = (claim for invariant in self.original.invariants for claim in claims_of(self, invariant))
        free = {f"{self.world.name}cause {cause}" for cause in self.pack.causes}
        wanted = either(claim.broken for claim in claims)
        return self._answers(None if z3.is_false(wanted) else self._prover(wanted, free).find(wanted))

    def _answers(self, model: Any | None) -> Answers | None:
        return None if model is None else self.original.said.answers(model)

    def _find(self, wanted: Formula) -> Any | None:
        return None if z3.is_false(wanted) else self._prover(wanted).find(wanted)

    def _prover(self, wanted: Formula, free: Collection[str] = ()) -> Prover:
        return _SmallProver(self.original.said, self.original.slices.behind(wanted, free))

    @cached_property
    def _difference(self) -> Formula:
        known, entry = self.original.pack, self.entry
        match entry:
            case Question():
                return self._by_gate(entry.id)
            case Pattern():
                return self._by_condition(known.patterns[entry.id].when, entry.when)
            case DangerSign() | Evidence() | ExerciseGate() | Base() if self._is_condition_changed():
                certain_only = isinstance(entry, Evidence | Base)
                return self._by_rule(entry.id, [Reading.STRICT] if certain_only else Reading)
            case DangerSign():
                return self._by_level(dict.fromkeys((*known.danger_signs[entry.id].see, *entry.see)))
            case Base():
                return self._by_level(dict.fromkeys((*known.base.see, *entry.see)))
            case ExerciseGate():
                return self._by_exercises()
            case Cause():
                helpers = [helper.professional for helper in known.causes[entry.id].see]
                return either([self._by_causes(), self._by_level(helpers)])
            case _:
                return self._by_causes()

    def _is_condition_changed(self) -> bool:
        pairs = zip(rules_of(self.original.pack), rules_of(self.pack), strict=True)
        return any(before != after for before, after in pairs)

    # ----------------------------------------------------------------------------------------------------- conditions

    def _by_condition(self, when: Condition, then: Condition) -> Formula:
        """That a pattern holds where it did not, or does not where it did."""
        world = self.original.world
        return _differ((world.holds(when, reading), world.holds(then, reading)) for reading in Reading)

    def _by_rule(self, rule: str, readings: Iterable[Reading]) -> Formula:
        """That a rule fires where it did not, or does not where it did."""
        self.world.conclude(self.original.outcome.urgency_is, self.original.outcome.cause_is_shown)
        return _differ(
            (self.original.world.rule(rule, reading), self.world.rule(rule, reading)) for reading in readings
        )

    def _by_gate(self, question: str) -> Formula:
        """That a rule which reads a question, also by way of others, fires otherwise where it is asked otherwise."""
        asked = _differ([(self.original.world.is_shown(question), self.world.is_shown(question))])
        if asked is FALSE:
            return FALSE
        depends = dependents(self.pack)
        rules = [rule.id for rule in rules_of(self.pack) if question in depends["rule", rule.id]]
        return both([asked, either(self._by_rule(rule, Reading) for rule in rules)])

    # ---------------------------------------------------------------------------------------------------- conclusions

    def _by_level(self, professionals: Iterable[str]) -> Formula:
        """That the urgency comes out otherwise, or whether one of these professionals is named."""
        some, other = self.original.outcome, _SameCauses(self.original.outcome, self.pack)
        pairs = [(some.at_least(level), other.at_least(level)) for level in Urgency]
        pairs += [(some.professional_is_named(name), other.professional_is_named(name)) for name in professionals]
        return _differ(pairs)

    def _by_exercises(self) -> Formula:
        some, other = self.original.outcome, _SameCauses(self.original.outcome, self.pack)
        return _differ((some.exercise_is_shown(name), other.exercise_is_shown(name)) for name in self.pack.exercises)

    def _by_causes(self) -> Formula:
        """That the causes that are shown come out otherwise, or, where they are the same, how they are told."""
        before, after = self.original.causes, ShownCauses(self.original.causes, self.pack)
        found = [_differ([(before.shown[cause], after.shown[cause])]) for cause in self.pack.causes]
        for (causes, some), (_, other) in zip(before.told(), after.told(), strict=True):
            found.append(both([_differ([(some, other)]), *(before.shown[cause] for cause in causes)]))
        return either(found)


class _SmallProver(Prover):
    """A solver that knows no more than one question needs."""

    def __init__(self, said: Said, definitions: Iterable[Formula]) -> None:
        super().__init__([said])
        self._solver.set("phase", "caching")  # scores are added up three times as quickly
        self._solver.add(*definitions)


class _SameCauses(Outcome):
    """What follows from the same firings and the same causes by other levels or other advice."""

    def __init__(self, known: Outcome, pack: Pack) -> None:
        self.world, self.pack, self._known = known.world, pack, known

    def cause_is_shown(self, cause: str) -> Formula:
        return self._known.cause_is_shown(cause)


def _differ(pairs: Iterable[tuple[Formula, Formula]]) -> Formula:
    """That the two formulas of a pair differ."""
    return either(z3.Xor(some, other) for some, other in pairs if not some.eq(other))


def _widened(pack: Pack) -> dict[str, frozenset[int]]:
    """The numbers at which the rules change their mind, and those beside them."""
    return {name: frozenset(n + step for n in found for step in (-1, 0, 1)) for name, found in bounds_of(pack).items()}
