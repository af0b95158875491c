"""`Desk`: what all that is done at one front desk needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from triage.assessment import Assessment
from triage.pack.pack import Pack
from triage.pack.wording import wording_of
from triage.reasoning.answers import Answers
from triage.report.phrases import Phrases
from triage.report.strings import ENGLISH
from triage.store import Database
from triage.store.models import Ticket
from triage.store.secret import key_for

Assess = Callable[[Answers, str], Assessment]


@dataclass(frozen=True)
class Desk:
    """One desk. `assess` takes answers and a country; `zone` (None: this machine's) says when a day of tickets begins.

    Tickets take the country `country` of the pack, where the person brings none along.
    """

    database: Database
    pack: Pack
    assess: Assess
    country: str
    zone: tzinfo | None = UTC

    @property
    def audit_key(self) -> bytes:
        return key_for(self.database.secret, "audit")

    @property
    def code_key(self) -> bytes:
        return key_for(self.database.secret, "code")

    def day(self, now: datetime) -> str:
        return now.astimezone(self.zone).date().isoformat()

    def clock(self, moment: datetime) -> str:
        """The time of day, as it stands on pages."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    def phrases(self, ticket: Ticket | None = None) -> Phrases:
        """How staff read of a person: in the third person, whoever answers."""
        named = ticket.country if ticket is not None else self.country
        country = self.pack.countries.get(named) or self.pack.countries[self.pack.about.default_country]
        wording = wording_of(self.pack, country.id, "other")
        return Phrases(wording, ENGLISH.in_language(wording.language))
