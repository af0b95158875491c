"""The 25 safety properties hold on random answers, and a fault planted in the rules breaks the one that guards it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from random_answers import random_answers

from triage.assessment import assess
from triage.assessment.assess import EngineChoice, Reasoned, reason
from triage.evaluation import invariants
from triage.evaluation.invariants import breaches
from triage.interview.replay import replay
from triage.pack.conditions import read_condition
from triage.pack.pack import Pack
from triage.pack.rules import Case, Expectation
from triage.pack.scales import RuleCheck, Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import PossibleCauseScore, conclude
from triage.reasoning.documents import read_answers


def check(pack: Pack, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        found = list(breaches(pack, random_answers(pack, rng)))
        assert not found, found[0]


@pytest.mark.no_cover
def test_all_25_hold_on_random_answers(pack: Pack) -> None:
    """Every invariant of the pack holds on random answer sets, with blanks, not sure and hidden answers."""
    assert sorted(pack.invariants) == [f"INV-{number:02}" for number in range(1, 26)]
    check(pack, seed=1, count=12)


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


def asked_when(pack: Pack, name: str, condition: object) -> Pack:
    """A copy of the pack in which a question hangs on a condition."""
    gated = {name: replace(pack.questions[name], ask_when=read_condition(condition))}
    screens = tuple(
        replace(screen, questions=tuple(gated.get(one.id, one) for one in screen.questions)) for screen in pack.screens
    )
    return replace(pack, screens=screens)


def without_helpers(pack: Pack) -> Pack:
    """A copy of the pack that names nobody to see where no danger sign fires."""
    no_cause = replace(pack.about, shown_causes=replace(pack.about.shown_causes, at_least=99))
    return replace(pack, base=replace(pack.base, see=()), about=no_cause)


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
    ("INV-01", without_helpers, {}),
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
    ("INV-13", lambda p: with_part(p, "gates", {}), {"face_droop": "yes"}),
    ("INV-14", lambda p: without(p, "gates", "withhold_after_operation"), {"recent_operation": "leg_hip_knee"}),
    ("INV-15", lambda p: with_part(p, "gates", {}), {"falls": 1}),
    ("INV-16", lambda p: replace(p, about=replace(p.about, exercise_caution="")), {}),
    ("INV-17", lambda p: changed(p, "causes", "stroke", article="injuries"), {}),
    ("INV-18", without_helpers, {}),
    (
        "INV-19",
        lambda p: changed(p, "danger_signs", "RF17_saddle", unless=read_condition({"known_diagnosis": "neuropathy"})),
        {"saddle_numbness": "yes"},
    ),
    ("INV-20", lambda p: replace(p, base=replace(p.base, when=read_condition({"course": "same"}))), {"age": 12}),
    (
        "INV-21",
        lambda p: without(p, "danger_signs", "RF53_child"),
        {"age": 12, "onset_tempo": "weeks", "time_since_start": "w1_4"},
    ),
    (
        "INV-22",
        lambda p: changed(p, "danger_signs", "RF17_saddle", unless=read_condition({"onset_tempo": "hours_days"})),
        {"saddle_numbness": "yes", "onset_tempo": "weeks", "time_since_start": "d1_7"},
    ),
    ("INV-23", lambda p: asked_when(p, "saddle_numbness", {"foot_drop": "yes"}), {}),
    (
        "INV-23",
        lambda p: asked_when(
            changed(p, "danger_signs", "RF17_saddle", when=read_condition({"falls": {"at_least": 2}})),
            "falls",
            {"foot_drop": "yes"},
        ),
        {},
    ),
]


@pytest.mark.no_cover
@pytest.mark.parametrize(("invariant", "plant", "answers"), FAULTS, ids=[fault[0] for fault in FAULTS])
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


def unequal(reasoned: Reasoned) -> Reasoned:
    """The same, without its last firing."""
    return replace(reasoned, firings=reasoned.firings[:-1])


CODE_FAULTS: list[tuple[str, str, Any, dict[str, object]]] = [
    ("INV-05", "NOT_SURE", ("yes",), {}),
    ("INV-05", "clear_negative", lambda _: ("yes",), {}),
    (
        "INV-18",
        "conclude",
        lambda pack, firings: replace(conclude(pack, firings), urgency=Urgency.ROUTINE),
        {"face_droop": "yes"},
    ),
    (
        "INV-24",
        "reason",
        lambda pack, answers, engine: (
            unequal(reason(pack, answers, engine))
            if "age" in list(answers.given)[-1:]
            else reason(pack, answers, engine)
        ),
        {},
    ),
    ("INV-25", "replay", lambda pack, _: replay(pack, Answers({}, "no")), {"face_droop": "yes"}),
]


@pytest.mark.parametrize(("invariant", "part", "fault", "answers"), CODE_FAULTS, ids=[one[1] for one in CODE_FAULTS])
def test_a_fault_planted_in_the_reasoning_is_seen(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, invariant: str, part: str, fault: Any, answers: dict[str, object]
) -> None:
    """The properties of the reasoning itself are looked at: each notices when a part of it goes wrong."""
    unanswered = "unsure" if invariant == "INV-05" else "no"
    asked = read_answers(pack, {"unanswered": unanswered, "answers": {**CALM, **answers}})
    monkeypatch.setattr(invariants, part, fault)
    assert invariant in {breach.invariant for breach in breaches(pack, asked, [pack.invariants[invariant]])}


def test_a_cause_with_a_condition_of_another_is_seen(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """INV-17: a cause that is shown with a condition of another cause is found."""
    wrong = (PossibleCauseScore("stroke", 9, ("guillain_barre_syndrome",)),)

    def misled(pack: Pack, answers: Answers, engine: EngineChoice) -> Reasoned:
        made = reason(pack, answers, engine)
        return replace(made, conclusions=replace(made.conclusions, causes=wrong))

    monkeypatch.setattr(invariants, "reason", misled)
    (found,) = breaches(pack, read_answers(pack, CALM), [pack.invariants["INV-17"]])
    assert found.because == "stroke is shown with a condition that is not its own"


def test_every_check_that_content_can_name_is_there() -> None:
    """The closed list of checks and the checks themselves are the same."""
    assert set(get_args(RuleCheck)) == set(invariants.CHECKS)


def test_what_is_broken_is_said(pack: Pack) -> None:
    """Each thing that an invariant can expect of a result has its own words when it is not so."""
    asked = read_answers(pack, {"unanswered": "no", "answers": {**CALM, "saddle_numbness": "yes"}})
    then = Expectation(
        urgency=(Urgency.SOON,), urgency_at_least=Urgency.EMERGENCY_NOW, professionals_at_least=99, no_danger_signs=True
    )
    wanted = replace(pack.invariants["INV-20"], cases=(Case(then=then),))
    assert [breach.because for breach in breaches(pack, asked, [wanted])] == [
        "the urgency is emergency_department, not soon",
        "the urgency is emergency_department, below emergency_now",
        "a danger sign fired",
        f"{len(assess(pack, asked).professionals)} professionals are named, fewer than 99",
    ]
