"""What took a danger sign back: of the answers that an exception stands on, those that decide it."""

from __future__ import annotations

from triage.explain.case import Case
from triage.explain.ground import questions_of
from triage.explain.model import NotFired
from triage.pack.scales import Reading
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.logic import YES


def deciding_answers(case: Case, rule: NotFired) -> tuple[str, ...]:
    """The answers without any one of which a sign would not be taken back, in words.

    What was found comes first, then what everybody is asked; what is only a clear no comes last, and goes first where
    one of several is enough.
    """
    unless = case.pack.danger_signs[rule.rule].unless
    if unless is None:
        return ()
    said = {one.question: one.says for one in rule.let_off}
    ranked = sorted(said, key=lambda name: _plainness(case, name))
    kept = frozenset(case.told)
    for name in reversed(ranked):
        facts = case.logic.settle(_only(case, kept - {name}), among=questions_of(case.pack, rule.rule))
        if case.logic.holds(unless, facts, Reading.STRICT) == YES:
            kept -= {name}
    return tuple(said[name] for name in ranked if name in kept)


def _plainness(case: Case, name: str) -> int:
    """From what only some people have, by way of what is so of everybody, to a clear no."""
    negative, told = clear_negative(case.pack.questions[name]), case.told.get(name)
    if told is None or told == negative:
        return 2
    return 1 if negative in ((), NOT_SURE) else 0


def _only(case: Case, kept: frozenset[str]) -> Answers:
    given = {name: value for name, value in case.told.items() if name in kept}
    return Answers(given, "open", case.not_asked.intersection(kept))
