"""Every possible answer set of a pack as one set of solver variables, and what the rules' conditions say about it.

A question has a variable for each word that can be said (its options, not sure, blank) and, for a number, one for each
bound that a rule tests. `domain` says which combinations a person can give. Nothing is sampled: a model of the domain is
an answer set, and every answer set is a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative
from triage.reasoning.ruleset import rules_of

Formula = Any  # z3.BoolRef: z3 comes without types
Bound = Literal["surely", "maybe"]
Rest = Literal["told", "open", "not_asked"]

BLANK = ""
TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)


def both(parts: Iterable[Formula]) -> Formula:
    """The conjunction of these, without the needless parts."""
    kept = [part for part in parts if not z3.is_true(part)]
    if any(z3.is_false(part) for part in kept):
        return FALSE
    return kept[0] if len(kept) == 1 else z3.And(*kept) if kept else TRUE


def either(parts: Iterable[Formula]) -> Formula:
    """The disjunction of these, without the needless parts."""
    kept = [part for part in parts if not z3.is_false(part)]
    if any(z3.is_true(part) for part in kept):
        return TRUE
    return kept[0] if len(kept) == 1 else z3.Or(*kept) if kept else FALSE


def words_of(question: Question) -> tuple[str, ...]:
    """Every word that an answer to a question can hold; for a number only those that are no number."""
    match question.type:
        case QuestionType.NUMBER:
            return (UNSURE, BLANK)
        case QuestionType.YES_NO:
            return ("yes", "no", UNSURE, BLANK)
        case QuestionType.ONE_OF:
            return (*(option.value for option in question.options), UNSURE, BLANK)
        case QuestionType.ANY_OF:
            return (*(option.value for option in question.options), NONE, UNSURE, BLANK)


class Said:
    """The variables of one answer set, before any gate is looked at. Worlds may share them."""

    def __init__(self, pack: Pack, name: str = "", bounds: Mapping[str, frozenset[int]] | None = None) -> None:
        self.pack = pack
        self.bounds = bounds or bounds_of(pack)
        self.words = {
            question.id: {word: z3.Bool(f"{name}{question.id}={word}") for word in words_of(question)}
            for question in pack.questions.values()
        }
        self.at_least = {
            question.id: {
                bound: z3.Bool(f"{name}{question.id}>={bound}")
                for bound in sorted(self.bounds.get(question.id, frozenset()))
                if question.minimum < bound <= question.maximum
            }
            for question in pack.questions.values()
            if question.type is QuestionType.NUMBER
        }
        self.told = {question: z3.Bool(f"{name}{question} told") for question in pack.questions}
        self.domain = [part for question in pack.questions.values() for part in self._allowed(question)]

    def _allowed(self, question: Question) -> Iterator[Formula]:
        words = self.words[question.id]
        match question.type:
            case QuestionType.NUMBER:
                yield z3.AtMost(*words.values(), 1)
                cuts = list(self.at_least[question.id].values())
                yield from (z3.Implies(high, low) for low, high in zip(cuts, cuts[1:], strict=False))
                yield from (z3.Implies(cuts[0], z3.Not(word)) for word in words.values() if cuts)
            case QuestionType.YES_NO | QuestionType.ONE_OF:
                yield z3.PbEq([(word, 1) for word in words.values()], 1)
            case QuestionType.ANY_OF:
                yield z3.Or(*words.values())
                for alone in (NONE, BLANK):
                    yield from (z3.Or(z3.Not(words[alone]), z3.Not(words[other])) for other in words if other != alone)

    def number_is_at_least(self, question: str, bound: int) -> Formula:
        """Whether a number was given and is at least `bound`."""
        asked = self.pack.questions[question]
        if bound <= asked.minimum:
            return both(z3.Not(word) for word in self.words[question].values())
        return FALSE if bound > asked.maximum else self.at_least[question][bound]

    def is_value(self, question: str, value: Value) -> Formula:
        """Whether exactly this was answered; a number stands for all that no rule tells apart from it."""
        if isinstance(value, int):
            known = both(z3.Not(word) for word in self.words[question].values())
            cuts = self.at_least[question].items()
            return both([known, *(cut if value >= bound else z3.Not(cut) for bound, cut in cuts)])
        wanted = set(value or (BLANK,))
        return both(said if word in wanted else z3.Not(said) for word, said in self.words[question].items())

    def same_as(self, other: Said, question: str) -> Formula:
        """Whether two answer sets give the same answer to a question."""
        pairs = [
            *((said, other.words[question].get(word, FALSE)) for word, said in self.words[question].items()),
            *((cut, other.at_least[question][bound]) for bound, cut in self.at_least.get(question, {}).items()),
        ]
        return both(mine == theirs for mine, theirs in pairs)

    def answers(self, model: Any) -> Answers:
        """The answer set that a model of the domain stands for, every question answered."""
        return Answers({name: self._value(name, model) for name in self.pack.questions}, "unsure")

    def _value(self, name: str, model: Any) -> Value:
        question = self.pack.questions[name]
        said = tuple(word for word, told in self.words[name].items() if _is_true(model, told))
        if question.type is not QuestionType.NUMBER or said:
            return () if said == (BLANK,) else said
        passed = [bound for bound, cut in self.at_least[name].items() if _is_true(model, cut)]
        missed = [bound for bound, cut in self.at_least[name].items() if not _is_true(model, cut)]
        low, high = max([question.minimum, *passed]), min([question.maximum, *(bound - 1 for bound in missed)])
        default = question.default_negative
        return default if isinstance(default, int) and low <= default <= high else low


def _is_true(model: Any, formula: Formula) -> bool:
    return z3.is_true(model.eval(formula, model_completion=True))


def bounds_of(*packs: Pack) -> dict[str, frozenset[int]]:
    """The numbers at which a rule of these packs changes its mind, by question; the default answer is one too."""
    found: dict[str, set[int]] = {}
    for pack in packs:
        for test in _tests(pack):
            if isinstance(test, NumberIs):
                known = (test.at_least, test.below)
                found.setdefault(test.question, set()).update(bound for bound in known if bound is not None)
        for question in pack.questions.values():
            for number in (question.default_negative, question.danger_from):
                if isinstance(number, int):
                    found.setdefault(question.id, set()).update((number, number + 1))
    return {question: frozenset(bounds) for question, bounds in found.items()}


def _tests(pack: Pack) -> Iterator[Condition]:
    for rule in rules_of(pack):
        for condition in (rule.when, rule.unless):
            yield from leaves(condition) if condition is not None else ()
    for question in pack.questions.values():
        yield from leaves(question.ask_when) if question.ask_when is not None else ()
    for invariant in pack.invariants.values():
        wanted = [case.when for case in invariant.cases] + ([invariant.change.keep] if invariant.change else [])
        for condition in wanted:
            yield from leaves(condition) if condition is not None else ()


class World:
    """One answer set, settled: gates applied, hidden questions at their clear negative, blanks as not sure.

    `rest` says what becomes of a question that was not told: "told" means that all were, "open" leaves its tests open
    (three values: what holds `surely`, what holds `maybe`), "not_asked" lets no test on it hold. Questions in `forced`
    are shown whatever their gate says where their variable is true. Each pattern and rule is a variable of its own,
    defined in `definitions`.
    """

    def __init__(
        self, said: Said, name: str = "", rest: Rest = "told", forced: Mapping[str, Formula] | None = None
    ) -> None:
        self.pack, self.said, self.name, self.rest = said.pack, said, name, rest
        self.forced = forced or {}
        self.definitions: list[Formula] = []
        self._named: dict[tuple[str, ...], Formula] = {}
        self._parts = {rule.id: (rule.when, rule.unless) for rule in rules_of(self.pack)}
        self._conclusions: dict[str, Formula] = {}

    # ------------------------------------------------------------------------------------------------------ questions

    def is_shown(self, question: str) -> Formula:
        """Whether a question is not hidden: its gate, read cautiously, may hold."""
        return self._gate(question, "maybe")

    def _gate(self, name: str, bound: Bound) -> Formula:
        question = self.pack.questions[name]
        if question.ask_when is None:
            return TRUE
        gate = self._name(("gate", name, bound), lambda: self.holds(question.ask_when, Reading.CAUTIOUS, bound))
        return either([gate, self.forced[name]]) if name in self.forced else gate

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
            said = either([is_open, said]) if bound == "maybe" else both([z3.Not(is_open), said])
        if z3.is_true(shown):
            return said
        return either([both([shown, said]), both([z3.Not(shown), z3.BoolVal(if_hidden)])])

    def _is_open(self, question: str) -> Formula:
        """Whether a question that is not hidden may still be asked: its gate is undecided, or it was not told."""
        return either([z3.Not(self._gate(question, "surely")), z3.Not(self.said.told[question])])

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
                return either(self._conclusions[level] for level in levels)
            case CauseIsPossible(causes):
                return either(self._conclusions[cause] for cause in causes)
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
            inside.append(z3.Not(self.number_is_at_least(test.question, test.below, opposite)))
        found = both(inside)
        if reading is Reading.CAUTIOUS:
            return either([found, self.says(test.question, UNSURE, bound)])
        return found

    def pattern(self, pattern: str, reading: Reading, bound: Bound = "surely") -> Formula:
        """A pattern in one reading, as a variable."""
        when = self.pack.patterns[pattern].when
        return self._name(("pattern", pattern, reading.name, bound), lambda: self.holds(when, reading, bound))

    def rule(self, rule: str, reading: Reading, bound: Bound = "surely") -> Formula:
        """Whether a rule holds in one reading, `unless` always read strictly, as a variable."""
        return self._name(("rule", rule, reading.name, bound), lambda: self._rule(rule, reading, bound))

    def _rule(self, rule: str, reading: Reading, bound: Bound) -> Formula:
        when, unless = self._parts[rule]
        opposite: Bound = "maybe" if bound == "surely" else "surely"
        taken_off = FALSE if unless is None else self.holds(unless, Reading.STRICT, opposite)
        return both([self.holds(when, reading, bound), z3.Not(taken_off)])

    def conclude(self, conclusions: Mapping[str, Formula]) -> None:
        """The conclusions that exercise gates and invariants read, by level and by cause."""
        self._conclusions.update(conclusions)

    def _name(self, key: tuple[str, ...], formula: Any) -> Formula:
        """A formula, made once and known by a variable; in a world where nothing is open both bounds are one."""
        if self.rest != "open":
            key = key[:-1]
        if key not in self._named:
            made = formula()
            if not (z3.is_true(made) or z3.is_false(made) or z3.is_const(made)):
                variable = z3.Bool(f"{self.name}{' '.join(key)}")
                self.definitions.append(variable == made)
                made = variable
            self._named[key] = made
        return self._named[key]
