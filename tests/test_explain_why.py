"""Why: what a result is said to stand on is enough for it, whatever else were answered, and no part of it is."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pytest
from explained_cases import SLOW, SUDDEN, anything_else, people

from triage.assessment import assess
from triage.explain import why
from triage.explain.model import Said, Step, Why
from triage.pack.pack import Pack
from triage.pack.scales import Reading, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, State, Value
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import YES, logic_of


def steps(explained: Why) -> Iterator[Step]:
    """Every firing in an explanation."""
    yield from (*explained.decided_by, *explained.less_urgent, *explained.withheld)
    yield from [explained.base] if explained.base is not None else []
    for cause in explained.causes:
        yield from (*cause.for_, *cause.against, *cause.unknown)


def kept(pack: Pack, said: Iterable[Said]) -> tuple[dict[str, Value], frozenset[str]]:
    """The answers that an explanation names, read back from its public form, and the questions not asked among them."""
    shown = [one for one in said if one.state is not State.NOT_ASKED]
    given = dict(read_answers(pack, {"answers": {one.question: one.answer for one in shown}}).given)
    unsure = {one.question: NOT_SURE for one in shown if one.state in (State.BLANK, State.UNSURE)}
    return given | unsure, frozenset(one.question for one in said if one.state is State.NOT_ASKED)


def holds(pack: Pack, step: Step, said: Iterable[Said], explained: Why) -> bool:
    """Whether a step's rule fires with these answers alone, all other questions open."""
    given, not_asked = kept(pack, said)
    logic = logic_of(pack)
    facts = logic.settle(Answers(given, "open", not_asked))
    if step.follows_from:
        facts = facts.concluded(explained.urgency, frozenset(cause.cause for cause in explained.causes))
    reading = Reading.STRICT if step.certain else Reading.CAUTIOUS
    return logic.truth(step.rule, facts, reading) == YES


def test_the_answers_of_a_step_are_enough_and_none_is_too_many(pack: Pack) -> None:
    """With its answers alone each rule fires, every other question open; without any one of them it does not."""
    seen = 0
    for answers in people(pack, seed=1, count=60):
        explained = why(pack, answers)
        for step in steps(explained):
            if step.rule == pack.base.id and not step.because:
                continue
            assert holds(pack, step, step.because, explained), step
            for one in step.because:
                assert not holds(pack, step, [said for said in step.because if said is not one], explained), (one, step)
            seen += 1
    assert seen > 500


def test_the_answers_of_a_step_are_enough_whatever_else_is_said(pack: Pack) -> None:
    """Any other answers to all other questions leave the rule firing, as certain as it was or more."""
    rng = random.Random(2)
    for answers in people(pack, seed=2, count=24):
        explained = why(pack, answers)
        for step in (step for step in steps(explained) if step.because and not step.follows_from):
            for _ in range(3):
                other = anything_else(pack, *kept(pack, step.because), rng)
                fired = {firing.rule: firing.certain for firing in infer(pack, logic_of(pack).settle(other)).firings}
                assert step.rule in fired
                assert fired[step.rule] or not step.certain


def test_enough_answers_hold_the_urgency_up(pack: Pack) -> None:
    """With `enough`, no other answers make it less urgent; where it is said to be settled, none make it another."""
    rng = random.Random(3)
    for answers in people(pack, seed=3, count=30):
        explained = why(pack, answers)
        if not explained.enough:
            assert explained.urgency == pack.base.urgency
            assert not explained.decided_by
            continue
        for _ in range(5):
            other = anything_else(pack, *kept(pack, explained.enough), rng)
            urgency = infer(pack, logic_of(pack).settle(other)).conclusions.urgency
            if explained.base is None or explained.decided_by:
                assert urgency >= explained.urgency
            assert urgency == explained.urgency or not explained.is_settled


def test_the_steps_are_those_of_the_assessment(pack: Pack) -> None:
    """The signs, causes with their reasons, professionals and withheld exercises are those of `assess`, in order."""
    for answers in people(pack, seed=4, count=30):
        explained, result = why(pack, answers), assess(pack, answers, engine="logic")
        signs = (*explained.decided_by, *explained.less_urgent)
        assert [(sign.rule, sign.certain, sign.urgency, sign.says) for sign in signs] == [
            (sign.rule, sign.certain, sign.urgency, sign.because) for sign in result.danger_signs
        ]
        assert {sign.urgency for sign in explained.decided_by} <= {result.urgency}
        assert [(one.cause, one.strength) for one in explained.causes] == [
            (one.cause, one.strength) for one in result.possible_causes
        ]
        for mine, theirs in zip(explained.causes, result.possible_causes, strict=True):
            for name in ("for_", "against", "unknown"):
                assert [one.rule for one in getattr(mine, name)] == [one.rule for one in getattr(theirs, name)]
        assert [(one.professional, one.why) for one in explained.professionals] == [
            (one.professional, one.why) for one in result.professionals
        ]
        withheld = {name: step.says for step in explained.withheld for name in step.exercises}
        assert withheld == {one.exercise: one.because for one in result.withheld_exercises}


