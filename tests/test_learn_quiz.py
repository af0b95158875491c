"""The quiz: one answer is right, the others are wrong by proof and say why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from triage.assessment.assess import reason
from triage.explain.case import case_of
from triage.learn import Kind, PracticeCase, QuizQuestion, make_case, make_question
from triage.learn.quiz import Asked, cannot_lower, is_proved
from triage.learn.quiz_reasons import Reason, Reasons, told_apart
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.reasoning.answers import Value
from triage.reasoning.standing import other_answers, standing_of

FEW, MANY = 20, 500


def level_by_both(pack: Pack, case: PracticeCase, changes: dict[str, Value]) -> Urgency:
    """The level with other answers, by both engines; what these would have asked besides is answered no."""
    made = reason(pack, standing_of(pack, case.answers).document(changes))
    assert made.engine.agreed
    return made.conclusions.urgency


def wrongly_marked(pack: Pack, question: QuizQuestion) -> Iterator[str]:
    """Answers whose mark is not borne out by assessing the changed answers with both engines, one by one."""
    case = make_case(pack, question.seed, question.kind, question.focus)
    for option in question.options:
        match question.asked:
            case Asked.WHY:
                values = other_answers(pack.questions[option.question], case.given[option.question])
                lower = any(level_by_both(pack, case, {option.question: value}) < case.level for value in values)
                is_right = lower
            case Asked.WHY_NOT:
                value = option.answer if isinstance(option.answer, int) else tuple(option.answer)
                assert case.twin is not None
                is_right = level_by_both(pack, case, {option.question: value}) is case.twin.level
            case Asked.WHAT_IF:
                assert question.changed is not None
                name, answer = question.changed
                value = answer if isinstance(answer, int) else tuple(answer)
                is_right = level_by_both(pack, case, {name: value}) is option.level
        if is_right is not option.is_right:
            yield f"{question.id}: {option.text}"


def faults(pack: Pack, count: int) -> Iterator[str]:
    for seed in range(count):
        question = make_question(pack, seed)
        if not is_proved(pack, question):
            yield f"{question.id}: not proved"
        if len({option.text for option in question.options}) != 4 or not all(one.because for one in question.options):
            yield f"{question.id}: options alike, or without a reason"
        if any("[" in option.because for option in question.options):
            yield f"{question.id}: something is not filled in"
        yield from wrongly_marked(pack, question)


def test_every_distractor_is_wrong_by_proof(pack: Pack) -> None:
    """Twenty questions: one right answer, three wrong ones, each proved, and borne out by both engines."""
    assert list(faults(pack, FEW)) == []


def reasons_of_wrong(question: QuizQuestion) -> list[str]:
    return [option.because for option in question.options if not option.is_right]


def test_wrong_answers_are_wrong_for_different_reasons(pack: Pack) -> None:
    """No question gives one reason for all three wrong answers; nearly every one gives three."""
    different = [len(set(reasons_of_wrong(make_question(pack, seed)))) for seed in range(FEW)]
    assert different[3] == 3
    assert min(different) >= 2
    assert different.count(3) >= FEW * 3 // 4


def test_candidates_are_told_apart_where_they_can_be() -> None:
    """Another kind of reason comes first, then one about something else, and only then one that is alike."""
    less, other_less, unread = Reason("less", "a", ("x",)), Reason("less", "b", ("y",)), Reason("unread", "c")
    some = [("one", [less]), ("two", [less]), ("three", [less, unread]), ("four", [other_less])]
    assert told_apart(some, 3) == [("one", less), ("three", unread), ("four", other_less)]
    assert told_apart(some[:2], 3) == [("one", less), ("two", less)]
    assert told_apart([], 3) == []


def test_the_reasons_for_why_are_borne_out(pack: Pack) -> None:
    """What is said to speak for less does; what is said not to be needed leaves its sign holding, whatever it is."""
    kinds = set()
    for seed in range(FEW):
        case = make_case(pack, seed, Kind.TYPICAL)
        standing = standing_of(pack, case.answers)
        reasons = Reasons(case_of(pack, case.answers), standing, {level: level.value for level in Urgency})
        for name in case.given:
            if not cannot_lower(standing, name):
                continue
            for one in reasons.not_needed(name):
                kinds.add(one.kind)
                if one.kind == "for less":
                    assert standing.levels[one.about[0]] < standing.urgency
                elif one.kind in ("enough else", "not read"):
                    assert standing.levels[one.about[0]] is standing.urgency
                    for value in other_answers(pack.questions[name], case.given[name]):
                        assert one.about[0] in standing.levels_if({name: value})
    assert {"for less", "enough else", "for a cause", "not read"} <= kinds


@pytest.mark.soak
def test_every_distractor_of_five_hundred_questions(pack: Pack) -> None:
    """The same for 500 questions."""
    assert list(faults(pack, MANY)) == []


def test_a_wrong_mark_would_be_found(pack: Pack) -> None:
    """A question whose right and wrong answers are exchanged is neither proved nor borne out."""
    from dataclasses import replace

    question = make_question(pack, 1)
    turned = tuple(
        replace(option, is_right=place == (question.right + 1) % 4) for place, option in enumerate(question.options)
    )
    assert not is_proved(pack, replace(question, options=turned))
    assert list(wrongly_marked(pack, replace(question, options=turned)))


def test_all_three_are_asked(pack: Pack) -> None:
    """Why, why not and what if all come up; the right answer is not always in the same place."""
    questions = [make_question(pack, seed) for seed in range(FEW)]
    assert {question.asked for question in questions} == set(Asked)
    assert len({question.right for question in questions}) == 4


def test_a_question_about_one_rule(pack: Pack) -> None:
    """A rule that a learner missed can be asked about; the same seed gives the same question."""
    question = make_question(pack, 3, "RF17_saddle")
    assert question.rule == "RF17_saddle"
    assert make_question(pack, 3, "RF17_saddle") == question
    why = make_question(pack, 4, asked=Asked.WHY)
    assert why.asked is Asked.WHY
    assert why.kind in set(Kind)
