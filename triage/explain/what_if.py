"""What if: the smallest changes of answers that would make a result more urgent, or put another cause first.

The urgency: for each higher level, the fewest answers with which the result is at that level while no part of them
would do. The search goes through every way in which the rules can lead there (`changes`), so where it finds none there
is none. The first cause: one and two answers are searched through (`first_cause`); where none of these will do, more
are looked for, and what is found is as small as can be only up to three. Every set is tried before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from triage.explain import strings
from triage.explain.case import Case, case_of
from triage.explain.changes import lacks, smallest_changes, ways_to_level
from triage.explain.effects import change_set_of
from triage.explain.first_cause import FirstCause
from triage.explain.model import ChangeSet, WhatIf
from triage.explain.showing import Wanted, sets_that_show
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE, Urgency
from triage.reasoning.answers import Answers, Value
from triage.reasoning.conclusions import PossibleCauseScore
from triage.reasoning.standing import Standing, standing_of

MOST_SETS = 12


def what_if(pack: Pack, answers: Answers | Mapping[str, object], *, country: str | None = None) -> WhatIf:
    """The smallest changes that would raise the urgency, to each level above, and that would change the first cause.

    Raises AnswersError for answers that the pack does not know, KeyError for an unknown country.
    """
    case = case_of(pack, answers, country)
    standing = standing_of(pack, case.answers, case.facts)
    higher = [level for level in Urgency if level > case.conclusions.urgency]
    by_level = {level: to_level(case, standing, level) for level in higher}
    other, note = to_another_cause(case, standing)
    notes = [] if higher else [case.say(strings.NOTHING_HIGHER)]
    notes += (
        case.say(strings.NO_WAY) % {"level": case.say(pack.levels[level].label)}
        for level, sets in by_level.items()
        if not sets
    )
    return WhatIf(
        **case.header(),
        more_urgent=tuple(one for sets in by_level.values() for one in sets),
        other_cause=other,
        notes=(*notes, *note),
    )


def to_level(case: Case, standing: Standing, level: Urgency) -> tuple[ChangeSet, ...]:
    """The smallest sets of changes that make it exactly this urgent, one for each set of questions; at most 12.

    None where no answers lead to this level, or where whatever leads that far leads further.
    """
    ways = ways_to_level(case.pack, level)
    for size in sorted({len(lack.questions) for lack in lacks(standing, ways)}):
        found: dict[frozenset[str], dict[str, Value]] = {}
        for changes in smallest_changes(standing, ways, size):
            names = frozenset(changes)
            if names not in found and standing.urgency_if(changes) is level:
                found[names] = changes
        if found:
            return _told(case, standing, found.values())
    return ()


def to_another_cause(case: Case, standing: Standing) -> tuple[tuple[ChangeSet, ...], tuple[str, ...]]:
    """The smallest sets of changes that put another cause first, at most 12, and what is not certain about them."""
    search = FirstCause(case, standing)
    for few in (search.singles, search.pairs):
        found = list(few())
        if found:
            return _told(case, standing, found), ()
    more = sorted(_more(case, standing, search), key=len)
    least = [changes for changes in more if len(changes) == len(more[0])]
    if least and len(least[0]) == 3:
        return _told(case, standing, least), ()
    note = (case.say(strings.NOT_SURELY_FEWEST if least else strings.NO_OTHER_CAUSE),)
    return _told(case, standing, least), note


class First(Wanted):
    """A cause that is to come first."""

    def is_met(self, causes: tuple[PossibleCauseScore, ...]) -> bool:
        return bool(causes) and causes[0].cause == self.cause.id


def _more(case: Case, standing: Standing, search: FirstCause) -> Iterator[dict[str, Value]]:
    """Sets of three answers and more that put another cause first, for each cause as far as they are found."""
    gains = {goal.cause: 0 for goal in search.goals}
    for goal in search.goals:
        gains[goal.cause] = min(max(goal.gain, goal.rise), gains[goal.cause] or max(goal.gain, goal.rise))
    for cause, gain in sorted(gains.items(), key=lambda one: one[1]):
        yield from islice(sets_that_show(case, standing, First(case.pack.causes[cause]), gain), 1)


def _told(case: Case, standing: Standing, sets: Iterable[dict[str, Value]]) -> tuple[ChangeSet, ...]:
    """The least surprising sets: what can change from now on before what cannot, clear answers before unclear ones."""

    def surprise(changes: Mapping[str, Value]) -> tuple[int, int]:
        unclear = sum(not isinstance(value, int) and UNSURE in value for value in changes.values())
        return unclear, sum(not case.pack.questions[name].can_change for name in changes)

    return tuple(change_set_of(case, standing, one) for one in sorted(sets, key=surprise)[:MOST_SETS])
