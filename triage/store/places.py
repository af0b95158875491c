"""Where a server keeps its data, unless it is told: one rule for all commands, since they have to agree."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL

from triage.store.database import SQLITE, checked_url


def data_folder() -> Path:
    """$TRIAGE_DATA, or the user's folder for data."""
    if named := os.environ.get("TRIAGE_DATA"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "triage"


def database_url(named: str | None = None) -> str:
    """The database named on the command line, or by $TRIAGE_DATABASE, or a file in the data folder."""
    return named or os.environ.get("TRIAGE_DATABASE") or sqlite_url(data_folder() / "triage.db")


def sqlite_url(file: Path) -> str:
    """The URL of an SQLite file, whatever characters are in its path."""
    return URL.create(SQLITE, database=str(file)).render_as_string()


def secret_file(url: str) -> Path:
    """The file with the server's secret: $TRIAGE_SECRET_FILE, or `secret` beside an SQLite file or in the data folder.

    Several machines that share a PostgreSQL database must share the secret as well. Raises StoreUnavailable.
    """
    if named := os.environ.get("TRIAGE_SECRET_FILE"):
        return Path(named)
    file = checked_url(url)
    is_file = file.get_backend_name() == SQLITE and file.database
    return (Path(file.database or "").parent if is_file else data_folder()) / "secret"
