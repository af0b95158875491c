"""What if: each set of changes does what it says, no part of it does, and where none is named there is none."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from random_answers import random_answers
from small_packs import all_changes, proper_parts, small_pack, some_answers

from triage.evaluation import read_vignettes, vignette_files
from triage.explain.case import case_of
from triage.explain.first_cause import FirstCause
from triage.explain.model import ChangeSet, WhatIf
from triage.explain.strings import NO_OTHER_CAUSE, NOT_SURELY_FEWEST, NOTHING_HIGHER
from triage.explain.what_if import MOST_SETS, what_if
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Answers, Value
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import Standing, standing_of

CALM = {"side": "both_legs", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "same"}


def values_of(pack: Pack, changes: ChangeSet) -> dict[str, Value]:
    given = {one.question: one.becomes for one in changes.changes}
    return dict(read_answers(pack, {"answers": given}).given)


def first_cause(standing: Standing, changes: dict[str, Value]) -> str | None:
    causes = infer(standing.pack, logic_of(standing.pack).settle(standing.document(changes))).conclusions.causes
    return causes[0].cause if causes else None


def check(pack: Pack, answers: Answers) -> WhatIf:
    """Every set of one person's what-if, tried on their answers as they count."""
    told = what_if(pack, answers)
    standing = standing_of(pack, answers)
    for changes in told.more_urgent:
        values = values_of(pack, changes)
        assert standing.urgency_if(values) is changes.urgency_after > standing.urgency
        assert all(standing.urgency_if(part) < changes.urgency_after for part in proper_parts(values) if part)
        assert set(changes.rules) <= set(standing.levels_if(values)) or not changes.rules
    for changes in told.other_cause:
        values = values_of(pack, changes)
        assert first_cause(standing, values) == changes.first_cause_after not in (None, told.first_cause)
        parts = (part for part in proper_parts(values) if part)
        assert all(first_cause(standing, part) in (None, told.first_cause) for part in parts)
    return told


def test_what_is_promised_comes_true(pack: Pack) -> None:
    """For random answers each set of changes leads where it says, and no part of it does."""
    rng = random.Random(81)
    told = [check(pack, random_answers(pack, rng)) for _ in range(25)]
    assert sum(len(one.more_urgent) for one in told) > 100
    assert sum(len(one.other_cause) for one in told) > 50


@pytest.mark.no_cover
@pytest.mark.parametrize("share", [30, pytest.param(3, marks=pytest.mark.soak)])
def test_what_is_promised_comes_true_in_vignettes(pack: Pack, share: int) -> None:
    """The same for one vignette in so many; each higher level has its sets, or a note that says there are none."""
    for file in vignette_files(pack):
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0][::share]:
            told = check(pack, vignette.answers)
            reached = {changes.urgency_after for changes in told.more_urgent}
            noted = {level for level in Urgency if any(str(pack.levels[level].label) in note for note in told.notes)}
            assert reached | noted >= {level for level in Urgency if level > told.urgency}


def test_nothing_is_above_the_most_urgent_level(pack: Pack) -> None:
    """At the top no change makes it more urgent, by definition, and that is said."""
    told = what_if(pack, {"face_droop": "yes"})
    assert told.urgency is Urgency.EMERGENCY_NOW
    assert told.more_urgent == ()
    assert NOTHING_HIGHER in told.notes


def test_a_level_that_no_answers_lead_to_is_said_to_have_none(pack: Pack) -> None:
    """Where the rules of a pack cannot lead to a level, the search says so; nothing else would find a way either."""
    signs = {name: sign for name, sign in pack.danger_signs.items() if sign.urgency < Urgency.EMERGENCY_DEPARTMENT}
    calm = replace(pack, danger_signs=signs)
    told = what_if(calm, {"unanswered": "no", "answers": CALM})
    assert {changes.urgency_after for changes in told.more_urgent} == {Urgency.URGENT_SAME_DAY}
    assert len([note for note in told.notes if note.startswith("No other answers would make it")]) == 2


