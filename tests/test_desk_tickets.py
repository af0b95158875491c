"""Saving answers and changing tickets: nothing is lost, nothing is done twice, and all of it is told in the log."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import Staffed, by_patient, nothing_dangerous, staffed

from triage.desk import handover, queue
from triage.desk.answering import Said, new_ticket, save_answers
from triage.desk.tickets import read_ticket, rename
from triage.errors import DeskRefused, NoSuchTicket, NotAllowed, StaleTicket
from triage.pack.pack import Pack
from triage.store import Database

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def test_tickets_are_numbered_from_one_each_day(room: Staffed) -> None:
    """A number is short enough to call out, and belongs to the day of the desk's own zone."""
    assert [room.take_in({}).ticket.number for _ in range(3)] == [1, 2, 3]
    room.later(24 * 60)
    assert room.take_in({}).ticket.number == 1


def test_a_form_sent_twice_takes_nobody_in_twice(room: Staffed) -> None:
    """The second time, the ticket of the first is given back as it is."""
    number = str(uuid.uuid4())
    first = new_ticket(room.desk, room.now, room.receptionist, by_patient({"face_droop": "yes"}), ticket_id=number)
    again = new_ticket(room.desk, room.later(1), room.receptionist, by_patient({}), ticket_id=number)
    assert again.ticket.id == first.ticket.id
    assert again.ticket.answers == {"face_droop": "yes"}
    assert len(queue.queue(room.desk, room.now, room.receptionist)) == 1


def test_many_desks_take_people_in_at_once(room: Staffed) -> None:
    """Each person gets a number of their own; a form that several send at once takes in one person."""
    same = str(uuid.uuid4())

    def one(number: int) -> str:
        ticket_id = same if number % 2 else None
        said = by_patient({"face_droop": "yes"})
        return new_ticket(room.desk, room.now, room.receptionist, said, ticket_id=ticket_id).ticket.id

    with ThreadPoolExecutor(8) as desks:
        made = set(desks.map(one, range(16)))
    assert len(made) == 9
    rows = queue.queue(room.desk, room.now, room.receptionist)
    assert sorted(row.ticket.number for row in rows) == list(range(1, 10))
    assert room.faults() == []


def test_many_desks_change_one_ticket_at_once(room: Staffed) -> None:
    """Of all who start from one version one saves, and each of the others is told."""
    ticket = room.take_in({"face_droop": "yes"}).ticket

    def one(_: int) -> str:
        said = by_patient({"arm_weakness": "yes"})
        try:
            save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, said)
        except StaleTicket as stale:
            return "told" if stale.changes else "left alone"
        return "saved"

    with ThreadPoolExecutor(8) as desks:
        ends = list(desks.map(one, range(8)))
    assert sorted(ends) == ["saved", *["told"] * 7]
    assert read_ticket(room.desk, room.receptionist, ticket.id).version == ticket.version + 1
    assert room.faults() == []


def test_it_is_kept_who_said_what(room: Staffed) -> None:
    """Each answer has somebody who gave it, whoever gave others before; an answer of nobody is refused."""
    ticket = room.take_in({"face_droop": "no", "arm_weakness": "no"}).ticket
    saved = save_answers(
        room.desk,
        room.later(1),
        room.receptionist,
        ticket.id,
        ticket.version,
        Said({"arm_weakness": "yes"}, {"arm_weakness": "staff"}),
    )
    assert saved.ticket.said_by == {"face_droop": "patient", "arm_weakness": "staff"}
    for by in ({}, {"face_droop": "neighbour"}):
        with pytest.raises(DeskRefused, match="who gave"):
            new_ticket(room.desk, room.now, room.receptionist, Said({"face_droop": "no"}, by))


def test_a_changed_answer_moves_the_ticket(room: Staffed) -> None:
    """The level, the danger signs that came and went, and the answers are told in words."""
    calm = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    saved = save_answers(
        room.desk, room.later(1), room.receptionist, calm.id, calm.version, by_patient({"face_droop": "yes"})
    )
    assert saved.ticket.urgency == "emergency_now"
    assert saved.moved is not None
    words = saved.moved.words
    assert words[0] == "More urgent now: Call an ambulance now. Before: Go to hospital now."
    assert "New danger sign: Stroke or TIA." in words
    assert words[-1].endswith("now Yes. Before: No.") or words[-1].endswith("now yes. Before: no.")
    back = save_answers(
        room.desk, room.later(1), room.receptionist, calm.id, saved.ticket.version, by_patient({"face_droop": "no"})
    )
    assert back.moved is not None
    assert back.moved.words[0].startswith("Less urgent now: ")
    assert "No longer a danger sign: Stroke or TIA." in back.moved.words


