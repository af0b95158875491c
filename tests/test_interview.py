"""The adaptive questionnaire ends where the full one ends, and nothing hidden, old or unasked leaks in."""

from __future__ import annotations

import random

import pytest
from random_answers import random_answers

from triage.assessment.assess import reason
from triage.errors import AnswersError, UnknownId
from triage.interview.interview import Interview
from triage.interview.order import LONGEST_LIST
from triage.interview.relevance import Stage
from triage.interview.replay import replay, respond
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, State
from triage.reasoning.documents import read_answers


def until(interview: Interview, screen: str, **answers: object) -> Interview:
    """Go on, with the clear negative for everything but `answers`, until a screen with this id or question."""
    raw = {"unanswered": "no", "answers": answers}
    given = read_answers(interview.pack, raw).given
    while interview.screen is not None:
        if screen in (interview.screen.id, *(question.id for question in interview.screen.questions)):
            return interview
        interview = respond(interview, interview.screen, Answers(given, "no"))
    raise AssertionError(f"{screen} was never asked")


def check_adaptive_equals_full(pack: Pack, seed: int, count: int) -> None:
    rng = random.Random(seed)
    for number in range(count):
        answers = random_answers(pack, rng, complete=True)
        full = reason(pack, answers, "logic").conclusions
        short = reason(pack, replay(pack, answers).interview.answers(), "logic").conclusions
        assert short.urgency == full.urgency, (seed, number)
        if not full.urgency.is_emergency:
            assert [cause.cause for cause in short.causes] == [cause.cause for cause in full.causes], (seed, number)


@pytest.mark.no_cover
def test_adaptive_run_ends_as_the_full_run(pack: Pack) -> None:
    """The adaptive run has the urgency of the full run, and below emergency the same causes in the same order."""
    check_adaptive_equals_full(pack, seed=1, count=150)


@pytest.mark.soak
def test_adaptive_run_ends_as_the_full_run_20_000_times(pack: Pack) -> None:
    """The same, on 20,000 random complete answer sets."""
    check_adaptive_equals_full(pack, seed=2, count=20_000)


def test_full_interview_asks_all_that_is_shown(pack: Pack) -> None:
    """`is_full` leaves no visible question open, and ends with the urgency of the written-up answers."""
    rng = random.Random(6)
    for _ in range(20):
        answers = random_answers(pack, rng, complete=True)
        run = replay(pack, answers, is_full=True)
        assert State.OPEN not in run.interview.facts.states.values()
        assert reason(pack, run.interview.answers(), "logic").conclusions == reason(pack, answers, "logic").conclusions


def test_first_screens_ask_for_immediate_danger(pack: Pack) -> None:
    """The first screen is about signs that call for an ambulance."""
    first = Interview(pack).screen
    assert first is not None
    assert first.is_list
    assert {"breathing_trouble", "cold_pale_leg"} <= {question.id for question in first.questions}


def test_stops_at_once_when_the_highest_level_is_certain(pack: Pack) -> None:
    """A clear stroke sign ends the adaptive questionnaire: nothing more could raise the urgency."""
    interview = until(Interview(pack), "face_droop").tick(["face_droop"])
    assert interview.is_emergency_certain
    assert interview.is_done
    assert interview.stage is Stage.SETTLED


def test_waits_for_what_could_take_an_emergency_back(pack: Pack) -> None:
    """INV-25: sudden weakness of one leg is not settled before the injury that could explain it is asked about."""
    sudden = {"onset_tempo": "sudden", "side": "one_leg", "time_since_start": "lt_24h", "recent_injury": ["leg_foot"]}
    interview = until(Interview(pack), "injury_same_leg", **sudden)
    assert not interview.is_emergency_certain
    injured = interview.answer({"injury_same_leg": "yes"})
    assert injured.outlook.floor < Urgency.EMERGENCY_NOW
    doubtful = interview.answer({"injury_same_leg": "unsure"})
    assert doubtful.is_emergency_certain


def test_a_tick_in_a_list_is_asked_in_full_next(pack: Pack) -> None:
    """Ticking a question that takes more than yes or no leads to that question; what is not ticked is a clear no."""
    interview = until(Interview(pack), "breathing_trouble").tick(["breathing_trouble"])
    assert interview.screen is not None
    assert interview.screen.id == "breathing_trouble"
    assert not interview.screen.is_list
    assert interview.given["swallowing_trouble"] == ("none",)
    assert interview.answer({"breathing_trouble": "at_rest"}).is_emergency_certain


def test_not_sure_on_a_list_asks_one_by_one(pack: Pack) -> None:
    """Not sure about a list opens it: its questions follow one at a time, with nothing answered for the person."""
    interview = until(Interview(pack), "face_droop").not_sure()
    assert interview.screen is not None
    assert not interview.screen.is_list
    assert interview.screen.id == "face_droop"
    after = interview.not_sure()
    assert after.given["face_droop"] == NOT_SURE
    assert after.is_emergency_certain


