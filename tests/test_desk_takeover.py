"""A self-assessment brought to the desk: by code or QR code, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import NOW, Staffed, nothing_dangerous, staffed

from triage.desk.handover import handover, result_of
from triage.desk.takeover import take_over
from triage.errors import NoSuchTicket
from triage.pack.pack import Pack
from triage.store import Database, desk_rows
from triage.store.visits import give_code, give_desk_token, new_visit, save_visit

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def visit(
    room: Staffed, answers: dict[str, Any], person: str = "self", is_done: bool = False, language: str = "en"
) -> tuple[str, str]:
    """A self-assessment with these answers. Returns its code and the token of its QR code."""
    with room.desk.database.writing() as session:
        made, _ = new_visit(session, NOW, "GB", room.desk.pack.sha256, timedelta(hours=2), language)
        document = {"for": person, "unanswered": "unsure", "answers": answers}
        assert save_visit(session, made, made.version, NOW, moves=[], answers=document, is_done=is_done)
        code = give_code(session, made, NOW, room.desk.code_key)
        return code, give_desk_token(session, made, room.desk.code_key)


@pytest.mark.parametrize("by", [0, 1])
def test_by_code_and_by_token(room: Staffed, by: int) -> None:
    """Either finds the answers: they are the patient's, in the patient's country, and assessed."""
    typed = visit(room, {"face_droop": "yes"})[by]
    ticket = take_over(room.desk, room.later(1), room.receptionist, f" {typed} ", "Blue coat").ticket
    assert (ticket.source, ticket.country, ticket.label) == ("visit", "GB", "Blue coat")
    assert ticket.said_by == {"face_droop": "patient"}
    assert (ticket.urgency, ticket.state) == ("emergency_now", "waiting")
    assert ticket.number == 1


def test_the_language_of_the_person_is_taken_over(room: Staffed) -> None:
    """The desk reads its own; the ticket knows what the person reads, for the hand-over page."""
    ticket = take_over(room.desk, room.now, room.receptionist, visit(room, {"face_droop": "yes"}, language="es")[0])
    assert (ticket.ticket.language, (ticket.ticket.result or {})["language"]) == ("es", "en")
    beside = handover(room.desk, room.now, room.clinician, ticket.ticket.id).beside
    assert beside is not None
    assert beside.language.id == "es"


def test_twice_is_the_same_ticket(room: Staffed) -> None:
    """Asked for again, by either way, it is the ticket that there is."""
    code, token = visit(room, {"face_droop": "yes"})
    first = take_over(room.desk, room.later(1), room.receptionist, code)
    second = take_over(room.desk, room.later(1), room.clinician, token)
    assert second.ticket.id == first.ticket.id
    assert second.moved is None
    with room.desk.database.reading() as session:
        assert len(desk_rows.open_tickets(session)) == 1
    assert room.faults() == []


def test_of_somebody_else(room: Staffed) -> None:
    """What one answered for another was said by a relative."""
    code, _ = visit(room, {"face_droop": "yes"}, person="other")
    ticket = take_over(room.desk, room.now, room.receptionist, code).ticket
    assert (ticket.person, ticket.said_by) == ("other", {"face_droop": "relative"})


def test_an_unfinished_one_goes_on_at_the_desk(room: Staffed) -> None:
    """With questions left it is an intake; one that was finished waits, as it would by itself."""
    answers = nothing_dangerous(room.desk.pack)
    ticket = take_over(room.desk, room.now, room.receptionist, visit(room, answers)[0]).ticket
    assert ticket.state == "intake"
    done = take_over(room.desk, room.now, room.receptionist, visit(room, answers, is_done=True)[0]).ticket
    assert done.state == "waiting"
    result = result_of(done)
    assert result is not None
    assert result.answers == answers


def test_one_without_answers(room: Staffed) -> None:
    """A self-assessment that was only begun is taken over too."""
    ticket = take_over(room.desk, room.now, room.receptionist, visit(room, {})[0]).ticket
    assert (ticket.state, ticket.urgency) == ("intake", None)


@pytest.mark.parametrize("typed", ["", "K7QM-3XWA-9T", "x" * 1000, "'; drop table visit; --"])
def test_a_code_that_is_none(room: Staffed, typed: str) -> None:
    """What is no code finds nothing, and says so."""
    visit(room, {"face_droop": "yes"})
    with pytest.raises(NoSuchTicket, match="code"):
        take_over(room.desk, room.now, room.receptionist, typed)


def test_an_old_code(room: Staffed) -> None:
    """After its time a self-assessment is not found any more."""
    code, token = visit(room, {"face_droop": "yes"})
    room.later(121)
    for typed in (code, token):
        with pytest.raises(NoSuchTicket):
            take_over(room.desk, room.now, room.receptionist, typed)
