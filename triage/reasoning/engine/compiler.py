"""From rules to productions: conjunctions of literal tests, without negation and without "or".

A rule becomes one production for each of its alternatives. A choice between plain facts is a fact itself; any other
choice inside a conjunction becomes a proposition of its own, once however many rules use it, so nothing multiplies out.

There is one set of productions for both readings; the readings differ in the facts (see `readings`). For a question q:

    q is v or w           one of them was chosen; in the cautious reading of "not sure": any value may be the one
    q is any number       in the cautious reading of "not sure": any number may be the one
    q within [a, b)       the number given
    q is neither v nor w  whatever else was chosen; "q is not a number": no number was given

The last kind is for `unless`, which is always read strictly: its negation is pushed down to these facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, assert_never

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
from triage.reasoning.engine.encoding import MOST_TESTS
from triage.reasoning.engine.productions import Either, Holds, Is, Production, Test, Within
from triage.reasoning.ruleset import Phase, Rule

NOT = "not "
ANY_NUMBER = "any number"
A_NUMBER = "a number"
URGENCY = "urgency"
POSSIBLE_CAUSE = "possible_cause"
Joiner = Literal["all", "any"]


class Joined(NamedTuple):
    """Parts of a condition, of which all must hold, or any."""

    by: Joiner
    parts: tuple[Node, ...]


Node = Test | Joined


class Compiled(NamedTuple):
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
        self._stands_for: dict[str, Node] = {}
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
        alternatives = [self._conjunction(part) for part in _parts("any", node)]
        self._owner = before
        for number, tests in enumerate(alternatives, start=1):
            name = proposition if len(alternatives) == 1 else f"{proposition}#{number}"
            self.productions.append(Production(name, tests, proposition))

    def _named(self, pattern: str, node: Node) -> Node:
        """What a pattern is to the rules that use it: a plain fact is that fact, anything else a proposition."""
        if not isinstance(node, Joined):
            return node
        self.define(pattern, node)
        return Holds(pattern)

    def _holds(self, condition: Condition) -> Node:
        match condition:
            case AnswerIs(question, values):
                return _is(question, values)
            case NumberIs(question, at_least, below):
                return _any([Within(question, at_least, below), _is(question, [ANY_NUMBER])])
            case PatternHolds(pattern):
                if pattern not in self._stands_for:
                    self._stands_for[pattern] = self._named(pattern, self.rule(self._patterns[pattern]))
                return self._stands_for[pattern]
            case UrgencyIs(levels):
                return _is(URGENCY, [level.value for level in levels])
            case CauseIsPossible(causes):
                return _is(POSSIBLE_CAUSE, causes)
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
                return _is_not(question, values)
            case NumberIs(question, at_least, below):
                too_low = [] if at_least is None else [Within(question, None, at_least)]
                too_high = [] if below is None else [Within(question, below, None)]
                return _any([*too_low, *too_high, _is_not(question, [A_NUMBER])])
            case PatternHolds(pattern):
                if (negative := NOT + pattern) not in self._stands_for:
                    ruled_out = self._is_ruled_out(self._patterns[pattern].when)
                    self._stands_for[negative] = self._named(negative, ruled_out)
                return self._stands_for[negative]
            case UrgencyIs(levels):
                return _is_not(URGENCY, [level.value for level in levels])
            case CauseIsPossible(causes):
                return _is_not(POSSIBLE_CAUSE, causes)
            case AllOf(conditions):
                return _any(map(self._is_ruled_out, conditions))
            case AnyOf(conditions):
                return _all(map(self._is_ruled_out, conditions))
            case _:
                assert_never(condition)

    def _conjunction(self, node: Node) -> tuple[Test, ...]:
        tests = tuple(dict.fromkeys(map(self._test, _parts("all", node))))
        if len(tests) <= MOST_TESTS:
            return tests
        first = Holds(self._proposition(Joined("all", tests[:MOST_TESTS])))
        return self._conjunction(Joined("all", (first, *tests[MOST_TESTS:])))

    def _test(self, node: Node) -> Test:
        return Holds(self._proposition(node)) if isinstance(node, Joined) else node

    def _proposition(self, node: Node) -> str:
        """The proposition that a part of a condition has been given, after the rule that first needed it."""
        if node not in self._proposition_of:
            self._proposition_of[node] = f"{self._owner}~{len(self._proposition_of) + 1}"
            self.define(self._proposition_of[node], node)
        return self._proposition_of[node]


def _is(about: str, words: Iterable[str]) -> Is:
    return Is(about, frozenset(words))


def _is_not(about: str, words: Iterable[str]) -> Is:
    return Is(about, frozenset(words), is_denied=True)


def _all(parts: Iterable[Node]) -> Node:
    found = _joined("all", parts)
    return found[0] if len(found) == 1 else Joined("all", found)


def _any(parts: Iterable[Node]) -> Node:
    """At least one of the parts; those that are plain facts are one fact together."""
    found = _joined("any", parts)
    facts = tuple(node for node in found if isinstance(node, Is | Within))
    others = tuple(node for node in found if not isinstance(node, Is | Within))
    if len(facts) > 1:
        found = (Either(facts), *others)
    return found[0] if len(found) == 1 else Joined("any", found)


def _joined(by: Joiner, parts: Iterable[Node]) -> tuple[Node, ...]:
    """The parts, without nesting, each once, with the words that are asked of a subject together."""
    found: dict[object, Node] = {}
    flat = [inner for part in parts for inner in _parts(by, part)]
    if by == "any":
        flat = [inner for part in flat for inner in (part.facts if isinstance(part, Either) else (part,))]
    for node in flat:
        if isinstance(node, Is) and node.is_denied == (by == "all"):  # "v or w" is one fact, as is "neither v nor w"
            known = found.get(node.about)
            words = node.words | known.words if isinstance(known, Is) else node.words
            found[node.about] = Is(node.about, words, node.is_denied)
        else:
            found[node] = node
    return tuple(found.values())


def _parts(by: Joiner, node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Joined) and node.by == by else (node,)
