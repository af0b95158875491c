"""The rules' syntax tree as expressions: each condition twice, read strictly and read cautiously (see `logic`)."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from triage.batch.layers import Layers, all_of, any_of
from triage.batch.settled import Settled
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
from triage.pack.scales import UNSURE, Reading, Urgency
from triage.reasoning.ruleset import Phase, Rule

# What exercise gates may read beside answers: the urgency's rank, and whether each cause is shown.
Concluded = tuple[pl.Expr, dict[str, pl.Expr]]


class Conditions:
    """The conditions of one pack over one table; patterns and gates are named when they are first read."""

    def __init__(self, pack: Pack, layers: Layers) -> None:
        self.pack, self.layers = pack, layers
        self.settled: Settled
        self.concluded: Concluded | None = None

    def gate(self, question: Question) -> pl.Expr | None:
        """Whether a question is shown, read cautiously; None where nothing hides it."""
        if question.ask_when is None:
            return None
        name = f"shown {question.id}"
        if name in self.layers:
            return self.layers.column(name)
        return self.layers.name(name, self.holds(question.ask_when, Reading.CAUTIOUS))

    def rule(self, rule: Rule, reading: Reading) -> pl.Expr:
        """Whether a rule holds in one reading; `unless` is always read strictly."""
        name = f"{rule.kind} {rule.id} {reading.name}"
        if name in self.layers:
            return self.layers.column(name)
        made = self.holds(rule.when, reading)
        if rule.unless is not None:
            unless = self.layers.name(f"unless {rule.id}", self.holds(rule.unless, Reading.STRICT))
            made = made & ~unless
        return self.layers.name(name, made)

    def pattern(self, pattern: str, reading: Reading) -> pl.Expr:
        return self.rule(Rule(pattern, "pattern", self.pack.patterns[pattern].when), reading)

    def holds(self, condition: Condition, reading: Reading) -> pl.Expr:
        """Whether a condition holds for each row, in one reading."""
        match condition:
            case AnswerIs(question, values):
                words = set(values) | ({UNSURE} if reading is Reading.CAUTIOUS else set())
                return self._one_of(question, tuple(sorted(words)))
            case NumberIs(question, at_least, below):
                return self._in_range(question, at_least, below, reading)
            case PatternHolds(pattern):
                return self.pattern(pattern, reading)
            case UrgencyIs(levels):
                return self._is_level(levels)
            case CauseIsPossible(causes):
                return self._is_shown(causes)
            case AllOf(conditions):
                return all_of(self.holds(part, reading) for part in conditions)
            case AnyOf(conditions):
                return any_of(self.holds(part, reading) for part in conditions)
            case _:
                assert_never(condition)

    def _one_of(self, question: str, words: tuple[str, ...]) -> pl.Expr:
        """Tests that several conditions share are made once."""
        if len(words) == 1:
            return self.settled.word(question, words[0])
        name = f"among {question}={'|'.join(words)}"
        if name in self.layers:
            return self.layers.column(name)
        return self.layers.name(name, any_of(self.settled.word(question, word) for word in words))

    def _in_range(self, question: str, at_least: int | None, below: int | None, reading: Reading) -> pl.Expr:
        name = f"range {question} {at_least}..{below} {reading.name}"
        if name in self.layers:
            return self.layers.column(name)
        number = self.settled.number(question)
        bounds = [number.is_not_null()]
        bounds += [number >= at_least] if at_least is not None else []
        bounds += [number < below] if below is not None else []
        within = all_of(bounds).fill_null(False)
        if reading is Reading.CAUTIOUS:
            within = within | self.settled.word(question, UNSURE)
        return self.layers.name(name, within)

    def _is_level(self, levels: tuple[Urgency, ...]) -> pl.Expr:
        rank, _ = self._conclusions()
        return any_of(rank == level.rank for level in levels)

    def _is_shown(self, causes: tuple[str, ...]) -> pl.Expr:
        _, shown = self._conclusions()
        return any_of(shown[cause] for cause in causes)

    def _conclusions(self) -> Concluded:
        if self.concluded is None:
            raise ValueError("only exercise gates read the urgency and the causes; all other rules lead to these")
        return self.concluded


def rules_in(rules: tuple[Rule, ...], phase: Phase) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.phase is phase)
