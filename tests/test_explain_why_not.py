"""Why not: what is missing is really missing, and what is said to change it does, with no part of it in vain."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from explained_cases import SLOW, SUDDEN, changed, people, proper_parts

from triage.assessment import Assessment, assess
from triage.errors import UnknownId
from triage.explain import why_not
from triage.explain.model import Gap, Obstacle, WhyNot
from triage.pack.pack import Pack
from triage.pack.scales import Direction, Reading, Strength, Urgency
from triage.reasoning.answers import Answers
from triage.reasoning.conclusions import own_scores, possible_causes
from triage.reasoning.inference import Inference, infer
from triage.reasoning.logic import YES, logic_of


def inferred(pack: Pack, answers: Answers) -> Inference:
    return infer(pack, logic_of(pack).settle(answers))


def targets(pack: Pack, rng: random.Random) -> list[str]:
    """Some of everything that one can ask about, all causes and urgencies among it."""
    signs = rng.sample(sorted(pack.danger_signs), 6)
    conditions = [condition.id for cause in pack.causes.values() for condition in cause.conditions]
    return [*pack.causes, *map(str, Urgency), *signs, *pack.exercises, *rng.sample(conditions, 2)]


def is_in(result: Assessment, explained: WhyNot) -> bool:
    """Whether what was asked about is part of a result."""
    name = explained.target
    match explained.target_kind:
        case "cause":
            return name in [one.cause for one in result.possible_causes]
        case "condition":
            return name in [part.condition for one in result.possible_causes for part in one.conditions]
        case "danger_sign":
            return name in [sign.rule for sign in result.danger_signs]
        case "urgency":
            return name == result.urgency
        case "exercise":
            return name not in [one.exercise for one in result.withheld_exercises]


def is_reached(found: Inference, explained: WhyNot) -> bool:
    """Whether a change did what it is shown for: for an urgency that or a more urgent one."""
    name, conclusions = explained.target, found.conclusions
    match explained.target_kind:
        case "cause":
            return name in [one.cause for one in conclusions.causes]
        case "condition":
            return any(name in one.conditions for one in conclusions.causes)
        case "danger_sign":
            return name in [firing.rule for firing in found.firings]
        case "urgency":
            return conclusions.urgency >= name
        case "exercise":
            raise AssertionError("no changes are named for exercises")


def test_what_is_part_of_the_result_is_said_to_be(pack: Pack) -> None:
    """`is_so` is true exactly of the causes, signs, urgency and exercises of the assessment."""
    rng = random.Random(1)
    for answers in people(pack, seed=11, count=9):
        result = assess(pack, answers, engine="logic")
        for target in targets(pack, rng):
            explained = why_not(pack, answers, target)
            assert explained.is_so == is_in(result, explained), (target, answers)
            assert explained.smallest == () or not explained.is_so


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [5, pytest.param(30, marks=pytest.mark.soak)])
def test_the_changes_do_what_they_say_and_no_part_does(pack: Pack, count: int) -> None:
    """Each set of changes leads to what was asked about, to the urgency and the first cause it names; no part does."""
    rng = random.Random(2)
    tried = 0
    for answers in people(pack, seed=12, count=count):
        for target in targets(pack, rng):
            explained = why_not(pack, answers, target)
            for one in explained.smallest:
                found = inferred(pack, changed(pack, answers, one.changes))
                assert is_reached(found, explained), (target, one)
                assert found.conclusions.urgency == one.urgency_after
                causes = [cause.cause for cause in found.conclusions.causes]
                assert (causes[0] if causes else None) == one.first_cause_after
                for part in proper_parts(one.changes):
                    assert not is_reached(inferred(pack, changed(pack, answers, part)), explained), (target, part)
                tried += 1
    assert tried > 4 * count


@pytest.mark.no_cover
def test_the_gap_is_what_would_close_it(pack: Pack) -> None:
    """Reasons of the strength named, added to what there is, show the cause; one step less does not."""
    reasons = {
        Gap.WEAK: [Strength.WEAK],
        Gap.MODERATE: [Strength.MODERATE],
        Gap.STRONG: [Strength.STRONG],
        Gap.TWO: [Strength.STRONG, Strength.STRONG],
    }
    less = {Gap.MODERATE: 1, Gap.STRONG: 2, Gap.TWO: 3, Gap.MORE: 6}
    seen = set()
    for answers in people(pack, seed=13, count=27):
        certain = {one.rule: one.certain for one in inferred(pack, answers).firings}
        for cause in pack.causes:
            explained = why_not(pack, answers, cause)
            if explained.gap is None:
                continue
            seen.add(explained.gap)
            enough = sum(one.weight for one in reasons.get(explained.gap, []))
            assert explained.gap is Gap.MORE or _is_shown_with(pack, certain, cause, enough)
            assert not _is_shown_with(pack, certain, cause, less.get(explained.gap, 0))
    assert seen == set(Gap)


def _is_shown_with(pack: Pack, certain: dict[str, bool], cause: str, more: int) -> bool:
    """Whether a cause would be shown with so much more for its best condition: evidence invented one weak step each."""
    own = own_scores(pack, pack.causes[cause], certain)
    best = max((name for name in own if name), key=lambda name: own[name])
    model = next(line for line in pack.evidence.values() if line.cause == cause)
    invented = {
        f"invented_{number}": replace(
            model, id=f"invented_{number}", condition=best, direction=Direction.FOR, strength=Strength.WEAK
        )
        for number in range(more)
    }
    richer = replace(pack, evidence={**pack.evidence, **invented})
    found = possible_causes(richer, {**certain, **dict.fromkeys(invented, True)})
    return cause in [one.cause for one in found]


def test_a_rule_that_did_not_fire_lacks_what_it_is_said_to_lack(pack: Pack) -> None:
    """A rule is missing only if it does not fire for certain: some test did not come out, or it was let off."""
    logic = logic_of(pack)
    for answers in people(pack, seed=14, count=12):
        facts = logic.settle(answers)
        for target in ("stroke", "emergency_now", "RF02_sudden_one_sided", "routine"):
            for rule in why_not(pack, answers, target).missing:
                assert logic.truth(rule.rule, facts, Reading.STRICT) != YES
                assert bool(rule.unmet) != bool(rule.let_off)
                for one in rule.unmet:
                    assert one.needs
                    assert one.said.question == one.question


def test_the_nearest_rule_comes_first(pack: Pack) -> None:
    """Of the signs of a level, those with the fewest tests missing stand first."""
    for answers in people(pack, seed=15, count=12):
        missing = why_not(pack, answers, "emergency_now").missing
        lacking = [len(rule.unmet) + len(rule.let_off) for rule in missing]
        assert lacking == sorted(lacking)


def test_why_not_a_stroke_when_it_came_on_slowly(pack: Pack) -> None:
    """What speaks against is named with its strength and source; so is what is missing, and that it is far off."""
    explained = why_not(pack, SLOW, "stroke")
    assert not explained.is_so
    assert (explained.obstacle, explained.gap) == (Obstacle.NOT_ENOUGH, Gap.MORE)
    against = {one.rule: (one.strength, one.sources) for one in explained.against}
    assert against["stroke__slow_start"] == (Strength.STRONG, ("AM-WEAK",))
    assert explained.missing[0].strength is Strength.STRONG
    face = next(one for rule in explained.missing for one in rule.unmet if one.question == "face_droop")
    assert (face.said.answer, face.patterns, face.others) == ("no", ("fast_sign",), 2)


def test_why_not_a_danger_sign_that_was_let_off(pack: Pack) -> None:
    """A sign whose tests all came out, but that an injury explains, names the answers that took it back."""
    hurt = {"recent_injury": ["leg_foot"], "injury_same_leg": "yes"}
    answers = {**SUDDEN, "answers": {**SUDDEN["answers"], **hurt}}  # type: ignore[dict-item]
    (rule,) = why_not(pack, answers, "RF02_sudden_one_sided").missing
    assert rule.unmet == ()
    assert {one.question for one in rule.let_off} == {"injury_same_leg", "side", "recent_injury"}


def test_why_not_less_urgent_names_the_signs_above(pack: Pack) -> None:
    """A less urgent level is out of reach because of each danger sign that asks for more."""
    explained = why_not(pack, SUDDEN, "soon")
    assert "RF02_sudden_one_sided" in [step.rule for step in explained.in_the_way]
    assert explained.missing == ()


def test_why_not_routine_names_what_reassures(pack: Pack) -> None:
    """The lowest level is missed by what was not clearly said to be reassuring."""
    (base,) = why_not(pack, SLOW, "routine").missing
    assert base.rule == pack.base.id
    assert [one.question for one in base.unmet] == ["already_assessed"]


def test_why_not_a_level_shows_what_leads_to_just_that_level(pack: Pack) -> None:
    """Whoever asks about one level is shown what leads there, and not what would be more urgent still."""
    for level in ("urgent_same_day", "emergency_department"):
        assert {one.urgency_after for one in why_not(pack, SLOW, level).smallest} == {level}


def test_why_not_a_condition_begins_with_what_is_its_own(pack: Pack) -> None:
    """Without a reason of its own a condition is never named, so that comes before what it shares with others."""
    missing = why_not(pack, SLOW, "diabetic_neuropathy").missing
    is_own = [pack.evidence[rule.rule].condition == "diabetic_neuropathy" for rule in missing]
    assert is_own == sorted(is_own, reverse=True)
    assert is_own[0]


def test_why_an_exercise_is_withheld(pack: Pack) -> None:
    """Every gate that withholds it is named, those that read the result with the conclusion that they read."""
    explained = why_not(pack, SUDDEN, "calf_raises")
    assert not explained.is_so
    gates = {step.rule: step.follows_from for step in explained.in_the_way}
    assert gates["withhold_at_urgent_levels"] == ("urgency:emergency_now",)


@pytest.mark.parametrize("target", ["Calf Raises", "calf-raises", " CALF_RAISES "])
def test_an_id_may_be_written_as_people_write(pack: Pack, target: str) -> None:
    """Capitals, spaces and hyphens do not matter."""
    assert why_not(pack, SLOW, target).target == "calf_raises"


def test_an_unknown_id_gets_the_nearest_known_one(pack: Pack) -> None:
    """What is no cause, sign, urgency or exercise is refused, with what may have been meant."""
    with pytest.raises(UnknownId, match=r"'strok' is no cause.*Did you mean 'stroke'\?"):
        why_not(pack, SLOW, "strok")
