"""Conditions in a normal form that can be compared: the alternatives, each a set of allowed answers for each question.

An alternative maps a question to clauses that all hold of its answer. A choice or a number has one clause: the answers
it may be (a number's range is cut into cells at the bounds that the pack tests). A question with several ticks may have
several: something in each clause is ticked. Comparing is sound, not complete: what it claims is so, but it may miss
what no plain comparison sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
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
from triage.pack.domains import Answer, cell_of, cells_within, domains_of
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading, Urgency

Clause = frozenset[Answer]
Alternative = Mapping[str, frozenset[Clause]]
Alternatives = tuple[Alternative, ...]

URGENCY = "the urgency"
CAUSES = "the possible causes"
MOST = 1000


class _TooMany(Exception):
    """A condition multiplies out beyond what a plain comparison should look at."""


@lru_cache(maxsize=4)
def comparison_for(pack: Pack) -> Comparison:
    """The comparison for a pack, made once."""
    return Comparison(pack)


class Comparison:
    """Reads the conditions of one pack as alternatives. What it cannot decide, it does not claim."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._ticks = {name for name, question in pack.questions.items() if question.type is QuestionType.ANY_OF}
        self._domains = dict(domains_of(pack))
        self._domains[URGENCY] = frozenset(level.value for level in Urgency)
        self._patterns: dict[tuple[str, Reading], Alternatives] = {}
        self._known: dict[tuple[Condition, Reading], Alternatives | None] = {}

    def never_holds(self, condition: Condition) -> bool:
        """Whether the tests of a condition contradict each other."""
        return self._alternatives(condition, Reading.STRICT) == ()

    def always_with(self, one: Condition, other: Condition, reading: Reading) -> bool:
        """Whether `other` holds in all cases in which `one` does, of which there are some."""
        mine, theirs = self._alternatives(one, reading), self._alternatives(other, reading)
        return bool(mine and theirs) and all(any(self._is_case_of(a, b) for b in theirs or ()) for a in mine or ())

    def never_with(self, one: Condition, reading: Reading, other: Condition) -> bool:
        """Whether `other`, read strictly, holds in no case in which `one` does."""
        mine, theirs = self._alternatives(one, reading), self._alternatives(other, Reading.STRICT)
        try:
            return bool(mine and theirs) and self._both(mine or (), theirs or ()) == ()
        except _TooMany:
            return False

    def _alternatives(self, condition: Condition, reading: Reading) -> Alternatives | None:
        """The ways in which a condition can hold, none if there is none; None where there are too many to look at.

        An answer other than a question's clear negative also needs that the question is asked.
        """
        key = (condition, reading)
        if key not in self._known:
            try:
                self._known[key] = self._with_gates(self._simple(self._read(condition, reading)))
            except _TooMany:
                self._known[key] = None
        return self._known[key]

    def _both(self, some: Alternatives, others: Alternatives) -> Alternatives:
        if len(some) * len(others) > MOST:
            raise _TooMany
        joined = (self._join(one, other) for one in some for other in others)
        return self._simple(tuple(alternative for alternative in joined if alternative is not None))

    # -------------------------------------------------------------------------------------------------------- reading

    def _read(self, condition: Condition, reading: Reading) -> Alternatives:
        match condition:
            case AnswerIs(question, values):
                return self._test(question, frozenset(values), reading)
            case NumberIs(question, at_least, below):
                return self._test(question, cells_within(self._domains[question], at_least, below), reading)
            case PatternHolds(pattern):
                return self._pattern(pattern, reading)
            case UrgencyIs(levels):
                return ({URGENCY: frozenset({frozenset(level.value for level in levels)})},)
            case CauseIsPossible(causes):
                return ({CAUSES: frozenset({frozenset(causes)})},)
            case AllOf(conditions):
                return reduce(self._both, (self._read(part, reading) for part in conditions))
            case AnyOf(conditions):
                return self._simple(tuple(each for part in conditions for each in self._read(part, reading)))
            case _:
                assert_never(condition)

    def _pattern(self, pattern: str, reading: Reading) -> Alternatives:
        key = (pattern, reading)
        if key not in self._patterns:
            self._patterns[key] = self._read(self.pack.patterns[pattern].when, reading)
        return self._patterns[key]

    def _test(self, question: str, answers: Clause, reading: Reading) -> Alternatives:
        if reading is Reading.CAUTIOUS:
            answers |= {UNSURE}
        return () if not answers else ({question: frozenset({answers})},)

    # ---------------------------------------------------------------------------------------------------------- gates

    def _with_gates(self, alternatives: Alternatives) -> Alternatives:
        """A question that hangs on another is hidden, and counts as its clear negative, where its gate is not met."""
        for question in reversed(self.pack.gate_order):
            if question.ask_when is not None and any(question.id in each for each in alternatives):
                shown = self._simple(self._read(question.ask_when, Reading.CAUTIOUS))
                free = tuple(each for each in alternatives if not self._needs_asking(question, each))
                bound = tuple(each for each in alternatives if self._needs_asking(question, each))
                alternatives = self._simple((*free, *self._both(bound, shown)))
        return alternatives

    def _needs_asking(self, question: Question, alternative: Alternative) -> bool:
        return not all(self._clear_negative(question) in clause for clause in alternative.get(question.id, ()))

    def _clear_negative(self, question: Question) -> Answer:
        default = question.default_negative
        if isinstance(default, int):
            return cell_of(self._domains[question.id], default)
        return UNSURE if default is None else default

    # ------------------------------------------------------------------------------------------------------ comparing

    def _join(self, one: Alternative, other: Alternative) -> Alternative | None:
        joined = dict(one)
        for question, clauses in other.items():
            joined[question] = self._clauses(question, joined.get(question, frozenset()) | clauses)
            if not self._possible(question, joined[question]):
                return None
        return joined

    def _clauses(self, question: str, clauses: frozenset[Clause]) -> frozenset[Clause]:
        if question not in self._ticks and question != CAUSES:
            return frozenset({frozenset.intersection(*clauses)})
        return frozenset(clause for clause in clauses if not any(other < clause for other in clauses))

    def _possible(self, question: str, clauses: frozenset[Clause]) -> bool:
        if question in self._ticks:
            return all(NONE in clause for clause in clauses) or all(clause - {NONE} for clause in clauses)
        return all(clauses)

    def _is_case_of(self, one: Alternative, other: Alternative) -> bool:
        return all(
            question in one and all(self._entails(question, one[question], clause) for clause in clauses)
            for question, clauses in other.items()
        )

    def _entails(self, question: str, clauses: frozenset[Clause], wanted: Clause) -> bool:
        if question not in self._ticks:
            return any(clause <= wanted for clause in clauses)
        none_ticked = NONE in wanted or not all(NONE in clause for clause in clauses)
        some_ticked = any(clause - {NONE} <= wanted for clause in clauses)
        return none_ticked and some_ticked

    def _simple(self, alternatives: Alternatives) -> Alternatives:
        """Alternatives without those that say nothing more than another, and with neighbours put together."""
        if len(alternatives) > MOST:
            raise _TooMany
        found = [_without_trivial(self._domains, each) for each in alternatives]
        while True:
            merged = _merged(found)
            if len(merged) == len(found):
                break
            found = merged
        kept: list[Alternative] = []
        for each in sorted(found, key=len):
            if not any(self._is_case_of(each, other) for other in kept):
                kept.append(each)
        return tuple(kept)


def _without_trivial(domains: Mapping[str, Clause], alternative: Alternative) -> Alternative:
    return {
        question: clauses
        for question, clauses in alternative.items()
        if not all(domains.get(question, frozenset({None})) <= clause for clause in clauses)
    }


def _merged(alternatives: Iterable[Alternative]) -> list[Alternative]:
    """Two alternatives that differ in one question, with one clause each, are one with the wider clause."""
    result: list[dict[str, frozenset[Clause]]] = []
    for alternative in alternatives:
        for other in result:
            question = _only_difference(alternative, other)
            if question is not None:
                (mine,), (theirs,) = alternative[question], other[question]
                other[question] = frozenset({mine | theirs})
                break
        else:
            result.append(dict(alternative))
    return list(result)


def _only_difference(one: Alternative, other: Alternative) -> str | None:
    if one.keys() != other.keys():
        return None
    different = [question for question in one if one[question] != other[question]]
    if len(different) == 1 and len(one[different[0]]) == len(other[different[0]]) == 1:
        return different[0]
    return None
