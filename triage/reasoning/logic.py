"""The meaning of the rules: a small three-valued evaluator, without engine and without I/O.

Every condition is read strictly (not sure counts as no) and cautiously (not sure counts as yes); `unless` is always
read strictly. While questions are open a condition can be OPEN: some answers would make it hold and, as far as a plain
reading of the tree can tell, others would not. With all questions settled nothing is OPEN.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
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
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Truth
from triage.reasoning.answers import NOT_SURE, Answers, Facts, State, Value, clear_negative
from triage.reasoning.ruleset import Firing, Phase, Rule, rules_of

YES, OPEN, NO = Truth.YES.value, Truth.OPEN.value, Truth.NO.value
Test = Callable[[Facts], int]
_NOTHING = Facts({}, {}, frozenset(), {})
_NO_WORDS: frozenset[str] = frozenset()


class _Outcome(NamedTuple):
    """What becomes of a question: its state, the words or the number it counts as, and whether that is not sure."""

    state: State
    words: frozenset[str] | None
    number: int | None = None
    is_unknown: bool = False


class _Asked(NamedTuple):
    """A question: the test of its gate, if it has one, and what becomes of it if it is hidden, and if it is a no."""

    name: str
    gate: Test | None
    hidden: _Outcome
    denied: _Outcome


class Logic:
    """The rules of a pack, each made ready when first asked for. Make it with `logic_of(pack)`, which keeps it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._tests: dict[tuple[int, Reading], tuple[Condition | None, Test]] = {}
        self._patterns: dict[tuple[str, Reading], Test] = {}
        self._gate_conditions = {
            name: question.ask_when for name, question in pack.questions.items() if question.ask_when
        }
        self._by_id = {rule.id: rule for rule in rules_of(pack)}
        self._rules: dict[str, tuple[Test, ...]] = {}
        self._position = {question.id: number for number, question in enumerate(pack.gate_order)}
        self._gates = {
            question.id: self.test(question.ask_when, Reading.CAUTIOUS)
            for question in pack.gate_order
            if question.ask_when is not None
        }
        self._asked = tuple(_asked(question, self._gates.get(question.id)) for question in pack.gate_order)

    def _rule_test(self, rule: Rule, reading: Reading) -> Test:
        when = self.test(rule.when, reading)
        if rule.unless is None:
            return _remembered((rule.id, "rule", reading), when)
        unless = self.test(rule.unless, Reading.STRICT)
        return _remembered((rule.id, "rule", reading), lambda facts: min(when(facts), YES - unless(facts)))

    # ------------------------------------------------------------------------------------------------------ settling

    def settle(self, answers: Answers, among: Collection[str] | None = None, onto: Facts | None = None) -> Facts:
        """The facts that these answers make: gates applied, hidden answers set aside, blanks read as not sure.

        A gate is read cautiously: a question is hidden only when it is clear that it need not be asked. With `among`,
        every question that is not in it stays as it is in `onto`, open where that is not given; then `among` must hold
        those that gate any in it.
        """
        before = onto or _NOTHING
        values, numbers, states = dict(before.values), dict(before.numbers), dict(before.states)
        unknown = set(before.unknown)
        set_aside = []
        so_far = Facts(values, numbers, unknown, states)  # type: ignore[arg-type]  # grows below, question by question
        said, not_asked, counts_as_no = answers.given, answers.not_asked, answers.unanswered == "no"
        for name, gate, hidden, denied in self._in_order(among):
            given = said.get(name)
            shown = YES if gate is None else gate(so_far)
            if shown == NO:
                outcome = hidden
                if given is not None:
                    set_aside.append(name)
            elif given is None and counts_as_no and shown == YES and name not in not_asked:
                outcome = denied
            else:
                outcome = _settled(name, given, answers, shown)
            state, words, number, is_unknown = outcome
            states[name] = state
            if onto is not None:
                values.pop(name, None)
                numbers.pop(name, None)
                unknown.discard(name)
            if words is not None:
                values[name] = words
            if number is not None:
                numbers[name] = number
            if is_unknown:
                unknown.add(name)
        return Facts(values, numbers, frozenset(unknown), states, tuple(set_aside))

    def _in_order(self, names: Collection[str] | None) -> Iterable[_Asked]:
        """These questions, or all, each after those that decide whether it is asked."""
        if names is None:
            return self._asked
        return [self._asked[position] for position in sorted(map(self._position.__getitem__, names))]

    # ---------------------------------------------------------------------------------------------------- evaluating

    def truth(self, rule: str, facts: Facts, reading: Reading) -> int:
        """Whether a rule holds in one reading: YES, NO, or OPEN while questions are open."""
        tests = self._rules.get(rule)
        if tests is None:
            whole = self._by_id[rule]
            tests = self._rules[rule] = tuple(self._rule_test(whole, reading) for reading in Reading)
        return tests[reading](facts)

    def firings(self, facts: Facts, phase: Phase, kinds: Collection[str] | None = None) -> tuple[Firing, ...]:
        """The rules of one phase (and of these kinds, if any are named) that hold, in the order of the pack."""
        fired = []
        for rule in rules_of(self.pack):
            if rule.phase is phase and (kinds is None or rule.kind in kinds):
                if self.truth(rule.id, facts, Reading.STRICT) == YES:
                    fired.append(Firing(rule.id, True))
                elif self.truth(rule.id, facts, Reading.CAUTIOUS) == YES:
                    fired.append(Firing(rule.id, False))
        return tuple(fired)

    def holds(self, condition: Condition, facts: Facts, reading: Reading) -> int:
        """Whether a condition of this pack holds in one reading."""
        _, test = self._tests.get((id(condition), reading)) or (condition, self.test(condition, reading))
        return test(facts)

    def is_shown(self, question: str, facts: Facts) -> bool:
        """Whether it is certain that a question is to be asked, as far as its gate goes."""
        gate = self._gates.get(question)
        return gate is None or gate(facts) == YES

    def open_questions(self, rule: str, facts: Facts, reading: Reading) -> frozenset[str]:
        """The questions that an open rule waits for and that can be asked now.

        `unless` is looked at only once `when` holds. A question whose own gate is open stands for those of the gate.
        """
        whole = self._by_id[rule]
        found: set[str] = set()
        self._collect(whole.when, facts, reading, found)
        if not found and whole.unless is not None:
            self._collect(whole.unless, facts, Reading.STRICT, found)
        return frozenset(found)

    def _collect(self, condition: Condition, facts: Facts, reading: Reading, found: set[str]) -> None:
        match condition:
            case AnswerIs(question) | NumberIs(question):
                if self.holds(condition, facts, reading) == OPEN:
                    self._ask(question, facts, found)
            case PatternHolds(pattern):
                if self._pattern(pattern, reading)(facts) == OPEN:
                    self._collect(self.pack.patterns[pattern].when, facts, reading, found)
            case AllOf(conditions) | AnyOf(conditions):
                if self.holds(condition, facts, reading) == OPEN:
                    for part in conditions:
                        self._collect(part, facts, reading, found)
            case UrgencyIs() | CauseIsPossible():
                pass
            case _:
                assert_never(condition)

    def _ask(self, question: str, facts: Facts, found: set[str]) -> None:
        if self.is_shown(question, facts):
            found.add(question)
        else:
            self._collect(self._gate_conditions[question], facts, Reading.CAUTIOUS, found)

    def _pattern(self, name: str, reading: Reading) -> Test:
        made = self._patterns.get((name, reading))
        if made is None:
            made = self._patterns[name, reading] = self.test(self.pack.patterns[name].when, reading)
        return made

    def test(self, condition: Condition | None, reading: Reading) -> Test:
        """A condition as a function of the facts. Kleene's three values: all = the least, any = the greatest."""
        made = self._make_test(condition, reading)
        self._tests[id(condition), reading] = condition, made  # kept with its condition: an id is not used again then
        return made

    def _make_test(self, condition: Condition | None, reading: Reading) -> Test:
        match condition:
            case AnswerIs(question, values):
                return _answer_test(question, frozenset(values), reading)
            case NumberIs(question, at_least, below):
                return _number_test(question, at_least, below, reading)
            case PatternHolds(pattern):
                return _remembered((pattern, reading), self._pattern(pattern, reading))
            case UrgencyIs(levels):
                return lambda facts: OPEN if facts.urgency is None else YES if facts.urgency in levels else NO
            case CauseIsPossible(causes):
                wanted = frozenset(causes)
                return lambda facts: OPEN if facts.causes is None else YES if wanted & facts.causes else NO
            case AllOf(conditions):
                return _least([self.test(part, reading) for part in conditions])
            case AnyOf(conditions):
                return _greatest([self.test(part, reading) for part in conditions])
            case None:
                return lambda _: YES
            case _:
                assert_never(condition)


