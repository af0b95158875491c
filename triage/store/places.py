"""Where a server keeps its data, unless it is told: one rule for all commands, since they have to agree."""

from __future__ import annotations

import os
from pathlib import Path

_SQLITE = "sqlite:///"


def data_folder() -> Path:
    """$TRIAGE_DATA, or the user's folder for data."""
    if named := os.environ.get("TRIAGE_DATA"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "triage"


def database_url(named: str | None = None) -> str:
    """The database named on the command line, or by $TRIAGE_DATABASE, or a file in the data folder."""
    return named or os.environ.get("TRIAGE_DATABASE") or f"{_SQLITE}{data_folder() / 'triage.db'}"


def secret_file(url: str) -> Path:
    """The file with the server's secret: $TRIAGE_SECRET_FILE, or `secret` beside an SQLite file or in the data folder.

    Several machines that share a PostgreSQL database must share the secret as well.
    """
    if named := os.environ.get("TRIAGE_SECRET_FILE"):
        return Path(named)
    folder = Path(url.removeprefix(_SQLITE)).parent if url.startswith(_SQLITE) else data_folder()
    return folder / "secret"
