"""What every request of one server shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from fastapi import Request

from triage.assessment import Assessment
from triage.pack.knowledge import Country
from triage.pack.pack import SOURCE, Pack
from triage.reasoning.answers import Answers
from triage.store import Database
from triage.store.secret import key_for
from triage.web.rendering import Rendering
from triage.web.settings import Settings


class Assess(Protocol):
    """Makes an assessment, worded for a country and in a language."""

    def __call__(self, answers: Answers, country: str, language: str = SOURCE, /) -> Assessment: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Services:
    """One server's parts. `now` is the clock, which tests set."""

    settings: Settings
    pack: Pack
    database: Database
    rendering: Rendering
    assess: Assess
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def key(self, purpose: str) -> bytes:
        return key_for(self.database.secret, purpose)

    def pack_in(self, language: str) -> Pack:
        """The pack in this language; in its own, where it does not have this one (any more)."""
        return self.pack.in_language(language if language in self.pack.languages else SOURCE)

    def country(self, name: str | None = None) -> Country:
        """A country of the pack: this one, or the server's, or the pack's own."""
        countries = self.pack.countries
        wanted = name or self.settings.country
        return countries[wanted if wanted in countries else self.pack.about.default_country]


def services_of(request: Request) -> Services:
    found = request.app.state.services
    assert isinstance(found, Services)
    return found
