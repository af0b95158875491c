"""The evaluator of a mutant, made from that of the pack: only what the change can reach is read anew."""

from __future__ import annotations

from dataclasses import dataclass

from triage.evaluation.mutation.mutant import Mutant
from triage.pack.conditions import PatternHolds, leaves
from triage.pack.knowledge import About, Cause, Question
from triage.pack.pack import Pack
from triage.pack.rules import Base, Pattern
from triage.pack.scales import Reading
from triage.reasoning.logic import YES, Logic, Test, logic_of
from triage.reasoning.ruleset import Phase, Rule, rules_of


class Reread(Logic):
    """The rules of a pack, one of which has another condition. It shares what facts remember of the patterns."""

    def __init__(self, known: Logic, pack: Pack, rule: Rule | None) -> None:
        vars(self).update(vars(known))
        self.pack = pack
        if rule is not None:
            self._tests = dict(self._tests)
            self._rules = {**self._rules, rule.id: tuple(self._afresh(rule, reading) for reading in Reading)}

    def _afresh(self, rule: Rule, reading: Reading) -> Test:
        """As `_rule_test`, but never from memory: what facts remember of this rule is what the pack made of it."""
        when = self.test(rule.when, reading)
        if rule.unless is None:
            return when
        unless = self.test(rule.unless, Reading.STRICT)
        return lambda facts: min(when(facts), YES - unless(facts))


@dataclass(frozen=True)
class Reach:
    """What a change can reach: findings and exercise gates to be read again, or what follows from a rule that fires.

    `counts` is the rule whose level, weight or advice was changed, "" where no rule's was, and None where the change
    reaches every conclusion. `question` is the one whose gate was changed, if one was. With `has_memory` what facts
    remember still holds.
    """

    logic: Logic
    findings: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    counts: str | None = ""
    question: str = ""
    has_memory: bool = True


def reach(original: Pack, mutant: Mutant, pack: Pack) -> Reach:
    """What a mutant's change can reach, with an evaluator for it."""
    known, changed = logic_of(original), mutant.changed
    if isinstance(changed, Question):
        return Reach(Logic(pack), question=changed.id, has_memory=False)
    if isinstance(changed, Pattern):
        return _of_pattern(pack, changed.id)
    pairs = zip(rules_of(original), rules_of(pack), strict=True)
    rule = next((after for before, after in pairs if before != after), None)
    logic = Reread(known, pack, rule)
    if rule is None:
        return Reach(logic, counts=None if isinstance(changed, About | Cause | Base) else mutant.entry)
    return Reach(logic, _of_phase([rule], Phase.FINDINGS), _of_phase([rule], Phase.GATES))


def _of_pattern(pack: Pack, changed: str) -> Reach:
    """A pattern reaches the patterns and rules that use it, and those that use these."""
    reached = {changed}
    for pattern in pack.pattern_order:
        if reached & _patterns_in(Rule(pattern.id, "pattern", pattern.when)):
            reached.add(pattern.id)
    rules = [rule for rule in rules_of(pack) if rule.id in reached or reached & _patterns_in(rule)]
    return Reach(Logic(pack), _of_phase(rules, Phase.FINDINGS), _of_phase(rules, Phase.GATES), has_memory=False)


def _of_phase(rules: list[Rule], phase: Phase) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.phase is phase)


def _patterns_in(rule: Rule) -> set[str]:
    tests = [test for part in (rule.when, rule.unless) if part is not None for test in leaves(part)]
    return {test.pattern for test in tests if isinstance(test, PatternHolds)}
