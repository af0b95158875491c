"""Which few other answers would put another cause first: exactly for one and two of them, without a solver.

A cause's score is a sum over lines of evidence. So what two answers do together is the sum of what each does alone, but
for the lines that both bear on; what these can add at most is known. Only pairs for which that could be enough are
tried, so none is missed. Of a question with many ticks, answers more than two ticks away are not tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, islice, product

from triage.explain.case import Case
from triage.explain.causes_if import first_cause_if, lines_reading
from triage.explain.changes import lacks, values_that_meet
from triage.pack.conditions import AnswerIs, Condition, PatternHolds, leaves
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, QuestionType, Reading
from triage.reasoning.answers import Value
from triage.reasoning.conclusions import own_scores, worth
from triage.reasoning.logic import YES
from triage.reasoning.standing import Standing
from triage.reasoning.ways import Need, ways_not_to_fire, ways_to_fire

Key = tuple[str, str | None]
ANYTHING = Need()


@dataclass(frozen=True)
class Goal:
    """One way in which another cause could come first: by one of its conditions.

    Its score must gain `gain` on that of the present first cause, and `rise` by itself. `lines` say what each line of
    evidence adds to that gain when it holds.
    """

    cause: str
    gain: int
    rise: int
    lines: Mapping[str, int]
    own: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Step:
    """One answer in place of the present one, and the lines of evidence that turn with it: to true or to false."""

    question: str
    value: Value
    turned: Mapping[str, bool]


@dataclass(frozen=True, eq=False)
class FirstCause:
    """The search for one person."""

    case: Case
    standing: Standing

    def after(self, changes: Mapping[str, Value]) -> str | None:
        """The first cause with these changes."""
        return first_cause_if(self.case, self.standing.facts_if(changes), tuple(changes))

    def is_met(self, changes: Mapping[str, Value]) -> bool:
        return self.after(changes) not in (None, self.case.first_cause)

    def singles(self) -> Iterator[dict[str, Value]]:
        """Every question of which another answer alone puts another cause first, with the nearest such answer."""
        found: set[str] = set()
        for step in self.steps:
            if step.question not in found and any(_is_enough(goal, [step.turned]) for goal in self.goals):
                changes = {step.question: step.value}
                if self.is_met(changes):
                    found.add(step.question)
                    yield changes

    def pairs(self) -> Iterator[dict[str, Value]]:
        """Every two questions of which other answers put another cause first; for those where no single one does."""
        by_question: dict[str, list[Step]] = {}
        for step in self.steps:
            by_question.setdefault(step.question, []).append(step)
        bests = [{name: _best(goal, steps) for name, steps in by_question.items()} for goal in self.goals]
        for one, other in combinations(by_question, 2):
            tied = self._tied(one, other)
            near = [
                goal
                for goal, best in zip(self.goals, bests, strict=True)
                if best[one][0] + best[other][0] + _helped(tied, goal.lines) >= goal.gain
                and best[one][1] + best[other][1] + _helped(tied, goal.own) >= goal.rise
            ]
            goals = [goal for goal in near if _may_be_enough(goal, by_question[one], by_question[other], tied)]
            if goals:
                tried = self._tried(goals, by_question[one], by_question[other], tied)
                yield from islice((changes for changes in tried if self.is_met(changes)), 1)

    def _tried(
        self, goals: list[Goal], some: list[Step], others: list[Step], tied: Mapping[str, bool]
    ) -> Iterator[dict[str, Value]]:
        for one, other in product(some, others):
            if any(_may_be_enough(goal, [one], [other], tied) for goal in goals):
                yield {one.question: one.value, other.question: other.value}

    # ---------------------------------------------------------------------------------------------------------- bounds

    def _tied(self, one: str, other: str) -> dict[str, bool]:
        """The lines that both questions bear on and that can turn when only these two are answered otherwise."""
        pair = {one, other}
        shared = _lines_of(self.case.pack)[one] & _lines_of(self.case.pack)[other]
        certain = self.case.certain
        return {line: not certain.get(line, False) for line in shared if any(w <= pair for w in self._turned_by[line])}

    @cached_property
    def _turned_by(self) -> dict[str, list[set[str]]]:
        """For each line of evidence the sets of one or two questions that could turn it."""
        found = {}
        for line in self.case.pack.evidence:
            turn = ways_not_to_fire if self.case.certain.get(line, False) else ways_to_fire
            lacking = lacks(self.standing, turn(self.case.pack, line, Reading.STRICT))
            found[line] = [set(lack.questions) for lack in lacking if len(lack.questions) <= 2]
        return found

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every other answer that evidence, or a gate, can tell from the present one, the nearest first."""
        return tuple(step for name in self.case.pack.questions for step in self._steps(name))

    def _steps(self, name: str) -> Iterator[Step]:
        lines = lines_reading(self.case.pack)[name]
        now = {line: self.case.certain.get(line, False) for line in lines}
        seen: set[object] = set()
        for value in values_that_meet(self.standing, name, ANYTHING) if lines else ():
            told = _told(self.case.pack, name, value)
            if told not in seen:
                seen.add(told)
                facts = self.standing.facts_if({name: value})
                after = {line: self.case.logic.truth(line, facts, Reading.STRICT) == YES for line in lines}
                yield Step(name, value, {line: holds for line, holds in after.items() if holds is not now[line]})

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Each condition of each other cause, with what it lacks to come first."""
        pack, present = self.case.pack, self.case.first_cause
        certain = {line: self.case.certain.get(line, False) for line in pack.evidence}
        sums = {
            (cause.id, name): score + scores[None]
            for cause in pack.causes.values()
            for scores in [own_scores(pack, cause, certain)]
            for name, score in scores.items()
            if name is not None
        }
        first = max((key for key in sums if key[0] == present), key=sums.__getitem__, default=None)
        places = list(pack.causes)
        goals = []
        for key, score in sums.items():
            if key[0] == present:
                continue
            rise = pack.about.shown_causes.at_least - score
            own = _lines_for(pack, key)
            if first is None:
                goals.append(Goal(key[0], rise, rise, own, own))
                continue
            against = _lines_for(pack, first)
            gain = sums[first] - score + (places.index(key[0]) > places.index(first[0]))
            both = {line: own.get(line, 0) - against.get(line, 0) for line in {*own, *against}}
            goals.append(Goal(key[0], gain, rise, both, own))
        return tuple(goals)


def _adds(turned: Mapping[str, bool], lines: Mapping[str, int], without: Collection[str] = ()) -> int:
    """What the lines that turn add to a sum."""
    return sum(
        (lines[line] if holds else -lines[line])
        for line, holds in turned.items()
        if line in lines and line not in without
    )


def _is_enough(goal: Goal, turned: Iterable[Mapping[str, bool]]) -> bool:
    return all(
        sum(_adds(one, lines) for one in turned) >= least
        for lines, least in ((goal.lines, goal.gain), (goal.own, goal.rise))
    )


def _best(goal: Goal, steps: list[Step]) -> tuple[int, int]:
    """The most that any of these steps can add to a goal's gain and rise, were its lines that speak against it tied."""
    gain, rise = (max(_helped(step.turned, lines) for step in steps) for lines in (goal.lines, goal.own))
    return gain, rise


