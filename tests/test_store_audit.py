"""The audit log: whatever is done to it afterwards is found, and at which entry."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from databases import SECRET
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session
from store_rows import HOUR, KEY, NOW

from triage.errors import SecretUnusable
from triage.store import Database, audit
from triage.store.audit import Head
from triage.store.audit_faults import Fault, verify
from triage.store.models import AuditEntry
from triage.store.secret import key_for

pytestmark = pytest.mark.web

ENTRIES = 6


def _fill(session: Session, count: int = ENTRIES) -> None:
    for number in range(1, count + 1):
        before = {"answers": {"age": number, "side": ["left", 1.5, None, True]}} if number % 2 else None
        audit.append(
            session, KEY, NOW + number * HOUR, "mary", "ticket.change", f"ticket:{number % 3}", before, {"v": 2}
        )


@pytest.fixture
def filled(database: Database) -> Database:
    """A log of six entries."""
    with database.writing() as session:
        _fill(session)
    return database


def _faults(database: Database, key: bytes = KEY, known: Head | None = None) -> list[Fault]:
    with database.reading() as session:
        return verify(session, key, known)


def _head(database: Database) -> Head:
    with database.reading() as session:
        return audit.head(session)


def test_a_log_as_it_was_written_has_no_fault(filled: Database) -> None:
    """Nor has an empty one; numbers go up from one, and each entry names the one before."""
    assert _faults(filled, known=_head(filled)) == []
    with filled.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.seq for entry in entries] == list(range(1, ENTRIES + 1))
    assert [entry.previous for entry in entries] == [audit.FIRST, *(entry.hash for entry in entries[:-1])]
    assert entries[0].before == {"answers": {"age": 1, "side": ["left", 1.5, None, True]}}


def test_an_empty_log(database: Database) -> None:
    """It has no fault, and a head of its own; but with a head that was kept, it is one that was emptied."""
    assert str(_head(database)) == "0:" + "0" * 64
    assert _faults(database, known=_head(database)) == []
    assert [fault.kind for fault in _faults(database, known=Head(2, "a" * 64))] == ["truncated"]


def test_what_is_undone_leaves_no_entry(filled: Database) -> None:
    """An entry belongs to the transaction of its change: undone, it leaves no gap either."""
    with pytest.raises(ZeroDivisionError), filled.writing() as session:
        assert audit.append(session, KEY, NOW, "mary", "x", "y").seq / 0
    with filled.writing() as session:
        assert audit.append(session, KEY, NOW, "mary", "x", "y").seq == ENTRIES + 1
    assert _faults(filled) == []


def test_many_at_once_make_one_chain(database: Database) -> None:
    """Eight threads that append twenty entries each make one whole chain of 160."""

    def append() -> None:
        for _ in range(20):
            with database.writing() as session:
                audit.append(session, KEY, NOW, "mary", "x", "y")

    threads = [threading.Thread(target=append) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _head(database).seq == 160
    assert _faults(database) == []


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("at", NOW, "edited"),
        ("who", "joe", "edited"),
        ("what", "ticket.view", "edited"),
        ("object", "ticket:9", "edited"),
        ("digest", "0" * 64, "edited"),
        ("previous", "0" * 64, "edited"),
        ("hash", "0" * 64, "edited"),
        ("before", {"answers": {"age": 4}}, "values"),
        ("before", None, "values"),
        ("after", {"v": 2.0}, "values"),
        ("salt", "0" * 64, "values"),
        ("salt", None, "values"),
    ],
)
def test_each_column_is_guarded(filled: Database, column: str, value: object, kind: str) -> None:
    """Whichever column of the third entry is changed, the log has a fault of this kind at the third entry."""
    with filled.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == 3).values({column: value}))
    assert (3, kind) in {(fault.seq, fault.kind) for fault in _faults(filled)}
    assert all(str(fault).startswith(f"entry {fault.seq}: ") for fault in _faults(filled))


@pytest.mark.parametrize(
    "change",
    [
        "at = 'yesterday'",
        "at = x'00'",
        "who = 7",
        "who = x'ff'",
        "before = 'no json'",
        "before = x'ff00'",
        "before = ''",
        "salt = x'ff'",
        "before = cast(x'ff' AS text)",
        "who = cast(x'ff' AS text)",
        "previous = cast(x'ff' AS text)",
        "hash = cast(x'ff' AS text)",
        "salt = cast(x'ff' AS text)",
        "hash = 5",
    ],
)
def test_columns_of_sqlite_can_hold_anything(tmp_path: Path, change: str) -> None:
    """Bytes, numbers and text that is no date are a fault of the log like others, and stop nothing."""
    database = Database(f"sqlite:///{tmp_path}/triage.db", SECRET)
    database.create()
    with database.writing() as session:
        _fill(session)
        session.execute(text(f"UPDATE audit SET {change} WHERE seq = 3"))
    assert {fault.seq for fault in _faults(database)} & {3}
    database.close()


def test_a_missing_entry_is_named(filled: Database) -> None:
    """Of entries that were deleted it is said which; the others have no fault."""
    with filled.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.seq.in_([1, 3, 4])))
    assert [str(fault) for fault in _faults(filled)] == [
        "entry 2: entry 1 is missing before it",
        "entry 5: entries 3 to 4 are missing before it",
    ]


def test_a_cut_off_end_is_seen_with_a_head_that_was_kept(filled: Database) -> None:
    """Without one it cannot be seen; with one it is, even when other entries have been written in place of the old."""
    kept = Head.read(f" {_head(filled)}\n")
    with filled.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.seq > 4))
    assert _faults(filled) == []
    assert [(fault.kind, fault.says) for fault in _faults(filled, known=kept)] == [
        ("truncated", "entries 5 to 6 are missing at the end")
    ]
    with filled.writing() as session:
        _fill(session, 4)
    assert _faults(filled) == []
    assert [(fault.seq, fault.kind) for fault in _faults(filled, known=kept)] == [(6, "edited")]


def test_another_key(filled: Database) -> None:
    """With another secret no entry fits, which is said once."""
    assert [fault.kind for fault in _faults(filled, b"other" * 8)] == ["key"]


def test_a_server_with_another_secret_does_not_start(filled: Database) -> None:
    """It would go on writing a log that nobody can verify; one edited entry at the end is no reason to stay away."""
    with pytest.raises(SecretUnusable, match="not the secret"):
        filled.create()
    with filled.writing() as session:
        audit.append(session, key_for(SECRET, "audit"), NOW, "mary", "x", "y")
    filled.create()
    with filled.writing() as session:
        audit.append(session, key_for(SECRET, "audit"), NOW, "mary", "x", "y")
        session.execute(update(AuditEntry).where(AuditEntry.seq == ENTRIES + 2).values(who="joe"))
    filled.create()


@pytest.mark.parametrize("written", ["", "5", "5:", "x:" + "0" * 64, "5:" + "g" * 64, "²:" + "0" * 64, "5:abc"])
def test_a_head_that_cannot_be_read(written: str) -> None:
    """A head is a number, a colon and 64 hexadecimal digits."""
    with pytest.raises(ValueError, match="a head of the audit log"):
        Head.read(written)


def test_values_can_be_forgotten_for_a_reason_only(filled: Database) -> None:
    """Values that are gone are a fault, until an entry about the same object says that they were erased."""
    with filled.writing() as session:
        assert audit.forget_values(session, ["ticket:1"]) == 2
    assert [(fault.seq, fault.kind) for fault in _faults(filled)] == [(1, "values"), (4, "values")]
    with filled.writing() as session:
        audit.append(session, KEY, NOW, "system", "ticket.erase", "ticket:2")
    assert len(_faults(filled)) == 2
    with filled.writing() as session:
        audit.append(session, KEY, NOW, "system", "ticket.erase", "ticket:1")
    assert _faults(filled) == []
    with filled.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == 4).values(after={"v": 3}))
    assert [(fault.seq, fault.kind) for fault in _faults(filled)] == [(4, "values")]


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Database]]:
    """A database to fill with as many entries as wanted, again and again."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('audit')}/triage.db", SECRET)
    database.create()

    def filled(count: int) -> Database:
        with database.writing() as session:
            session.execute(delete(AuditEntry))
            _fill(session, count)
        return database

    yield filled
    database.close()


