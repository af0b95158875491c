"""One slip: exactly the single answers that a result hangs on, and the safety net told as an explanation."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers

from triage.assessment import assess
from triage.evaluation import read_vignettes, vignette_files
from triage.explain.one_slip import one_slip
from triage.explain.safety_net import safety_net
from triage.pack.domains import domains_of
from triage.pack.pack import Pack
from triage.pack.scales import NONE, QuestionType, Urgency
from triage.reasoning.answers import Answers, State, Value, clear_negative
from triage.reasoning.documents import read_answers
from triage.reasoning.standing import Standing, standing_of


def clear_answers(pack: Pack, name: str) -> list[Value]:
    """Every clear answer to a question that has at most one thing ticked, and a number for each cell."""
    question = pack.questions[name]
    match question.type:
        case QuestionType.NUMBER:
            return [cell for cell in domains_of(pack)[name] if isinstance(cell, int)]
        case QuestionType.YES_NO:
            return [("yes",), ("no",)]
        case QuestionType.ANY_OF:
            return [(NONE,), *((option.value,) for option in question.options)]
        case QuestionType.ONE_OF:
            return [(option.value,) for option in question.options]


def hiding(standing: Standing) -> set[str]:
    """The questions with a clear answer of which another one would have hidden the emergency."""
    return {
        name
        for name, state in standing.facts.states.items()
        if state is State.ANSWERED
        and any(not standing.urgency_if({name: value}).is_emergency for value in clear_answers(standing.pack, name))
    }


def carrying(standing: Standing) -> set[str]:
    """The questions with a clear no of which another answer would make it an emergency."""
    pack = standing.pack
    return {
        name
        for name, state in standing.facts.states.items()
        if state is State.ANSWERED
        and standing.answers.given[name] == clear_negative(pack.questions[name])
        and any(standing.urgency_if({name: value}).is_emergency for value in clear_answers(pack, name))
    }


def check(pack: Pack, answers: Answers) -> None:
    told, standing = one_slip(pack, answers), standing_of(pack, answers)
    expected = hiding(standing) if standing.urgency.is_emergency else carrying(standing)
    assert {slip.change.question for slip in told.slips} >= expected
    for slip in told.slips:
        value = read_answers(pack, {"answers": {slip.change.question: slip.change.becomes}}).given
        assert standing.urgency_if(value) is slip.urgency_after
        assert slip.urgency_after.is_emergency is not standing.urgency.is_emergency
        levels = standing.levels_if(value)
        assert all(levels[rule] is slip.urgency_after for rule in slip.rules)
    if not standing.urgency.is_emergency:
        assert {slip.change.question for slip in told.slips} == expected


def test_the_single_answers_it_hangs_on_are_found(pack: Pack) -> None:
    """For random answers each slip changes an emergency to none or the other way round, and none is missed."""
    rng = random.Random(91)
    for _ in range(60):
        check(pack, random_answers(pack, rng))


@pytest.mark.no_cover
@pytest.mark.parametrize("share", [15, pytest.param(2, marks=pytest.mark.soak)])
def test_the_single_answers_of_vignettes_are_found(pack: Pack, share: int) -> None:
    """The same for one vignette in so many."""
    for file in vignette_files(pack):
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0][::share]:
            check(pack, vignette.answers)


def test_an_emergency_by_one_sign_hangs_on_it(pack: Pack) -> None:
    """A drooping face alone makes the emergency; with a weak arm beside it no single slip would have hidden it."""
    calm = {"side": "both_legs", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "same"}
    one = one_slip(pack, {"unanswered": "no", "answers": calm | {"face_droop": "yes"}})
    assert [(slip.change.question, slip.change.becomes) for slip in one.slips] == [("face_droop", "no")]
    both = one_slip(pack, {"unanswered": "no", "answers": calm | {"face_droop": "yes", "arm_weakness": "yes"}})
    assert both.slips == ()


def test_what_is_not_known_is_no_slip(pack: Pack) -> None:
    """An emergency from "not sure" does not hang on a wrong answer: none was given."""
    told = one_slip(pack, {"unanswered": "no", "answers": {"face_droop": "unsure"}})
    assert told.urgency is Urgency.EMERGENCY_NOW
    assert told.slips == ()


def test_the_safety_net_as_an_explanation_is_that_of_the_result(pack: Pack) -> None:
    """The same lines, levels, rules and sources as in the result, each sign with the answer that it would be."""
    rng = random.Random(92)
    for _ in range(25):
        answers = random_answers(pack, rng)
        told, made = safety_net(pack, answers), assess(pack, answers, engine="logic")
        lines = [(sign.says, sign.then, sign.rule, sign.sources) for sign in told.signs]
        assert lines == [(line.if_, line.then, line.rule, line.sources) for line in made.safety_net]
        for sign, line in zip(told.signs, made.safety_net, strict=True):
            becomes = [{change.question: change.becomes} for change in sign.changes]
            assert becomes == [change.answers for change in line.changes]
            assert sign.rules == tuple(change.rule for change in line.changes)