def test_back_takes_back_and_remembers(pack: Pack) -> None:
    """Back returns to the question before, keeps its answer as a suggestion, and no longer uses it."""
    start = until(Interview(pack), "face_droop")
    there = start.tick(["face_droop"])
    again = there.back()
    assert again.screen == start.screen
    assert "face_droop" not in again.given
    assert again.kept["face_droop"] == ("yes",)
    assert not again.is_emergency_certain
    assert Interview(pack).back().screen == Interview(pack).screen


def test_back_from_one_by_one_returns_to_the_list(pack: Pack) -> None:
    """Opening a list is a step of its own: back closes it again, and a tick not yet asked in full is not lost."""
    listed = until(Interview(pack), "face_droop")
    assert listed.one_by_one().back().screen == listed.screen
    ticked = until(Interview(pack), "breathing_trouble").tick(["breathing_trouble"])
    answered = ticked.answer({"breathing_trouble": "on_effort"})
    assert answered.back().screen == ticked.screen


def test_stopping_a_full_run_claims_nothing_unasked(pack: Pack) -> None:
    """Who stops a full run after the emergency is certain gets a result that says nothing of what was not asked."""
    certain = Interview(pack, is_full=True).answer({"face_droop": "yes"})
    assert not certain.is_done
    assert "saddle_numbness" in certain.answers().not_asked
    unsettled = Interview(pack, is_full=True).answer({"face_droop": "no"})
    assert not unsettled.answers().not_asked


def test_edit_asks_the_question_again(pack: Pack) -> None:
    """Any earlier answer can be changed at any time, even when nothing else is left to ask."""
    done = until(Interview(pack), "face_droop").tick(["face_droop"])
    editing = done.edit("face_droop")
    assert editing.screen is not None
    assert editing.screen.id == "face_droop"
    changed = editing.answer({"face_droop": "no"})
    assert not changed.is_emergency_certain
    assert not changed.is_done


def test_an_edit_that_hides_a_question_sets_its_answer_aside(pack: Pack) -> None:
    """An answer that a later edit hides is kept and shown as set aside, and is not used."""
    injured = Interview(pack, is_full=True).answer({"recent_injury": ["leg_foot"], "injury_signs": ["open_wound"]})
    assert injured.is_emergency_certain
    changed = injured.edit("recent_injury").answer({"recent_injury": ["none"]})
    assert changed.set_aside == ("injury_signs",)
    assert "injury_signs" not in changed.review()
    assert not changed.is_emergency_certain
    back_again = changed.edit("recent_injury").answer({"recent_injury": ["leg_foot"]})
    assert back_again.is_emergency_certain


def test_interviews_are_values(pack: Pack) -> None:
    """A step returns a new interview and leaves the old one as it was."""
    first = Interview(pack)
    screen = first.screen
    assert screen is not None
    second = first.tick([])
    assert first.given == {}
    assert first.screen is screen
    assert second.given != {}


def test_refuses_what_is_no_answer(pack: Pack) -> None:
    """An unknown question or value is refused with the place and a suggestion; the interview stays as it was."""
    with pytest.raises(AnswersError, match=r"face_drop.*Did you mean 'face_droop'"):
        Interview(pack).answer({"face_drop": "no"})
    with pytest.raises(AnswersError, match="maybe"):
        Interview(pack).answer({"face_droop": "maybe"})


def test_refuses_what_it_does_not_know(pack: Pack) -> None:
    """A tick for what is not on the list is refused: taken for nothing, it would be a no to every danger on it."""
    at_list = Interview(pack)
    assert at_list.screen is not None
    assert at_list.screen.is_list
    first = at_list.screen.questions[0].id
    for ticked in (["nothing_such"], [first, "age"], [first[:-1]], "nothing_such"):
        with pytest.raises(UnknownId, match="is not on the list"):
            at_list.tick(ticked)
    with pytest.raises(UnknownId, match=f"Did you mean '{first}'"):
        at_list.tick([first[:-1]])
    assert at_list.tick(first).in_full == at_list.tick([first]).in_full
    with pytest.raises(UnknownId, match=r"no question\. Did you mean 'diabetes'"):
        at_list.edit("diabets")


def test_every_screen_is_one_thing_to_answer(pack: Pack) -> None:
    """A screen is one question or one list of two to six things, and what is left only counts down to zero."""
    rng = random.Random(8)
    for _ in range(10):
        answers = random_answers(pack, rng, complete=True)
        interview = Interview(pack)
        while (screen := interview.screen) is not None:
            assert interview.screens_left >= 1
            things = screen.lines or screen.questions
            least = 2 if screen.is_list and not screen.lines else 1
            assert least <= len(things) <= (LONGEST_LIST if screen.is_list else 1)
            assert screen.question_count == 1 or screen.questions[0].type is QuestionType.ANY_OF
            interview = respond(interview, screen, answers)
        assert interview.screens_left == 0
