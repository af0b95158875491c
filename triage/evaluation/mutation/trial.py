"""Does a vignette notice a mutant? Only the cases in which the changed place makes a difference are looked at again.

The pack's own evaluator settles and fires every case once. Of a mutant only the rules that its change can reach are
read again, and only where one of them, or what follows, comes out otherwise is the case held to its expectation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from triage.evaluation.mutation.mutant import Mutant
from triage.evaluation.mutation.rereading import Reach, reach
from triage.evaluation.mutation.told import Fired, Result, result
from triage.evaluation.vignettes import Vignette
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts, State
from triage.reasoning.conclusions import Conclusions, conclude
from triage.reasoning.logic import YES, Logic, logic_of
from triage.reasoning.ruleset import Firing, Phase, rules_of


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: the vignette that fails, if one does; else one in which something is told otherwise."""

    killer: Vignette | None = None
    differs: Vignette | None = None


@dataclass(frozen=True)
class _Case:
    """One vignette as the pack itself reads it: the facts, the findings that fire, and what follows."""

    vignette: Vignette
    facts: Facts
    findings: Fired
    conclusions: Conclusions
    concluded: Facts
    result: Result

    def names(self, rule: str) -> bool:
        """Whether the expectation names a rule."""
        expect = self.vignette.expect
        return rule in (*expect.fires, *expect.fires_if_unsure, *expect.does_not_fire)


class Trials:
    """The vignettes of a pack, ready to be tried on its mutants."""

    def __init__(self, pack: Pack, vignettes: Iterable[Vignette]) -> None:
        self.pack = pack
        self._findings = tuple(rule.id for rule in rules_of(pack) if rule.phase is Phase.FINDINGS)
        self._gates = tuple(rule.id for rule in rules_of(pack) if rule.phase is Phase.GATES)
        self._cases = [self._case(vignette) for vignette in vignettes]

    def of(self, mutant: Mutant, pack: Pack) -> Trial:
        """Try the vignettes on a mutant until one fails; `pack` is the pack that the mutant makes."""
        reached = reach(self.pack, mutant, pack)
        differs = None
        for case in self._cases_for(mutant):
            after = self._otherwise(case, reached)
            if after is not None:
                if not after.meets(pack, case.vignette.expect):
                    return Trial(killer=case.vignette)
                if after.told != case.result.told:
                    differs = differs or case.vignette
        return Trial(differs=differs)

    def _case(self, vignette: Vignette) -> _Case:
        logic = logic_of(self.pack)
        facts = logic.settle(vignette.answers)
        findings = _fired(logic, facts, {}, self._findings)
        conclusions, concluded = _conclusions(self.pack, facts, findings)
        fired = _fired(logic, concluded, findings, self._gates)
        return _Case(vignette, facts, findings, conclusions, concluded, result(self.pack, fired, conclusions))

    def _cases_for(self, mutant: Mutant) -> Iterator[_Case]:
        """All cases, those that name the changed rule first."""
        yield from sorted(self._cases, key=lambda case: not case.names(mutant.entry))

    def _otherwise(self, case: _Case, reached: Reach) -> Result | None:
        """The result of a case, where anything of it may have come out otherwise; None where nothing can have."""
        logic, facts, findings = reached.logic, case.facts, case.findings
        if reached.gates and not reached.findings:
            fired = _fired(logic, case.concluded, case.result.fired, reached.gates)
            return None if fired == case.result.fired else result(logic.pack, fired, case.conclusions)
        if not reached.has_memory:
            facts = replace(facts, memo={})
        if reached.question:
            if logic.is_shown(reached.question, facts) == (facts.states[reached.question] is not State.HIDDEN):
                return None
            facts = logic.settle(case.vignette.answers)
            if _read(facts) == _read(case.facts):
                return None
            findings = _fired(logic, facts, {}, self._findings)
        elif reached.findings:
            findings = _fired(logic, facts, findings, reached.findings)
            if findings == case.findings and not reached.gates:
                return None
        elif reached.counts and reached.counts not in case.result.fired:
            return None
        conclusions, concluded = _conclusions(logic.pack, facts, findings)
        return result(logic.pack, _fired(logic, concluded, findings, self._gates), conclusions)


def _read(facts: Facts) -> tuple[object, ...]:
    """What the rules read of facts."""
    return facts.values, facts.numbers, facts.unknown


def _conclusions(pack: Pack, facts: Facts, findings: Fired) -> tuple[Conclusions, Facts]:
    """What follows from these findings, and the facts with it."""
    conclusions = conclude(pack, [Firing(rule, certain) for rule, certain in findings.items()])
    return conclusions, facts.concluded(conclusions.urgency, frozenset(one.cause for one in conclusions.causes))


def _fired(logic: Logic, facts: Facts, known: Fired, reached: Iterable[str]) -> dict[str, bool]:
    """The rules that fire and whether for certain: those reached as they do now, all others as known."""
    fired = dict(known)
    for name in reached:
        fired.pop(name, None)
        if logic.truth(name, facts, Reading.STRICT) == YES:
            fired[name] = True
        elif logic.truth(name, facts, Reading.CAUTIOUS) == YES:
            fired[name] = False
    return fired
