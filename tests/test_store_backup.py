"""Backups: made while others write, whole or not at all, and put back without losing what must not be lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from sqlalchemy import select
from store_rows import KEY, NOW, a_ticket, a_user

from triage.errors import BackupFault, StoreUnavailable
from triage.store import Database, audit, backup
from triage.store.audit_faults import verify
from triage.store.models import Ticket, User

pytestmark = pytest.mark.web


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes: in a folder of its own."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "triage.backup"


def _names(database: Database) -> list[str]:
    with database.reading() as session:
        assert verify(session, KEY) == []
        return list(session.scalars(select(User.name).order_by(User.name)))


def _add(database: Database, name: str) -> None:
    with database.writing() as session:
        a_user(session, name)
        audit.append(session, KEY, NOW, "system", "user.add", f"user:{name}")


def test_there_and_back(database: Database, file: Path) -> None:
    """What was there at the time of the backup is there again, the log whole; what came later is gone."""
    _add(database, "before")
    backup.back_up(database, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    _add(database, "later")
    with pytest.raises(BackupFault, match="not empty; --force"):
        backup.restore(database, file)
    assert _names(database) == ["before", "later"]
    backup.restore(database, file, is_forced=True)
    assert _names(database) == ["before"]
    _add(database, "after")
    assert _names(database) == ["after", "before"]


def test_into_a_new_database(database: Database, file: Path, empty_database: Database) -> None:
    """Into a database where there is nothing yet it is restored without force."""
    _add(database, "mary")
    backup.back_up(database, file)
    backup.restore(empty_database, file)
    assert _names(empty_database) == ["mary"]


@pytest.fixture
def empty_database(kind: str, request: pytest.FixtureRequest, opened: Callable[[str], Database]) -> Database:
    """A second database, in which there is nothing."""
    if kind == "sqlite":
        return opened(f"sqlite:///{request.getfixturevalue('tmp_path')}/second/triage.db")
    return opened(request.getfixturevalue("postgresql").new())


def test_an_existing_file_is_replaced_only_by_force(database: Database, file: Path) -> None:
    """A backup of yesterday is not lost by a slip."""
    file.write_text("yesterday")
    with pytest.raises(BackupFault, match="there already; --force"):
        backup.back_up(database, file)
    assert file.read_text() == "yesterday"
    backup.back_up(database, file, is_forced=True)
    backup.restore(database, file, is_forced=True)


def test_while_others_write(database: Database, file: Path) -> None:
    """A backup made in the midst of writing holds whole transactions: each ticket with its entry in the log."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.writing() as session:
                ticket = a_ticket(session, number)
                audit.append(session, KEY, NOW, "mary", "ticket.new", f"ticket:{ticket.id}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(3):
            backup.back_up(database, file.with_name(f"backup{turn}"))
    finally:
        stop.set()
        writer.join()
    backup.restore(database, file.with_name("backup2"), is_forced=True)
    with database.reading() as session:
        tickets = len(session.scalars(select(Ticket.id)).all())
        assert audit.head(session).seq == tickets > 0
        assert verify(session, KEY) == []


def test_under_a_running_server(database: Database, file: Path) -> None:
    """Connections that were open all the time see the restored data, and can write."""
    _add(database, "before")
    backup.back_up(database, file)
    _add(database, "later")
    server = Database(database.url.render_as_string(hide_password=False), database.secret)
    assert _names(server) == ["before", "later"]
    backup.restore(database, file, is_forced=True)
    assert _names(server) == ["before"]
    _add(server, "after")
    assert _names(database) == ["after", "before"]
    server.close()


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "foreign", "newer"])
def test_what_is_no_backup_changes_nothing(database: Database, file: Path, damage: str, kind: str) -> None:
    """A missing, damaged or foreign file is refused in a sentence, and the database is as it was."""
    _add(database, "stays")
    _damaged(database, file, damage, kind)
    with pytest.raises(BackupFault):
        backup.restore(database, file, is_forced=True)
    assert _names(database) == ["stays"]


def _damaged(database: Database, file: Path, damage: str, kind: str) -> None:
    if damage in ("foreign", "newer") and kind != "sqlite":
        pytest.skip("pg_restore reads other databases' dumps as well")
    if damage == "missing":
        return
    if damage in ("empty", "text"):
        file.write_text("" if damage == "empty" else "no backup" * 2000)
        return
    if damage == "foreign":
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE x (y)")
        connection.close()
        return
    backup.back_up(database, file)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-5000])
        return
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.close()


def test_a_damaged_index_is_found(database: Database, file: Path, kind: str) -> None:
    """A file that opens but is broken inside is refused by the check that goes over all of it."""
    if kind != "sqlite":
        pytest.skip("a file of SQLite")
    for number in range(50):
        _add(database, f"user{number}")
    backup.back_up(database, file)
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"user25", b"user99", 1))
    with pytest.raises(BackupFault, match="damaged"):
        backup.restore(database, file, is_forced=True)


def test_where_it_cannot_be_written(database: Database, tmp_path: Path) -> None:
    """A folder that does not exist is said, and no unfinished file is left."""
    with pytest.raises(BackupFault, match="No such file"):
        backup.back_up(database, tmp_path / "missing" / "backup")
    database.close()


def test_a_database_that_is_away(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    """There is no backup of nothing."""
    with pytest.raises(StoreUnavailable):
        backup.back_up(opened(f"sqlite:///{tmp_path}/away.db"), tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_without_the_programs_of_postgresql(
    database: Database, file: Path, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where pg_dump is not installed, one line says so; SQLite needs no program."""
    monkeypatch.setattr(backup, "_PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    if kind == "sqlite":
        backup.back_up(database, file)
        return
    with pytest.raises(BackupFault, match="pg_dump, which is not installed"):
        backup.back_up(database, file)
    assert not file.exists()
