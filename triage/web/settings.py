"""How one server is set up."""

from __future__ import annotations

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
