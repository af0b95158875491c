"""The queue: who is next, and nobody is taken twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from desk_cases import NOW, Staffed, nothing_dangerous, staffed
from hypothesis import given
from hypothesis import strategies as st

from triage.desk import queue
from triage.errors import DeskRefused, StaleTicket
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.store import Database
from triage.store.models import Ticket

pytestmark = pytest.mark.web

LEVELS = (None, *Urgency)


@pytest.fixture
def room(database: Database, pack: Pack) -> Staffed:
    return staffed(database, pack)


def a_ticket(level: Urgency | None, minutes: int, number: int) -> Ticket:
    return Ticket(
        urgency_rank=level.rank if level else None, arrived_at=NOW + timedelta(minutes=minutes), number=number
    )


tickets = st.builds(a_ticket, st.sampled_from(LEVELS), st.integers(0, 300), st.integers(1, 99))


@given(st.lists(tickets, max_size=20))
def test_the_order_of_the_queue(waiting: list[Ticket]) -> None:
    """Of two people the more urgent is first, of equals the one who came first; nobody known yet stands before all."""
    in_order = sorted(waiting, key=queue.place)
    for one, next_ in pairwise(in_order):
        first, second = one.urgency_rank or 99, next_.urgency_rank or 99
        assert first >= second
        if first == second:
            assert (one.arrived_at, one.number) <= (next_.arrived_at, next_.number)


@given(tickets, tickets)
def test_waiting_never_costs_a_place(one: Ticket, other: Ticket) -> None:
    """Who comes before another comes before them still when that one arrives later."""
    if queue.place(one) < queue.place(other):
        other.arrived_at += timedelta(minutes=1)
        assert queue.place(one) < queue.place(other)


def test_the_page_and_the_claim_agree(room: Staffed) -> None:
    """Who stands first among those who wait is who `claim_next` takes."""
    room.take_in(nothing_dangerous(room.desk.pack))
    room.later(1)
    urgent = room.take_in({"face_droop": "yes"}).ticket
    room.later(1)
    room.take_in({"face_droop": "yes"})
    rows = queue.queue(room.desk, room.later(3), room.receptionist)
    assert [row.ticket.number for row in rows] == [2, 3, 1]
    assert rows[0].waited == timedelta(minutes=4)
    assert queue.claim_next(room.desk, room.now, room.clinician).id == urgent.id
    assert queue.queue(room.desk, room.now, room.receptionist)[0].taken_by == "Clinician One"


def test_nobody_waits(room: Staffed) -> None:
    """Someone who is still being asked is not taken as the next; an empty queue says so."""
    room.take_in({"face_droop": "no"})
    with pytest.raises(DeskRefused, match="Nobody"):
        queue.claim_next(room.desk, room.now, room.clinician)


def test_a_ticket_is_taken_once(room: Staffed) -> None:
    """The second desk is told who was first; what is taken cannot be taken, what is not cannot be given back."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    taken = queue.claim(room.desk, room.now, room.clinician, ticket.id, ticket.version)
    with pytest.raises(StaleTicket, match="first"):
        queue.claim(room.desk, room.now, room.receptionist, ticket.id, ticket.version)
    with pytest.raises(DeskRefused):
        queue.claim(room.desk, room.now, room.receptionist, ticket.id, taken.version)
    free = queue.release(room.desk, room.now, room.receptionist, ticket.id, taken.version)
    assert (free.state, free.claimed_by) == ("waiting", None)
    with pytest.raises(DeskRefused):
        queue.release(room.desk, room.now, room.receptionist, ticket.id, free.version)


@pytest.mark.parametrize("state", ["seen", "left"])
def test_closing(room: Staffed, state: str) -> None:
    """A ticket that is closed leaves the queue, with the time."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    closed = queue.close(room.desk, room.later(7), room.receptionist, ticket.id, ticket.version, state)
    assert (closed.state, closed.closed_at) == (state, room.now)
    assert queue.queue(room.desk, room.now, room.receptionist) == []


def test_closing_as_something_else(room: Staffed) -> None:
    """There are two ways to close a ticket and no other."""
    ticket = room.take_in({"face_droop": "yes"}).ticket
    with pytest.raises(DeskRefused):
        queue.close(room.desk, room.now, room.receptionist, ticket.id, ticket.version, "intake")
