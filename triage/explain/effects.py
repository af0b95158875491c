"""What other answers would do: a set of changes with the urgency, the first cause and the rules that then decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from triage.explain.case import Case, says
from triage.explain.causes_if import first_cause_if
from triage.explain.changes import smallest_changes
from triage.explain.model import Change, ChangeSet
from triage.reasoning.answers import Value, given_text
from triage.reasoning.standing import Standing
from triage.reasoning.ways import Ways


def change_of(case: Case, name: str, value: Value) -> Change:
    """One answer put in place of the present one."""
    return Change(
        question=name,
        was=case.said(name).answer,
        becomes=given_text(case.pack, name, value),
        says=says(case.pack, name, value, case.say),
    )


def changes_of(case: Case, changes: Mapping[str, Value]) -> tuple[Change, ...]:
    """Answers put in place of the present ones, in the order of the pack."""
    return tuple(change_of(case, name, changes[name]) for name in case.pack.questions if name in changes)


def change_set_of(case: Case, standing: Standing, changes: Mapping[str, Value]) -> ChangeSet:
    """These changes together, and what they lead to."""
    urgency, levels = standing.urgency_if(changes), standing.levels_if(changes)
    return ChangeSet(
        changes=changes_of(case, changes),
        urgency_before=case.conclusions.urgency,
        urgency_after=urgency,
        first_cause_before=case.first_cause,
        first_cause_after=first_cause_if(case, standing.facts_if(changes), tuple(changes)),
        rules=tuple(rule for rule, level in levels.items() if level == urgency),
    )


def smallest_sets(case: Case, standing: Standing, ways: Ways, sizes: Iterable[int], most: int) -> tuple[ChangeSet, ...]:
    """At most so many of the smallest sets of changes that meet a goal, one for each set of questions."""
    for size in sizes:
        by_questions: dict[frozenset[str], dict[str, Value]] = {}
        for changes in smallest_changes(standing, ways, size):
            by_questions.setdefault(frozenset(changes), changes)
        if by_questions:
            return tuple(change_set_of(case, standing, one) for one in islice(by_questions.values(), most))
    return ()
