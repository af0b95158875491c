"""The page for the clinician, and the day on one sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import Staffed, by_patient, nothing_dangerous, staffed

from triage.desk import queue
from triage.desk.answering import Said, save_answers
from triage.desk.day_sheet import day_sheet
from triage.desk.handover import handover
from triage.desk.override import set_other_level
from triage.errors import DeskRefused, NoSuchTicket
from triage.pack.pack import Pack
from triage.report import summary
from triage.report.bilingual import bilingual
from triage.store import Database, audit
from triage.store.audit_faults import verify

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def test_the_handover_has_the_summary_and_who_said_what(room: Staffed) -> None:
    """The summary is that of the report; each answer stands under who gave it."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "face_droop": "yes"}).ticket
    save_answers(
        room.desk,
        room.later(1),
        room.receptionist,
        ticket.id,
        ticket.version,
        Said({"speech_problem": "yes"}, {"speech_problem": "staff"}),
    )
    page = handover(room.desk, room.later(4), room.clinician, ticket.id)
    assert page.result is not None
    assert page.summary == summary(room.desk.pack, page.result)
    assert (page.level, page.assessed_level) == ("Call an ambulance now", "Call an ambulance now")
    assert page.waited == timedelta(minutes=5)
    said = {one.who: one for one in page.said}
    assert (len(said["Staff saw it"].says), said["Staff saw it"].said_no) == (1, 0)
    assert (len(said["The patient"].says), said["The patient"].said_no) == (1, len(ticket.answers) - 2)


def test_the_summary_stands_in_the_language_of_the_person_too(room: Staffed) -> None:
    """Part by part beside the clinic's own, with the level that counts; nothing is worked out anew for it."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "face_droop": "yes", "age": 62}).ticket
    page = handover(room.desk, room.now, room.clinician, ticket.id, "es")
    assert page.summary is not None
    assert page.beside is not None
    assert (page.beside.language.id, page.beside.level) == ("es", "Llame a una ambulancia ahora")
    told = {row.clinic.heading: row for row in page.beside.rows}
    assert told["What to say there"].clinic.texts == (page.summary.opening,)
    signs = told["Danger signs found"]
    assert signs.clinic.texts == page.summary.danger_signs
    assert (signs.person.heading, len(signs.person.texts)) == ("Señales de peligro halladas", 1)
    for row in page.beside.rows:
        assert len(row.clinic.texts) == len(row.person.texts) > 0
        assert set(row.clinic.texts).isdisjoint(row.person.texts)


def test_a_ticket_in_the_language_of_the_clinic_has_nothing_beside(room: Staffed) -> None:
    """Nor has one in a language that the pack does not have (any more), nor one without answers."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    empty = room.take_in({}).ticket
    for id_, language in ((ticket.id, None), (ticket.id, "en"), (ticket.id, "xx"), (empty.id, "es")):
        assert handover(room.desk, room.now, room.clinician, id_, language).beside is None


def test_a_sign_of_a_rule_that_is_gone_keeps_its_words(room: Staffed) -> None:
    """A result of older rules can still be handed over in two languages."""
    pack = room.desk.pack
    ticket = room.take_in({**nothing_dangerous(pack), "face_droop": "yes"}).ticket
    page = handover(room.desk, room.now, room.clinician, ticket.id)
    assert page.result is not None
    sign = page.result.danger_signs[0]
    old = replace(page.result, danger_signs=(replace(sign, rule="gone", label="An old sign"),))
    rows = {row.clinic.heading: row.person.texts for row in bilingual(pack, old, "es")}
    assert rows["Danger signs found"] == ("An old sign",)


def test_a_handover_before_any_answer(room: Staffed) -> None:
    """It says that nothing is known, and fails in nothing."""
    ticket = room.take_in({}).ticket
    page = handover(room.desk, room.now, room.clinician, ticket.id)
    assert (page.summary, page.result, page.said) == (None, None, ())
    assert page.level == "Not assessed"


def test_the_handover_of_nobody(room: Staffed) -> None:
    """There is no page for a ticket that is not there."""
    with pytest.raises(NoSuchTicket):
        handover(room.desk, room.now, room.clinician, "nobody")


def test_waiting_ends_when_somebody_is_taken(room: Staffed) -> None:
    """How long they waited does not grow afterwards."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    queue.claim(room.desk, room.later(9), room.clinician, ticket.id, ticket.version)
    assert handover(room.desk, room.later(60), room.clinician, ticket.id).waited == timedelta(minutes=9)


def test_the_day_sheet(room: Staffed) -> None:
    """All tickets of the day with levels, waits and overrides, and the head of a log that is whole up to it."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    given = {"level": "soon", "reason": "old_and_known", "initials": "CK"}
    set_other_level(room.desk, room.later(2), room.clinician, ticket.id, ticket.version, **given)
    room.take_in({})
    sheet = day_sheet(room.desk, room.later(1), room.receptionist)
    assert [line.ticket.number for line in sheet.lines] == [1, 2]
    first, second = sheet.lines
    assert (first.level, first.assessed_level) == ("See a doctor soon", "Call an ambulance now")
    assert [(one.initials, one.is_current) for one in first.overrides] == [("CK", True)]
    assert (second.level, second.state, second.overrides) == ("Not assessed", "Still being asked", ())
    with room.desk.database.reading() as session:
        assert verify(session, room.desk.audit_key, audit.Head.read(sheet.head)) == []


def test_the_sheet_of_another_day(room: Staffed) -> None:
    """Yesterday's is empty; what is no day is refused."""
    room.take_in({"face_droop": "yes"})
    assert day_sheet(room.desk, room.now, room.receptionist, "2026-03-13").lines == ()
    for day in ("yesterday", "2026-02-30", "2026-3-14"):
        with pytest.raises(DeskRefused):
            day_sheet(room.desk, room.now, room.receptionist, day)


def test_the_day_is_that_of_the_desk(room: Staffed) -> None:
    """Just before midnight in one zone is the next day in another: numbers and sheets go by the desk's own."""
    east = replace(room, desk=replace(room.desk, zone=timezone(timedelta(hours=14))))
    east.later(2 * 60)
    room.later(2 * 60)
    assert room.take_in({}).ticket.day == "2026-03-14"
    assert east.take_in({}).ticket.day == "2026-03-15"


def test_the_history_tells_levels_and_answers(room: Staffed) -> None:
    """What changed stands under who changed it, the newest first."""
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    save_answers(
        room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, by_patient({"face_droop": "yes"})
    )
    newest, oldest = handover(room.desk, room.now, room.clinician, ticket.id).history
    assert newest.says == "Receptionist One saved answers."
    assert newest.more[0].startswith("More urgent now: Call an ambulance now.")
    assert oldest.says == "Receptionist One took them in."
