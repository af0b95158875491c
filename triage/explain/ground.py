"""What a firing stands on: a smallest set of answers with which the rule fires, whatever else is answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from triage.explain.case import Case
from triage.explain.model import PatternStep
from triage.pack.conditions import Condition
from triage.pack.pack import Pack
from triage.pack.scales import Reading
from triage.reasoning.answers import Answers, Facts, State
from triage.reasoning.logic import YES
from triage.reasoning.ruleset import Phase, Rule, rules_of
from triage.reasoning.support import support


@dataclass(frozen=True)
class Ground:
    """The questions whose answers make a rule fire, in the order of the pack.

    With `speak`, `asked_since` and `not_let_off` answered as they are, the rule fires whatever else is answered, and
    without any one of them that is not so. `asked_since` decided whether others were asked, `not_let_off` keep the
    rule's `unless` away. `also` point the same way and are not needed. `told` are the words that count in an answer,
    and `conclusions` those that the rule reads.
    """

    speak: tuple[str, ...]
    asked_since: tuple[str, ...]
    not_let_off: tuple[str, ...]
    also: tuple[str, ...]
    told: dict[str, tuple[str, ...]]
    patterns: tuple[PatternStep, ...]
    conclusions: tuple[str, ...]


def ground_of(case: Case, rule: str) -> Ground:
    """What a rule that fired stands on."""
    one = rules_by_id(case.pack)[rule]
    certain = case.certain[rule]
    reading = Reading.STRICT if certain else Reading.CAUTIOUS
    told = _told(case, one, reading)
    kept = _smallest(case, one, certain, told)
    needed = frozenset(name for name in kept if not _when_holds(case, one, reading, kept - {name}))
    facts = _facts(case, one, kept)
    stood_on = dict.fromkeys(support(case.logic, one.when, facts, reading))
    return Ground(
        speak=_in_order(case.pack, needed.intersection(told)),
        asked_since=_in_order(case.pack, needed.difference(told)),
        not_let_off=_in_order(case.pack, kept - needed),
        also=_in_order(case.pack, set(told) - kept),
        told=told,
        patterns=tuple(dict.fromkeys(_steps(case, one.when, facts, reading))),
        conclusions=tuple(step for step in stood_on if step.startswith(("urgency:", "cause:"))),
    )


def fires(case: Case, rule: Rule, certain: bool, kept: Collection[str]) -> bool:
    """Whether a rule fires, with the answers to `kept` as they are, whatever all others are."""
    reading = Reading.STRICT if certain else Reading.CAUTIOUS
    return case.logic.truth(rule.id, _facts(case, rule, kept), reading) == YES


@lru_cache(maxsize=16)
def rules_by_id(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules_of(pack)}


@lru_cache(maxsize=4096)
def questions_of(pack: Pack, rule: str) -> frozenset[str]:
    """Every question that can bear on a rule: those it reads, and those that decide whether these are asked."""
    one = rules_by_id(pack)[rule]
    waiting = set(pack.questions_read_by(one.when))
    if one.unless is not None:
        waiting |= pack.questions_read_by(one.unless)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        gate = pack.questions[name].ask_when
        if gate is not None:
            waiting |= pack.questions_read_by(gate) - found
    return frozenset(found)


def _smallest(case: Case, rule: Rule, certain: bool, behind: Collection[str]) -> frozenset[str]:
    """A smallest set of answers that is enough, one answer dropped at a time.

    Answers that do not speak for the rule are dropped first, then unclear ones, so that clear ones that do are kept.
    """
    candidates = [name for name in questions_of(case.pack, rule.id) if case.facts.states[name] is not State.HIDDEN]
    place = {name: number for number, name in enumerate(case.pack.questions)}
    candidates.sort(key=lambda name: (name in behind, name not in case.facts.unknown, -place[name]))
    kept = frozenset(candidates)
    for name in candidates:
        if fires(case, rule, certain, kept - {name}):
            kept -= {name}
    return kept


def _when_holds(case: Case, rule: Rule, reading: Reading, kept: Collection[str]) -> bool:
    return case.logic.holds(rule.when, _facts(case, rule, kept), reading) == YES


def _facts(case: Case, rule: Rule, kept: Collection[str]) -> Facts:
    """The facts with only these answers, all other questions open; the conclusions stay as they are."""
    given = {name: case.told[name] for name in kept if name in case.told}
    answers = Answers(given, "open", case.not_asked.intersection(kept))
    facts = case.logic.settle(answers, among=questions_of(case.pack, rule.id))
    if rule.phase is Phase.FINDINGS:
        return facts
    return facts.concluded(case.conclusions.urgency, frozenset(cause.cause for cause in case.conclusions.causes))


def _in_order(pack: Pack, names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in pack.questions if name in names)


def _steps(case: Case, condition: Condition, facts: Facts, reading: Reading) -> Iterator[PatternStep]:
    """The patterns on the way from the answers to a condition, each after those that it stands on."""
    for step in support(case.logic, condition, facts, reading):
        kind, _, name = step.partition(":")
        if kind == "pattern":
            pattern = case.pack.patterns[name]
            yield from _steps(case, pattern.when, facts, reading)
            inside = dict.fromkeys(support(case.logic, pattern.when, facts, reading))
            from_ = tuple(part.partition("=")[0].partition(":")[2] for part in inside)
            yield PatternStep(pattern=name, means=case.say(pattern.means), from_=from_)


def _told(case: Case, rule: Rule, reading: Reading) -> dict[str, tuple[str, ...]]:
    """For each question behind a rule the words of its answer that make a test hold."""
    found: dict[str, dict[str, None]] = {}
    waiting = [rule.when]
    while waiting:
        for step in support(case.logic, waiting.pop(), case.facts, reading):
            kind, _, rest = step.partition(":")
            if kind == "pattern":
                waiting.append(case.pack.patterns[rest].when)
            elif kind == "answer":
                name, _, words = rest.partition("=")
                found.setdefault(name, {}).update(dict.fromkeys(words.split(",")))
    return {name: tuple(words) for name, words in found.items()}
