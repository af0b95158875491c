"""From rules to productions: conjunctions of literal tests, without negation and without "or".

A rule becomes one production for each of its alternatives. A part that is itself a choice between alternatives, inside
a conjunction, becomes a proposition of its own, once however many rules use it, so nothing multiplies out.

There is one set of productions for both readings; the readings differ in the facts (see `readings`). For a question q:

    q is v|w           v or w was chosen; in the cautious reading of "not sure": any value may be the one
    q is any number    in the cautious reading of "not sure": any number may be the one
    q within [a, b)    the number given
    not q is v|w       neither v nor w was chosen, whatever else was; "not q is a number": no number was given

The last kind is for `unless`, which is always read strictly: its negation is pushed down to these facts. A test for
several words of a question is one fact, not a choice between productions: durable_rules makes room for every test of
every production whenever a session begins, which is most of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

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
from triage.reasoning.engine.encoding import LONGEST_WORD, MOST_TESTS
from triage.reasoning.engine.productions import OR, Holds, Is, Production, Test, Within
from triage.reasoning.ruleset import Phase, Rule

NOT = "not "
ANY_NUMBER = "any number"
A_NUMBER = "a number"
URGENCY = "urgency"
POSSIBLE_CAUSE = "possible_cause"


def negative(about: str) -> str:
    """The subject of the facts that say what `about` is not."""
    return f"{NOT}{about}"


def positive(about: str) -> str:
    """The subject itself, also of the facts that say what it is not."""
    return about.removeprefix(NOT)


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Node, ...]


Node = Test | Every | Some


@dataclass(frozen=True)
class Compiled:
    """The productions of one phase; `rule_of` names the rule that holds when a production fires."""

    productions: tuple[Production, ...]
    rule_of: dict[str, str]


def compile_rules(rules: Sequence[Rule], phase: Phase) -> Compiled:
    """The productions for the rules of one phase, with the patterns that they need."""
    compiler = _Compiler({rule.id: rule for rule in rules if rule.kind == "pattern"})
    wanted = [rule for rule in rules if rule.phase is phase]
    for rule in wanted:
        compiler.define(rule.id, compiler.rule(rule))
    ids = {rule.id for rule in wanted}
    rule_of = {one.name: one.concludes for one in compiler.productions if one.concludes in ids}
    return Compiled(tuple(compiler.productions), rule_of)


class _Compiler:
    """Productions as they are made, and the propositions that have been defined so far."""

    def __init__(self, patterns: dict[str, Rule]) -> None:
        self.productions: list[Production] = []
        self._patterns = patterns
        self._defined: set[str] = set()
        self._proposition_of: dict[Node, str] = {}
        self._owner = ""

    def rule(self, rule: Rule) -> Node:
        """What must hold for a rule to fire."""
        when = self._holds(rule.when)
        return when if rule.unless is None else _all([when, self._is_ruled_out(rule.unless)])

    def define(self, proposition: str, node: Node) -> None:
        """Productions that conclude a proposition when `node` holds; none if it has them already."""
        if proposition in self._defined:
            return
        self._defined.add(proposition)
        self._owner, before = proposition.partition("~")[0], self._owner
        alternatives = [self._conjunction(part) for part in (node.parts if isinstance(node, Some) else (node,))]
        self._owner = before
        for number, tests in enumerate(alternatives, start=1):
            name = proposition if len(alternatives) == 1 else f"{proposition}#{number}"
            self.productions.append(Production(name, tests, proposition))

    def _holds(self, condition: Condition) -> Node:
        match condition:
            case AnswerIs(question, values):
                return _any(Is(question, value) for value in values)
            case NumberIs(question, at_least, below):
                return Some((Within(question, at_least, below), Is(question, ANY_NUMBER)))
            case PatternHolds(pattern):
                if pattern not in self._defined:
                    self.define(pattern, self.rule(self._patterns[pattern]))
                return Holds(pattern)
            case UrgencyIs(levels):
                return _any(Is(URGENCY, level.value) for level in levels)
            case CauseIsPossible(causes):
                return _any(Is(POSSIBLE_CAUSE, cause) for cause in causes)
            case AllOf(conditions):
                return _all(map(self._holds, conditions))
            case AnyOf(conditions):
                return _any(map(self._holds, conditions))
            case _:
                assert_never(condition)

    def _is_ruled_out(self, condition: Condition) -> Node:
        """Holds exactly where the condition, read strictly, does not."""
        match condition:
            case AnswerIs(question, values):
                return _all(Is(negative(question), value) for value in values)
            case NumberIs(question, at_least, below):
                too_low = [] if at_least is None else [Within(question, None, at_least)]
                too_high = [] if below is None else [Within(question, below, None)]
                return _any([*too_low, *too_high, Is(negative(question), A_NUMBER)])
            case PatternHolds(pattern):
                if negative(pattern) not in self._defined:
                    self.define(negative(pattern), self._is_ruled_out(self._patterns[pattern].when))
                return Holds(negative(pattern))
            case UrgencyIs(levels):
                return _all(Is(negative(URGENCY), level.value) for level in levels)
            case CauseIsPossible(causes):
                return _all(Is(negative(POSSIBLE_CAUSE), cause) for cause in causes)
            case AllOf(conditions):
                return _any(map(self._is_ruled_out, conditions))
            case AnyOf(conditions):
                return _all(map(self._is_ruled_out, conditions))
            case _:
                assert_never(condition)

    def _conjunction(self, node: Node) -> tuple[Test, ...]:
        if not isinstance(node, Every):
            return (self._test(node),)
        tests = tuple(dict.fromkeys(map(self._test, node.parts)))
        if len(tests) <= MOST_TESTS:
            return tests
        first, rest = Every(tests[:MOST_TESTS]), tests[MOST_TESTS:]
        return self._conjunction(Every((Holds(self._proposition(first)), *rest)))

    def _test(self, node: Node) -> Test:
        return Holds(self._proposition(node)) if isinstance(node, Every | Some) else node

    def _proposition(self, node: Node) -> str:
        """The proposition that a part of a condition has been given, after the rule that first needed it."""
        if node not in self._proposition_of:
            self._proposition_of[node] = f"{self._owner}~{len(self._proposition_of) + 1}"
            self.define(self._proposition_of[node], node)
        return self._proposition_of[node]


def _all(parts: Iterable[Node]) -> Node:
    return _joined(Every, parts, lambda about: about.startswith(NOT))


def _any(parts: Iterable[Node]) -> Node:
    return _joined(Some, parts, lambda about: not about.startswith(NOT))


def _joined(kind: type[Every | Some], parts: Iterable[Node], may_merge: Callable[[str], bool]) -> Node:
    """The parts joined, without nesting; one part alone is itself."""
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
    found = _merged(flat, may_merge)
    return found[0] if len(found) == 1 else kind(found)


def _merged(nodes: Iterable[Node], may_merge: Callable[[str], bool]) -> tuple[Node, ...]:
    """Each node once, with the tests on words of one subject made one, where what joins them allows it."""
    found: dict[object, Node] = {}
    for node in nodes:
        if not isinstance(node, Is) or not may_merge(node.about):
            found[node] = node
            continue
        known = found.get(node.about)
        both = Is(node.about, OR.join(sorted(known.words | node.words))) if isinstance(known, Is) else node
        if len(both.value) <= LONGEST_WORD:
            found[node.about] = both
        else:
            found[node] = node
    return tuple(found.values())
