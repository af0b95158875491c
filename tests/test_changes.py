"""Smallest changes: what they promise comes true, no part of them does it, and brute force finds no others."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers
from small_packs import all_changes, proper_parts, small_pack, some_answers

from triage.explain.changes import smallest_changes, values_that_meet, ways_to_level
from triage.pack.domains import cells_within, domains_of
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Value
from triage.reasoning.documents import read_answers
from triage.reasoning.standing import Standing, standing_of
from triage.reasoning.ways import Need


def higher(standing: Standing) -> list[Urgency]:
    return [level for level in Urgency if level > standing.urgency]


def check_against_brute_force(pack: Pack, seed: int, count: int) -> int:
    """Compare with trying every change of up to three answers; returns how many sets of questions there were."""
    rng, found = random.Random(seed), 0
    for number in range(count):
        made = small_pack(pack, rng)
        standing = standing_of(made, some_answers(rng))
        known: dict[tuple[tuple[str, Value], ...], Urgency] = {}

        def urgency(changes: dict[str, Value], known: object = known, standing: Standing = standing) -> Urgency:
            key = tuple(sorted(changes.items()))
            assert isinstance(known, dict)
            if key not in known:
                known[key] = standing.urgency_if(changes) if changes else standing.urgency
            return Urgency(known[key])

        for level in higher(standing):
            for size in (1, 2, 3):
                wanted = {
                    frozenset(changes)
                    for changes in all_changes(standing.answers, size)
                    if urgency(changes) >= level and not any(urgency(part) >= level for part in proper_parts(changes))
                }
                made_up = list(smallest_changes(standing, ways_to_level(made, level), size))
                assert {frozenset(changes) for changes in made_up} == wanted, (seed, number, level, size)
                for changes in made_up:
                    assert urgency(changes) >= level
                    assert not any(urgency(part) >= level for part in proper_parts(changes))
                found += len(wanted)
    return found


def test_no_smallest_change_is_missed(pack: Pack) -> None:
    """In made packs the sets of questions are exactly those that trying every change of three answers finds."""
    assert check_against_brute_force(pack, seed=51, count=60) > 50


@pytest.mark.soak
def test_no_smallest_change_is_missed_in_3_000_packs(pack: Pack) -> None:
    """The same, in 3,000 made packs."""
    check_against_brute_force(pack, seed=52, count=3000)


def test_changes_do_what_they_promise_and_no_part_of_them_does(pack: Pack) -> None:
    """For random answers and every higher level: the changes lead there, each without any one of them does not."""
    rng, tried = random.Random(53), 0
    for _ in range(120):
        standing = standing_of(pack, random_answers(pack, rng))
        for level in higher(standing):
            ways = ways_to_level(pack, level)
            for size in (1, 2, 3):
                changes_found = list(smallest_changes(standing, ways, size))
                for changes in rng.sample(changes_found, min(5, len(changes_found))):
                    assert standing.urgency_if(changes) >= level
                    assert all(standing.urgency_if(part) < level for part in proper_parts(changes) if part)
                    tried += 1
    assert tried > 500


def test_a_single_answer_is_found_whatever_its_values(pack: Pack) -> None:
    """In the pack the single questions that lead to a level are those that trying every answer finds."""
    rng = random.Random(54)
    for _ in range(12):
        standing = standing_of(pack, random_answers(pack, rng))
        for level in higher(standing):
            found = {name for changes in smallest_changes(standing, ways_to_level(pack, level), 1) for name in changes}
            tried = {
                name
                for name in pack.questions
                if any(
                    standing.urgency_if({name: value}) >= level for value in values_that_meet(standing, name, Need())
                )
            }
            assert found == tried


def test_values_are_near_to_what_was_said(pack: Pack) -> None:
    """The nearest answer comes first, "not sure" after clear ones, and never the present one."""
    answers = read_answers(
        pack, {"answers": {"age": 40, "systemic_signs": ["weight_loss"], "time_since_start": "gt_3m"}}
    )
    standing = standing_of(pack, answers)
    young = Need(frozenset({cells_within(domains_of(pack)["age"], None, 16)}))
    assert values_that_meet(standing, "age", young)[0] == 15
    assert values_that_meet(standing, "time_since_start", Need())[0] == ("m1_3",)
    assert values_that_meet(standing, "time_since_start", Need())[-1] == ("unsure",)
    fever = Need(frozenset({frozenset({"fever"})}))
    assert values_that_meet(standing, "systemic_signs", fever)[0] == ("fever", "weight_loss")
    assert ("weight_loss",) not in values_that_meet(standing, "systemic_signs", Need())


def test_the_lowest_level_is_there_already(pack: Pack) -> None:
    """Every result is at least at the lowest level, so nothing need change for that."""
    assert ways_to_level(pack, Urgency.ROUTINE) == ({},)
