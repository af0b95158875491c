"""What the command line hands to the questionnaire."""

from __future__ import annotations

from dataclasses import dataclass

from triage.pack.wording import Person

NEWEST = ""


@dataclass(frozen=True)
class AskOptions:
    """How to ask. `person` None: ask who it is for. `resume`: a draft's file, or `NEWEST` for the newest draft."""

    pack_dir: str | None = None
    country: str | None = None
    language: str | None = None
    plain: bool = False
    full: bool = False
    person: Person | None = None
    save: str | None = None
    resume: str | None = None
