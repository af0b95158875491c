"""A pack's danger signs as SQL, as somebody would write it by hand for these questions and rules.

What was tried on DuckDB 2.0 with 2,000,000 rows: each test stands once, as a column, and each word of a list is looked
for by itself, which takes three quarters of the time of tests in place with list_has_any. A column for each sign and
reading is quicker than bits of a number (by a tenth), text or lists (by a third). ENUM types, more threads, and rows in
any order gain nothing.
"""

from __future__ import annotations

from pathlib import Path

from triage.pack.conditions import AllOf, AnswerIs, AnyOf, Condition, NumberIs, PatternHolds
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType
from triage.reasoning.answers import clear_negative
from triage.reasoning.ruleset import rules_of


class Sql:
    """The steps of one query: the answers as given, each gate, each test, each pattern, and each danger sign."""

    def __init__(self, pack: Pack, source: Path) -> None:
        self.pack = pack
        self._tests: dict[str, str] | None = None
        self._steps = [f"given AS (SELECT id, {', '.join(map(_given, pack.questions.values()))} FROM '{source}')"]
        for question in pack.gate_order:
            if question.ask_when is not None:
                self._steps.append(self._gate(question, question.ask_when))
        self._tests = {}
        before, after = self._last(), []
        for pattern in (rule.id for rule in rules_of(pack) if rule.kind == "pattern"):  # each after those that it reads
            strict, cautious = (self._test(pack.patterns[pattern].when, reading) for reading in (False, True))
            whence = after[-1].partition(" ")[0] if after else "tests"
            after.append(
                f"p_{pattern} AS (SELECT *, {strict} AS sure_{pattern}, {cautious} AS maybe_{pattern} FROM {whence})"
            )
        signs = self._signs()
        unknown = [f"unknown_{name}" for name in pack.questions]
        tests = [f"{test} AS {name}" for test, name in self._tests.items()]
        self._steps.append(f"tests AS (SELECT id, {', '.join([*unknown, *tests])} FROM {before})")
        self._steps += after
        self._steps.append(f"signs AS (SELECT id, {', '.join(signs)} FROM {self._last()})")

    def level(self) -> str:
        """The level that the danger signs ask for."""
        return f"WITH {', '.join(self._steps)} SELECT id, {self._level()} AS level FROM signs"

    def signs(self) -> str:
        """The level, and for each danger sign whether it fires for certain, or because of what is not known."""
        each = [f"sure_{name}, maybe_{name} AND NOT sure_{name} AS unsure_{name}" for name in self.pack.danger_signs]
        return f"WITH {', '.join(self._steps)} SELECT id, {self._level()} AS level, {', '.join(each)} FROM signs"

    def _last(self) -> str:
        return self._steps[-1].partition(" ")[0]

    def _level(self) -> str:
        levels = [
            f"CASE WHEN sure_{sign.id} THEN {sign.urgency.rank} "
            f"WHEN maybe_{sign.id} THEN {sign.if_unsure.rank} ELSE 0 END"
            for sign in self.pack.danger_signs.values()
        ]
        return f"greatest({', '.join(levels)})"

    def _gate(self, question: Question, ask_when: Condition) -> str:
        name, shown = question.id, self._test(ask_when, True)
        unknown = f"({shown}) AND unknown_{name}" if clear_negative(question) != () else f"unknown_{name}"
        value = f"CASE WHEN {shown} THEN {name} ELSE {_negative(question)} END"
        return (
            f"asked_{name} AS (SELECT * REPLACE ({value} AS {name}, {unknown} AS unknown_{name}) FROM {self._last()})"
        )

    def _signs(self) -> list[str]:
        found = []
        for sign in self.pack.danger_signs.values():
            unless = f" AND NOT {self._test(sign.unless, False)}" if sign.unless else ""
            for how, cautious in (("sure", False), ("maybe", True)):
                found.append(f"({self._test(sign.when, cautious)}{unless}) AS {how}_{sign.id}")
        return found

    def _test(self, condition: Condition, cautious: bool) -> str:
        match condition:
            case AllOf(conditions):
                return f"({' AND '.join(self._test(part, cautious) for part in conditions)})"
            case AnyOf(conditions):
                return f"({' OR '.join(self._test(part, cautious) for part in conditions)})"
            case PatternHolds(pattern):
                return f"{'maybe' if cautious else 'sure'}_{pattern}"
            case NumberIs(question, at_least, below):
                bounds = [f"{question} >= {at_least}"] * (at_least is not None)
                bounds += [f"{question} < {below}"] * (below is not None)
                test = f"coalesce({' AND '.join(bounds)}, false)"
            case AnswerIs(question, values):
                if self.pack.questions[question].type is QuestionType.ANY_OF:
                    words = [f"list_contains({question}, '{value}')" for value in values]
                    test = f"({' OR '.join(words)})"
                else:
                    words = ", ".join(f"'{value}'" for value in values)
                    test = f"{question} IN ({words})"
            case _:
                raise ValueError(f"danger signs do not test conclusions: {condition}")
        if self._tests is not None:
            test = self._tests.setdefault(test, f"t{len(self._tests)}")
        return f"(unknown_{question} OR {test})" if cautious else test


def _given(question: Question) -> str:
    """An answer as it was given, and whether it is not known."""
    name = question.id
    match question.type:
        case QuestionType.NUMBER:
            return f"{name}, {name} IS NULL AS unknown_{name}"
        case QuestionType.ANY_OF:
            unknown = f"({name} IS NULL OR list_contains({name}, '{UNSURE}'))"
            return f"coalesce({name}, ['{UNSURE}']) AS {name}, {unknown} AS unknown_{name}"
        case _:
            return (
                f"coalesce({name}, '{UNSURE}') AS {name}, coalesce({name}, '{UNSURE}') = '{UNSURE}' AS unknown_{name}"
            )


def _negative(question: Question) -> str:
    """What a hidden question counts as."""
    negative = clear_negative(question)
    if isinstance(negative, int):
        return str(negative)
    words = [f"'{word}'" for word in negative or (UNSURE,)]
    if question.type is QuestionType.NUMBER:
        return "NULL"
    return f"[{', '.join(words)}]" if question.type is QuestionType.ANY_OF else words[0]
