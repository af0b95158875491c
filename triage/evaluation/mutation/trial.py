"""Does a vignette notice a mutant? Only the cases in which the changed place makes a difference are run again.

The pack's own evaluator settles and fires every case once. A mutant has an evaluator of its own; of a case, only the
rules that its change can reach are read again, and only where something that the case looks at comes out otherwise is
it run and compared with its expectation, by the same code as in `triage test`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from triage.evaluation.mutation.mutant import Mutant
from triage.evaluation.mutation.told import Told, told
from triage.evaluation.outcome import run
from triage.evaluation.vignettes import Vignette
from triage.pack.conditions import PatternHolds, leaves
from triage.pack.knowledge import About, Cause, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base
from triage.pack.scales import Reading
from triage.reasoning.answers import Facts
from triage.reasoning.conclusions import conclude
from triage.reasoning.logic import YES, Logic, logic_of
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of

Fired = dict[str, bool]


@dataclass(frozen=True)
class Trial:
    """What became of a mutant: the vignette that fails, if one does; else one in which something is told otherwise."""

    killer: Vignette | None = None
    differs: Vignette | None = None


@dataclass(frozen=True)
class _Seen:
    """What a case can look at: every firing, and what is told of the conclusions."""

    findings: Fired
    withholding: Fired
    told: Told

    def firing(self, rule: str) -> bool | None:
        """Whether a rule fires for certain, or only because of what is not known; None where it does not."""
        return self.findings.get(rule, self.withholding.get(rule))


@dataclass(frozen=True)
class _Case:
    """One vignette as the pack itself reads it. `named` are the rules that its expectation names."""

    vignette: Vignette
    facts: Facts
    seen: _Seen
    named: frozenset[str]


@dataclass(frozen=True)
class _Reach:
    """What a change can reach: the rules of each phase to be read again, or what follows from one that fires.

    `counts` is the rule whose level, weight or advice was changed, "" where no rule's was, and None where the change
    reaches every conclusion.
    """

    findings: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    counts: str | None = ""
    is_settled_anew: bool = False


class Trials:
    """The vignettes of a pack, ready to be tried on its mutants."""

    def __init__(self, pack: Pack, vignettes: Iterable[Vignette]) -> None:
        self.pack = pack
        self._findings = _of_phase(rules_of(pack), Phase.FINDINGS)
        self._gates = _of_phase(rules_of(pack), Phase.GATES)
        self._cases = [self._case(vignette) for vignette in vignettes]

    def of(self, mutant: Mutant, pack: Pack) -> Trial:
        """Try the vignettes on a mutant until one fails; `pack` is the pack that the mutant makes."""
        logic = logic_of(pack)
        reach = self._reach(pack, mutant)
        differs = None
        for case in self._cases_for(mutant):
            after = self._otherwise(logic, case, reach)
            if after is not None:
                if not run(pack, case.vignette, engine="logic").is_passed:
                    return Trial(killer=case.vignette)
                if after.told != case.seen.told:
                    differs = differs or case.vignette
        return Trial(differs=differs)

    def _case(self, vignette: Vignette) -> _Case:
        expect, logic = vignette.expect, logic_of(self.pack)
        facts = logic.settle(vignette.answers)
        seen = self._seen(logic, facts, _fired(logic, facts, {}, self._findings))
        return _Case(vignette, facts, seen, frozenset((*expect.fires, *expect.fires_if_unsure, *expect.does_not_fire)))

    def _cases_for(self, mutant: Mutant) -> Iterator[_Case]:
        """All cases, those that name the changed rule first."""
        yield from (case for case in self._cases if mutant.entry in case.named)
        yield from (case for case in self._cases if mutant.entry not in case.named)

    def _reach(self, pack: Pack, mutant: Mutant) -> _Reach:
        if isinstance(mutant.changed, Question):
            return _Reach(self._findings, self._gates, is_settled_anew=True)
        patterns: set[str] = set()
        reached = []
        for rule, before in zip(rules_of(pack), rules_of(self.pack), strict=True):
            if rule != before or patterns & _patterns_in(rule):
                reached.append(rule)
                patterns |= {rule.id} & pack.patterns.keys()
        if not reached:
            return _Reach(counts=None if isinstance(mutant.changed, About | Cause | Base) else mutant.entry)
        return _Reach(_of_phase(reached, Phase.FINDINGS), _of_phase(reached, Phase.GATES))

    def _otherwise(self, logic: Logic, case: _Case, reach: _Reach) -> _Seen | None:
        """What the case looks at, where anything of it comes out otherwise; None where nothing does."""
        before, facts = case.seen, replace(case.facts, memo={})
        if reach.is_settled_anew:
            facts = logic.settle(case.vignette.answers)
            if _read_by_rules(facts) == _read_by_rules(case.facts):
                return None
        findings = _fired(logic, facts, before.findings, reach.findings)
        is_same = findings == before.findings and not reach.gates and reach.counts == ""
        if is_same or (reach.counts and reach.counts not in {**findings, **before.withholding}):
            return None
        after = self._seen(logic, facts, findings)
        differs = after.told != before.told or any(before.firing(name) != after.firing(name) for name in case.named)
        return after if differs else None

    def _seen(self, logic: Logic, facts: Facts, findings: Fired) -> _Seen:
        """What follows from these firings."""
        pack = logic.pack
        firings = [Firing(rule, certain) for rule, certain in findings.items()]
        conclusions = conclude(pack, firings)
        shown = frozenset(one.cause for one in conclusions.causes)
        withholding = _fired(logic, facts.concluded(conclusions.urgency, shown), {}, self._gates)
        return _Seen(findings, withholding, told(pack, firings, conclusions, withholding))


def _read_by_rules(facts: Facts) -> tuple[object, ...]:
    return facts.values, facts.numbers, facts.unknown


def _of_phase(rules: Iterable[Rule], phase: Phase) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.phase is phase)


def _patterns_in(rule: Rule) -> set[str]:
    tests = [test for part in (rule.when, rule.unless) if part is not None for test in leaves(part)]
    return {test.pattern for test in tests if isinstance(test, PatternHolds)}


def _fired(logic: Logic, facts: Facts, known: Mapping[str, bool], reached: Iterable[str]) -> Fired:
    """The rules that fire and whether for certain: those reached as they do now, all others as known."""
    fired = dict(known)
    for name in reached:
        fired.pop(name, None)
        if logic.truth(name, facts, Reading.STRICT) == YES:
            fired[name] = True
        elif logic.truth(name, facts, Reading.CAUTIOUS) == YES:
            fired[name] = False
    return fired
