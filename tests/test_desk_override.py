"""Another level than the assessed one: for a reason, by who may, and never for longer than it is safe."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from databases import SECRET
from desk_cases import Staffed, by_patient, nothing_dangerous, staffed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.desk.answering import save_answers
from triage.desk.override import direction_of, reasons, set_other_level
from triage.desk.tally import tally
from triage.errors import DeskRefused, NotAllowed
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.store import Database, desk_rows
from triage.store.models import Override, Ticket, User

pytestmark = pytest.mark.web


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def override(room: Staffed, user: User, ticket: Ticket, level: str, reason: str, **more: Any) -> Ticket:
    given = {"initials": "ab", **more}
    return set_other_level(
        room.desk, room.later(1), user, ticket.id, ticket.version, level=level, reason=reason, **given
    )


def stroke(room: Staffed) -> Ticket:
    return room.take_in({**nothing_dangerous(room.desk.pack), "face_droop": "yes"}).ticket


def test_a_clinician_lowers_an_emergency(room: Staffed) -> None:
    """The level that counts is another then; the assessed one stays on the ticket, and the sign is on record."""
    ticket = override(room, room.clinician, stroke(room), "soon", "old_and_known", note="since 2019")
    assert (ticket.urgency, ticket.urgency_rank, ticket.assessed_urgency) == ("soon", 2, "emergency_now")
    with room.desk.database.reading() as session:
        kept = desk_rows.current_override(session, ticket.id)
    assert kept is not None
    assert (kept.before, kept.after, kept.reason, kept.note) == ("emergency_now", "soon", "old_and_known", "since 2019")
    assert kept.initials == "AB"
    assert any("RF01" in rule for rule in kept.rules)


@pytest.mark.parametrize("role", ["receptionist", "admin"])
def test_nobody_else_does(room: Staffed, role: str) -> None:
    """A receptionist or an admin cannot lower an emergency, not even to the lesser emergency."""
    ticket = stroke(room)
    for level in ("emergency_department", "soon"):
        with pytest.raises(NotAllowed, match="clinician"):
            override(room, room.users[role], ticket, level, "old_and_known")


def test_nor_lower_it_further(room: Staffed) -> None:
    """What a clinician lowered from an emergency a receptionist does not lower further."""
    ticket = override(room, room.clinician, stroke(room), "soon", "old_and_known")
    with pytest.raises(NotAllowed):
        override(room, room.receptionist, ticket, "routine", "old_and_known")


def test_everybody_raises(room: Staffed) -> None:
    """Anybody at the desk may make somebody more urgent, also before a single question."""
    ticket = override(room, room.receptionist, room.take_in({}).ticket, "emergency_now", "looks_worse")
    assert (ticket.urgency, ticket.state) == ("emergency_now", "waiting")


@pytest.mark.parametrize(
    ("level", "reason", "more", "says"),
    [
        ("soon", "looks_worse", {}, "does not go"),
        ("emergency_now", "old_and_known", {}, "already"),
        ("asap", "old_and_known", {}, "level"),
        ("soon", "no_reason", {}, "reason"),
        ("soon", "other_reason", {}, "note"),
        ("soon", "old_and_known", {"initials": ""}, "initials"),
        ("soon", "old_and_known", {"initials": "a1"}, "initials"),
        ("soon", "old_and_known", {"initials": "abcde"}, "initials"),
        ("soon", "old_and_known", {"note": "x" * 201}, "200"),
    ],
)
def test_what_is_refused(room: Staffed, level: str, reason: str, more: dict[str, str], says: str) -> None:
    """A level, a reason that goes with the way, initials, and a note where one is needed: else nothing is kept."""
    with pytest.raises(DeskRefused, match=says):
        override(room, room.clinician, stroke(room), level, reason, **more)


def test_reasons_go_with_a_way(room: Staffed) -> None:
    """Each way has reasons of its own, and "another reason" stands with both."""
    up, down = ({one.id for one in reasons(room.desk, way)} for way in ("up", "down"))
    assert up & down == {"other_reason"}
    assert {"looks_worse"} <= up
    assert {"old_and_known"} <= down


def test_it_ends_when_new_answers_are_more_urgent_than_both(room: Staffed) -> None:
    """Then the assessed level counts again, and who saved is told."""
    ticket = room.take_in({**nothing_dangerous(room.desk.pack), "saddle_numbness": "yes"}).ticket
    assert ticket.urgency == "emergency_department"
    ticket = override(room, room.clinician, ticket, "soon", "seen_by_clinician")
    saved = save_answers(
        room.desk, room.now, room.receptionist, ticket.id, ticket.version, by_patient({"face_droop": "yes"})
    )
    assert saved.ticket.urgency == "emergency_now"
    assert saved.moved is not None
    assert saved.moved.override_ended
    with room.desk.database.reading() as session:
        assert desk_rows.current_override(session, ticket.id) is None


def test_it_ends_when_an_emergency_has_a_new_sign(room: Staffed) -> None:
    """A danger sign that did not stand when staff set the level is not covered by it, though the level is the same."""
    ticket = override(room, room.clinician, stroke(room), "soon", "old_and_known")
    said = by_patient({"breathing_trouble": "at_rest"})
    saved = save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, said)
    assert saved.ticket.urgency == "emergency_now"


def test_it_stays_with_other_news(room: Staffed) -> None:
    """Answers that are no more urgent leave the set level."""
    ticket = override(room, room.clinician, stroke(room), "soon", "old_and_known")
    said = by_patient({"face_droop": "yes", "time_since_start": "gt_3m"})
    saved = save_answers(room.desk, room.now, room.receptionist, ticket.id, ticket.version, said)
    assert saved.ticket.urgency == "soon"


def test_going_back_to_the_assessed_level(room: Staffed) -> None:
    """Setting the assessed level again ends the override: nothing is in force then."""
    ticket = override(room, room.clinician, stroke(room), "soon", "old_and_known")
    ticket = override(room, room.receptionist, ticket, "emergency_now", "getting_worse")
    with room.desk.database.reading() as session:
        assert desk_rows.current_override(session, ticket.id) is None


def test_the_tally(room: Staffed) -> None:
    """Overrides are counted by direction, reason and each danger sign that stood, for everybody to see."""
    for _ in range(2):
        override(room, room.clinician, stroke(room), "soon", "old_and_known")
    override(room, room.receptionist, room.take_in({}).ticket, "emergency_now", "looks_worse")
    counted = tally(room.desk, room.admin)
    assert (counted.overrides, counted.up, counted.down) == (3, 1, 2)
    down = [line for line in counted.lines if line.direction == "down"]
    assert {(line.reason, line.times) for line in down} == {("old_and_known", 2)}
    assert "Stroke or TIA" in {line.rule_label for line in down}
    up = [line for line in counted.lines if line.direction == "up"]
    assert [(line.rule, line.times) for line in up] == [("", 1)]
    assert tally(room.desk, room.admin, since=room.later(1)).overrides == 0


def test_directions() -> None:
    """A level set before any assessment is a way up."""
    assert direction_of(Override(before="not_assessed", after="soon")) == "up"
    assert direction_of(Override(before="soon", after="urgent_same_day")) == "up"
    assert direction_of(Override(before="soon", after="routine")) == "down"


ANSWERS = st.sampled_from(
    [
        {"face_droop": "yes"},
        {"face_droop": "no"},
        {"saddle_numbness": "yes"},
        {"saddle_numbness": "no"},
        {"breathing_trouble": "at_rest"},
        {"breathing_trouble": "none"},
        {"time_since_start": "gt_3m", "onset_tempo": "months_years", "course": "same"},
    ]
)
OVERRIDES = st.tuples(st.sampled_from(["receptionist", "clinician", "admin"]), st.sampled_from(list(Urgency)))


@pytest.fixture(scope="module")
def one_room(tmp_path_factory: pytest.TempPathFactory, ready_sqlite: Path, pack: Pack) -> Staffed:
    file = tmp_path_factory.mktemp("desk") / "triage.db"
    file.write_bytes(ready_sqlite.read_bytes())
    return staffed(Database(f"sqlite:///{file}", SECRET), pack)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANSWERS | OVERRIDES, min_size=1, max_size=6))
def test_no_emergency_counts_less_but_by_a_clinician(one_room: Staffed, steps: list[Any]) -> None:
    """Whatever is answered and set, in any order: an emergency counts as less only by a clinician's standing word."""
    room = copy.copy(one_room)
    ticket = room.take_in(nothing_dangerous(room.desk.pack)).ticket
    for step in steps:
        if isinstance(step, dict):
            saved = save_answers(
                room.desk, room.later(1), room.receptionist, ticket.id, ticket.version, by_patient(step)
            )
            ticket = saved.ticket
        else:
            role, level = step
            try:
                ticket = override(room, room.users[role], ticket, level, "other_reason", note="for a test")
            except (NotAllowed, DeskRefused):
                continue
        assessed, counts = Urgency(str(ticket.assessed_urgency)), Urgency(str(ticket.urgency))
        if assessed.is_emergency and counts < assessed:
            with room.desk.database.reading() as session:
                standing = desk_rows.current_override(session, ticket.id)
            assert standing is not None
            assert standing.user_id == room.clinician.id or Urgency(standing.after) > Urgency(standing.before)
    assert ticket.urgency_rank == Urgency(str(ticket.urgency)).rank