@lru_cache(maxsize=16)
def logic_of(pack: Pack) -> Logic:
    """The evaluator of a pack, made once."""
    return Logic(pack)


def _asked(question: Question, gate: Test | None) -> _Asked:
    negative = clear_negative(question)
    return _Asked(question.id, gate, _outcome(State.HIDDEN, negative), _outcome(_state_of(negative), negative))


def _settled(name: str, given: Value | None, answers: Answers, shown: int) -> _Outcome:
    """What becomes of a question that is neither hidden nor counted as no."""
    if shown == OPEN:
        return _LEFT_OPEN
    if given is not None:
        return _outcome(_state_of(given), given)
    if name in answers.not_asked:
        return _NOT_ASKED
    return _LEFT_OPEN if answers.unanswered == "open" else _outcome(State.BLANK, ())


def _outcome(state: State, value: Value) -> _Outcome:
    """What an answer counts as; a blank is not sure."""
    if isinstance(value, int):
        return _Outcome(state, _NO_WORDS, value)
    is_unknown = not value or NOT_SURE[0] in value
    return _Outcome(state, frozenset(value or NOT_SURE), None, is_unknown)


_LEFT_OPEN = _Outcome(State.OPEN, None)
_NOT_ASKED = _Outcome(State.NOT_ASKED, _NO_WORDS)