def test_every_step_names_its_sources(pack: Pack) -> None:
    """Each step has sources, and the pack knows them all; whom to see comes from a rule or a cause that is shown."""
    for answers in people(pack, seed=5, count=12):
        explained = why(pack, answers)
        for step in steps(explained):
            assert step.sources
            assert set(step.sources) <= set(pack.sources)
        grounds = {sign.rule for sign in (*explained.decided_by, *explained.less_urgent)}
        grounds |= {pack.base.id, *(cause.cause for cause in explained.causes)}
        assert {one.by for one in explained.professionals} <= grounds


def test_a_sudden_weak_leg_step_by_step(pack: Pack) -> None:
    """The rule, what was said, the pattern on the way, and the answer that keeps the exception away."""
    explained = why(pack, SUDDEN)
    (sign,) = explained.decided_by
    assert (sign.rule, sign.urgency, sign.certain) == ("RF02_sudden_one_sided", Urgency.EMERGENCY_NOW, True)
    assert {one.question: one.role for one in sign.because} == {
        "side": "speaks",
        "onset_tempo": "speaks",
        "time_since_start": "speaks",
        "recent_injury": "not_let_off",
    }
    assert [pattern.pattern for pattern in sign.patterns] == ["one_leg_or_one_side", "began_within_7_days"]
    assert sign.because[0].says == "Weakness in one leg or foot"
    assert explained.enough == sign.because
    assert explained.is_settled
    assert explained.base is None


def test_where_no_danger_sign_decides_the_base_speaks(pack: Pack) -> None:
    """A calm result names the base rule: with its answers where it is the lower level, without any where it is not."""
    soon = why(pack, SLOW)
    assert (soon.urgency, soon.decided_by) == (Urgency.SOON, ())
    assert soon.base is not None
    assert (soon.base.because, soon.enough) == ((), ())
    checked = {**SLOW, "answers": {**SLOW["answers"], "already_assessed": "yes"}}  # type: ignore[dict-item]
    routine = why(pack, checked)
    assert routine.urgency is Urgency.ROUTINE
    assert routine.base is not None
    assert {one.question for one in routine.base.because} == {
        *("already_assessed", "course", "time_since_start", "walking_ability", "age")
    }


def test_a_sign_from_an_unknown_answer_says_so(pack: Pack) -> None:
    """A danger sign that fires only because of a "not sure" is not certain, and names that answer as not known."""
    explained = why(pack, {**SUDDEN, "answers": {**SLOW["answers"], "face_droop": "unsure"}})  # type: ignore[dict-item]
    (sign,) = explained.decided_by
    assert (sign.rule, sign.certain) == ("RF01_fast_sign", False)
    assert [(one.question, one.state) for one in sign.because] == [("face_droop", State.UNSURE)]


def test_several_answers_that_would_do_are_told_apart_from_the_needed_one(pack: Pack) -> None:
    """Of three FAST signs one is enough; the other two are named as pointing the same way."""
    signs = {"face_droop": "yes", "arm_weakness": "yes", "speech_problem": "yes"}
    explained = why(pack, {"unanswered": "no", "answers": {**SLOW["answers"], **signs}})  # type: ignore[dict-item]
    sign = next(sign for sign in explained.decided_by if sign.rule == "RF01_fast_sign")
    assert len(sign.because) == 1
    assert {one.question for one in (*sign.because, *sign.also)} == set(signs)


def test_only_the_ticks_that_count_are_told(pack: Pack) -> None:
    """Of several things ticked, an explanation names the one that its rule asks for; the answer itself is whole."""
    ticked = {"known_diagnosis": ["myasthenia_gravis", "stroke"], "onset_tempo": "sudden", "side": "one_side_of_body"}
    explained = why(pack, {"unanswered": "no", "answers": ticked})
    stroke = next(cause for cause in explained.causes if cause.cause == "stroke")
    reason = next(one for one in stroke.for_ if one.rule == "stroke__known_stroke")
    (said,) = reason.because
    assert said.answer == ["myasthenia_gravis", "stroke"]
    assert said.says == "Stroke or mini-stroke"


@pytest.mark.parametrize("person", ["self", "other"])
def test_the_public_form_is_plain_data(pack: Pack, person: str) -> None:
    """Its schema and kind come first, the id only where there is one, and it is told to whoever answers."""
    explained = why(pack, {"for": person, **SUDDEN})
    data = explained.to_dict()
    assert list(data)[:2] == ["schema", "kind"]
    assert (data["schema"], data["kind"], data["person"]) == ("triage.explanation/1", "why", person)
    assert "id" not in data
    assert why(pack, {"id": "case 1", **SUDDEN}).to_dict()["id"] == "case 1"
    assert {"for", "against"} <= set(data["causes"][0])
