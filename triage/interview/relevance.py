"""Which open questions can still change the outcome: the urgency first, then the possible causes, then the exercises.

A rule matters while it is open and would raise the urgency above what is certain already; a line of evidence while it
could still change which causes are shown or their order; a gate while it could still withhold an exercise. Everything
here is conservative: a question is dropped only when no answer to it can matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from triage.pack.pack import Pack
from triage.pack.scales import Direction, Reading, Truth, Urgency
from triage.reasoning.answers import Facts
from triage.reasoning.compiled import View, compiled_of
from triage.reasoning.conclusions import possible_causes
from triage.records import Record

NO, OPEN, YES = Truth.NO.value, Truth.OPEN.value, Truth.YES.value


class Stage(IntEnum):
    """What the questions that are left can still decide."""

    URGENCY = 1
    CAUSES = 2
    EXERCISES = 3
    SETTLED = 4


class Need(Record):
    """A set of open questions that one undecided thing waits for, and the urgency it could lead to."""

    questions: frozenset[str]
    level: Urgency


class Outlook(Record):
    """How far an interview is: the urgency that is certain already, and what is still needed."""

    stage: Stage
    floor: Urgency
    needs: tuple[Need, ...]


def outlook(pack: Pack, facts: Facts) -> Outlook:
    """What is certain and what is still open for these facts (settled with `unanswered="open"`)."""
    rules = compiled_of(pack).view(facts)
    floor = _floor(pack, rules)
    if needs := tuple(_urgency_needs(pack, rules, floor)):
        return Outlook(Stage.URGENCY, floor, needs)
    if floor.is_emergency:
        return Outlook(Stage.SETTLED, floor, ())
    for stage, found in (
        (Stage.CAUSES, _cause_needs(pack, rules)),
        (Stage.EXERCISES, _exercise_needs(pack, rules, facts, floor)),
    ):
        if needs := tuple(found):
            return Outlook(stage, floor, needs)
    return Outlook(Stage.SETTLED, floor, ())


def urgency_needs(pack: Pack, facts: Facts) -> tuple[Need, ...]:
    """What the urgency still waits for; nothing where it is certain. The first step of `outlook`, alone."""
    rules = compiled_of(pack).view(facts)
    return tuple(_urgency_needs(pack, rules, _floor(pack, rules)))


# -------------------------------------------------------------------------------------------------------------- urgency


def _floor(pack: Pack, rules: View) -> Urgency:
    """The urgency that no further answer can lower."""
    signs, base = pack.danger_signs, pack.base
    fired = {
        signs[rule].urgency if strict == YES else signs[rule].if_unsure
        for rule, strict, cautious in rules.alive("danger_sign")
        if cautious == YES
    }
    if not fired and rules.truth(base.id, Reading.STRICT) != NO:
        return base.reassured
    return max(fired | {base.urgency}, key=lambda level: level.rank)


def _urgency_needs(pack: Pack, rules: View, floor: Urgency) -> Iterator[Need]:
    above = {level for level in Urgency if level > floor}
    for rule, strict, cautious in rules.alive("danger_sign"):
        sign = pack.danger_signs[rule]
        if strict == OPEN and sign.urgency in above:
            yield Need(rules.open_questions(rule, Reading.STRICT), sign.urgency)
        elif cautious == OPEN and sign.if_unsure in above:
            yield Need(rules.open_questions(rule, Reading.CAUTIOUS), sign.if_unsure)
    base = pack.base
    if floor == base.reassured and rules.truth(base.id, Reading.STRICT) == OPEN:
        yield Need(rules.open_questions(base.id, Reading.STRICT), base.urgency)


# --------------------------------------------------------------------------------------------------------------- causes


SHARED = None  # stands for a condition where a line of evidence is about all conditions of its cause


class _Span(Record):
    """The scores that a cause can still get, its place in the article, and the open lines of evidence behind that."""

    cause: str
    number: int
    low: int
    high: int
    lines: tuple[str, ...]

    def surely_before(self, other: _Span) -> bool:
        return self.low > other.high or (self.low == other.high and self.number < other.number)


def _cause_needs(pack: Pack, rules: View) -> Iterator[Need]:
    spans = [_span(pack, rules, cause, number) for number, cause in enumerate(pack.causes)]
    for line in sorted({line for span in _undecided(pack, spans) for line in span.lines}):
        yield Need(rules.open_questions(line, Reading.STRICT), pack.base.urgency)


def _undecided(pack: Pack, spans: list[_Span]) -> list[_Span]:
    """The causes whose being shown, or whose place among the shown, is not certain yet."""
    shown = pack.about.shown_causes
    least_needed = max(shown.at_least, max(span.low for span in spans) - shown.within)
    most_needed = max(shown.at_least, max(span.high for span in spans) - shown.within)
    alive = [span for span in spans if span.high >= least_needed]
    waiting: dict[str, _Span] = {}
    for span in alive:
        if span.low < most_needed:
            waiting[span.cause] = span
            for other in alive:
                if max(shown.at_least, other.high - shown.within) > span.low:
                    waiting[other.cause] = other
        for other in alive:
            if other is not span and not span.surely_before(other) and not other.surely_before(span):
                waiting[span.cause] = span
    return list(waiting.values())


def _span(pack: Pack, rules: View, cause: str, number: int) -> _Span:
    """The least and the greatest score that the open evidence of a cause allows."""
    low: dict[str | None, int] = {}
    high: dict[str | None, int] = {}
    open_lines: dict[str | None, list[str]] = {}
    for line_id, condition, worth in _evidence_of(pack)[cause]:
        low.setdefault(condition, 0)
        high.setdefault(condition, 0)
        truth = rules.truth(line_id, Reading.STRICT)
        if truth == YES:
            low[condition] += worth
            high[condition] += worth
        elif truth == OPEN:
            low[condition] += min(worth, 0)
            high[condition] += max(worth, 0)
            open_lines.setdefault(condition, []).append(line_id)
    conditions = [condition.id for condition in pack.causes[cause].conditions]
    best_low = max(low.get(condition, 0) for condition in conditions)
    best_high = max(high.get(condition, 0) for condition in conditions)
    telling = [condition for condition in conditions if high.get(condition, 0) >= best_low]
    lines = tuple(line for group in (*telling, SHARED) for line in open_lines.get(group, ()))
    return _Span(cause, number, low.get(SHARED, 0) + best_low, high.get(SHARED, 0) + best_high, lines)


@lru_cache(maxsize=16)
def _evidence_of(pack: Pack) -> dict[str, tuple[tuple[str, str | None, int], ...]]:
    lines: dict[str, list[tuple[str, str | None, int]]] = {cause: [] for cause in pack.causes}
    for line in pack.evidence.values():
        sign = 1 if line.direction is Direction.FOR else -1
        lines[line.cause].append((line.id, line.condition, sign * line.strength.weight))
    return {cause: tuple(found) for cause, found in lines.items()}


# ------------------------------------------------------------------------------------------------------------ exercises


def _exercise_needs(pack: Pack, rules: View, facts: Facts, floor: Urgency) -> Iterator[Need]:
    """Gates that could still withhold an exercise that nothing withholds so far."""
    certain = {line: True for line in pack.evidence if rules.truth(line, Reading.STRICT) == YES}
    causes = frozenset(cause.cause for cause in possible_causes(pack, certain))
    concluded = compiled_of(pack).view(facts.concluded(floor, causes))
    open_gates, withheld = [], set()
    for gate in pack.gates.values():
        exercises = set(pack.exercises) if gate.withholds == "all" else set(gate.withholds)
        truth = concluded.truth(gate.id, Reading.CAUTIOUS)
        if truth == YES:
            withheld |= exercises
        elif truth == OPEN:
            open_gates.append((gate.id, exercises))
    for gate_id, exercises in open_gates:
        if exercises - withheld:
            yield Need(concluded.open_questions(gate_id, Reading.CAUTIOUS), pack.base.urgency)
