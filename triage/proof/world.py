"""One answer set, settled, and what the rules' conditions say about it, for all answer sets at once."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, Literal, assert_never

import z3

from triage.pack.conditions import (
    AllOf,
    AnswerIs,
    AnyOf,
    CauseIsPossible,
    Condition,
    NumberIs,
    PatternHolds,
    UrgencyIs,
    leaves,
)
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, Reading, Urgency
from triage.proof.formulas import FALSE, TRUE, Formula, both, constant, either, negation
from triage.proof.said import BLANK, Said
from triage.reasoning.answers import NOT_SURE, Value, clear_negative
from triage.reasoning.ruleset import rules_of

Bound = Literal["surely", "maybe"]
Rest = Literal["told", "open", "not_asked"]
Key = tuple[str, str, str, str]  # kind, id, reading, bound


@dataclass(frozen=True)
class _Change:
    """What sets a world apart from the one it was made from: a question or pattern, and how."""

    what: str = ""
    shown_anyway: str = ""
    never: str = ""
    altered: str = ""


def _undefined(conclusion: str) -> Formula:
    raise ValueError(f"nothing was concluded in this world, so that nobody can tell '{conclusion}'")


class World:
    """One answer set, settled: gates applied, hidden questions at their clear negative, blanks as not sure.

    `rest` says what becomes of a question that was not told: "told" means that all were, "open" leaves its tests open
    (three values: what holds `surely`, what holds `maybe`), "not_asked" lets no test on it hold. Each pattern and rule
    is a variable of its own, defined in `definitions`.
    """

    def __init__(self, said: Said, name: str = "", rest: Rest = "told", change: _Change | None = None) -> None:
        self.pack, self.said, self.name, self.rest = said.pack, said, name, rest
        self.change = change or _Change()
        self.definitions: list[Formula] = []
        self._named: dict[Key, Formula] = {}
        self._by_meaning: dict[int, Any] = {}
        self._taken: set[str] = set()
        self._parts = _parts_of(self.pack)
        self._urgency_is: Callable[[Urgency], Formula] = _undefined
        self._cause_is_shown: Callable[[str], Formula] = _undefined
        self._variants = count(1)
        self._made: dict[tuple[str, Value, bool], World] = {}
        self._origin: World | None = None

    def with_value(self, question: str, value: Value, is_shown: bool = False) -> World:
        """The world with this answer to one question; `is_shown` shows it whatever its gate says."""
        key = (question, value, is_shown)
        if key not in self._made:
            change = _Change(question, shown_anyway=question if is_shown else "")
            self._made[key] = self._changed(self.said.with_value(question, value), change)
        return self._made[key]

    def with_tick(self, question: str, option: str) -> World:
        """The world with one more thing ticked."""
        return self._changed(self.said.with_tick(question, option), _Change(question))

    def without_pattern(self, pattern: str) -> World:
        """The world in which a pattern never holds."""
        return self._changed(self.said, _Change(pattern, never=pattern))

    def altered(self, pack: Pack, entry: str) -> World:
        """The world of a pack in which the condition of one entry is another."""
        said = copy(self.said)
        said.pack = pack
        return self._changed(said, _Change(entry, altered=entry))

    def _changed(self, said: Said, change: _Change) -> World:
        world = World(said, f"{self.name}{next(self._variants)}.", self.rest, change)
        world.join(self)
        world._origin = self  # the same class
        return world

    def join(self, other: World) -> None:
        """Share definitions with another world, which may be of another pack: what means the same is one variable."""
        self.definitions = other.definitions
        self._by_meaning, self._taken = other._by_meaning, other._taken  # the same class

    def home_of(self, rule: str) -> World:
        """The world whose rule serves here too: where two worlds have the same one, they agree on the rule."""
        return self._home("rule", rule)

    def _home(self, kind: str, name: str) -> World:
        """The world whose gate, pattern or rule serves here too: what a change cannot reach stays as it was."""
        return self if self._origin is None or self._is_reached(kind, name) else self._origin

    def _is_reached(self, kind: str, name: str) -> bool:
        """Whether what is changed can reach a variable; exercise gates read conclusions, which any rule can change."""
        altered = self.change.altered
        is_altered = altered != "" and (name == altered or name in self.pack.gates)
        return is_altered or self.change.what in dependents(self.pack)[kind, name]

    # ------------------------------------------------------------------------------------------------------ questions

    def is_shown(self, question: str) -> Formula:
        """Whether a question is not hidden: its gate, read cautiously, may hold."""
        return self._gate(question, "maybe")

    def _gate(self, name: str, bound: Bound) -> Formula:
        question = self.pack.questions[name]
        if question.ask_when is None or name == self.change.shown_anyway:
            return TRUE
        home: World = self._home("gate", name)
        if home is not self:
            return home._gate(name, bound)  # the same class
        return self._name(("gate", name, "", bound), lambda: self.holds(question.ask_when, Reading.CAUTIOUS, bound))

    def says(self, question: str, word: str, bound: Bound = "surely") -> Formula:
        """Whether the settled answer to a question holds a word. A blank holds "unsure"."""
        said = self.said.words[question].get(word, FALSE)
        if word == UNSURE:
            said = either([said, self.said.words[question][BLANK]])
        negative = clear_negative(self.pack.questions[question])
        hidden = not isinstance(negative, int) and word in (negative or NOT_SURE)
        return self._settled(question, said, hidden, bound)

    def number_is_at_least(self, question: str, number: int, bound: Bound = "surely") -> Formula:
        """Whether the settled answer to a question is a number of at least `number`."""
        negative = clear_negative(self.pack.questions[question])
        hidden = isinstance(negative, int) and negative >= number
        return self._settled(question, self.said.number_is_at_least(question, number), hidden, bound)

    def _settled(self, question: str, said: Formula, if_hidden: bool, bound: Bound) -> Formula:
        shown = self.is_shown(question)
        if self.rest == "not_asked":
            said = both([self.said.told[question], said])
        if self.rest == "open":
            is_open = self._is_open(question)
            said = either([is_open, said]) if bound == "maybe" else both([negation(is_open), said])
        if shown is TRUE:
            return said
        return either([both([shown, said]), both([negation(shown), constant(if_hidden)])])

    def _is_open(self, question: str) -> Formula:
        """Whether a question that is not hidden may still be asked: its gate is undecided, or it was not told."""
        return either([negation(self._gate(question, "surely")), negation(self.said.told[question])])

    # ----------------------------------------------------------------------------------------------------- conditions

    def holds(self, condition: Condition | None, reading: Reading, bound: Bound = "surely") -> Formula:
        """A condition in one reading: "surely" that its value is yes, "maybe" that it is not no."""
        match condition:
            case None:
                return TRUE
            case AnswerIs(question, values):
                found = [self.says(question, word, bound) for word in values]
                if reading is Reading.CAUTIOUS and UNSURE not in values:
                    found.append(self.says(question, UNSURE, bound))
                return either(found)
            case NumberIs():
                return self._number(condition, reading, bound)
            case PatternHolds(pattern):
                return self.pattern(pattern, reading, bound)
            case UrgencyIs(levels):
                return either(self._urgency_is(level) for level in levels)
            case CauseIsPossible(causes):
                return either(self._cause_is_shown(cause) for cause in causes)
            case AllOf(conditions):
                return both(self.holds(part, reading, bound) for part in conditions)
            case AnyOf(conditions):
                return either(self.holds(part, reading, bound) for part in conditions)
            case _:
                assert_never(condition)

    def _number(self, test: NumberIs, reading: Reading, bound: Bound) -> Formula:
        question = self.pack.questions[test.question]
        low = question.minimum if test.at_least is None else test.at_least
        inside = [self.number_is_at_least(test.question, low, bound)]
        if test.below is not None and test.below <= question.maximum:
            opposite: Bound = "maybe" if bound == "surely" else "surely"
            inside.append(negation(self.number_is_at_least(test.question, test.below, opposite)))
        found = both(inside)
        if reading is Reading.CAUTIOUS:
            return either([found, self.says(test.question, UNSURE, bound)])
        return found

    def pattern(self, pattern: str, reading: Reading, bound: Bound = "surely") -> Formula:
        """A pattern in one reading, as a variable."""
        if pattern == self.change.never:
            return FALSE
        if (home := self._home("pattern", pattern)) is not self:
            return home.pattern(pattern, reading, bound)
        when = self.pack.patterns[pattern].when
        return self._name(("pattern", pattern, reading.name, bound), lambda: self.holds(when, reading, bound))

    def rule(self, rule: str, reading: Reading, bound: Bound = "surely") -> Formula:
        """Whether a rule holds in one reading, `unless` always read strictly, as a variable."""
        if (home := self._home("rule", rule)) is not self:
            return home.rule(rule, reading, bound)
        return self._name(("rule", rule, reading.name, bound), lambda: self._rule(rule, reading, bound))

    def _rule(self, rule: str, reading: Reading, bound: Bound) -> Formula:
        when, unless = self._parts[rule]
        opposite: Bound = "maybe" if bound == "surely" else "surely"
        taken_off = FALSE if unless is None else self.holds(unless, Reading.STRICT, opposite)
        return both([self.holds(when, reading, bound), negation(taken_off)])

    def conclude(self, urgency_is: Callable[[Urgency], Formula], cause_is_shown: Callable[[str], Formula]) -> None:
        """What the conclusions are that exercise gates and invariants read."""
        self._urgency_is, self._cause_is_shown = urgency_is, cause_is_shown

    def _name(self, key: Key, formula: Callable[[], Formula]) -> Formula:
        """A formula, made once and known by a variable; in a world where nothing is open both bounds are one."""
        if self.rest != "open":
            key = (*key[:3], "")
        if key not in self._named:
            self._named[key] = self.variable(" ".join(key), formula())
        return self._named[key]

    def variable(self, name: str, meaning: Any) -> Any:
        """A variable that stands for a formula or number; what has the same meaning shares one, whatever it is called.

        The solver keeps equal formulas as one object, so that their identity tells; `definitions` keeps them alive.
        """
        if meaning is TRUE or meaning is FALSE or z3.is_const(meaning):
            return meaning
        known = self._by_meaning.get(meaning.get_id())
        if known is None:
            known = z3.Const(self._free(f"{self.name}{name}"), meaning.sort())
            self._by_meaning[meaning.get_id()] = known
            self.definitions.append(known == meaning)
        return known

    def _free(self, name: str) -> str:
        """A name that no other meaning has: one variable with two meanings would make every claim hold."""
        while name in self._taken:
            name += "'"
        self._taken.add(name)
        return name


@lru_cache(maxsize=16)
def _parts_of(pack: Pack) -> dict[str, tuple[Condition | None, Condition | None]]:
    """Of each rule, when it holds and what takes it off."""
    return {rule.id: (rule.when, rule.unless) for rule in rules_of(pack)}


@lru_cache(maxsize=16)
def dependents(pack: Pack) -> dict[tuple[str, str], frozenset[str]]:
    """For each gate, pattern and rule: every question and pattern that can change it, also through gates."""
    conditions: dict[tuple[str, str], list[Condition | None]] = {
        **{("gate", question.id): [question.ask_when] for question in pack.questions.values()},
        **{("rule", rule.id): [rule.when, rule.unless] for rule in rules_of(pack)},
        **{("pattern", pattern.id): [pattern.when] for pattern in pack.patterns.values()},
    }
    found: dict[tuple[str, str], frozenset[str]] = {}

    def visit(key: tuple[str, str]) -> frozenset[str]:
        if key not in found:
            reads: set[str] = set()
            for test in (leaf for part in conditions[key] if part is not None for leaf in leaves(part)):
                match test:
                    case AnswerIs(question) | NumberIs(question):
                        reads |= {question} | visit(("gate", question))
                    case PatternHolds(pattern):
                        reads |= {pattern} | visit(("pattern", pattern))
                    case UrgencyIs() | CauseIsPossible():
                        reads |= set(pack.questions) | set(pack.patterns)
                    case _:
                        assert_never(test)
            found[key] = frozenset(reads)
        return found[key]

    for key in conditions:
        visit(key)
    return found