@contextmanager
def _rows(database: Database) -> Iterator[list[dict[str, Any]]]:
    """All rows, to be changed: what is left in the list is the new log."""
    with database.writing() as session:
        columns = [column.name for column in AuditEntry.__table__.columns]
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        rows = [{name: getattr(entry, name) for name in columns} for entry in entries]
        yield rows
        session.execute(delete(AuditEntry))
        for row in rows:
            session.add(AuditEntry(**row))


_EDITS: dict[str, st.SearchStrategy[object]] = {
    "at": st.datetimes().map(lambda moment: moment.replace(tzinfo=NOW.tzinfo)),
    **{name: st.text(max_size=5) for name in ("who", "what", "object")},
    **{name: st.text("0123456789abcdef", min_size=64, max_size=64) for name in ("salt", "digest", "previous", "hash")},
    **{
        name: st.none() | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)
        for name in ("before", "after")
    },
}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(), count=st.integers(1, 12), change=st.sampled_from(["edit", "delete", "swap", "truncate", "forge"])
)
def test_any_single_change_is_found(
    long_log: Callable[[int], Database], data: st.DataObject, count: int, change: str
) -> None:
    """An edit of any column, a deletion, a swap, a cut-off end or an added entry: with the head, each is found."""
    database = long_log(count)
    kept = _head(database)
    assert _faults(database, known=kept) == []
    with _rows(database) as rows:
        place = data.draw(st.integers(0, count - 1))
        before = [dict(row) for row in rows]
        if change == "edit":
            column = data.draw(st.sampled_from(sorted(_EDITS)))
            rows[place][column] = data.draw(_EDITS[column])
        elif change == "delete":
            del rows[place]
        elif change == "truncate":
            del rows[place:]
        elif change == "swap":
            other = data.draw(st.integers(0, count - 1))
            rows[place]["seq"], rows[other]["seq"] = rows[other]["seq"], rows[place]["seq"]
        else:
            rows.append({**rows[place], "seq": count + 1, "previous": rows[-1]["hash"]})
        is_changed = sorted(rows, key=lambda row: int(row["seq"])) != before
    assert bool(_faults(database, known=kept)) == is_changed
