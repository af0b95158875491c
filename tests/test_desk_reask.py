"""Asking again: in time, about what matters for this person, until they are seen or have left."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import MINUTE, Staffed, by_patient, nothing_dangerous, staffed

from triage.desk import queue, reask
from triage.desk.answering import save_answers
from triage.desk.override import set_other_level
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.store import Database
from triage.store.models import Ticket

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def saddle(room: Staffed) -> Ticket:
    """Somebody who belongs in the emergency department."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "saddle_numbness": "yes"}).ticket
    assert ticket.urgency == "emergency_department"
    return stopped(room, ticket)


def stopped(room: Staffed, ticket: Ticket) -> Ticket:
    saved = save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, by_patient({}), stops=True)
    return saved.ticket


def due_in(room: Staffed, ticket: Ticket) -> timedelta | None:
    row = next(row for row in queue.queue(room.desk, room.now, room.receptionist) if row.ticket.id == ticket.id)
    return None if row.due_at is None else row.due_at - room.now


@pytest.mark.parametrize(
    ("level", "minutes"),
    [("emergency_now", 5), ("emergency_department", 15), ("urgent_same_day", 30), ("soon", 60), ("routine", None)],
)
def test_each_level_has_its_time(room: Staffed, level: str, minutes: int | None) -> None:
    """How soon somebody is asked again comes from the pack, by the level."""
    assert reask.minutes_of(room.desk, Urgency(level)) == minutes


def test_a_call_comes_when_it_is_due(room: Staffed) -> None:
    """Not a minute before; it says who, and asks what the safety net of this very person names."""
    ticket = saddle(room)
    room.later(14)
    assert reask.calls(room.desk, room.now) == []
    room.later(1)
    (call,) = reask.calls(room.desk, room.now)
    assert (call.number, call.ticket_id) == (ticket.number, ticket.id)
    assert "breathing_trouble" in call.asks
    assert "saddle_numbness" not in call.asks


def test_only_what_would_raise_the_level_is_asked(room: Staffed) -> None:
    """Each question is one of which another answer would lead to a more urgent level than the one that counts."""
    ticket = saddle(room)
    assert ticket.result is not None
    names = reask.telling_questions(ticket.result, Urgency.EMERGENCY_DEPARTMENT)
    for name in names:
        lines = [line for line in ticket.result["safety_net"] if any(name in one["answers"] for one in line["changes"])]
        assert any(line["then"] == "emergency_now" for line in lines)
    assert reask.telling_questions(ticket.result, Urgency.EMERGENCY_NOW) == ()
    assert reask.telling_questions(None, Urgency.SOON) == ()


def test_having_asked_sets_the_next_time(room: Staffed) -> None:
    """The call is done, whatever was answered, and the next one comes after the time of the level."""
    ticket = saddle(room)
    room.later(20)
    said = by_patient({"breathing_trouble": "none"})
    saved = save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, said, was_asked_again=True)
    assert reask.calls(room.desk, room.now) == []
    assert due_in(room, saved.ticket) == 15 * MINUTE


def test_other_changes_never_put_it_off(room: Staffed) -> None:
    """Saving an answer, or setting a lower level, leaves the time; a more urgent level brings it forward."""
    ticket = saddle(room)
    room.later(10)
    saved = save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, by_patient({"age": 40}))
    assert due_in(room, ticket) == 5 * MINUTE
    given = {"level": "soon", "reason": "seen_by_clinician", "initials": "AB"}
    lower = set_other_level(room.desk, room.now, room.clinician, ticket.id, saved.ticket.version, **given)
    assert due_in(room, ticket) == 5 * MINUTE
    room.later(-9)
    save_answers(room.desk, room.now, room.receptionist, ticket.id, lower.version, by_patient({"face_droop": "yes"}))
    assert due_in(room, ticket) == 5 * MINUTE


def test_who_is_still_being_asked_is_not_called_for(room: Staffed) -> None:
    """Each answer of an intake starts the time anew."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    room.later(10)
    save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, by_patient({"age": 40}))
    assert due_in(room, ticket) == 15 * MINUTE


@pytest.mark.parametrize("state", ["seen", "left"])
def test_nobody_is_called_for_who_is_gone(room: Staffed, state: str) -> None:
    """A closed ticket has no call any more."""
    ticket = saddle(room)
    queue.close(room.desk, room.now, room.receptionist, ticket.id, ticket.version, state)
    assert reask.calls(room.desk, room.later(600)) == []


def test_calls_stand_in_the_order_of_their_time(room: Staffed) -> None:
    """Who waits longest to be asked again comes first; who was taken but not seen is still called for."""
    first = saddle(room)
    room.later(3)
    second = saddle(room)
    queue.claim(room.desk, room.now, room.clinician, first.id, first.version)
    assert [call.ticket_id for call in reask.calls(room.desk, room.later(60))] == [first.id, second.id]


def test_routine_is_not_asked_again(room: Staffed) -> None:
    """At the lowest level there is no time at all."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    given = {"level": "routine", "reason": "seen_by_clinician", "initials": "AB"}
    set_other_level(room.desk, room.now, room.clinician, ticket.id, ticket.version, **given)
    assert due_in(room, ticket) is None
