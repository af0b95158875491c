"""The course of a questionnaire, with a scripted front end in place of a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ask_terminal import Scripted, calm

from triage.assessment import assess
from triage.cli.ask import strings
from triage.cli.ask.flow import Flow
from triage.cli.ask.front_end import Leave
from triage.interview.interview import Interview
from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, Urgency
from triage.pack.wording import Wording
from triage.questionnaire import answered, pages
from triage.questionnaire import strings as common
from triage.questionnaire.page import Command, Kind, Page, Reply
from triage.reasoning.answers import NOT_SURE

Replies = list[Reply | Callable[[Page], Reply]]
MANY: Replies = [calm] * 90


class Saved:
    """Remembers what was saved, and fails when told to."""

    def __init__(self) -> None:
        self.given: list[dict[str, object]] = []
        self.note: str | None = None

    def __call__(self, interview: Interview) -> str | None:
        self.given.append(dict(interview.given))
        return self.note


def _flow(pack: Pack, replies: Replies, saved: Saved | None = None, **options: bool) -> tuple[Flow, Scripted]:
    front = Scripted(replies, is_spoken=options.get("is_spoken", True))
    interview = Interview(pack, is_full=options.get("is_full", False))
    asks_who = options.get("asks_who", False)
    return Flow(interview, "GB", front, saved or Saved(), asks_who), front


def _droop(page: Page) -> Reply:
    """Tick the drooping face when it is offered, else stay calm."""
    if "face_droop" in page.values:
        return ("face_droop",)
    return calm(page)


def _until(front: Scripted, flow: Flow) -> None:
    """Run until the script is used up."""
    with pytest.raises(EOFError):
        flow.run()
    assert not front.replies


def test_first_page_says_what_this_is_and_whom_to_call(pack: Pack) -> None:
    """The first page has the emergency number on its first line, the purpose, its limits, and who has checked it."""
    flow, front = _flow(pack, [(pages.SELF,)], asks_who=True)
    _until(front, flow)
    first = front.pages[0]
    assert "999" in first.alert
    assert set(first.text) >= {pack.about.intended_use, pack.about.not_for, pack.about.review.statement}
    assert not front.pages[1].text or pack.about.intended_use not in front.pages[1].text


def test_first_page_when_person_is_given_is_told_before_the_first_question(pack: Pack) -> None:
    """With `--for`, nothing is asked about the person, and what this is is still said."""
    flow, front = _flow(pack, [calm])
    _until(front, flow)
    assert pack.about.intended_use in front.said
    flow, front = _flow(pack, [calm], is_spoken=False)
    _until(front, flow)
    assert [choice.label for choice in front.pages[0].choices] == [strings.START]


def test_someone_else_is_spoken_of_in_the_third_person(pack: Pack) -> None:
    """After "for someone else" every text speaks of the person, and the answers say so."""
    flow, front = _flow(pack, [(pages.OTHER,), *MANY], asks_who=True)
    finished = flow.run()
    assert finished.person == "other"
    asked = " ".join(page.ask for page in front.pages[1:])
    assert " you " not in asked.lower().replace("thank you", "")


def test_back_from_first_question_returns_to_who_it_is_for(pack: Pack) -> None:
    """A wrong choice on the first page can be put right."""
    flow, front = _flow(pack, [(pages.SELF,), Command.BACK, (pages.OTHER,)], asks_who=True)
    _until(front, flow)
    assert [page.ask for page in front.pages[:3:2]] == [common.WHO, common.WHO]
    assert flow.interview.person == "other"


def test_first_question_offers_no_way_back_when_there_is_none(pack: Pack) -> None:
    """`back` is offered only where it leads somewhere."""
    flow, front = _flow(pack, [calm, calm])
    _until(front, flow)
    assert Command.BACK not in front.pages[0].commands
    assert Command.BACK in front.pages[1].commands


def test_calm_questionnaire_ends_with_a_result(pack: Pack) -> None:
    """A whole questionnaire runs to its end, and its answers can be assessed."""
    flow, front = _flow(pack, MANY)
    finished = flow.run()
    assert finished.is_done
    assert front.pages[-1].ask == common.ALL_ASKED
    assert assess(pack, finished.answers(), engine="logic").professionals


def test_every_answer_is_saved_before_the_next_page(pack: Pack) -> None:
    """Whenever a page is shown, all that was said before is saved already."""
    saved = Saved()

    def checking(page: Page) -> Reply:
        assert not flow.interview.given or saved.given[-1] == dict(flow.interview.given)
        return calm(page)

    flow, _ = _flow(pack, [checking] * 90, saved)
    flow.run()
    assert len(saved.given) > 5


def test_what_saving_says_stands_on_the_next_page_once(pack: Pack) -> None:
    """A draft that cannot be saved is told on the next page, and the questions go on."""
    saved = Saved()
    saved.note = "no room"
    flow, front = _flow(pack, [calm, calm], saved)
    flow.note("before")
    with pytest.raises(EOFError):
        flow.run()
    assert [page.notes for page in front.pages[:2]] == [("before",), ("no room",)]


# ---- emergency


def test_emergency_is_the_very_next_page_with_the_number_first(pack: Pack) -> None:
    """The page after a drooping face is the emergency: its first line says whom to call, the reason comes after."""
    flow, front = _flow(pack, [_droop] * 9)
    front.replies[2:] = []
    flow.run()
    shown = next(page for page in front.pages if page.ask == common.WHAT_NEXT)
    place = front.pages.index(shown)
    assert "face_droop" in front.pages[place - 1].values
    assert shown.alert.startswith("Call 999 now")
    assert any("stroke" in text for text in shown.text)
    assert shown.suggested == (pages.FINISH,)


def test_emergency_stops_by_default_with_the_result(pack: Pack) -> None:
    """Stopping at an emergency gives the most urgent result, whatever is still open."""
    flow, _ = _flow(pack, [*([_droop] * 3)])
    finished = flow.run()
    assert assess(pack, finished.answers(), engine="logic").urgency is Urgency.EMERGENCY_NOW


def test_going_on_after_emergency_asks_the_rest_under_the_alert(pack: Pack) -> None:
    """Only after the emergency was shown can one go on; then everything is asked, and each page keeps the number."""

    def on(page: Page) -> Reply:
        return (pages.GO_ON,) if pages.GO_ON in page.values else _droop(page)

    flow, front = _flow(pack, [on] * 200)
    finished = flow.run()
    warned = [place for place, page in enumerate(front.pages) if page.ask == common.WHAT_NEXT]
    assert len(warned) == 1
    assert finished.is_full
    assert len(front.pages) > warned[0] + 10
    assert all("999" in page.alert for page in front.pages[warned[0] :])


def test_leaving_after_emergency_shows_the_result(pack: Pack) -> None:
    """Someone who stops at an emergency, or went on after it and stops then, still gets the result."""
    scripts: list[Replies] = [[("face_droop",), Command.LEAVE], [("face_droop",), (pages.GO_ON,), calm, Command.LEAVE]]
    for replies in scripts:
        flow, _ = _flow(pack, replies)
        flow.interview = _before(pack, "face_droop")
        assert flow.run().is_emergency_certain


def test_result_can_be_had_from_the_review_after_an_emergency(pack: Pack) -> None:
    """After an emergency the review offers the result, though questions are left."""
    flow, front = _flow(pack, [("face_droop",), (pages.GO_ON,), Command.REVIEW, (pages.FINISH,)])
    flow.interview = _before(pack, "face_droop")
    flow.run()
    assert front.pages[-1].values[:2] == (pages.GO_ON, pages.FINISH)


def test_taking_back_the_sign_takes_back_the_emergency(pack: Pack) -> None:
    """Back from the emergency leads to the question; with another answer the questions go on as if nothing had been."""
    flow, front = _flow(pack, [("face_droop",), Command.BACK, (NONE,), *MANY])
    flow.interview = _before(pack, "face_droop")
    finished = flow.run()
    assert front.pages[1].ask == common.WHAT_NEXT
    assert front.pages[2].suggested == ("face_droop",)
    assert not finished.is_emergency_certain
    assert all(not page.alert for page in front.pages[3:])


def test_taken_back_emergency_warns_again_when_it_comes_back(pack: Pack) -> None:
    """An emergency that was taken back and then becomes certain again is shown again."""
    flow, front = _flow(pack, [("face_droop",), Command.BACK, ("arm_weakness",), (pages.FINISH,)])
    flow.interview = _before(pack, "face_droop")
    flow.run()
    assert [page.ask for page in front.pages].count(common.WHAT_NEXT) == 2


def _before(pack: Pack, name: str) -> Interview:
    """A calm interview that is about to ask this question."""
    interview = Interview(pack)
    while (screen := interview.screen) and name not in {question.id for question in screen.questions}:
        reply = calm(pages.question_page(interview, _say(pack)))
        assert not isinstance(reply, Command)
        interview = answered(interview, screen, reply)
    assert interview.screen is not None, f"{name} was not asked"
    return interview


def test_draft_with_an_emergency_shows_it_before_anything_else(pack: Pack) -> None:
    """Whoever goes on with answers that make an emergency certain sees that first, not the greeting."""
    for is_spoken in (True, False):
        flow, front = _flow(pack, [(pages.FINISH,)], is_spoken=is_spoken)
        flow.interview = Interview(pack).with_values({"face_droop": ("yes",)})
        flow.run()
        assert front.said == []
        assert front.pages[0].ask == common.WHAT_NEXT


def test_input_that_ends_at_the_emergency_still_gives_the_result(pack: Pack) -> None:
    """Where no one answers any more, an emergency is not lost."""
    flow, front = _flow(pack, [_droop, _droop])
    finished = flow.run()
    assert finished.is_emergency_certain
    assert front.pages[-1].ask == common.WHAT_NEXT


def test_input_that_ends_at_the_end_still_gives_the_result(pack: Pack) -> None:
    """When the last question is answered, the end of the input does not take the result away."""
    for is_spoken in (True, False):
        flow, front = _flow(pack, list(MANY), is_spoken=is_spoken)
        flow.run()
        asked = len(front.pages)
        flow, _ = _flow(pack, MANY[: asked - 1], is_spoken=is_spoken)
        assert flow.run().is_done


# ---- lists


def _say(pack: Pack) -> Wording:
    return Wording(pack.countries["GB"])


def test_not_sure_on_a_list_asks_one_by_one_and_back_shows_the_list_again(pack: Pack) -> None:
    """ "Not sure" opens the list up; going back folds it again, with the old reply suggested."""
    flow, front = _flow(pack, [(UNSURE,), Command.BACK])
    _until(front, flow)
    whole, single, again = front.pages[:3]
    assert whole.kind is Kind.ANY
    assert single.ask != whole.ask
    assert again.ask == whole.ask
    assert again.suggested == (UNSURE,)


def test_ticks_beside_not_sure_are_kept(pack: Pack) -> None:
    """What is ticked is a yes, though the rest of the list is asked one by one."""
    interview = _before(pack, "arm_weakness")
    assert interview.screen is not None
    after = answered(interview, interview.screen, ("arm_weakness", UNSURE))
    assert after.given["arm_weakness"] == ("yes",)
    assert "face_droop" not in after.given


def test_rather_not_say_on_a_list_answers_all_of_it_as_not_sure(pack: Pack) -> None:
    """Someone who would rather not say is not asked again, one by one."""
    interview = Interview(pack)
    screen = interview.screen
    assert screen is not None
    assert screen.is_list
    after = answered(interview, screen, (RATHER_NOT_SAY,))
    assert all(after.given[question.id] == NOT_SURE for question in screen.questions)


def test_tick_that_is_asked_in_full_is_suggested_on_the_way_back(pack: Pack) -> None:
    """Back from a follow-up question shows the list with the tick still there."""
    ticked = "breathing_trouble"

    def tick(page: Page) -> Reply:
        return (ticked,) if ticked in page.values else calm(page)

    flow, front = _flow(pack, [tick, Command.BACK] if ticked in _first_values(pack) else [calm, tick, Command.BACK])
    _until(front, flow)
    assert front.pages[-1].suggested == (ticked,)


def _first_values(pack: Pack) -> set[str]:
    screen = Interview(pack).screen
    assert screen is not None
    return {question.id for question in screen.questions}


# ---- back, review, edit


def test_back_offers_the_old_answer(pack: Pack) -> None:
    """Each page that is gone back to suggests what was said there."""
    replies: Replies = [calm, calm, calm, Command.BACK, Command.BACK]
    flow, front = _flow(pack, replies)
    _until(front, flow)
    assert front.pages[4].ask == front.pages[2].ask
    assert front.pages[4].suggested == calm(front.pages[2])
    assert front.pages[5].ask == front.pages[1].ask
    assert front.pages[5].suggested == calm(front.pages[1])


def test_back_offers_the_old_number(pack: Pack) -> None:
    """A number that was typed is filled in when it is gone back to."""
    interview = Interview(pack).with_values({"age": 62}).edit("age")
    assert pages.question_page(interview, _say(pack)).suggested == ("62",)


def test_rather_not_say_is_offered_again_as_such(pack: Pack) -> None:
    """Both count as not sure, but going back shows which of the two was said."""
    interview = Interview(pack).with_values({"side": NOT_SURE}).edit("side")
    assert pages.question_page(interview, _say(pack), (RATHER_NOT_SAY,)).suggested == (RATHER_NOT_SAY,)
    assert pages.question_page(interview, _say(pack)).suggested == (UNSURE,)


def test_back_and_forward_again_gives_the_same_answers(pack: Pack) -> None:
    """Going back and repeating what was said changes nothing."""
    straight, _ = _flow(pack, list(MANY))
    winding, _ = _flow(pack, [calm, calm, calm, Command.BACK, Command.BACK, calm, calm, Command.BACK, *MANY])
    assert dict(winding.run().given) == dict(straight.run().given)


def test_review_can_be_reached_at_any_time_and_left_again(pack: Pack) -> None:
    """The answers so far can be looked at in the middle, and the questions go on where they were."""
    flow, front = _flow(pack, [calm, calm, Command.REVIEW, (pages.GO_ON,)])
    _until(front, flow)
    review = front.pages[3]
    assert review.values[0] == pages.GO_ON
    assert set(review.values[1:]) == set(flow.interview.given)
    assert front.pages[4].ask == front.pages[2].ask


def test_review_with_nothing_answered_says_so(pack: Pack) -> None:
    """Looking at the answers before the first one is harmless."""
    flow, front = _flow(pack, [Command.REVIEW, (pages.GO_ON,)])
    _until(front, flow)
    assert front.pages[1].ask == common.NOTHING_ANSWERED


def test_an_answer_can_be_changed_from_the_review(pack: Pack) -> None:
    """A question chosen in the review is asked again with its old answer suggested, and the new one counts."""
    flow, front = _flow(pack, [calm, calm, Command.REVIEW, lambda page: (page.values[1],), (UNSURE,)])
    _until(front, flow)
    changed = front.pages[3].values[1]
    assert front.pages[4].suggested
    assert flow.interview.given[changed] == NOT_SURE


def test_back_from_a_change_leaves_the_answer_as_it_was(pack: Pack) -> None:
    """Someone who thinks better of a change gets the old answer back."""
    flow, front = _flow(pack, [calm, calm, Command.REVIEW, lambda page: (page.values[1],), Command.BACK])
    before = None

    def look(_page: Page) -> Reply:
        nonlocal before
        before = dict(flow.interview.given)
        return Command.REVIEW

    front.replies[2] = look
    _until(front, flow)
    assert dict(flow.interview.given) == before


def test_review_at_the_end_is_listed_at_once_on_a_screen_and_on_request_when_spoken(pack: Pack) -> None:
    """A screen shows all answers at the end; a spoken questionnaire reads them out only when asked to."""
    flow, front = _flow(pack, [*MANY], is_spoken=False)
    flow.run()
    assert len(front.pages[-1].choices) > 10
    flow, front = _flow(pack, [*MANY])
    flow.run()
    assert front.pages[-1].values == (pages.FINISH, pages.LOOK)


def test_spoken_review_lists_all_answers_on_request(pack: Pack) -> None:
    """ "Look through the answers" leads to the whole list, and back from there to the choice."""

    def look_first(page: Page) -> Reply:
        looked.append(page)
        if pages.LOOK in page.values and len([seen for seen in looked if pages.LOOK in seen.values]) == 1:
            return (pages.LOOK,)
        if page.ask == common.REVIEW_ASK:
            return Command.BACK
        return calm(page)

    looked: list[Page] = []
    flow, _ = _flow(pack, [look_first] * 90)
    flow.run()
    assert [page.ask for page in looked[-3:]] == [common.ALL_ASKED, common.REVIEW_ASK, common.ALL_ASKED]


def test_back_at_the_end_returns_to_the_last_question(pack: Pack) -> None:
    """The end is not a trap: back leads to the question before it."""
    for is_spoken in (True, False):
        went_back: list[Page] = []

        def once_back(page: Page, seen: list[Page] = went_back) -> Reply:
            is_end = page.title == common.REVIEW_TITLE.replace("{Your|The}", "Your")
            if is_end and not seen:
                seen.append(page)
                return Command.BACK
            return calm(page)

        flow, front = _flow(pack, [once_back] * 90, is_spoken=is_spoken)
        flow.run()
        end = front.pages.index(went_back[0])
        assert front.pages[end + 1].ask == front.pages[end - 1].ask


def test_leaving_raises_leave(pack: Pack) -> None:
    """`q` ends the questionnaire as an interruption."""
    flow, _ = _flow(pack, [calm, Command.LEAVE])
    with pytest.raises(Leave) as left:
        flow.run()
    assert left.value.status == 130


# ---- words


def test_every_question_has_not_sure_and_rather_not_say(pack: Pack) -> None:
    """Every page that asks something can be answered with "not sure" and "rather not say", and says why it is asked."""
    flow, front = _flow(pack, [calm] * 200, is_full=True)
    flow.run()
    asked = [page for page in front.pages if page.why]
    assert len(asked) > 20
    for page in asked:
        assert {UNSURE, RATHER_NOT_SAY} <= set(page.values)
        assert (NONE in page.values) or page.kind is not Kind.ANY
        assert len(page.choices) > 2 or page.kind is Kind.NUMBER


def test_answers_in_words(pack: Pack) -> None:
    """The review says every kind of answer in words."""
    interview = Interview(pack).with_values(
        {
            "age": 62,
            "face_droop": ("yes",),
            "side": ("one_leg",),
            "head_signs": ("confusion", UNSURE),
            "course": NOT_SURE,
        }
    )
    lines = [pages.answer_line(interview, name, _say(pack)) for name in interview.given]
    assert lines[0] == "Age: 62 years"
    assert lines[1].endswith(": Yes")
    assert lines[3].endswith("New muddled thinking; " + common.REST_NOT_SURE)
    assert lines[4].endswith(common.ANSWERED_NOT_SURE)


def test_set_aside_answers_are_told_in_the_review(pack: Pack) -> None:
    """An answer that other answers hide is shown as not used any more."""
    interview = Interview(pack).with_values({"age": 80, "pregnancy": ("yes",)})
    assert interview.set_aside == ("pregnancy",)
    page = pages.review(interview, _say(pack))
    assert "pregnancy" not in page.values
    assert "Not used any more" in page.text[0]


def test_no_text_of_a_page_has_a_brace_left(pack: Pack) -> None:
    """Every placeholder is filled in, for both persons and in every country."""
    for country in pack.countries.values():
        for person in ("self", "other"):
            front = Scripted([calm] * 200)
            interview = Interview(pack, person=person, is_full=True)
            Flow(interview, country.id, front, Saved(), False).run()
            for page in front.pages:
                shown = [page.ask, page.help, page.title, page.alert, *page.text, *page.why]
                shown += [text for choice in page.choices for text in (choice.label, choice.detail or "")]
                assert not [text for text in shown if set("{}[]") & set(text)]