def _state_of(value: Value) -> State:
    if value == ():
        return State.BLANK
    return State.UNSURE if value == NOT_SURE else State.ANSWERED


def _answer_test(question: str, wanted: frozenset[str], reading: Reading) -> Test:
    def strict(facts: Facts) -> int:
        chosen = facts.values.get(question)
        return OPEN if chosen is None else NO if wanted.isdisjoint(chosen) else YES

    def cautious(facts: Facts) -> int:
        return YES if question in facts.unknown else strict(facts)

    return strict if reading is Reading.STRICT else cautious


def _number_test(question: str, at_least: int | None, below: int | None, reading: Reading) -> Test:
    def test(facts: Facts) -> int:
        if question not in facts.values:
            return OPEN
        number = facts.numbers.get(question)
        if number is None:
            return YES if reading is Reading.CAUTIOUS and question in facts.unknown else NO
        enough = at_least is None or number >= at_least
        return YES if enough and (below is None or number < below) else NO

    return test


def _remembered(key: object, test: Test) -> Test:
    def remembered(facts: Facts) -> int:
        found = facts.memo.get(key)
        if found is None:
            found = facts.memo[key] = test(facts)
        return int(found)

    return remembered


def _least(tests: Iterable[Test]) -> Test:
    parts = tuple(tests)

    def least(facts: Facts) -> int:
        result = YES
        for part in parts:
            value = part(facts)
            if value == NO:
                return NO
            if value < result:
                result = value
        return result

    return least


def _greatest(tests: Iterable[Test]) -> Test:
    parts = tuple(tests)

    def greatest(facts: Facts) -> int:
        result = NO
        for part in parts:
            value = part(facts)
            if value == YES:
                return YES
            if value > result:
                result = value
        return result

    return greatest
