"""The 25 safety properties hold on random answers, and a fault planted in the rules breaks the one that guards it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from random_answers import random_answers

from triage.evaluation.invariants import breaches
from triage.pack.conditions import read_condition
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.documents import read_answers


def check(pack: Pack, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        found = list(breaches(pack, random_answers(pack, rng)))
        assert not found, found[0]


def test_all_25_hold_on_random_answers(pack: Pack) -> None:
    """Every invariant of the pack holds on random answer sets, with blanks, not sure and hidden answers."""
    assert sorted(pack.invariants) == [f"INV-{number:02}" for number in range(1, 26)]
    check(pack, seed=1, count=40)


@pytest.mark.soak
def test_all_25_hold_on_many_random_answers(pack: Pack) -> None:
    """The same, on 2,000 random answer sets."""
    check(pack, seed=2, count=2_000)


def with_part(pack: Pack, part: str, group: Any) -> Pack:
    """A copy of the pack with one of its parts in place of the old one."""
    parts: dict[str, Any] = {part: group}
    return replace(pack, **parts)


def changed(pack: Pack, part: str, name: str, **update: Any) -> Pack:
    """A copy of the pack with one entry changed."""
    group = dict(getattr(pack, part))
    group[name] = replace(group[name], **update)
    return with_part(pack, part, group)


def without(pack: Pack, part: str, name: str) -> Pack:
    """A copy of the pack with one entry left out."""
    return with_part(pack, part, {key: entry for key, entry in getattr(pack, part).items() if key != name})


CALM = {
    "age": 40,
    "side": "both_legs",
    "onset_tempo": "months_years",
    "time_since_start": "gt_3m",
    "course": "same",
    "walking_ability": "normal",
    "already_assessed": "yes",
}
ED, SOON = Urgency.EMERGENCY_DEPARTMENT, Urgency.SOON

FAULTS: list[tuple[str, Callable[[Pack], Pack], dict[str, object]]] = [
    ("INV-04", lambda p: changed(p, "danger_signs", "RF30_cold_leg", if_unsure=SOON), {}),
    ("INV-06", lambda p: changed(p, "danger_signs", "RF01_fast_sign", if_unsure=ED), {"face_droop": "unsure"}),
    (
        "INV-07",
        lambda p: changed(
            p, "danger_signs", "RF02_sudden_one_sided", unless=read_condition({"already_assessed": "yes"})
        ),
        {"onset_tempo": "sudden", "side": "one_leg", "time_since_start": "lt_24h"},
    ),
    (
        "INV-08",
        lambda p: changed(p, "danger_signs", "RF09_breathless_rest", urgency=ED),
        {"breathing_trouble": "at_rest"},
    ),
    (
        "INV-09",
        lambda p: changed(p, "danger_signs", "RF17_saddle", urgency=SOON, if_unsure=SOON),
        {"saddle_numbness": "yes"},
    ),
    ("INV-10", lambda p: changed(p, "danger_signs", "RF30_cold_leg", if_unsure=SOON), {"cold_pale_leg": "unsure"}),
    (
        "INV-11",
        lambda p: without(p, "danger_signs", "RF15_rapid_symmetrical"),
        {"onset_tempo": "weeks", "time_since_start": "w1_4", "course": "worse_slow"},
    ),
    ("INV-12", lambda p: without(p, "danger_signs", "RF33b_spine_trauma"), {"recent_injury": ["back_neck_head"]}),
    ("INV-14", lambda p: without(p, "gates", "withhold_after_operation"), {"recent_operation": "leg_hip_knee"}),
    ("INV-20", lambda p: replace(p, base=replace(p.base, when=read_condition({"course": "same"}))), {"age": 12}),
    (
        "INV-21",
        lambda p: without(p, "danger_signs", "RF53_child"),
        {"age": 12, "onset_tempo": "weeks", "time_since_start": "w1_4"},
    ),
]


@pytest.mark.parametrize(("invariant", "plant", "answers"), FAULTS, ids=[f"{fault[0]}" for fault in FAULTS])
def test_a_planted_fault_is_seen(
    pack: Pack, invariant: str, plant: Callable[[Pack], Pack], answers: dict[str, object]
) -> None:
    """A rule that is weakened breaks the invariant that guards it; with the rule as it is, the same answers keep it."""
    raw = {"unanswered": "no", "answers": {**CALM, **answers}}
    faulty = plant(pack)
    assert invariant in {breach.invariant for breach in breaches(faulty, read_answers(faulty, raw))}
    assert invariant not in {breach.invariant for breach in breaches(pack, read_answers(pack, raw))}


def test_a_danger_sign_that_lowers_is_seen(pack: Pack) -> None:
    """INV-02: a danger sign that lets another rule off, and so lowers the urgency when it is added, is found."""
    let_off = read_condition({"cancer_history": "yes"})
    faulty = changed(pack, "danger_signs", "RF17_saddle", unless=let_off)
    raw = {"unanswered": "no", "answers": {**CALM, "saddle_numbness": "yes"}}
    found = {breach.invariant for breach in breaches(faulty, read_answers(faulty, raw))}
    assert "INV-02" in found


def test_not_sure_below_no_is_seen(pack: Pack) -> None:
    """INV-03: a rule that a clear "no" fires and "not sure" does not is found."""
    faulty = changed(
        pack, "danger_signs", "RF17_saddle", when=read_condition({"saddle_numbness": ["yes", "no"]}), if_unsure=SOON
    )
    found = {
        breach.invariant for breach in breaches(faulty, read_answers(faulty, {"unanswered": "no", "answers": CALM}))
    }
    assert "INV-03" in found
