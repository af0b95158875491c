"""How one server is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage.web.single_sign_on import Provider


@dataclass(frozen=True)
class Settings:
    """One server. `url` is the database's; `hosts` are the host names it answers to, besides the loopback ones.

    `is_secure` when people reach it by https, itself or through a proxy: cookies are sent over nothing else then.
    `visit_lives` and `code_lives` say how long a self-assessment that nobody touches is kept, and a code works.
    Without `has_worker` the server reasons in its own process, where a crash of the engine is its own.
    `practice_lives` says how long practice alone that nobody goes on with is kept, `class_lives` how long a class is at
    most. Classes use the server's pack, or one of the folders in `class_packs`: no page takes a pack from anybody.
    What ends in `_a_minute` is what one address may start or ask.
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
    single_sign_on: Provider | None = None
    has_worker: bool = True
    practice_lives: timedelta = timedelta(days=7)
    class_lives: timedelta = timedelta(days=30)
    class_packs: tuple[Path, ...] = ()
    visits_a_minute: int = 300
    assessments_a_minute: int = 600
    learners_a_minute: int = 300
    classes_a_minute: int = 10
