"""The intake sheet: the danger questions first, and nothing counts as no that nobody asked."""

from __future__ import annotations

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import NOW, Staffed, by_patient, negative, nothing_dangerous, staffed

from triage.desk import intake
from triage.desk.answering import new_ticket, save_answers
from triage.desk.intake import asked_in_full, asking, danger_questions, danger_sheet, read_sheet, read_sheet_again
from triage.errors import AnswersError
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Urgency
from triage.questionnaire import Picked
from triage.reasoning.answers import NOT_SURE, given_text
from triage.store import Database
from triage.store.models import Ticket

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


@pytest.fixture
def sections(pack: Pack, database: Database) -> list[intake.Section]:
    desk = staffed(database, pack).desk
    return danger_sheet(desk, desk.phrases().wording)


def test_the_danger_questions_are_those_of_emergencies(pack: Pack) -> None:
    """Each is read by a danger sign of an emergency level, hangs on no other, and is no number; none is missing."""
    names = danger_questions(pack)
    signs = [sign for sign in pack.danger_signs.values() if sign.urgency.is_emergency]
    read = {name for sign in signs for name in pack.questions_read_by(sign.when)}
    for name, question in pack.questions.items():
        can_stand_first = question.ask_when is None and question.type is not QuestionType.NUMBER
        assert (name in names) == (name in read and can_stand_first)
    assert {"face_droop", "breathing_trouble", "saddle_numbness", "cold_pale_leg", "side", "onset_tempo"} <= set(names)


def test_a_calm_sheet_is_no_emergency(pack: Pack, room: Staffed) -> None:
    """Somebody with a steady old weakness and no danger sign does not stand among the emergencies after one page."""
    steady = {"side": "one_leg", "onset_tempo": "months_years", "time_since_start": "gt_3m", "course": "same"}
    steady |= {"walking_ability": "normal", "weak_area": "foot_ankle"}
    said = by_patient({**nothing_dangerous(pack), **steady})
    saved = new_ticket(room.desk, NOW, room.users["receptionist"], said)
    assert saved.ticket.urgency in ("urgent_same_day", "soon", "routine")


def test_each_danger_question_stands_on_the_sheet_once(pack: Pack, sections: list[intake.Section]) -> None:
    """The sheet has them all, most of them in lists, and few parts to go through."""
    on_sheet = [name for section in sections for name in section.questions]
    assert sorted(on_sheet) == sorted(danger_questions(pack))
    assert len({section.id for section in sections}) == len(sections) < len(on_sheet) / 2


def test_an_empty_sheet_says_nothing(pack: Pack, sections: list[intake.Section]) -> None:
    """What nobody asked is not answered with no."""
    assert read_sheet(pack, sections, {}) == {}
    assert read_sheet(pack, sections, {section.id: [""] for section in sections}) == {}


def test_none_of_these_says_no_to_the_whole_list(pack: Pack, sections: list[intake.Section]) -> None:
    """ "None of these" is the clear negative of each question of the list, and only of these."""
    section = next(one for one in sections if one.screen.is_list)
    said = read_sheet(pack, sections, {section.id: [NONE]})
    assert said == {name: negative(pack, name) for name in section.questions}


def test_a_tick_in_a_list(pack: Pack, sections: list[intake.Section]) -> None:
    """A ticked yes/no question is a yes, one of another kind is asked in full next, the rest is no."""
    section = next(one for one in sections if "head_signs" in one.questions)
    replies = {section.id: ["face_droop", "head_signs"]}
    said = read_sheet(pack, sections, replies)
    assert said["face_droop"] == "yes"
    assert said["arm_weakness"] == "no"
    assert "head_signs" not in said
    assert asked_in_full(sections, replies) == ("head_signs",)


def test_not_sure_of_a_list(pack: Pack, sections: list[intake.Section]) -> None:
    """ "Not sure" leaves all that is not ticked open, to be asked one by one; a tick beside it counts."""
    section = next(one for one in sections if "head_signs" in one.questions)
    replies = {section.id: ["face_droop", UNSURE]}
    assert read_sheet(pack, sections, replies) == {"face_droop": "yes"}
    assert set(asked_in_full(sections, replies)) == set(section.questions) - {"face_droop"}


def test_what_was_no_and_is_ticked_again(pack: Pack, sections: list[intake.Section]) -> None:
    """A tick at a question that takes more than yes or no takes the earlier "no" away before it is asked in full."""
    section = next(one for one in sections if "head_signs" in one.questions)
    said = read_sheet_again(pack, sections, {section.id: ["head_signs"]})
    assert (said["head_signs"], said["arm_weakness"]) == (UNSURE, "no")
    said = read_sheet_again(pack, sections, {section.id: ["face_droop", UNSURE]})
    assert (said["face_droop"], said["arm_weakness"], said["head_signs"]) == ("yes", UNSURE, UNSURE)


