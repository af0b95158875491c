"""Which answers a change of rules can reach: for all others both packs say the same, and nothing is looked at anew.

What follows from answers hangs on the rules that fire and on what these say. So where every rule that the change
reaches fires as it did, and none fires that says something else now, the results are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from triage.pack.conditions import CauseIsPossible, PatternHolds, UrgencyIs, leaves
from triage.pack.knowledge import Entry
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Answers, Facts
from triage.reasoning.logic import YES, Logic, logic_of
from triage.reasoning.ruleset import Rule, rules_of

_RULES = ("patterns", "danger_signs", "evidence", "gates")  # the base rule speaks where nothing fires
_SAYS_NOTHING = {"where", "note", "sources"}
_TELLS_NO_RESULT = {"invariants", "changes", "sign_offs", "languages", "sources", "sha256", "root", "language_files"}


@dataclass(frozen=True)
class Touched:
    """The rules of either pack that may fire otherwise, those that say something else, and the questions they read."""

    rules: frozenset[str]
    changed: frozenset[str]
    questions: frozenset[str]

    def reaches(self, before: Pack, after: Pack, answers: Answers) -> bool:
        """Whether these answers may come to something else after the change."""
        facts = logic_of(before).settle(answers, self.questions)
        was, becomes = (self._fired(logic_of(pack), facts) for pack in (before, after))
        return was != becomes or any(name in self.changed for name, _ in was)

    def _fired(self, logic: Logic, facts: Facts) -> frozenset[tuple[str, Reading]]:
        own = replace(facts, memo={})
        known = {rule.id for rule in rules_of(logic.pack)}
        return frozenset(
            (name, reading)
            for name in self.rules & known
            for reading in Reading
            if logic.truth(name, own, reading) == YES
        )


def touched(before: Pack, after: Pack) -> Touched | None:
    """What is touched where nothing but rules was changed; None where more was, and everything may be reached."""
    if any(_differ(before, after, part.name) for part in fields(Pack) if part.name not in (*_RULES, *_TELLS_NO_RESULT)):
        return None
    changed = {name for part in _RULES for name in _changed(getattr(before, part), getattr(after, part))}
    rules: set[str] = set()
    questions: set[str] = set()
    for pack in (before, after):
        reached = _reached(pack, changed)
        if any(_reads_the_result(rule) for rule in reached):
            return None
        rules |= {rule.id for rule in reached}
        questions |= {name for rule in reached for name in _questions(pack, rule)}
    return Touched(frozenset(rules), frozenset(changed), frozenset(questions))


def _differ(before: Pack, after: Pack, part: str) -> bool:
    return bool(getattr(before, part) != getattr(after, part))


def _changed(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[str]:
    """The ids of entries that are new, gone, or say something else."""
    for name in before.keys() | after.keys():
        if name not in before or name not in after or _said(before[name]) != _said(after[name]):
            yield name


def _said(entry: Entry) -> dict[str, object]:
    return {name: value for name, value in vars(entry).items() if name not in _SAYS_NOTHING}


def _reached(pack: Pack, changed: set[str]) -> list[Rule]:
    """The changed rules of a pack, and those that read a changed pattern, also by way of others."""
    reached: dict[str, Rule] = {}
    for rule in rules_of(pack):  # each pattern stands after those that it reads
        tests = [test for condition in (rule.when, rule.unless) if condition is not None for test in leaves(condition)]
        read = {test.pattern for test in tests if isinstance(test, PatternHolds)}
        if rule.id in changed or any(name in reached or name in changed for name in read):
            reached[rule.id] = rule
    return list(reached.values())


def _reads_the_result(rule: Rule) -> bool:
    return any(isinstance(test, UrgencyIs | CauseIsPossible) for test in leaves(rule.when))


def _questions(pack: Pack, rule: Rule) -> frozenset[str]:
    """The questions that a rule reads, and those on which these hang."""
    found: set[str] = set()
    waiting = {*pack.questions_read_by(rule.when), *(pack.questions_read_by(rule.unless) if rule.unless else ())}
    while waiting:
        name = waiting.pop()
        found.add(name)
        gate = pack.questions[name].ask_when
        waiting |= (pack.questions_read_by(gate) if gate else frozenset()) - found
    return frozenset(found)