def test_the_same_answer_changes_nothing(room: Staffed) -> None:
    """Saving what stands already says so."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    saved = save_answers(
        room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, by_patient({"face_droop": "yes"})
    )
    assert saved.moved is not None
    assert saved.moved.words == ("Same level: Call an ambulance now.", "No answer changed.")


def test_the_result_is_the_assessment_of_the_answers(room: Staffed) -> None:
    """What a ticket shows is what `assess` makes of it, and can be read back whole."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "saddle_numbness": "yes"}).ticket
    result = handover.result_of(ticket)
    assert result is not None
    assert result.answers == ticket.answers
    assert result.urgency.value == ticket.assessed_urgency
    assert result.to_dict() == ticket.result


def test_the_second_editor_is_told(room: Staffed) -> None:
    """Who comes from an older version is refused, and told what was done since, by whom and when."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    queue.claim(room.desk, room.later(5), room.clinician, ticket.id, ticket.version)
    with pytest.raises(StaleTicket) as refused:
        save_answers(
            room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, by_patient({"face_droop": "no"})
        )
    assert refused.value.changes == ("09:05 Clinician One took the ticket.",)
    assert read_ticket(room.desk, room.admin, ticket.id).answers == {"face_droop": "yes"}


def test_a_closed_ticket_stays_as_it_is(room: Staffed) -> None:
    """Nothing is changed after somebody was seen or has left."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    closed = queue.close(room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, "left")
    with pytest.raises(DeskRefused, match="closed"):
        save_answers(
            room.desk, room.now, room.receptionist, ticket.id, closed.version, by_patient({"face_droop": "no"})
        )


def test_names_are_short_plain_and_not_in_the_log(room: Staffed) -> None:
    """A name is one line of at most 40 characters; the audit log never holds it."""
    ticket = room.take_in({}, label="  Blue\ncoat\t").ticket
    assert ticket.label == "Blue coat"
    renamed = rename(room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, "Mrs Grey")
    assert renamed.label == "Mrs Grey"
    with pytest.raises(DeskRefused, match="40"):
        rename(room.desk, room.now, room.receptionist, ticket.id, renamed.version, "x" * 41)
    page = handover.handover(room.desk, room.now, room.clinician, ticket.id)
    assert "Grey" not in repr(page.history)
    assert [one.says for one in page.history] == [
        "Receptionist One changed the name on the ticket.",
        "Receptionist One took them in.",
    ]


def test_what_there_is_not(room: Staffed) -> None:
    """An unknown ticket, and the id of none, are refused in words."""
    with pytest.raises(NoSuchTicket):
        read_ticket(room.desk, room.receptionist, "no-such-id")
    with pytest.raises(NoSuchTicket):
        queue.claim(room.desk, room.now, room.receptionist, str(uuid.uuid4()), 1)
    with pytest.raises(DeskRefused):
        new_ticket(room.desk, room.now, room.receptionist, by_patient({}), ticket_id="1; drop table")


def test_who_is_not_active_can_do_nothing(room: Staffed) -> None:
    """A user who was disabled meanwhile is refused by each function."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    room.receptionist.is_active = False
    with pytest.raises(NotAllowed):
        room.take_in({})
    with pytest.raises(NotAllowed):
        read_ticket(room.desk, room.receptionist, ticket.id)
    with pytest.raises(NotAllowed):
        queue.claim(room.desk, room.now, room.receptionist, ticket.id, ticket.version)


def test_the_log_tells_each_change_and_is_whole(room: Staffed) -> None:
    """Every change of a ticket is one entry with its version, and no entry is at fault."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    ticket = queue.claim(room.desk, room.later(1), room.clinician, ticket.id, ticket.version)
    ticket = queue.release(room.desk, room.later(1), room.clinician, ticket.id, ticket.version)
    ticket = queue.close(room.desk, room.later(1), room.clinician, ticket.id, ticket.version, "seen")
    page = handover.handover(room.desk, room.now, room.clinician, ticket.id)
    assert [one.says.split(" One ")[1] for one in reversed(page.history)] == [
        "took them in.",
        "took the ticket.",
        "gave the ticket back.",
        "closed the ticket: seen.",
    ]
    assert ticket.version == 4
    assert room.faults() == []


def test_answers_that_the_pack_no_longer_knows(room: Staffed) -> None:
    """A ticket from before a change of the pack is still read: what is unknown now counts as not answered."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    with room.desk.database.writing() as session:
        row = session.get_one(type(ticket), ticket.id)
        row.answers = {"face_droop": "yes", "a_question_of_old": "yes", "side": "an_answer_of_old"}
    saved = save_answers(
        room.desk, room.now, room.receptionist, ticket.id, ticket.version, by_patient({"arm_weakness": "no"})
    )
    assert saved.ticket.answers == {"face_droop": "yes", "arm_weakness": "no"}
