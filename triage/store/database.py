"""A database, SQLite or PostgreSQL: sessions that write one at a time or only read, and one error when it is away."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool

from triage.errors import SecretUnusable, StoreUnavailable
from triage.store.secret import key_for

SQLITE, POSTGRESQL = "sqlite", "postgresql"
WAIT_SECONDS = 10
_CONNECT_SECONDS = 5
_POSTGRESQL_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
)
_NOT_HERE = "the database cannot be used just now"


class Database:
    """One database and the server's secret. Safe to share between threads; not between processes after a fork."""

    def __init__(self, url: str, secret: bytes) -> None:
        """`url` is `sqlite:////path/to/triage.db` or `postgresql://...`. Nothing is opened yet.

        Raises StoreUnavailable for a URL that names no database of these two kinds.
        """
        self.url = checked_url(url)
        self.secret = secret
        self.dialect = self.url.get_backend_name()
        self._engine = _sqlite_engine(self.url) if self.dialect == SQLITE else _postgresql_engine(self.url)
        reads: dict[str, Any] = {"reads_only": True}
        if self.dialect == POSTGRESQL:
            reads |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading_engine = self._engine.execution_options(**reads)
        looks: dict[str, Any] = {"looks_only": True}
        if self.dialect == POSTGRESQL:
            looks |= {"isolation_level": "AUTOCOMMIT"}
        self._looking_engine = self._engine.execution_options(**looks)
        self._turn = threading.Lock()

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.dialect == SQLITE and self.url.database else None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write: kept when the block ends, undone when it raises.

        On SQLite there is one at a time; on PostgreSQL (READ COMMITTED) rows are to be locked where it matters. Do not
        nest two. Raises StoreUnavailable.
        """
        with self._taking_turns(), _or_unavailable(), self._session(self._engine) as session:
            session.connection()  # takes the lock now, not at the first statement
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees the database as it is at one moment, and cannot write. Raises StoreUnavailable."""
        with _or_unavailable(), self._session(self._reading_engine) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A bare connection for a single statement that reads: no transaction around it, which is a third of the cost.

        Raises StoreUnavailable.
        """
        with _or_unavailable(), self._looking_engine.connect() as connection:
            yield connection

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """One transaction on a bare connection, for migrations and for what must be quick. Raises StoreUnavailable."""
        with self._taking_turns(), _or_unavailable(), self._engine.begin() as connection:
            yield connection

    def create(self) -> None:
        """Bring the schema, from nothing or from an older one, to that of this program.

        Raises StoreUnavailable; SecretUnusable when the secret is not the one that its audit log was written with: what
        is written with another would make the log worthless.
        """
        from triage.store import migrate
        from triage.store.audit_faults import fits

        migrate.upgrade(self)
        with self.reading() as session:
            if not fits(session, key_for(self.secret, "audit")):
                raise SecretUnusable("this is not the secret that the database was written with; put that back")

    def make_file(self) -> None:
        """Of SQLite, the file, readable by its owner alone; an existing one stays as it is."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreUnavailable(f"{self.file}: {error.strerror}") from error

    def ping(self) -> None:
        """Raises StoreUnavailable when the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def overwrite_deleted(self) -> None:
        """See to it that what was deleted is not left lying about in the files, as far as the database can.

        Raises StoreUnavailable.
        """
        with self._taking_turns(), _or_unavailable():
            if self.dialect == SQLITE:
                with closing(self._engine.raw_connection()) as connection:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            else:
                with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                    connection.exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Close all connections. Used again, it opens new ones."""
        self._engine.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """On SQLite, threads of this process queue here: quicker than to find the file locked and try again."""
        if self.dialect != SQLITE:
            yield
            return
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise StoreUnavailable(f"{_NOT_HERE}: others have been writing for {WAIT_SECONDS} seconds")
        try:
            yield
        finally:
            self._turn.release()


def checked_url(text_: str) -> URL:
    """A database's URL with the driver that is used here. Raises StoreUnavailable."""
    try:
        url = make_url(text_)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreUnavailable("the URL of the database cannot be read; such as sqlite:////srv/triage.db") from None
    if backend == "postgres":
        backend, url = POSTGRESQL, url.set(drivername=POSTGRESQL)
    if backend == POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if backend != SQLITE:
        raise StoreUnavailable(f"'{backend}' is no database that works here: use sqlite or postgresql")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreUnavailable("an SQLite database needs a file: sqlite:////srv/triage.db")
    return url.set(drivername=SQLITE, database=os.path.abspath(url.database))  # noqa: PTH100  # resolves no links


def _to_json(value: object) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _sqlite_engine(url: URL) -> Engine:
    """An engine that never makes the file: a database that is away must not come back empty."""
    there = url.set(database=Path(url.database or "").as_uri(), query={"uri": "true", "mode": "rw"})
    engine = create_engine(
        there,
        connect_args={"timeout": WAIT_SECONDS},
        hide_parameters=True,  # what people said must not get into a log by way of an error
        json_serializer=_to_json,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=40,
        pool_timeout=WAIT_SECONDS,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that first reads and then writes could be told to start over."""
    if connection.get_execution_options().get("looks_only", False):
        return
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "options": _POSTGRESQL_OPTIONS},
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        json_serializer=_to_json,
        pool_size=10,
        max_overflow=30,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
    )


@contextmanager
def _or_unavailable() -> Iterator[None]:
    """Turns what the database can fail with into StoreUnavailable; a broken constraint is a fault of ours and stays."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(f"{_NOT_HERE}: too many use it") from error
    except StaleDataError as error:
        raise StoreUnavailable(f"{_NOT_HERE}: what was to be changed has gone meanwhile") from error
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{_NOT_HERE}: {error}") from error
    except DBAPIError as error:
        _forget_values(error)
        if isinstance(error, IntegrityError) or _is_ours(error):
            raise
        raise StoreUnavailable(f"{_NOT_HERE}: {_reason(error)}") from error


def _forget_values(error: DBAPIError) -> None:
    """PostgreSQL repeats the row that it refused, and that would get into a log."""
    said = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    if error.orig is not None and said:
        error.orig.args = (said,)
        error.args = (f"({type(error.orig).__name__}) {said}",)


def _is_ours(error: DBAPIError) -> bool:
    """Whether a statement or its values are at fault, and the database is well."""
    from psycopg.errors import UndefinedTable  # SQLite's is an OperationalError

    faults_of_the_database = (
        "OperationalError",
        "DatabaseError",
        "InternalError",
        "InterfaceError",
        "NotSupportedError",
    )
    is_missing_table = isinstance(error.orig, UndefinedTable)
    return not (error.connection_invalidated or is_missing_table or type(error).__name__ in faults_of_the_database)


def _reason(error: DBAPIError) -> str:
    """Its own words in one line; they name tables and files, never values."""
    words = str(error.orig).strip().splitlines()
    return words[0][:200] if words else type(error.orig).__name__
