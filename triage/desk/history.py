"""What was done with a ticket, in words: from the audit log, as staff read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.desk import strings
from triage.desk.desk import Desk
from triage.store import Session, desk_rows
from triage.store.models import AuditEntry, Ticket


@dataclass(frozen=True)
class Told:
    """One thing that was done: when, by whom, in a sentence, and further sentences on what it changed."""

    at: datetime
    who: str
    says: str
    more: tuple[str, ...] = ()


def history(session: Session, ticket: Ticket) -> list[Told]:
    """Everything done with a ticket, the newest first."""
    names = {user.name: user.display_name for user in desk_rows.users_by_id(session).values()}
    entries = desk_rows.history_of(session, f"ticket:{ticket.id}")
    return [_told(entry, names) for entry in reversed(entries)]


def told_since(desk: Desk, session: Session, ticket: Ticket, version: int) -> tuple[str, ...]:
    """What was done after a version of a ticket, as sentences with the time, the oldest first."""
    names = {user.name: user.display_name for user in desk_rows.users_by_id(session).values()}
    entries = desk_rows.history_of(session, f"ticket:{ticket.id}")
    later = [entry for entry in entries if int((entry.after or {}).get("version", 0)) > version]
    told = [_told(entry, names) for entry in later]
    return tuple(f"{desk.clock(one.at)} {' '.join((one.says, *one.more))}" for one in told)


def _told(entry: AuditEntry, names: dict[str, str]) -> Told:
    who = names.get(entry.who, entry.who)
    says = strings.fill(strings.DONE.get(entry.what, strings.DONE_OTHERWISE), who=who, what=entry.what)
    return Told(entry.at, who, says, tuple((entry.after or {}).get("told", ())))
