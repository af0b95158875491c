"""Forgetting: what is old goes, one person goes on request, and the audit log stays whole and says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from databases import SECRET
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from store_rows import DAY, HOUR, KEY, NOW, a_ticket, a_user

from triage.store import Database, audit, retention, staff_sessions, visits
from triage.store.audit_faults import verify
from triage.store.models import AuditEntry, Override, Reask, StaffSession, Table, Ticket, User, Visit

pytestmark = pytest.mark.web

MARKER = "zzq-answer-zzq"


def _person(session: Session, number: int = 1, **columns: Any) -> str:
    """A ticket with all that can belong to one, each with an entry in the log. Returns its id."""
    user = session.scalar(select(User)) or a_user(session)
    ticket = a_ticket(session, number, answers={"other": MARKER}, label="blue coat", **columns)
    visit, _ = visits.new_visit(session, NOW, "GB", "a" * 64, 90 * DAY)
    visit.ticket_id, visit.answers = ticket.id, {"other": MARKER}
    given = {"before": "soon", "after": "routine", "reason": "better", "rules": [], "is_current": True}
    override = Override(id=f"o{number}", ticket_id=ticket.id, user_id=user.id, initials="MA", at=NOW, **given)
    reask = Reask(id=f"r{number}", ticket_id=ticket.id, due_at=NOW, asks=["bladder"], says="Ask", state="due")
    session.add_all([override, reask])
    for thing in (f"ticket:{ticket.id}", f"ticket:{ticket.id}", f"override:o{number}"):
        audit.append(session, KEY, NOW, "mary", "ticket.answer", thing, {}, {"other": MARKER})
    return ticket.id


def _counts(session: Session) -> list[int]:
    tables: list[type[Table]] = [Ticket, Visit, Override, Reask]
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def _values(session: Session) -> int:
    return sum(MARKER in str(entry.after) for entry in session.scalars(select(AuditEntry)))


def test_one_person_is_erased(database: Database) -> None:
    """Ticket, overrides, re-asks and visits go, and the values in the log; others stay, and the log has no fault."""
    with database.writing() as session:
        gone, stays = _person(session, 1), _person(session, 2)
        before = {entry.seq: entry.digest for entry in session.scalars(select(AuditEntry))}
        assert _values(session) == 6
    with database.writing() as session:
        assert retention.erase(session, KEY, NOW + DAY, f"ticket:{gone}", "admin") == retention.Erased(4, 3)
    with database.reading() as session:
        assert _counts(session) == [1, 1, 1, 1]
        assert session.get(Ticket, stays)
        assert _values(session) == 3
        assert verify(session, KEY, audit.head(session)) == []
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        assert {entry.seq: entry.digest for entry in entries[:6]} == before, "what there was stays as a hash"
        assert [(entry.who, entry.what, entry.object, entry.after) for entry in entries[6:]] == [
            ("admin", "ticket.erase", f"ticket:{gone}", {"rows": 4, "entries": 2}),
            ("admin", "override.erase", "override:o1", {"rows": 0, "entries": 1}),
        ]


def test_a_visit_takes_its_ticket_along(database: Database) -> None:
    """Asked to erase a visit that became a ticket, both go: it is the same person; one without a ticket goes alone."""
    with database.writing() as session:
        _person(session)
        taken = session.scalars(select(Visit.id)).one()
        alone = visits.new_visit(session, NOW, "GB", "a" * 64, DAY)[0].id
        assert retention.erase(session, KEY, NOW, f"visit:{taken}") == retention.Erased(4, 3)
        assert retention.erase(session, KEY, NOW, f"visit:{alone}") == retention.Erased(1, 0)
        assert _counts(session) == [0, 0, 0, 0]
        assert verify(session, KEY) == []


@pytest.mark.parametrize("thing", ["ticket:none", "visit:none", "user:mary", "ticket", "", ":"])
def test_nothing_of_this_name(database: Database, thing: str) -> None:
    """Where there is nothing to erase, nothing is done and nothing is written in the log."""
    with database.writing() as session:
        _person(session)
        assert retention.erase(session, KEY, NOW, thing) is None
        assert audit.head(session).seq == 3


def test_values_of_a_ticket_that_is_long_gone(database: Database) -> None:
    """What the log still holds of a ticket whose row is gone can be erased; a second time there is nothing left."""
    with database.writing() as session:
        audit.append(session, KEY, NOW, "mary", "ticket.answer", "ticket:old", None, {"other": MARKER})
        assert retention.erase(session, KEY, NOW, "ticket:old") == retention.Erased(0, 1)
        assert _values(session) == 0
        assert verify(session, KEY) == []


def test_an_erasure_hides_no_forgery(database: Database) -> None:
    """Entries about an erased person that are edited afterwards are still found; so are values put back in."""
    with database.writing() as session:
        gone = _person(session)
        retention.erase(session, KEY, NOW, f"ticket:{gone}")
    for change in ({"who": "joe"}, {"digest": "0" * 64}, {"after": {"other": "made up"}}):
        with database.writing() as session:
            undone = session.begin_nested()
            session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(change))
            assert {fault.seq for fault in verify(session, KEY)} == {2}
            undone.rollback()


def test_what_is_old_goes_by_itself(database: Database) -> None:
    """Closed for 30 days, left open for as long, or past a time of its own: such tickets go, others stay."""
    with database.writing() as session:
        _person(session, 1, state="seen", closed_at=NOW - 30 * DAY, arrived_at=NOW - 31 * DAY)
        _person(session, 2, state="seen", closed_at=NOW - 30 * DAY + HOUR, arrived_at=NOW - 31 * DAY)
        _person(session, 3, arrived_at=NOW - 30 * DAY)
        _person(session, 4)
        _person(session, 5, expires_at=NOW)
        visits.new_visit(session, NOW - DAY, "GB", "a" * 64, DAY)
        staff_sessions.start_session(session, NOW - timedelta(hours=12), session.scalars(select(User)).one())
    with database.writing() as session:
        assert retention.run(session, KEY, NOW) == retention.Removed(visits=1, tickets=3, sessions=1)
    with database.reading() as session:
        assert session.scalars(select(Ticket.number).order_by(Ticket.number)).all() == [2, 4]
        assert session.scalars(select(StaffSession.id_hash)).all() == []
        assert _values(session) == 6
        assert verify(session, KEY) == []
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        counts = {"visits": 1, "tickets": 3, "sessions": 1, "classes": 0, "learners": 0}
        assert (last.what, last.after) == ("retention.run", {**counts, "days": 30})
    with database.writing() as session:
        assert retention.run(session, KEY, NOW + HOUR, days=1).tickets == 1


def test_nothing_of_it_is_left_in_the_files(tmp_path: Path) -> None:
    """Once SQLite has put its files in order, no byte of what an erased person said is in any of them."""
    database = Database(f"sqlite:///{tmp_path}/triage.db", SECRET)
    database.create()
    with database.writing() as session:
        gone = _person(session)
    database.overwrite_deleted()
    assert any(MARKER.encode() in file.read_bytes() for file in tmp_path.iterdir())
    with database.writing() as session:
        retention.erase(session, KEY, NOW, f"ticket:{gone}")
    database.overwrite_deleted()
    assert [file.name for file in tmp_path.iterdir() if MARKER.encode() in file.read_bytes()] == []
    database.close()


def test_putting_files_in_order_does_no_harm(database: Database) -> None:
    """On both databases it works beside others, and what is not deleted stays."""
    with database.writing() as session:
        a_user(session)
    with database.reading() as session:
        assert session.scalars(select(User.name)).all() == ["mary"]
        database.overwrite_deleted()
    with database.writing() as session:
        assert session.scalars(select(User.name)).all() == ["mary"]