@pytest.mark.parametrize(("typed", "read"), [("3", 3), (UNSURE, UNSURE), ("three", "three"), ("99999999", "99999999")])
def test_numbers(pack: Pack, room: Staffed, typed: str, read: object) -> None:
    """A number is read; what is none is passed on, to be refused with all that is wrong."""
    sections = intake.sheet(room.desk, room.desk.phrases().wording, ["falls"])
    assert read_sheet(pack, sections, {"falls": [typed]}) == {"falls": read}


def test_what_is_no_answer_is_refused(room: Staffed) -> None:
    """Nothing is kept of a sheet with something on it that is no answer."""
    with pytest.raises(AnswersError):
        room.take_in({"falls": "three"})


def test_an_interrupted_intake_stays_as_urgent_as_it_may_be(room: Staffed) -> None:
    """What is still open counts as not sure, so that nobody sinks in the queue for want of questions."""
    ticket = room.take_in({"face_droop": "no"}).ticket
    assert ticket.state == "intake"
    assert Urgency(str(ticket.urgency)).is_emergency


def test_an_emergency_ends_the_asking(room: Staffed) -> None:
    """Once the most urgent level is certain nothing more is asked, and the person waits to be taken."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "face_droop": "yes"}).ticket
    assert (ticket.urgency, ticket.state) == ("emergency_now", "waiting")
    assert asking(room.desk, ticket).screen is None


def test_a_certain_emergency_can_be_taken_while_it_is_asked_on(room: Staffed) -> None:
    """With questions left that could only make it more urgent, somebody can take the person already."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "saddle_numbness": "yes"}).ticket
    assert (ticket.urgency, ticket.state) == ("emergency_department", "waiting")
    assert asking(room.desk, ticket).screen is not None


def test_an_intake_goes_on_to_its_end(room: Staffed) -> None:
    """Screen by screen, saved each time, resumed each time from the ticket alone, up to the second look."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    asked, ticket = _to_the_end(room, ticket)
    assert asked[-1] == "second_look"
    assert len(asked) == len(set(asked))
    assert ticket.state == "waiting"
    assert ticket.said_by.keys() == ticket.answers.keys()


def test_a_line_of_the_second_look_is_asked_again(room: Staffed) -> None:
    """What is ticked in the second look counts as not sure until it was asked once more; the rest is confirmed."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    _, ticket = _to_the_end(room, ticket, stop_at="second_look")
    look = asking(room.desk, ticket)
    assert look.screen is not None
    line = look.screen.lines[0]
    after = look.reply((line.id,))
    assert set(after.again) == set(line.questions)
    said = after.said(ticket, "patient")
    pack = room.desk.pack
    assert said.answers == {name: given_text(pack, name, NOT_SURE) for name in line.questions}
    saved = save_answers(
        room.desk, room.now, room.receptionist, ticket.id, ticket.version, said, confirmed=after.confirmed
    )
    ticket = saved.ticket
    resumed = asking(room.desk, ticket, after.singly, after.confirmed, after.again)
    for name in line.questions:
        assert resumed.screen is not None
        assert resumed.screen.questions[0].id == name
        resumed = resumed.reply(_calm(resumed.screen.questions[0]))
    assert resumed.screen is None


def test_what_is_carried_along_can_be_lost(room: Staffed) -> None:
    """Without it, a list is asked again instead of one by one: no question is lost."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    first = asking(room.desk, ticket)
    assert first.screen is not None
    assert asking(room.desk, ticket, ["no_such_question"], ["nor_this"], ["nor_that"]).screen == first.screen


def test_stopping_early(room: Staffed) -> None:
    """Staff may stop at any moment: then the person waits, at the level that open questions leave."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    saved = save_answers(
        room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, by_patient({}), stops=True
    )
    assert (saved.ticket.state, saved.ticket.urgency) == ("waiting", ticket.urgency)


def _calm(question: Question) -> Picked | int:
    """A clear no; where there is none, the last answer that is not "not sure"."""
    default = question.default_negative
    if isinstance(default, int):
        return default
    if default not in (None, UNSURE):
        return (str(default),)
    return 40 if question.type is QuestionType.NUMBER else (question.options[-1].value,)


def _to_the_end(room: Staffed, ticket: Ticket, stop_at: str = "") -> tuple[list[str], Ticket]:
    asked, ask = [], asking(room.desk, ticket)
    while (screen := ask.screen) is not None:
        asked.append(screen.id)
        if screen.id == stop_at:
            break
        after = ask.reply((NONE,) if screen.is_list else _calm(screen.questions[0]))
        saved = save_answers(
            room.desk,
            room.later(1),
            room.receptionist,
            ticket.id,
            ticket.version,
            after.said(ticket, "patient"),
            confirmed=after.confirmed,
        )
        ticket = saved.ticket
        ask = asking(room.desk, ticket, after.singly, after.confirmed, after.again)
    return asked, ticket
