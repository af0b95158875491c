"""The ways in which a rule can fire: alternatives, each a set of requirements on single answers that all must be met.

Patterns are unfolded, `unless` is pushed down to the answers that keep it away, and gates are part of it: an answer
other than a question's clear negative also needs that the question is asked, and where the clear negative will do,
hiding the question is a way too. So a rule fires for certain answers exactly if these meet one of its ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
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
from triage.pack.domains import Domain, cell_of, cells_within, domains_of
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Reading
from triage.reasoning.answers import Value, clear_negative
from triage.reasoning.ruleset import rules_of

NOTHING: Domain = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """What an answer must be: something of it is in each of `one_of`, and nothing of it is in `none_of`."""

    one_of: frozenset[Domain] = frozenset()
    none_of: Domain = NOTHING

    def is_met(self, said: Domain) -> bool:
        return self.none_of.isdisjoint(said) and not any(clause.isdisjoint(said) for clause in self.one_of)

    def both(self, other: Need) -> Need:
        return Need(self.one_of | other.one_of, self.none_of | other.none_of)

    def entails(self, other: Need) -> bool:
        """Whether every answer that meets this need meets the other, as far as a plain comparison can tell."""
        return other.none_of <= self.none_of and all(
            any(mine <= theirs for mine in self.one_of) for theirs in other.one_of
        )


Way = Mapping[str, Need]
Ways = tuple[Way, ...]


@lru_cache(maxsize=4096)
def ways_to_fire(pack: Pack, rule: str, reading: Reading) -> Ways:
    """Every way in which a rule on answers holds in one reading; none if it never does."""
    one = next(one for one in rules_of(pack) if one.id == rule)
    reader = _reader_of(pack)
    when = reader.read(one.when, reading, True)
    return when if one.unless is None else reader.both(when, reader.read(one.unless, Reading.STRICT, False))


@lru_cache(maxsize=64)
def ways_not_to_fire(pack: Pack, rule: str, reading: Reading) -> Ways:
    """Every way in which a rule on answers, one without `unless`, does not hold in one reading."""
    one = next(one for one in rules_of(pack) if one.id == rule)
    return _reader_of(pack).read(one.when, reading, False)


def is_possible(pack: Pack, question: str, need: Need) -> bool:
    """Whether some answer meets a need, one that can be given or the lack of one."""
    return _reader_of(pack).is_possible(question, need)


def said(pack: Pack, question: str, value: Value | None) -> Domain:
    """What the rules read of an answer: its words, or the cell of its number; nothing for one that was not asked."""
    if value is None:
        return NOTHING
    if isinstance(value, int):
        return frozenset({cell_of(domains_of(pack)[question], value)})
    return frozenset(value or (UNSURE,))


@lru_cache(maxsize=4)
def _reader_of(pack: Pack) -> _Reader:
    return _Reader(pack)


class _Reader:
    """Reads the conditions of one pack as ways."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._domains = domains_of(pack)
        self._ticks = {name for name, question in pack.questions.items() if question.type is QuestionType.ANY_OF}
        self._negatives = {
            name: said(pack, name, clear_negative(question)) for name, question in pack.questions.items()
        }
        self._known: dict[tuple[str, Reading, bool], Ways] = {}

    def read(self, condition: Condition, reading: Reading, wanted: bool) -> Ways:
        """The ways in which a condition holds, or does not hold, in one reading."""
        match condition:
            case AnswerIs(question, values):
                return self._test(question, frozenset(values), reading, wanted)
            case NumberIs(question, at_least, below):
                return self._test(question, cells_within(self._domains[question], at_least, below), reading, wanted)
            case PatternHolds(pattern):
                key = (pattern, reading, wanted)
                if key not in self._known:
                    self._known[key] = self.read(self.pack.patterns[pattern].when, reading, wanted)
                return self._known[key]
            case AllOf(conditions) | AnyOf(conditions):
                parts = [self.read(part, reading, wanted) for part in conditions]
                if isinstance(condition, AllOf) is wanted:
                    return self._all(parts)
                return simplified(way for part in parts for way in part)
            case UrgencyIs() | CauseIsPossible():
                raise ValueError("what conclusions open has no ways of its own: it hangs on all other rules")
            case _:
                assert_never(condition)

    def both(self, some: Ways, others: Ways) -> Ways:
        return simplified(way for one in some for other in others if (way := self._join(one, other)) is not None)

    def _all(self, parts: list[Ways]) -> Ways:
        ways: Ways = ({},)
        for part in parts:
            ways = self.both(ways, part)
        return ways

    def _test(self, question: str, words: Domain, reading: Reading, wanted: bool) -> Ways:
        if reading is Reading.CAUTIOUS:
            words |= {UNSURE}
        need = Need(one_of=frozenset({words})) if wanted else Need(none_of=words)
        answered: Ways = ({question: need},) if self.is_possible(question, need) else ()
        gate = self.pack.questions[question].ask_when
        if gate is None:
            return answered
        if need.is_met(self._negatives[question]):
            return simplified((*answered, *self.read(gate, Reading.CAUTIOUS, False)))
        return self.both(answered, self.read(gate, Reading.CAUTIOUS, True))

    def _join(self, one: Way, other: Way) -> Way | None:
        joined = dict(one)
        for question, need in other.items():
            joined[question] = both = joined[question].both(need) if question in joined else need
            if not self.is_possible(question, both):
                return None
        return joined

    def is_possible(self, question: str, need: Need) -> bool:
        """Whether some answer meets a need, one that can be given or the lack of one."""
        clauses = [clause - need.none_of for clause in need.one_of]
        if question not in self._ticks:
            return not clauses or bool(frozenset.intersection(*clauses))
        return all(clauses) and (
            all(NONE in clause for clause in clauses) or all(clause - {NONE} for clause in clauses)
        )


def simplified(ways: Iterable[Way]) -> Ways:
    """The ways without those that ask for all that another does, and more."""
    kept: list[Way] = []
    for way in sorted(ways, key=len):
        if not any(_asks_for_all_of(way, other) for other in kept):
            kept.append(way)
    return tuple(kept)


def _asks_for_all_of(way: Way, other: Way) -> bool:
    return all(question in way and way[question].entails(need) for question, need in other.items())
