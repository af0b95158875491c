"""What not being sure costs: the bounds hold for whatever is not known, and each answer leads where it is said to."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from itertools import product

import pytest
from explained_cases import SLOW, changed, people, proper_parts
from random_answers import random_value

from triage.explain import not_sure
from triage.explain.bounds import bounds_of
from triage.explain.model import Answered, Change, NotSure
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Value
from triage.reasoning.conclusions import Conclusions
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import standing_of


def concluded(pack: Pack, answers: Answers) -> Conclusions:
    return infer(pack, logic_of(pack).settle(answers)).conclusions


def first_cause(conclusions: Conclusions) -> str | None:
    return conclusions.causes[0].cause if conclusions.causes else None


def found_out(pack: Pack, answers: Answers, unknown: Collection[str], rng: random.Random) -> Answers:
    """The answers with something for each question that was not known; now and then it stays unknown."""
    new: dict[str, Value] = {name: random_value(pack.questions[name], rng) for name in unknown}
    whole = changed(pack, answers, ())
    return Answers({**whole.given, **new}, "unsure", whole.not_asked)


def unsure_people(pack: Pack, seed: int, count: int) -> Iterator[Answers]:
    """People for whom some answers are not known."""
    for answers in people(pack, seed, count):
        if logic_of(pack).settle(answers).unknown:
            yield answers


@pytest.mark.no_cover
def test_each_answer_leads_where_it_is_said_to(pack: Pack) -> None:
    """Every clear answer to a question, put in by itself, gives the urgency and first cause that stand beside it."""
    tried = 0
    for answers in unsure_people(pack, seed=21, count=60):
        for question in not_sure(pack, answers).questions:
            for outcome in question.outcomes:
                for answer in outcome.answers[:3]:
                    change = Change(question=question.question, was=None, becomes=answer, says="")
                    found = concluded(pack, changed(pack, answers, [change]))
                    assert (found.urgency, first_cause(found)) == (outcome.urgency, outcome.first_cause)
                    tried += 1
    assert tried > 150


@pytest.mark.no_cover
def test_what_is_found_out_stays_within_the_bounds(pack: Pack) -> None:
    """Whatever the unknown answers turn out to be, the urgency is between the lowest and the highest named."""
    rng = random.Random(1)
    for answers in unsure_people(pack, seed=22, count=45):
        explained = not_sure(pack, answers)
        assert explained.lowest <= explained.urgency <= explained.highest
        for _ in range(20):
            urgency = concluded(pack, found_out(pack, answers, explained.unknown, rng)).urgency
            assert explained.lowest <= urgency <= explained.highest


def test_the_bounds_are_reached_by_the_answers_named(pack: Pack) -> None:
    """The answers named for each bound lead there, only unknown ones change, and no part of them is enough."""
    reached = 0
    for answers in unsure_people(pack, seed=23, count=90):
        explained = not_sure(pack, answers)
        for changes, level in ((explained.lowest_if, explained.lowest), (explained.highest_if, explained.highest)):
            if not changes:
                assert level == explained.urgency
                continue
            assert {one.question for one in changes} <= set(explained.unknown)
            assert concluded(pack, changed(pack, answers, changes)).urgency == level
            assert all(_without(pack, answers, changes, one) != level for one in changes)
            reached += 1
    assert reached > 20


def _without(pack: Pack, answers: Answers, changes: Collection[Change], one: Change) -> Urgency:
    return concluded(pack, changed(pack, answers, [change for change in changes if change is not one])).urgency


@pytest.mark.no_cover
def test_the_bounds_are_those_of_all_possible_answers(pack: Pack) -> None:
    """Where three questions are not known, the bounds are the least and greatest of every combination of answers."""
    rng = random.Random(3)
    choices = [name for name, one in pack.questions.items() if one.type in (QuestionType.ONE_OF, QuestionType.YES_NO)]
    shape = ("side", "onset_tempo", "time_since_start", "course", "already_assessed", "walking_ability", "foot_drop")
    calm = changed(pack, read_answers(pack, SLOW), ())
    wide = 0
    for _ in range(25):
        other = {name: random_value(pack.questions[name], rng) for name in rng.sample(shape, 2)}
        unknown = [*rng.sample(shape, 2), rng.choice([name for name in choices if name in calm.given])]
        given = {**calm.given, "weak_area": ("foot_ankle",), **other, **dict.fromkeys(unknown, NOT_SURE)}
        explained = not_sure(pack, Answers(given))
        every = []
        for values in product(*([NOT_SURE, *_answers(pack, name)] for name in explained.unknown)):
            found = dict(zip(explained.unknown, values, strict=True))
            every.append(concluded(pack, Answers({**given, **found})).urgency)
        assert (min(every), max(every)) == (explained.lowest, explained.highest), given
        wide += explained.lowest < explained.highest
    assert wide > 10


def _answers(pack: Pack, name: str) -> list[Value]:
    options = [option.value for option in pack.questions[name].options] or ["yes", "no"]
    return [(option,) for option in options]


def test_few_changes_have_no_part_that_is_enough(pack: Pack) -> None:
    """Where the lowest urgency takes at most five answers, no part of them at all leads there."""
    for answers in unsure_people(pack, seed=24, count=60):
        explained = not_sure(pack, answers)
        if 0 < len(explained.lowest_if) <= 5:
            for part in proper_parts(explained.lowest_if):
                assert concluded(pack, changed(pack, answers, part)).urgency > explained.lowest


@pytest.mark.no_cover
def test_what_is_left_out_cannot_change_the_urgency(pack: Pack) -> None:
    """With any answers to the questions named, no answers to the other unknown ones make the urgency another."""
    rng = random.Random(2)
    compared = 0
    for answers in unsure_people(pack, seed=25, count=60):
        explained = not_sure(pack, answers)
        named = {one.question for one in explained.questions if one.changes_urgency} | set(explained.together)
        others = [name for name in explained.unknown if name not in named]
        for _ in range(8 if others else 0):
            some = found_out(pack, answers, named, rng)
            urgencies = {concluded(pack, found_out(pack, some, others, rng)).urgency for _ in range(3)}
            assert urgencies == {concluded(pack, some).urgency}
            compared += 1
    assert compared > 150


def test_what_changes_nothing_by_itself_is_not_named_for_it(pack: Pack) -> None:
    """A question is said to change the urgency, or the first cause, exactly if some answer to it does."""
    for answers in unsure_people(pack, seed=26, count=24):
        explained = not_sure(pack, answers)
        for one in explained.questions:
            assert one.changes_urgency == any(outcome.urgency != explained.urgency for outcome in one.outcomes)
            assert one.changes_first_cause == any(_first(outcome) != explained.first_cause for outcome in one.outcomes)
            assert one.changes_urgency or one.changes_first_cause
            assert not one.changes_urgency or one.question not in explained.together


def _first(outcome: Answered) -> str | None:
    return outcome.first_cause


def test_the_question_that_can_change_most_comes_first(pack: Pack) -> None:
    """The questions are in the order of how far apart the urgencies are that their answers lead to."""
    for answers in unsure_people(pack, seed=27, count=24):
        explained = not_sure(pack, answers)
        spreads = [_spread(explained, one.outcomes) for one in explained.questions]
        assert spreads == sorted(spreads, reverse=True)


def _spread(explained: NotSure, outcomes: tuple[Answered, ...]) -> int:
    ranks = [explained.urgency.rank, *(outcome.urgency.rank for outcome in outcomes)]
    return max(ranks) - min(ranks)


def test_one_unknown_sign_and_what_it_costs(pack: Pack) -> None:
    """Not being sure of a face droop costs an ambulance: a clear no would make it a visit in the next days."""
    explained = not_sure(pack, {**SLOW, "answers": {**SLOW["answers"], "face_droop": "unsure"}})  # type: ignore[dict-item]
    assert explained.unknown == ("face_droop", "weak_area")
    assert (explained.lowest, explained.highest) == (Urgency.SOON, Urgency.EMERGENCY_NOW)
    assert [(one.question, one.becomes) for one in explained.lowest_if] == [("face_droop", "no")]
    assert explained.highest_if == ()
    first = explained.questions[0]
    assert first.question == "face_droop"
    assert {outcome.answers: outcome.urgency for outcome in first.outcomes} == {
        ("yes",): Urgency.EMERGENCY_NOW,
        ("no",): Urgency.SOON,
    }


def test_an_unknown_age_is_told_in_ranges(pack: Pack) -> None:
    """The ages that the rules cannot tell apart stand as one range, those side by side with the same outcome as one."""
    checked = {**SLOW["answers"], "already_assessed": "yes", "age": "unsure"}  # type: ignore[dict-item]
    explained = not_sure(pack, {"unanswered": "no", "answers": checked})
    (age,) = [one for one in explained.questions if one.question == "age"]
    told = {words: outcome.urgency for outcome in age.outcomes for words in outcome.says}
    assert Urgency.ROUTINE in told.values()
    assert all(words.startswith("Age: ") and words.endswith(" years") for words in told)
    assert all(told[words] is not Urgency.ROUTINE for words in told if words.startswith("Age: below"))
    assert len(told) <= 4


def test_where_all_is_known_nothing_can_change(pack: Pack) -> None:
    """Somebody who answered everything gets bounds that are the result itself, and no questions."""
    explained = not_sure(pack, {**SLOW, "answers": {**SLOW["answers"], "weak_area": "foot_ankle"}})  # type: ignore[dict-item]
    assert explained.unknown == ()
    assert (explained.lowest, explained.highest) == (explained.urgency, explained.urgency)
    assert (explained.questions, explained.together) == ((), ())


def test_where_nothing_is_known_the_bounds_are_the_scale(pack: Pack) -> None:
    """An empty document could turn out to be anything, and nothing can be decided by one answer alone."""
    explained = not_sure(pack, {})
    assert (explained.lowest, explained.highest) == (Urgency.ROUTINE, Urgency.EMERGENCY_NOW)
    assert explained.unknown == tuple(name for name in pack.questions if name in explained.unknown)
    assert not any(one.changes_urgency for one in explained.questions)
    assert len(explained.together) > 30


def test_a_search_that_is_cut_short_still_gives_a_bound(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the least urgency cannot be worked out in time, the bound is no higher than the true one, and names no way."""
    answers = Answers({"age": 40, "face_droop": NOT_SURE})
    facts = logic_of(pack).settle(answers)
    standing = standing_of(pack, answers, facts)
    true = bounds_of(standing, facts.unknown)
    monkeypatch.setattr("triage.explain.bounds.MOST_STEPS", 3)
    cut = bounds_of(standing, facts.unknown)
    assert cut.lowest <= true.lowest
    assert (cut.lowest_if, cut.highest) == ({}, true.highest)
