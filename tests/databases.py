"""Real databases for tests: SQLite files, and a PostgreSQL server that listens on a socket and ends with the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from triage.store import Database

SECRET = bytes(range(32))
KINDS = ("sqlite", "postgresql")
_READY = "ready"


@dataclass
class Postgresql:
    """A running server. Each test gets databases of its own on it."""

    programs: Path
    folder: Path
    number: Iterator[int] = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        command = _as_postgres(self.programs / program, *arguments)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def sql(self, statement: str) -> None:
        self.run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-d", "postgres", "-c", statement)

    def start(self) -> None:
        options = f"-F -k {self.folder} -c listen_addresses='' -c max_connections=200"
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    def new(self, template: str = "template0") -> str:
        """A new database. Returns its URL."""
        name = f"test_{next(self.number)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


def _as_postgres(program: Path, *arguments: str) -> list[str]:
    """The server refuses to be root."""
    command = [str(program), *arguments]
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        reason = "needs Debian's package postgresql"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found[-1].parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL server for all tests of this session; not installed, it is no reason to fail but in CI."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tpg", dir="/tmp"))  # the path of a socket must be short
    if os.geteuid() == 0:
        import pwd  # Windows has none

        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    server = Postgresql(programs, folder)
    try:
        login = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        server.run("initdb", "-D", f"{folder}/data", *login)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to be copied."""
    from triage.store import Database

    file = tmp_path_factory.mktemp("sqlite") / "ready.db"
    database = Database(f"sqlite:///{file}", SECRET)
    database.create()
    database.close()
    return file


@pytest.fixture(scope="session")
def ready_postgresql(postgresql: Postgresql) -> str:
    """The name of a PostgreSQL database with the schema, to be copied."""
    from triage.store import Database

    postgresql.sql(f"CREATE DATABASE {_READY} TEMPLATE template0")
    database = Database(postgresql.url(_READY), SECRET)
    database.create()
    database.close()
    return _READY


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which there is nothing, not even the schema."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/triage.db"
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.new()


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and no rows."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "triage.db")
        return f"sqlite:///{tmp_path}/triage.db"
    server: Postgresql = request.getfixturevalue("postgresql")
    return server.new(request.getfixturevalue("ready_postgresql"))


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens databases, and closes them after the test."""
    from triage.store import Database

    databases: list[Database] = []

    def one(url: str) -> Database:
        databases.append(Database(url, SECRET))
        return databases[-1]

    yield one
    for database in databases:
        database.close()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Database:
    """A database with the schema and no rows: each test runs on SQLite and on PostgreSQL."""
    return opened(database_url)
