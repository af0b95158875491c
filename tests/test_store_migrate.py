"""Migrations: forward and back, with rows in the tables, to the very schema that the models describe."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from sqlalchemy import inspect, select, text
from store_rows import DAY, KEY, NOW, a_ticket, a_user

from triage.errors import StoreUnavailable
from triage.store import Database, audit, classes, learners, migrate, visits
from triage.store.audit_faults import verify
from triage.store.models import (
    AuditEntry,
    Learner,
    LearningClass,
    Override,
    Practice,
    Reask,
    StaffSession,
    Table,
    Ticket,
    User,
    Visit,
)

pytestmark = pytest.mark.web

Schema = dict[str, dict[str, Any]]


def _schema(database: Database) -> Schema:
    """All that a database tells of its tables, but for alembic's own."""
    with database.connected() as connection:
        told = inspect(connection)
        return {
            name: {
                "columns": {column["name"]: _column(column) for column in told.get_columns(name)},
                "checks": sorted((check["name"] or "", check["sqltext"]) for check in told.get_check_constraints(name)),
                "indexes": sorted(map(str, told.get_indexes(name))),
                "uniques": sorted(map(str, told.get_unique_constraints(name))),
                "foreign_keys": sorted(map(str, told.get_foreign_keys(name))),
                "key": str(told.get_pk_constraint(name)),
            }
            for name in told.get_table_names()
            if name != "alembic_version"
        }


def _column(column: Any) -> tuple[str, bool, str]:
    return repr(column["type"]), column["nullable"], str(column.get("default"))


@pytest.fixture
def empty(empty_url: str, opened: Callable[[str], Database]) -> Database:
    """A database in which there is nothing."""
    return opened(empty_url)


def test_migrations_make_what_the_models_say(empty: Database, database: Database) -> None:
    """Tables, columns, keys, indexes and CHECK constraints are the same from migrations as from the models."""
    empty.make_file()
    with empty.connected() as connection:
        Table.metadata.create_all(connection)
    expected = _schema(empty)
    assert sorted(expected) == [
        *("audit", "class", "learner", "override", "practice", "reask", "staff_session", "ticket", "user", "visit")
    ]
    assert {len(table["checks"]) for table in expected.values()} > {0}
    assert _schema(database) == expected


