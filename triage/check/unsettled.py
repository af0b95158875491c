"""What could still be different: the unknown answers that could change the urgency, and whether it was right to stop.

Questions are read as open here, and a danger sign that still could raise the urgency waits for some of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.check.settling import settle_again
from triage.check.truth import NOT_ASKED, Facts, Rule, fires, holds
from triage.pack import conditions as tree
from triage.pack.rules import DangerSign
from triage.pack.scales import Urgency

# How much a rule that could lead to this level lends to the questions that it waits for, shared among them.
_PROMISE = {
    Urgency.ROUTINE: 1.0,
    Urgency.SOON: 1.0,
    Urgency.URGENT_SAME_DAY: 2.0,
    Urgency.EMERGENCY_DEPARTMENT: 8.0,
    Urgency.EMERGENCY_NOW: 64.0,
}


def not_known(facts: Facts) -> list[str]:
    """The questions not sure or blank that could still change the urgency, the most promising first."""
    promise: dict[str, float] = {}
    for waits_for, urgency in _undecided(settle_again(facts, opened=facts.unknown)):
        for name in waits_for:
            promise[name] = promise.get(name, 0.0) + _PROMISE[urgency] / len(waits_for)
    unclear = [name for name in facts.pack.questions if name in promise and name in facts.unknown]
    return sorted(unclear, key=lambda name: -promise[name])


def stopped_too_early(facts: Facts) -> list[str]:
    """The questions that were not asked although an answer to them could have made it more urgent."""
    skipped = {name for name, state in facts.states.items() if state == NOT_ASKED}
    could = {name for waits_for, _ in _undecided(settle_again(facts, opened=skipped)) for name in waits_for}
    return sorted(could & skipped)


def _undecided(facts: Facts) -> Iterator[tuple[set[str], Urgency]]:
    """The questions that an undecided rule waits for, with the urgency that it could raise the result to."""
    signs, base = facts.pack.danger_signs.values(), facts.pack.base
    certain = [sign.urgency for sign in signs if fires(facts, sign, cautiously=False)]
    certain += [sign.if_unsure for sign in signs if fires(facts, sign, cautiously=True)]
    reassured = fires(facts, base, cautiously=False)
    may_be_reassured = not certain and reassured is not False
    so_far = base.reassured if may_be_reassured else max([base.urgency, *certain], key=lambda one: one.rank)
    for sign in signs:
        if sign.urgency > so_far and fires(facts, sign, cautiously=False) is None:
            yield _waits_for(facts, sign, cautiously=False), sign.urgency
        elif sign.if_unsure > so_far and fires(facts, sign, cautiously=True) is None:
            yield _waits_for(facts, sign, cautiously=True), sign.if_unsure
    if so_far == base.reassured and reassured is None:
        yield _waits_for(facts, base, cautiously=False), base.urgency


def _waits_for(facts: Facts, rule: Rule, cautiously: bool) -> set[str]:
    """The open questions that decide a rule: those of its `when` or, once that holds, of its `unless`."""
    found = set(_open_in(facts, rule.when, cautiously))
    if not found and isinstance(rule, DangerSign) and rule.unless is not None:
        found = set(_open_in(facts, rule.unless, cautiously=False))
    return found


def _open_in(facts: Facts, condition: tree.Condition, cautiously: bool) -> Iterator[str]:
    if holds(facts, condition, cautiously) is not None:
        return
    match condition:
        case tree.AnswerIs(question) | tree.NumberIs(question):
            gate = facts.pack.questions[question].ask_when
            is_shown = gate is None or holds(facts, gate, cautiously=True)
            yield from (question,) if is_shown or gate is None else _open_in(facts, gate, cautiously=True)
        case tree.PatternHolds(pattern):
            yield from _open_in(facts, facts.pack.patterns[pattern].when, cautiously)
        case tree.AllOf(conditions) | tree.AnyOf(conditions):
            for part in conditions:
                yield from _open_in(facts, part, cautiously)
        case _:
            return
