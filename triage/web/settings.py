"""How one server is set up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """One server. `url` is the database's; `hosts` are the host names it answers to, besides the loopback ones.

    `is_secure` when people reach it by https, itself or through a proxy: cookies are sent over nothing else then.
    `visit_lives` and `code_lives` say how long a self-assessment that nobody touches is kept, and a code works.
    """

    url: str
    secret_file: Path
    pack: Path | None = None
    country: str | None = None
    hosts: tuple[str, ...] = ()
    is_secure: bool = False
    trusts_proxy: bool = False
    visit_lives: timedelta = timedelta(hours=2)
    code_lives: timedelta = timedelta(hours=24)


def data_folder() -> Path:
    """Where the server keeps what it is not told to keep elsewhere: $TRIAGE_DATA, or the user's folder for data."""
    if named := os.environ.get("TRIAGE_DATA"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "triage"


def database_url(named: str | None = None) -> str:
    """The database named on the command line, or by $TRIAGE_DATABASE, or a file in the data folder."""
    return named or os.environ.get("TRIAGE_DATABASE") or f"sqlite:///{data_folder() / 'triage.db'}"


def secret_file() -> Path:
    """The file with the server's secret: $TRIAGE_SECRET_FILE, or one in the data folder."""
    return Path(os.environ.get("TRIAGE_SECRET_FILE") or data_folder() / "secret")
