"""What took a danger sign back: of the answers that an exception stands on, those that decide it."""

from __future__ import annotations

from collections.abc import Iterable

from triage.explain.case import Case
from triage.explain.ground import questions_of
from triage.explain.model import NotFired
from triage.pack.scales import Reading
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.logic import YES

MOST_TOLD = 5  # of the answers that took a sign back; the others are counted


def deciding_answers(case: Case, rule: NotFired) -> tuple[str, ...]:
    """The answers without any one of which a sign would not be taken back, in words."""
    says = {one.question: one.says for one in rule.let_off}
    return tuple(says[name] for name in deciding(case, rule.rule, says))


def deciding(case: Case, sign: str, answered: Iterable[str]) -> tuple[str, ...]:
    """Of the questions whose answers took a sign back, those without any one of which it would not be.

    What was found comes first, then what everybody is asked; what is only a clear no comes last, and goes first where
    one of several is enough.
    """
    unless = case.pack.danger_signs[sign].unless
    if unless is None:
        return ()
    ranked = sorted(answered, key=lambda name: _plainness(case, name))
    kept = frozenset(case.told)
    for name in reversed(ranked):
        facts = case.logic.settle(_only(case, kept - {name}), among=questions_of(case.pack, sign))
        if case.logic.holds(unless, facts, Reading.STRICT) == YES:
            kept -= {name}
    return tuple(name for name in ranked if name in kept)


def _plainness(case: Case, name: str) -> int:
    """From what only some people have, by way of what is so of everybody, to a clear no."""
    negative, told = clear_negative(case.pack.questions[name]), case.told.get(name)
    if told is None or told == negative:
        return 2
    return 1 if negative in ((), NOT_SURE) else 0


def _only(case: Case, kept: frozenset[str]) -> Answers:
    given = {name: value for name, value in case.told.items() if name in kept}
    return Answers(given, "open", case.not_asked.intersection(kept))
