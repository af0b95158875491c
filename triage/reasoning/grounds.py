"""What every firing of one assessment stands on: `support` for all rules at once, from the compiled form of the rules.

Only what is printed is made, and each test's text once, however many rules read it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import NamedTuple, assert_never

from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
)
from triage.pack.pack import Pack
from triage.reasoning.answers import Facts, State
from triage.reasoning.compiled import Compiled, compiled_of
from triage.reasoning.ruleset import rules_of
from triage.reasoning.support import told

_Test = AnswerIs | NumberIs | PatternHolds | UrgencyIs | CauseIsPossible
_KEPT = 4096


class _Node(NamedTuple):
    """A part of a condition: where its bits stand, its own parts, and for a test its number and what it tests."""

    place: int
    parts: tuple[_Node, ...]
    number: int
    test: _Test | None


class Grounds:
    """What firings stand on, for one set of facts with their conclusions."""

    def __init__(self, pack: Pack, facts: Facts) -> None:
        self._trees = _trees_of(pack)
        self._facts = facts
        self._bits = compiled_of(pack).view(facts).place_bits()
        self._told: dict[int, tuple[str, ...]] = {}

    def of(self, rule: str, certain: bool) -> tuple[str, ...]:
        """The parts of a rule's condition that make it hold, each once, as `support` tells them."""
        found: dict[str, None] = {}
        self._walk(self._trees.rule(rule), 1 if certain else 4, found)
        return tuple(found)

    def questions(self, rule: str, certain: bool) -> tuple[str, ...]:
        """The questions whose answers make a rule's condition hold, also through patterns, each once."""
        found: dict[str, None] = {}
        self._ask(self._trees.rule(rule), 1 if certain else 4, found)
        return tuple(found)

    def _walk(self, node: _Node, bit: int, found: dict[str, None]) -> None:
        place, parts, number, test = node
        if not self._bits[place] & bit:
            return
        if test is None:
            for part in parts:
                self._walk(part, bit, found)
            return
        texts = self._told.get(number)
        if texts is None:
            texts = self._told[number] = self._trees.told(number, test, self._facts)
        for text in texts:
            found[text] = None

    def _ask(self, node: _Node, bit: int, found: dict[str, None]) -> None:
        place, parts, _, test = node
        if not self._bits[place] & bit:
            return
        match test:
            case None:
                for part in parts:
                    self._ask(part, bit, found)
            case AnswerIs(question) | NumberIs(question):
                found[question] = None
            case PatternHolds(pattern):
                self._ask(self._trees.rule(pattern), bit, found)
            case UrgencyIs() | CauseIsPossible():
                pass
            case _:
                assert_never(test)


class _Trees:
    """The conditions of a pack's rules with the places of their bits."""

    def __init__(self, pack: Pack) -> None:
        self._compiled: Compiled = compiled_of(pack)
        self._nodes: dict[Condition, _Node] = {}
        self._numbers = count()
        self._when = {rule.id: rule.when for rule in rules_of(pack)}
        self._rules: dict[str, _Node] = {}
        self._told: dict[tuple[int, frozenset[str], bool], tuple[str, ...]] = {}

    def told(self, number: int, test: _Test, facts: Facts) -> tuple[str, ...]:
        """`support.told`, kept for the answers that many give."""
        if not isinstance(test, AnswerIs):
            return tuple(told(test, facts))
        key = number, facts.values[test.question], facts.states[test.question] is State.HIDDEN
        known = self._told.get(key)
        if known is None:
            if len(self._told) >= _KEPT:
                self._told.clear()
            known = self._told[key] = tuple(told(test, facts))
        return known

    def rule(self, name: str) -> _Node:
        """The condition of a rule, made when it is first asked for: most rules never fire."""
        known = self._rules.get(name)
        if known is None:
            known = self._rules[name] = self._node(self._when[name])
        return known

    def _node(self, condition: Condition) -> _Node:
        known = self._nodes.get(condition)
        if known is None:
            known = self._nodes[condition] = self._made(condition)
        return known

    def _made(self, condition: Condition) -> _Node:
        place, number = self._compiled.place_of(condition), next(self._numbers)
        if isinstance(condition, AllOf | AnyOf):
            return _Node(place, tuple(self._node(part) for part in condition.conditions), number, None)
        return _Node(place, (), number, condition)


@lru_cache(maxsize=16)
def _trees_of(pack: Pack) -> _Trees:
    return _Trees(pack)
