"""From one schema to another, by alembic: all of a change or nothing of it, and one process at a time."""

from __future__ import annotations

import threading

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from triage.errors import StoreUnavailable
from triage.store.database import POSTGRESQL, Database

_ONE_AT_A_TIME = 0x7472_6961_6765_01  # "triage", 1: the first of our advisory locks
_alembic = threading.Lock()  # its context is one for the whole process


def head() -> str:
    """The revision that this program works with."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revisions() -> set[str]:
    """All revisions that this program knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def current(database: Database) -> str | None:
    """The revision of a database; None where there is no schema yet. Raises StoreUnavailable."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Go forward to a revision; of SQLite, the file is made where there is none. Raises StoreUnavailable."""
    database.make_file()
    with database.connected() as connection:
        _run(command.upgrade, connection, revision)


def downgrade(database: Database, revision: str) -> None:
    """Go back to a revision ("base" is none of it, "-1" one step); what later steps added is lost.

    Raises StoreUnavailable.
    """
    with database.connected() as connection:
        _run(command.downgrade, connection, revision)


def _run(step: object, connection: Connection, revision: str) -> None:
    assert callable(step)
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    config = _config()
    config.attributes["connection"] = connection
    with _alembic:
        try:
            step(config, revision)
        except CommandError as error:
            raise StoreUnavailable(f"the schema cannot be changed: {error}") from error
        except DBAPIError as error:
            raise StoreUnavailable(f"the schema cannot be changed: {str(error.orig).splitlines()[0]}") from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "triage.store:migrations")
    return config
