"""Asking again while people wait: when, and what. Only what would make this very person more urgent is asked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from triage.desk.desk import Desk
from triage.pack.scales import Urgency
from triage.store import Session, desk_rows
from triage.store.models import Reask, Ticket

DONE, DROPPED = "done", "dropped"


@dataclass(frozen=True)
class Call:
    """Somebody is to be asked again, now."""

    reask_id: str
    ticket_id: str
    number: int
    label: str | None
    says: str
    due_at: datetime
    asks: tuple[str, ...]


def calls(desk: Desk, now: datetime) -> list[Call]:
    """Everybody whose time to be asked again has come, the one who waits for it longest first."""
    with desk.database.reading() as session:
        due = desk_rows.due_reasks(session, now)
    return [
        Call(one.id, ticket.id, ticket.number, ticket.label, one.says, one.due_at, tuple(one.asks))
        for one, ticket in due
    ]


def minutes_of(desk: Desk, level: Urgency) -> int | None:
    """After how many minutes people at a level are asked again; None for those who are not."""
    return next((one.minutes for one in desk.pack.desk.ask_again if one.level is level), None)


def set_timer(
    desk: Desk,
    session: Session,
    now: datetime,
    ticket: Ticket,
    by: str,
    *,
    was_asked: bool = False,
    was_in_intake: bool = False,
) -> None:
    """Set when this person is asked again, by the level that counts.

    A time that is set already is put off only after they were asked, again or still for the first time.
    """
    before = desk_rows.due_reask(session, ticket.id)
    desk_rows.end_reasks(session, ticket.id, DONE if was_asked else DROPPED, now, by)
    if ticket.urgency is None:
        return
    level = Urgency(ticket.urgency)
    ask = next((one for one in desk.pack.desk.ask_again if one.level is level), None)
    if ask is None:
        return
    due_at = now + timedelta(minutes=ask.minutes)
    if before is not None and not was_asked and not was_in_intake:
        due_at = min(due_at, before.due_at)
    timer = Reask(
        id=str(uuid.uuid4()),
        ticket_id=ticket.id,
        due_at=due_at,
        asks=list(telling_questions(ticket.result, level)),
        says=desk.phrases(ticket).pack_text(ask.says),
        state="due",
    )
    desk_rows.keep(session, timer)


def telling_questions(result: dict[str, Any] | None, level: Urgency) -> tuple[str, ...]:
    """The questions of someone's safety net of which another answer would lead to a more urgent level than this."""
    lines = [line for line in (result or {}).get("safety_net", ()) if Urgency(line["then"]) > level]
    return tuple(dict.fromkeys(name for line in lines for change in line["changes"] for name in change["answers"]))


def drop_timers(session: Session, now: datetime, ticket: Ticket, by: str) -> None:
    """Nobody is asked again who was seen or has left."""
    desk_rows.end_reasks(session, ticket.id, DROPPED, now, by)