def test_back_to_nothing_and_forward_again(empty: Database) -> None:
    """Down to the base no table is left, and up again all are as they were; the revision is known all the way."""
    migrate.upgrade(empty)
    first = _schema(empty)
    assert migrate.current(empty) == migrate.head()
    migrate.downgrade(empty, "base")
    assert _schema(empty) == {}
    assert migrate.current(empty) is None
    migrate.upgrade(empty)
    assert _schema(empty) == first


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of the first tables, in the columns that they have had from the beginning."""
    found: dict[str, list[dict[str, Any]]] = {}
    with database.reading() as session:
        for table in (User, StaffSession, Ticket, Visit, Override, Reask, AuditEntry):
            columns = [column for column in table.__table__.columns if column.name != "language"]
            found[table.__tablename__] = [dict(row) for row in session.execute(select(*columns)).mappings()]
    return found


def test_rows_live_through_every_step(empty: Database) -> None:
    """A step down and up again from the newest revision but the first keeps each row, and the audit log whole."""
    migrate.upgrade(empty)
    with empty.writing() as session:
        user = a_user(session)
        ticket = a_ticket(session, result={"urgency": "soon"}, claimed_by=user.id, claimed_at=NOW)
        visits.new_visit(session, NOW, "GB", "a" * 64, DAY)[0].ticket_id = ticket.id
        session.add(Reask(id="r", ticket_id=ticket.id, due_at=NOW, asks=["bladder"], says="Ask again", state="due"))
        given = {"before": "soon", "after": "urgent_same_day", "reason": "worse", "rules": ["r1"], "is_current": True}
        session.add(Override(id="o", ticket_id=ticket.id, user_id=user.id, initials="MA", at=NOW, **given))
        session.add(StaffSession(id_hash="h", user_id=user.id, created_at=NOW, seen_at=NOW, expires_at=NOW + DAY))
        audit.append(session, KEY, NOW, "mary", "ticket.claim", f"ticket:{ticket.id}", after={"by": "mary"})
        klass, _, _ = classes.new_class(
            session, NOW, KEY, title="Tuesday", pack_sha256="a" * 64, seed=7, cases=3, lives_for=DAY
        )
        learner, _ = learners.join(session, NOW, klass, "Robin")
        done: dict[str, Any] = {"kind": "case", "number": 1, "record": {"seed": 7}, "seen": [], "done": {}}
        session.add(Practice(id="p", learner_id=learner.id, at=NOW, **done))
    before = _rows(empty)
    assert [len(rows) for rows in before.values()] == [1] * 7
    for _ in range(len(migrate.revisions()) - 1):
        migrate.downgrade(empty, "-1")
        migrate.upgrade(empty, "+1")
        assert _rows(empty) == before
        migrate.downgrade(empty, "-1")
    migrate.upgrade(empty)
    assert _rows(empty) == before
    with empty.reading() as session:
        assert verify(session, KEY) == []


def test_classes_are_lost_with_their_step_and_nothing_else_is(empty: Database) -> None:
    """Back before there were classes their tables are gone with what was in them; forward again they are empty."""
    migrate.upgrade(empty)
    with empty.writing() as session:
        a_user(session)
        klass, _, _ = classes.new_class(session, NOW, KEY, title="", pack_sha256="a", seed=7, cases=3, lives_for=DAY)
        learners.join(session, NOW, klass, "Robin")
    migrate.downgrade(empty, "r0001")
    assert {"class", "learner", "practice"}.isdisjoint(_schema(empty))
    migrate.upgrade(empty)
    with empty.reading() as session:
        assert [session.scalars(select(table)).all() for table in (LearningClass, Learner, Practice)] == [[], [], []]
        assert [user.name for user in session.scalars(select(User))] == ["mary"]


def test_languages_are_english_where_they_were_not_kept_yet(empty: Database) -> None:
    """Back before languages their column is gone and no row is; forward again everybody reads English."""
    migrate.upgrade(empty)
    with empty.writing() as session:
        ticket = a_ticket(session, language="es")
        visits.new_visit(session, NOW, "GB", "a" * 64, DAY, "es")[0].ticket_id = ticket.id
    with empty.reading() as session:
        assert [session.scalars(select(table.language)).all() for table in (Ticket, Visit)] == [["es"], ["es"]]
    before = _rows(empty)
    migrate.downgrade(empty, "r0002")
    assert all("language" not in table["columns"] for table in _schema(empty).values())
    assert _rows(empty) == before
    migrate.upgrade(empty)
    assert _rows(empty) == before
    with empty.reading() as session:
        assert [session.scalars(select(table.language)).all() for table in (Ticket, Visit)] == [["en"], ["en"]]


def test_a_step_that_fails_leaves_nothing_half_done(empty: Database) -> None:
    """Where a table is in the way, the schema stays as it was, on SQLite too."""
    empty.make_file()
    with empty.connected() as connection:
        connection.execute(text("CREATE TABLE visit (id TEXT)"))
    with pytest.raises(StoreUnavailable):
        migrate.upgrade(empty)
    assert list(_schema(empty)) == ["visit"]


def test_an_unknown_revision_is_said(empty: Database) -> None:
    """A database of a newer version, or a revision that does not exist, is refused in a sentence."""
    migrate.upgrade(empty)
    with pytest.raises(StoreUnavailable, match="schema cannot be changed"):
        migrate.upgrade(empty, "r9999")
    with empty.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(StoreUnavailable, match="schema cannot be changed"):
        migrate.upgrade(empty)


def test_servers_that_start_at_once(empty_url: str, opened: Callable[[str], Database]) -> None:
    """Four that bring the same new database up to date do it once, and none of them fails."""
    failed: list[Exception] = []

    def create(database: Database) -> None:
        try:
            database.create()
        except StoreUnavailable as error:
            failed.append(error)

    threads = [threading.Thread(target=create, args=(opened(empty_url),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert migrate.current(opened(empty_url)) == migrate.head()
