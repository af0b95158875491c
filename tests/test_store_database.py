"""A database: what is kept, what is undone, who waits for whom, and what is said when it is away."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")
from databases import SECRET, Postgresql
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from store_rows import NOW, a_ticket, a_user

from triage.errors import StoreUnavailable
from triage.store import Database, places
from triage.store.models import Ticket, User

pytestmark = pytest.mark.web


def test_what_is_written_is_kept_and_what_fails_is_undone(database: Database) -> None:
    """A block that ends keeps all it wrote; one that raises keeps nothing."""
    with database.writing() as session:
        a_user(session, "kept")
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        assert a_user(session, "undone").failures / 0
    with database.reading() as session:
        assert session.scalars(select(User.name)).all() == ["kept"]


def test_a_reader_cannot_write(database: Database) -> None:
    """Writing in a transaction for reading is refused, on both databases; afterwards the connection writes again."""
    with pytest.raises((StoreUnavailable, DBAPIError)), database.reading() as session:
        a_user(session)
    with database.writing() as session:
        a_user(session)


def test_a_reader_sees_one_moment(database: Database) -> None:
    """What others write while a reader reads is not in what it reads."""
    with database.reading() as reader:
        before = reader.scalars(select(User.name)).all()
        with database.writing() as writer:
            a_user(writer)
        assert reader.scalars(select(User.name)).all() == before == []


def test_moments_come_back_in_utc_and_documents_as_they_were(database: Database) -> None:
    """A moment in any zone comes back as the same moment in UTC, to the microsecond; JSON comes back equal."""
    east = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    answers = {"z": [1, 2.5, True, None, "naïve \U0001f9b5 \u0000"], "a": {"nested": {}}}
    with database.writing() as session:
        ticket = a_ticket(session, arrived_at=east, answers=answers).id
    with database.reading() as session:
        found = session.get_one(Ticket, ticket)
        assert (found.arrived_at, found.arrived_at.tzinfo, list(found.answers)) == (NOW, NOW.tzinfo, ["z", "a"])
        assert (found.answers, found.result, found.closed_at) == (answers, None, None)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    """Nobody can know what it means."""
    with pytest.raises(StatementError, match="without a zone"), database.writing() as session:
        a_user(session, created_at=datetime(2026, 3, 2))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("user", {"role": "boss"}),
        ("user", {"name": "Mary"}),
        ("ticket", {"state": "lost"}),
        ("ticket", {"source": "fax"}),
        ("ticket", {"person": "dog"}),
        ("ticket", {"label": "x" * 41}),
        ("ticket", {"version": 0}),
        ("ticket", {"claimed_at": NOW}),
        ("ticket", {"number": 7}),
    ],
)
def test_constraints_bite(database: Database, table: str, columns: dict[str, object]) -> None:
    """Rows that make no sense are refused by the database itself, as a fault of ours."""
    with database.writing() as session:
        a_ticket(session, 7)
    make: Callable[..., object] = a_user if table == "user" else partial(a_ticket, number=8)
    with pytest.raises(IntegrityError), database.writing() as session:
        make(session, **columns)


def test_errors_repeat_nothing_that_was_said(database: Database) -> None:
    """A statement that fails is told without the values in it: these could be somebody's answers."""
    said = "zq" * 20
    with pytest.raises(IntegrityError) as caught, database.writing() as session:
        a_ticket(session, person="dog", answers={"text": said}, result={"text": said})
    told = "".join(traceback.format_exception(caught.value))
    assert "person" in told
    assert said not in told


def test_two_writers_take_turns(database: Database) -> None:
    """Threads that each add one to a number lose none, where rows are locked as they are read."""
    with database.writing() as session:
        user = a_user(session).id

    def add() -> None:
        for _ in range(20):
            with database.writing() as session:
                session.scalars(select(User).where(User.id == user).with_for_update()).one().failures += 1

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(User, user).failures == 80


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "no url", "sqlite:///file:x?uri=true"]
)
def test_other_databases_are_refused(url: str) -> None:
    """A URL of no database that works here is refused in a sentence, at once."""
    with pytest.raises(StoreUnavailable, match="database"):
        Database(url, SECRET)


def test_a_missing_file_does_not_come_back_empty(tmp_path: Path) -> None:
    """SQLite would make a new file: data that seem to be gone are worse than an error."""
    database = Database(f"sqlite:///{tmp_path}/away.db", SECRET)
    with pytest.raises(StoreUnavailable):
        database.ping()
    assert list(tmp_path.iterdir()) == []


def test_no_file_and_no_schema_are_said(empty_url: str, opened: Callable[[str], Database]) -> None:
    """Without its tables a database is unavailable, not at fault; `create` makes them, twice does no harm."""
    database = opened(empty_url)
    with pytest.raises(StoreUnavailable), database.reading() as session:
        session.scalars(select(User)).all()
    database.create()
    database.create()
    with database.reading() as session:
        assert session.scalars(select(User)).all() == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file of a new SQLite database, and its folder, are readable by nobody else."""
    database = Database(f"sqlite:///{tmp_path}/data/triage.db", SECRET)
    database.create()
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "data").iterdir()} == {0}
    database.close()


def test_a_folder_of_any_name(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    """Spaces, signs and other scripts in the path name the file that they seem to name."""
    folder = tmp_path / "Bürö 1%20 #2&x=y"
    database = opened(places.sqlite_url(folder / "triage.db"))
    database.create()
    assert places.secret_file(places.sqlite_url(folder / "triage.db")) == folder / "secret"
    database.ping()
    assert (folder / "triage.db").stat().st_size > 0


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """Any other file is refused in a sentence."""
    (tmp_path / "x.db").write_text("not a database, but longer than a header of one has to be" * 20)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Database(f"sqlite:///{tmp_path}/x.db", SECRET).ping()


def test_a_full_disk_is_said_and_passes(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    """What does not fit is undone and said; with room again, writing works."""
    database = opened(f"sqlite:///{tmp_path}/triage.db")
    database.create()
    with database.writing() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages}"))  # of the one connection there is
    with pytest.raises(StoreUnavailable, match="full"), database.writing() as session:
        a_ticket(session, answers={"text": "x" * 1_000_000})
    with database.writing() as session:
        session.execute(text("PRAGMA max_page_count=1000000"))
        a_ticket(session)


def test_a_server_that_stops_and_starts_again(postgresql: Postgresql, opened: Callable[[str], Database]) -> None:
    """While PostgreSQL is away everything says so; once it is back, the same object works again by itself."""
    database = opened(postgresql.new())
    database.create()
    with database.writing() as session:
        a_user(session)

    def write_while_it_stops() -> None:
        with database.writing() as session:
            a_user(session, "second")
            postgresql.stop()

    try:
        with pytest.raises(StoreUnavailable):
            write_while_it_stops()
        with pytest.raises(StoreUnavailable):
            database.ping()
    finally:
        postgresql.start()
    with database.reading() as session:
        assert session.scalars(select(User.name)).all() == ["mary"]
