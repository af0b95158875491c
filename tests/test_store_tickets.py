"""Claims: a ticket goes to one desk, the most urgent first, however many desks reach for it at once."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from datetime import timedelta

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from databases import SECRET
from sqlalchemy import select
from sqlalchemy.orm import Session
from store_rows import HOUR, KEY, NOW, a_ticket, a_user

from triage.store import Database, audit, tickets
from triage.store.audit_faults import verify
from triage.store.models import AuditEntry, Ticket, User

pytestmark = pytest.mark.web

DESKS, TICKETS = 8, 400


def test_the_order_of_the_queue(database: Database) -> None:
    """Urgency first, then waiting time, then the number; tickets that do not wait are passed over."""
    with database.writing() as session:
        user = a_user(session)
        for number, rank, minutes, state in (
            (1, 2, 0, "waiting"),
            (2, 5, 9, "waiting"),
            (3, 5, 3, "waiting"),
            (4, 5, 0, "seen"),
            (5, 4, 0, "waiting"),
            (6, 4, 0, "waiting"),
            (7, None, 0, "waiting"),
            (8, 5, 0, "intake"),
        ):
            arrived = NOW + timedelta(minutes=minutes)
            a_ticket(session, number, urgency_rank=rank, arrived_at=arrived, state=state)
    order = []
    with database.writing() as session:
        while (ticket := tickets.claim_next(session, NOW + HOUR, user)) is not None:
            order.append(ticket.number)
            assert (ticket.state, ticket.claimed_by, ticket.claimed_at) == ("claimed", user.id, NOW + HOUR)
            assert ticket.version == 2
    assert order == [3, 2, 5, 6, 1, 7]


def test_a_ticket_is_claimed_once(database: Database) -> None:
    """The second desk that asks for a ticket gets nothing and changes nothing, nor does one that asks for none."""
    with database.writing() as session:
        first, second = a_user(session, "first"), a_user(session, "second")
        ticket = a_ticket(session).id
    with database.writing() as session:
        assert tickets.claim(session, NOW, ticket, first)
    with database.writing() as session:
        assert tickets.claim(session, NOW + HOUR, ticket, second) is None
        assert tickets.claim(session, NOW, "none", second) is None
        assert tickets.claim_next(session, NOW, second) is None
        assert session.get_one(Ticket, ticket).claimed_by == first.id


def test_desks_that_reach_for_the_same_ticket(database: Database) -> None:
    """Eight desks that press the button of one ticket at once: one of them has it."""
    with database.writing() as session:
        ticket = a_ticket(session).id
        desks = [a_user(session, f"desk{number}") for number in range(DESKS)]
    have: list[str] = []
    ready = threading.Barrier(DESKS)

    def claim(user: User) -> None:
        ready.wait()
        with database.writing() as session:
            if tickets.claim(session, NOW, ticket, user):
                have.append(user.id)

    _at_once([threading.Thread(target=claim, args=(user,)) for user in desks])
    with database.reading() as session:
        assert [session.get_one(Ticket, ticket).claimed_by] == have


def test_a_queue_is_shared_out(database: Database) -> None:
    """Eight desks claim 400 tickets from threads of one server: each ticket once, and in the log once."""
    with database.writing() as session:
        names = _fill(session)
    _at_once([threading.Thread(target=_claim_all, args=(database, name)) for name in names])
    _check(database)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(3))
def test_a_queue_is_shared_out_between_servers(database: Database, run: int) -> None:
    """The same from eight processes, each with a connection of its own."""
    assert run in range(3)
    with database.writing() as session:
        names = _fill(session)
    database.close()
    spawn = multiprocessing.get_context("spawn")
    url = database.url.render_as_string(hide_password=False)
    _at_once([spawn.Process(target=_server, args=(url, name)) for name in names])
    _check(database)


@pytest.mark.soak
@pytest.mark.parametrize("run", range(3))
def test_a_queue_is_shared_out_again_and_again(database: Database, run: int) -> None:
    """Three more runs in threads, each with an order of its own."""
    assert run in range(3)
    test_a_queue_is_shared_out(database)


def _at_once(workers: list[threading.Thread] | list[multiprocessing.context.SpawnProcess]) -> None:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _fill(session: Session) -> list[str]:
    for number in range(TICKETS):
        a_ticket(session, number, urgency_rank=1 + number % 5)
    return [a_user(session, f"desk{number}").name for number in range(DESKS)]


def _server(url: str, name: str) -> None:
    _claim_all(Database(url, SECRET), name)


def _claim_all(database: Database, name: str) -> None:
    while True:
        with database.writing() as session:
            user = session.scalars(select(User).where(User.name == name)).one()
            ticket = tickets.claim_next(session, NOW, user)
            if ticket is None:
                return
            audit.append(session, KEY, NOW, name, "ticket.claim", f"ticket:{ticket.id}")


def _check(database: Database) -> None:
    with database.reading() as session:
        claims = Counter(session.scalars(select(AuditEntry.object)))
        assert len(claims) == TICKETS
        assert set(claims.values()) == {1}
        rows = session.execute(select(Ticket.id, Ticket.state, Ticket.version, User.name).join(User)).all()
        assert {(state, version) for _, state, version, _ in rows} == {("claimed", 2)}
        who = {entry.object: entry.who for entry in session.scalars(select(AuditEntry))}
        assert {f"ticket:{ticket}": name for ticket, _, _, name in rows} == who
        assert verify(session, KEY) == []
