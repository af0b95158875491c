"""The second look: each "no" that alone keeps a result calm is asked once more, and nothing else is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from ask_terminal import Scripted, calm
from random_answers import random_answers
from readability_grade import grade

from triage.cli.ask.flow import Flow
from triage.errors import UnknownId
from triage.evaluation import read_vignettes, vignette_files
from triage.interview.interview import Interview
from triage.interview.order import LONGEST_LIST, Line, Screen
from triage.interview.replay import replay, respond
from triage.interview.second_look import second_look
from triage.pack.lint import coverage
from triage.pack.pack import Pack
from triage.pack.scales import NONE, RATHER_NOT_SAY, UNSURE, Urgency
from triage.pack.wording import Wording
from triage.questionnaire import answered, pages
from triage.questionnaire import strings as common
from triage.questionnaire.page import Command, Page, Reply
from triage.reasoning.answers import NOT_SURE, Answers, clear_negative
from triage.reasoning.carrying import carrying_a_calm_result
from triage.reasoning.documents import read_answers
from triage.reasoning.inference import infer
from triage.reasoning.logic import logic_of
from triage.reasoning.standing import other_answers, standing_of

CALM = {"age": 62, "side": "both_legs", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "same"}


def until_second_look(pack: Pack, is_full: bool = False, **answers: object) -> Interview:
    """A calm questionnaire that has come to its second look."""
    document = read_answers(pack, {"unanswered": "no", "answers": CALM | answers})
    interview = Interview(pack, is_full=is_full)
    while (screen := interview.screen) is not None:
        if screen.lines:
            return interview
        interview = respond(interview, screen, document)
    raise AssertionError("no second look was taken")


def screen_of(interview: Interview) -> Screen:
    assert interview.screen is not None
    return interview.screen


def urgency(pack: Pack, answers: Answers) -> Urgency:
    return infer(pack, logic_of(pack).settle(answers)).conclusions.urgency


# ------------------------------------------------------------------------------------------------- what it asks again


def check(pack: Pack, answers: Answers) -> None:
    """One whole questionnaire: what was looked at again are exactly the carrying answers, and it changes nothing."""
    run = replay(pack, answers)
    said = run.interview.answers()
    carrying = set()
    if not urgency(pack, said).is_emergency:
        standing = standing_of(pack, said)
        for name, value in run.interview.given.items():
            question = pack.questions[name]
            is_no = value == clear_negative(question) and value not in ((), NOT_SURE)
            if is_no and name not in standing.facts.set_aside:
                others = [other for other in other_answers(question, value) if other != NOT_SURE]
                others += [] if question.danger_from is None else [question.danger_from]
                if any(standing.urgency_if({name: other}).is_emergency for other in others):
                    carrying.add(name)
    assert set(run.looked_again) == carrying
    assert set(run.looked_again) <= set(run.asked)
    assert urgency(pack, said) == urgency(pack, answers)


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [50, pytest.param(300, marks=pytest.mark.soak)])
def test_it_asks_again_exactly_what_the_calm_hangs_on(pack: Pack, count: int) -> None:
    """For random people: each no that alone keeps it calm is on the screen, and nothing else; none in an emergency."""
    rng = random.Random(71)
    for _ in range(count):
        check(pack, random_answers(pack, rng, complete=True))


@pytest.mark.no_cover
@pytest.mark.parametrize("share", [10, pytest.param(1, marks=pytest.mark.soak)])
def test_it_asks_again_in_vignettes_what_the_calm_hangs_on(pack: Pack, share: int) -> None:
    """The same for one vignette in so many."""
    for file in vignette_files(pack):
        for vignette in read_vignettes(pack, file.read_text(encoding="utf-8"), file.name)[0][::share]:
            check(pack, vignette.answers)


def test_what_was_not_asked_carries_nothing_and_is_not_in_doubt(pack: Pack) -> None:
    """A question that was left out is neither asked again nor taken for not sure: the others are asked as they were."""
    given = {name: clear_negative(question) for name, question in pack.questions.items()}
    given |= read_answers(pack, {"unanswered": "no", "answers": CALM}).given
    whole = second_look(pack, given, ())
    left_out = second_look(pack, {name: value for name, value in given.items() if name != "cold_pale_leg"}, ())
    assert whole is not None
    assert left_out is not None
    asked = [one.id for one in whole.questions]
    assert "cold_pale_leg" in asked
    assert [one.id for one in left_out.questions] == [name for name in asked if name != "cold_pale_leg"]


def test_it_counts_as_one_question(pack: Pack) -> None:
    """One screen and one question, an item for each line, at most six, each question on one line."""
    before = until_second_look(pack)
    screen = screen_of(before)
    assert (screen.question_count, screen.item_count) == (1, len(screen.lines))
    assert 1 <= len(screen.lines) <= LONGEST_LIST
    names = [name for line in screen.lines for name in line.questions]
    assert sorted(names) == sorted({question.id for question in screen.questions})
    assert before.screens_left == 1
    run = replay(pack, read_answers(pack, {"unanswered": "no", "answers": CALM}))
    assert run.screens == len(before.steps) + 1


def test_no_second_look_in_an_emergency(pack: Pack) -> None:
    """Both emergency levels end as before, at once and without a second look."""
    with pytest.raises(AssertionError, match="no second look"):
        until_second_look(pack, face_droop="yes")
    with pytest.raises(AssertionError, match="no second look"):
        until_second_look(pack, saddle_numbness="yes")


def test_the_lines_speak_only_of_what_matters(pack: Pack) -> None:
    """A line has only those of its parts on which this result hangs, for both persons."""
    lines = {line.id: line for line in screen_of(until_second_look(pack)).lines}
    line = lines["breath_throat_and_heart"]
    assert "eye_signs" not in line.questions
    words = line.words(Wording(pack.countries["GB"]))
    assert words.startswith("Breath, throat, heart and eyes: short of breath")
    assert "eyelids" not in words
    private = lines["bladder_bowel_and_private_parts"]
    assert "where they sit" in private.words(Wording(pack.countries["GB"], "other"))


def test_every_line_can_be_read(pack: Pack) -> None:
    """Each part of each line is short and easy, and no whole line is longer than eight lines on a telephone."""
    say = Wording(pack.countries["GB"])
    for line in pack.second_look.lines:
        whole = Line(line.id, line.lead, tuple(sign.says for sign in line.signs), ())
        assert len(whole.words(say)) <= 330
        assert all(grade(f"There is {say(sign.says)}.") <= 9 for sign in line.signs)


def test_every_question_that_can_carry_is_on_a_line(pack: Pack) -> None:
    """Whatever random calm answers hang on alone is covered; lint says so for all answers, and finds a gap."""
    covered = {sign.question for line in pack.second_look.lines for sign in line.signs}
    rng = random.Random(72)
    found = set()
    for _ in range(300):
        found |= {one.question for one in carrying_a_calm_result(standing_of(pack, random_answers(pack, rng)))}
    assert len(found) > 15
    assert found <= covered
    assert not list(coverage.second_look_is_whole(pack))
    *lines, _ = pack.second_look.lines
    gap = replace(pack, second_look=replace(pack.second_look, lines=tuple(lines)))
    assert {problem.code for problem in coverage.second_look_is_whole(gap)} == {"L209"}


# ---------------------------------------------------------------------------------------------------- what follows


def test_none_of_these_ends_the_questionnaire(pack: Pack) -> None:
    """Confirmed, nothing more is asked, and no answer has changed."""
    before = until_second_look(pack)
    after = before.tick([])
    assert after.is_done
    assert after.given == before.given
    assert after.answers() == before.answers()
    assert after.back().screen == before.screen


def test_a_ticked_line_is_asked_again_one_by_one(pack: Pack) -> None:
    """Its questions come again, each with the earlier answer as a suggestion; the same answers end it as before."""
    before = until_second_look(pack)
    line = screen_of(before).lines[0]
    again = before.tick([line.id])
    asked = []
    while (screen := again.screen) is not None:
        (question,) = screen.questions
        asked.append(question.id)
        assert question.id not in again.given
        assert again.kept[question.id] == before.given[question.id]
        again = again.with_values({question.id: again.kept[question.id]})
    assert tuple(asked) == line.questions
    assert again.given == before.given
    assert set(again.review()) == set(before.review())


def test_a_change_of_mind_is_an_emergency_at_once(pack: Pack) -> None:
    """Whoever says yes this time is sent on at once, without the rest of the line."""
    before = until_second_look(pack)
    again = before.tick(["head_and_face"])
    assert screen_of(again).id == "face_droop"
    changed = again.answer({"face_droop": "yes"})
    assert changed.is_emergency_certain
    assert changed.is_done
    assert urgency(pack, changed.answers()) is Urgency.EMERGENCY_NOW


def test_not_sure_asks_all_of_it_one_by_one(pack: Pack) -> None:
    """Not sure about the second look asks everything on it again, a question at a time."""
    before = until_second_look(pack)
    again = before.not_sure()
    expected = [name for line in screen_of(before).lines for name in line.questions]
    for name in expected:
        assert screen_of(again).id == name
        again = again.with_values({name: before.given[name]})
    assert again.is_done


def test_back_from_what_is_asked_again_shows_the_second_look(pack: Pack) -> None:
    """Nothing is lost on the way back: the earlier answers stand again."""
    before = until_second_look(pack)
    again = before.tick(["head_and_face"]).with_values({"face_droop": ("no",)}).back().back()
    assert again.screen == before.screen
    assert again.given == before.given


def test_only_what_is_on_it_can_be_ticked(pack: Pack) -> None:
    """A tick for what is not on the screen is refused."""
    with pytest.raises(UnknownId, match="not on the list"):
        until_second_look(pack).tick(["face_droop"])


def test_a_later_change_asks_only_what_is_new(pack: Pack) -> None:
    """After the second look an edit that makes more answers carry asks for those alone."""
    done = until_second_look(pack).tick([])
    changed = done.edit("back_pain").answer({"back_pain": "severe"})
    document = read_answers(pack, {"unanswered": "no", "answers": CALM | {"back_pain": "severe"}})
    while (screen := changed.screen) is not None and not screen.lines:
        changed = respond(changed, screen, document)
    assert changed.screen is not None
    new = {question.id for question in changed.screen.questions}
    assert new
    assert not new & done.confirmed


def test_the_full_questionnaire_has_it_too(pack: Pack) -> None:
    """With everything asked, the second look comes last as well."""
    full = until_second_look(pack, is_full=True)
    assert full.tick([]).is_done


def test_a_resumed_questionnaire_takes_it_again(pack: Pack) -> None:
    """A second look is not kept with the answers: whoever comes back later is asked once more."""
    done = until_second_look(pack).tick([])
    resumed = Interview.resume(pack, done.answers())
    assert resumed.is_answered
    assert screen_of(resumed).lines
    assert resumed.back().given != resumed.given


def test_a_document_that_says_otherwise_is_asked_again(pack: Pack) -> None:
    """A replay ticks a line only where its document differs from what was said before."""
    before = until_second_look(pack)
    other = read_answers(pack, {"unanswered": "no", "answers": CALM | {"face_droop": "yes"}})
    assert screen_of(respond(before, screen_of(before), other)).id == "face_droop"


# ------------------------------------------------------------------------------------------------------ on the screen


def flow_of(pack: Pack, look: Reply, *more: Reply, is_spoken: bool = True) -> tuple[Flow, Scripted]:
    front = Scripted([look, *more, *[calm] * 20], is_spoken=is_spoken)
    return Flow(until_second_look(pack), "GB", front, lambda _: None, False), front


def test_the_page_can_be_answered_like_any_list(pack: Pack) -> None:
    """It has its lines, none of these, not sure and rather not say, and says why it asks."""
    page: Page = pages.question_page(until_second_look(pack), Wording(pack.countries["GB"]))
    assert page.values[-3:] == (NONE, UNSURE, RATHER_NOT_SAY)
    assert page.title == pack.second_look.title
    assert page.why == (Wording(pack.countries["GB"])(pack.second_look.why),)
    assert page.progress == common.ONE_LEFT


@pytest.mark.parametrize("reply", [(NONE,), (RATHER_NOT_SAY,)])
def test_none_and_rather_not_say_leave_the_answers(pack: Pack, reply: Reply) -> None:
    """Both end the questionnaire with the answers as they were."""
    flow, _ = flow_of(pack, reply)
    flow.is_greeted = True
    before = dict(flow.interview.given)
    assert dict(flow.run().given) == before


def test_not_sure_beside_a_tick_asks_everything(pack: Pack) -> None:
    """Whoever ticks a line and is not sure about the others is asked all of it."""
    before = until_second_look(pack)
    screen = screen_of(before)
    after = answered(before, screen, (screen.lines[-1].id, UNSURE))
    assert screen_of(after).id == screen.lines[0].questions[0]


def test_what_is_asked_again_suggests_the_earlier_answer(pack: Pack) -> None:
    """Enter alone keeps each earlier answer, and back shows the second look with its tick."""
    flow, front = flow_of(pack, ("head_and_face",), ("no",), Command.BACK, Command.BACK)
    flow.is_greeted = True
    flow.run()
    assert front.pages[1].suggested == ("no",)
    assert front.pages[4].suggested == ("head_and_face",)
