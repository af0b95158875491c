"""A desk with staff, for tests: time goes on as they say, and nothing is slower than it has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from triage.assessment import Assessment, assess
from triage.desk import Desk
from triage.desk.answering import Said, Saved, new_ticket
from triage.desk.intake import danger_questions
from triage.pack.pack import Pack
from triage.pack.scales import UNSURE
from triage.reasoning.answers import Answers, clear_negative, given_text
from triage.store import Database, audit_faults
from triage.store.models import User
from triage.store.users import add_user

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Staffed:
    """A desk, one user of each role, and the time."""

    desk: Desk
    users: dict[str, User]
    now: datetime = field(default=NOW)

    @property
    def receptionist(self) -> User:
        return self.users["receptionist"]

    @property
    def clinician(self) -> User:
        return self.users["clinician"]

    @property
    def admin(self) -> User:
        return self.users["admin"]

    def later(self, minutes: int) -> datetime:
        self.now += minutes * MINUTE
        return self.now

    def take_in(self, answers: dict[str, Any], label: str = "") -> Saved:
        return new_ticket(self.desk, self.now, self.receptionist, by_patient(answers), label=label)

    def faults(self) -> list[audit_faults.Fault]:
        with self.desk.database.reading() as session:
            return audit_faults.verify(session, self.desk.audit_key)


def staffed(database: Database, pack: Pack) -> Staffed:
    """A desk whose results come from the reference evaluator, which is the quicker engine."""

    def quickly(answers: Answers, country: str) -> Assessment:
        return assess(pack, answers, country=country, engine="logic")

    with database.writing() as session:
        users = {
            role: add_user(session, NOW, role, role, None, display_name=f"{role.title()} One")
            for role in ("receptionist", "clinician", "admin")
        }
    return Staffed(Desk(database, pack, quickly, pack.about.default_country), users)


def by_patient(answers: dict[str, Any]) -> Said:
    return Said(answers, dict.fromkeys(answers, "patient"))


def nothing_dangerous(pack: Pack) -> dict[str, Any]:
    """The danger questions that have a clear negative, answered with it; where the weakness is stays open."""
    named = [name for name in danger_questions(pack) if pack.questions[name].default_negative not in (None, UNSURE)]
    return {name: negative(pack, name) for name in named}


def negative(pack: Pack, name: str) -> Any:
    return given_text(pack, name, clear_negative(pack.questions[name]))