def test_the_fewest_answers_are_named(pack: Pack) -> None:
    """In made packs each level's sets have exactly the size that trying all changes of three answers finds."""
    rng, compared = random.Random(82), 0
    for _ in range(40):
        made = small_pack(pack, rng)
        answers = some_answers(rng)
        standing, told = standing_of(made, answers), what_if(made, answers)
        for level in Urgency:
            if level > standing.urgency:
                sizes = {len(changes.changes) for changes in told.more_urgent if changes.urgency_after is level}
                tried = least_size(standing, level)
                if tried is not None or not sizes:
                    assert sizes == ({tried} if tried else set())
                    compared += 1
                assert len(sizes) <= 1
    assert compared > 40


def least_size(standing: Standing, level: Urgency) -> int | None:
    """The fewest answers, up to three, that lead exactly there while no part of them leads as far."""
    for size in (1, 2, 3):
        for changes in all_changes(standing.answers, size):
            parts = (part for part in proper_parts(changes) if part)
            if standing.urgency_if(changes) is level and all(standing.urgency_if(part) < level for part in parts):
                return size
    return None


def check_first_cause(pack: Pack, seed: int, count: int) -> None:
    rng, found = random.Random(seed), 0
    for number in range(count):
        made = small_pack(pack, rng)
        answers = some_answers(rng)
        case = case_of(made, answers)
        standing = standing_of(made, answers)
        search = FirstCause(case, standing)
        for size, few in ((1, search.singles), (2, search.pairs)):
            wanted = {
                frozenset(changes)
                for changes in all_changes(standing.answers, size)
                if first_cause(standing, changes) not in (None, case.first_cause)
            }
            assert {frozenset(changes) for changes in few()} == wanted, (seed, number, size)
            found += len(wanted)
            if wanted:
                break
    assert found > count / 2


def test_no_one_or_two_answers_that_put_another_cause_first_are_missed(pack: Pack) -> None:
    """In made packs the questions are exactly those that trying every change of one and two answers finds."""
    check_first_cause(pack, seed=83, count=60)


@pytest.mark.soak
def test_no_one_or_two_answers_are_missed_in_2_000_packs(pack: Pack) -> None:
    """The same, in 2,000 made packs."""
    check_first_cause(pack, seed=84, count=2000)


def test_lists_stay_short_and_plain_things_come_first(pack: Pack) -> None:
    """At most a dozen sets a level, and signs that can start before facts that cannot change."""
    told = what_if(pack, {"unanswered": "no", "answers": CALM})
    for level in Urgency:
        sets = [changes for changes in told.more_urgent if changes.urgency_after is level]
        assert len(sets) <= MOST_SETS
        clear = [changes for changes in sets if not any("unsure" in str(one.becomes) for one in changes.changes)]
        assert sets[: len(clear)] == clear
        can_change = [all(pack.questions[one.question].can_change for one in changes.changes) for changes in clear]
        assert can_change == sorted(can_change, reverse=True)


def demanding(pack: Pack, at_least: int) -> Pack:
    """The pack with causes that are shown only from a score like this."""
    shown = replace(pack.about.shown_causes, at_least=at_least)
    return replace(pack, about=replace(pack.about, shown_causes=shown))


def test_more_than_two_answers_are_looked_for_too(pack: Pack) -> None:
    """Where no two answers put a cause first, more are found, do so, and are called as few as can be only if proved."""
    sizes = set()
    for at_least in range(4, 20, 3):
        told = check(
            demanding(pack, at_least), read_answers(pack, {"unanswered": "no", "answers": {"side": "one_leg"}})
        )
        size = max((len(changes.changes) for changes in told.other_cause), default=0)
        assert (NOT_SURELY_FEWEST in told.notes) is (size > 3)
        assert (NO_OTHER_CAUSE in told.notes) is (size == 0)
        sizes.add(size)
    assert max(sizes) > 2


def test_no_cause_that_none_can_reach(pack: Pack) -> None:
    """Where no score is ever enough, no answers are named, and that is said."""
    told = what_if(demanding(pack, 100), {"unanswered": "no", "answers": CALM})
    assert told.other_cause == ()
    assert NO_OTHER_CAUSE in told.notes