def _helped(turned: Mapping[str, bool], lines: Mapping[str, int]) -> int:
    """What the lines that turn add to a sum, without those that take from it."""
    return sum(max(0, lines[line] if holds else -lines[line]) for line, holds in turned.items() if line in lines)


def _may_be_enough(goal: Goal, some: list[Step], others: list[Step], tied: Mapping[str, bool]) -> bool:
    """Whether one step of each could reach a goal together; of the lines that tie them, whichever turn helps counts."""
    for lines, least in ((goal.lines, goal.gain), (goal.own, goal.rise)):
        at_most = _helped(tied, lines)
        for steps in (some, others):
            at_most += max(_adds(step.turned, lines, tied) for step in steps)
        if at_most < least:
            return False
    return True


def _lines_for(pack: Pack, key: Key) -> dict[str, int]:
    """What each line of evidence adds to the score that a cause has by one of its conditions."""
    cause, condition = key
    lines = (line for line in pack.evidence.values() if line.cause == cause and line.condition in (None, condition))
    return {line.id: worth(line) for line in lines}


@lru_cache(maxsize=16)
def _lines_of(pack: Pack) -> dict[str, frozenset[str]]:
    return {name: frozenset(lines) for name, lines in lines_reading(pack).items()}


def _told(pack: Pack, name: str, value: Value) -> object:
    """What evidence and gates can tell of an answer: of ticks only the words that they test."""
    if pack.questions[name].type is not QuestionType.ANY_OF or isinstance(value, int):
        return value
    return frozenset(value) & _tested(pack)[name]


@lru_cache(maxsize=16)
def _tested(pack: Pack) -> dict[str, frozenset[str]]:
    """For each question the words of its answer that evidence, or a gate, tests; a gate also minds not being sure."""
    found: dict[str, set[str]] = {name: set() for name in pack.questions}
    gates = [question.ask_when for question in pack.questions.values() if question.ask_when is not None]
    for conditions, also in (([line.when for line in pack.evidence.values()], ()), (gates, (UNSURE,))):
        waiting: list[Condition] = list(conditions)
        while waiting:
            for leaf in leaves(waiting.pop()):
                if isinstance(leaf, AnswerIs):
                    found[leaf.question].update(leaf.values, also)
                elif isinstance(leaf, PatternHolds):
                    waiting.append(pack.patterns[leaf.pattern].when)
    return {name: frozenset(words) for name, words in found.items()}
