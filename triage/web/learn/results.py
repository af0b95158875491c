"""What a class has done so far, read at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from triage.learn import Record
from triage.store import Session, learners
from triage.store.models import Learner, LearningClass, Practice
from triage.web.learn.people import record_in, verdict_of


@dataclass(frozen=True)
class Done:
    """One case that was done: what was said, and the danger signs that were seen."""

    practice: Practice
    record: Record

    @property
    def verdict(self) -> str:
        return verdict_of(self.record)

    @property
    def seen(self) -> tuple[str, ...]:
        return tuple(self.practice.seen)


@dataclass(frozen=True)
class LearnerResults:
    """One learner of a class and all that they did."""

    learner: Learner
    practice: tuple[Practice, ...]

    @cached_property
    def cases(self) -> tuple[Done, ...]:
        return tuple(Done(one, record_in(one)) for one in self.practice if one.kind == learners.CASE)

    @property
    def quizzes(self) -> tuple[Practice, ...]:
        return tuple(one for one in self.practice if one.kind == learners.QUIZ)

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(one.record for one in self.cases)

    def count(self, verdict: str) -> int:
        return sum(one.verdict == verdict for one in self.cases)

    @property
    def quiz_right(self) -> int:
        return sum(bool(one.record["is_right"]) for one in self.quizzes)


def results_of(session: Session, klass: LearningClass) -> list[LearnerResults]:
    """Everybody in a class, in the order in which they joined."""
    return _results(session, learners.in_class(session, klass.id))


def results_of_one(session: Session, klass: LearningClass, number: int) -> LearnerResults | None:
    """The learner of this number in this very class."""
    learner = learners.one_in_class(session, klass.id, number)
    return None if learner is None else _results(session, [learner])[0]


def _results(session: Session, those: Sequence[Learner]) -> list[LearnerResults]:
    done: dict[str, list[Practice]] = defaultdict(list)
    for one in learners.practice_of(session, [learner.id for learner in those]):
        done[one.learner_id].append(one)
    return [LearnerResults(learner, tuple(done[learner.id])) for learner in those]
