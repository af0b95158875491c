"""What `outlook` says, worked out by `logic` one rule after the other: the plain form that the quick one must equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from triage.interview.relevance import Need, Outlook, Stage
from triage.pack.pack import Pack
from triage.pack.rules import DangerSign
from triage.pack.scales import Direction, Reading, Urgency
from triage.reasoning.answers import Facts
from triage.reasoning.conclusions import possible_causes
from triage.reasoning.logic import NO, OPEN, YES, Logic, logic_of


def plain_outlook(pack: Pack, facts: Facts) -> Outlook:
    """What is certain and what is still open for these facts (settled with `unanswered="open"`)."""
    logic = logic_of(pack)
    floor = _floor(logic, facts)
    if needs := tuple(_urgency_needs(logic, facts, floor)):
        return Outlook(Stage.URGENCY, floor, needs)
    if floor.is_emergency:
        return Outlook(Stage.SETTLED, floor, ())
    for stage, found in (
        (Stage.CAUSES, _cause_needs(logic, facts)),
        (Stage.EXERCISES, _exercise_needs(logic, facts, floor)),
    ):
        if needs := tuple(found):
            return Outlook(stage, floor, needs)
    return Outlook(Stage.SETTLED, floor, ())


# -------------------------------------------------------------------------------------------------------------- urgency


def _floor(logic: Logic, facts: Facts) -> Urgency:
    """The urgency that no further answer can lower."""
    base = logic.pack.base
    reassured = logic.truth(base.id, facts, Reading.STRICT)
    fired = [level for sign in logic.pack.danger_signs.values() if (level := _certain_level(logic, sign, facts))]
    if not fired and reassured != NO:
        return base.reassured
    return max([*fired, base.urgency], key=lambda level: level.rank)


def _certain_level(logic: Logic, sign: DangerSign, facts: Facts) -> Urgency | None:
    if logic.truth(sign.id, facts, Reading.STRICT) == YES:
        return sign.urgency
    return sign.if_unsure if logic.truth(sign.id, facts, Reading.CAUTIOUS) == YES else None


def _urgency_needs(logic: Logic, facts: Facts, floor: Urgency) -> Iterator[Need]:
    for sign in logic.pack.danger_signs.values():
        strict = logic.truth(sign.id, facts, Reading.STRICT)
        if strict == OPEN and sign.urgency > floor:
            yield Need(logic.open_questions(sign.id, facts, Reading.STRICT), sign.urgency)
        elif sign.if_unsure > floor and logic.truth(sign.id, facts, Reading.CAUTIOUS) == OPEN:
            yield Need(logic.open_questions(sign.id, facts, Reading.CAUTIOUS), sign.if_unsure)
    base = logic.pack.base
    if floor == base.reassured and logic.truth(base.id, facts, Reading.STRICT) == OPEN:
        yield Need(logic.open_questions(base.id, facts, Reading.STRICT), base.urgency)


# --------------------------------------------------------------------------------------------------------------- causes


SHARED = None  # stands for a condition where a line of evidence is about all conditions of its cause


@dataclass(frozen=True)
class _Span:
    """The scores that a cause can still get, its place in the article, and the open lines of evidence behind that."""

    cause: str
    number: int
    low: int
    high: int
    lines: tuple[str, ...]

    def surely_before(self, other: _Span) -> bool:
        return self.low > other.high or (self.low == other.high and self.number < other.number)


def _cause_needs(logic: Logic, facts: Facts) -> Iterator[Need]:
    spans = [_span(logic, cause, number, facts) for number, cause in enumerate(logic.pack.causes)]
    for line in sorted({line for span in _undecided(logic.pack, spans) for line in span.lines}):
        yield Need(logic.open_questions(line, facts, Reading.STRICT), logic.pack.base.urgency)


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


def _span(logic: Logic, cause: str, number: int, facts: Facts) -> _Span:
    """The least and the greatest score that the open evidence of a cause allows."""
    low: dict[str | None, int] = {}
    high: dict[str | None, int] = {}
    open_lines: dict[str | None, list[str]] = {}
    for line_id, condition, worth in _evidence_of(logic.pack)[cause]:
        low.setdefault(condition, 0)
        high.setdefault(condition, 0)
        truth = logic.truth(line_id, facts, Reading.STRICT)
        if truth == YES:
            low[condition] += worth
            high[condition] += worth
        elif truth == OPEN:
            low[condition] += min(worth, 0)
            high[condition] += max(worth, 0)
            open_lines.setdefault(condition, []).append(line_id)
    conditions = [condition.id for condition in logic.pack.causes[cause].conditions]
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


def _exercise_needs(logic: Logic, facts: Facts, floor: Urgency) -> Iterator[Need]:
    """Gates that could still withhold an exercise that nothing withholds so far."""
    pack = logic.pack
    certain = {line: True for line in pack.evidence if logic.truth(line, facts, Reading.STRICT) == YES}
    causes = frozenset(cause.cause for cause in possible_causes(pack, certain))
    concluded = facts.concluded(floor, causes)
    open_gates, withheld = [], set()
    for gate in pack.gates.values():
        exercises = set(pack.exercises) if gate.withholds == "all" else set(gate.withholds)
        truth = logic.truth(gate.id, concluded, Reading.CAUTIOUS)
        if truth == YES:
            withheld |= exercises
        elif truth == OPEN:
            open_gates.append((gate.id, exercises))
    for gate_id, exercises in open_gates:
        if exercises - withheld:
            yield Need(logic.open_questions(gate_id, concluded, Reading.CAUTIOUS), pack.base.urgency)
