"""Copies of a database, made and put back while it is in use: whole, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from triage.errors import BackupFault
from triage.store import migrate
from triage.store.database import POSTGRESQL, SQLITE, WAIT_SECONDS, Database

_PROGRAMS = Path("/usr/lib/postgresql")
_SAY_NO_PROGRAM = "needs PostgreSQL's own program {program}, which is not installed (Debian: postgresql-client)"


def back_up(database: Database, file: Path, *, is_forced: bool = False) -> None:
    """Write a backup that only its owner can read. Raises BackupFault; then there is no file.

    An existing file is replaced only when forced to. Others may go on writing to the database.
    """
    if file.exists() and not is_forced:
        raise BackupFault(f"{file} is there already; --force replaces it")
    database.ping()
    with _appearing(file) as unfinished:
        if database.dialect == SQLITE:
            _copy_sqlite(_file_of(database), unfinished, is_alone=True)
            _check_sqlite(unfinished)
        else:
            _run_postgresql(database, "pg_dump", "--format=custom", f"--file={unfinished}", _where(database))
            _run_postgresql(database, "pg_restore", "--list", str(unfinished))


def restore(database: Database, file: Path, *, is_forced: bool = False) -> None:
    """Make the database what it was when the backup was made. Raises BackupFault; then it is as it was.

    A database with tables in it is overwritten only when forced to. The schema is brought up to date afterwards.
    """
    if not file.is_file():
        raise BackupFault(f"{file}: there is no such backup")
    is_new = database.file is not None and not database.file.exists()
    if not is_new and migrate.current(database) is not None and not is_forced:
        raise BackupFault("the database is not empty; --force overwrites it, and all that is in it now is lost")
    if database.dialect == SQLITE:
        _check_sqlite(file)
        _restore_sqlite(database, file, is_new=is_new)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run_postgresql(database, "pg_restore", *options, _where(database), str(file))
    database.close()
    migrate.upgrade(database)


@contextmanager
def _appearing(file: Path) -> Iterator[Path]:
    """A file of another name that gets its own when all has gone well, and is gone otherwise."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield unfinished
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise BackupFault(f"{file}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _file_of(database: Database) -> Path:
    if database.file is None:
        raise BackupFault("the database is no file")
    return database.file


def _opened(file: Path, mode: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT_SECONDS))


def _copy_sqlite(source: Path, target: Path, *, is_alone: bool = False) -> None:
    """One transaction on each side: others see the target as it was, or all of the source.

    `is_alone` keeps all of the target in the one file.
    """
    try:
        with _opened(source, "ro") as read, _opened(target, "rw") as write:
            read.backup(write)
            if is_alone:
                write.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupFault(f"{source} cannot be copied to {target}: {error}") from error


def _check_sqlite(file: Path) -> None:
    """Raises BackupFault unless the file is whole and is a database of ours."""
    try:
        with _opened(file, "ro") as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            revisions = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.Error as error:
        raise BackupFault(f"{file}: no backup of a triage database: {error}") from error
    if found != ["ok"]:
        raise BackupFault(f"{file}: damaged: {'; '.join(found)}")
    if not set(revisions) <= migrate.revisions():
        raise BackupFault(f"{file}: made by a newer version of this program")


def _restore_sqlite(database: Database, file: Path, *, is_new: bool) -> None:
    target = _file_of(database)
    database.make_file()
    try:
        _copy_sqlite(file, target)
    except BackupFault:
        if is_new:
            target.unlink()
        raise


def _run_postgresql(database: Database, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on this database. The password goes by the environment, where nobody sees it."""
    command = [_program(program), *arguments]
    environment = {**os.environ, **({"PGPASSWORD": database.url.password} if database.url.password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise BackupFault(f"{program} failed: {said}")


def _where(database: Database) -> str:
    return f"--dbname={database.url.set(drivername=POSTGRESQL, password=None).render_as_string()}"


def _program(name: str) -> str:
    """On the path, or where Debian keeps them: the newest."""
    versions = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise BackupFault(_SAY_NO_PROGRAM.format(program=name))
    return found
