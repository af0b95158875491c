"""Setting another level than the assessed one, with a reason and initials. Only a clinician lowers an emergency."""

from __future__ import annotations

import uuid
from datetime import datetime

from triage.desk import strings
from triage.desk.changes import level_in_words
from triage.desk.desk import Desk
from triage.desk.levels import set_level
from triage.desk.reask import set_timer
from triage.desk.roles import Permission, may, require
from triage.desk.tickets import Change, changing
from triage.errors import DeskRefused, NotAllowed
from triage.pack.knowledge import OverrideReason
from triage.pack.scales import Urgency
from triage.store import desk_rows
from triage.store.models import LONGEST_NOTE, Override, Ticket, User

UP, DOWN = "up", "down"
NOT_ASSESSED = "not_assessed"
_LONGEST_INITIALS = 4


def set_other_level(
    desk: Desk,
    now: datetime,
    user: User,
    ticket_id: str,
    version: int,
    *,
    level: str,
    reason: str,
    initials: str,
    note: str = "",
) -> Ticket:
    """Put a ticket at another level. A reason goes with a way, up or down, from the level that counts now.

    Raises NotAllowed, NoSuchTicket, StaleTicket, DeskRefused.
    """
    require(user, Permission.OVERRIDE)
    if level not in list(Urgency):
        raise DeskRefused(strings.NO_SUCH_LEVEL)
    wanted, why = Urgency(level), _reason(desk, reason)
    initials, note = _initials(initials), _note(note, why)
    with changing(desk, now, user, ticket_id, version, "ticket.override", Permission.OVERRIDE) as change:
        ticket = change.ticket
        way = _way(ticket, wanted)
        if why.direction not in (way, "either"):
            raise DeskRefused(strings.WRONG_WAY)
        if way == DOWN and _is_emergency(ticket) and not may(user, Permission.LOWER_EMERGENCY):
            raise NotAllowed(strings.NEEDS_CLINICIAN)
        before = Urgency(ticket.urgency) if ticket.urgency else None
        _keep(change, now, user, wanted, way, why, initials, note)
        set_level(ticket, wanted)
        if ticket.state == "intake" and ticket.result is None:
            ticket.state = "waiting"
        set_timer(desk, change.session, now, ticket, user.name)
        change.after |= {"reason": why.id, "initials": initials, "told": _told(desk, before, wanted, why)}
        return ticket


def direction_of(override: Override) -> str:
    """Whether an override went up or down."""
    if override.before not in list(Urgency):
        return UP
    return UP if Urgency(override.after) > Urgency(override.before) else DOWN


def reasons(desk: Desk, way: str) -> list[OverrideReason]:
    """The reasons that go with a way."""
    return [one for one in desk.pack.desk.reasons if one.direction in (way, "either")]


def _keep(
    change: Change, now: datetime, user: User, wanted: Urgency, way: str, why: OverrideReason, initials: str, note: str
) -> None:
    """The override as a row. Its rules are the danger signs that stood: going down those that are not followed."""
    ticket = change.ticket
    signs = (ticket.result or {}).get("danger_signs", ())
    rules = [sign["rule"] for sign in signs if way == UP or Urgency(sign["urgency"]) > wanted]
    desk_rows.end_overrides(change.session, ticket.id)
    row = Override(
        id=str(uuid.uuid4()),
        ticket_id=ticket.id,
        user_id=user.id,
        initials=initials,
        at=now,
        before=ticket.urgency or NOT_ASSESSED,
        after=wanted.value,
        reason=why.id,
        note=note or None,
        rules=rules,
        is_current=wanted.value != ticket.assessed_urgency,
    )
    desk_rows.keep(change.session, row)


def _told(desk: Desk, before: Urgency | None, wanted: Urgency, why: OverrideReason) -> list[str]:
    return [level_in_words(desk, before, wanted), f"{desk.phrases().pack_text(why.label)}."]


def _way(ticket: Ticket, wanted: Urgency) -> str:
    if ticket.urgency is None:
        return UP
    if ticket.urgency == wanted:
        raise DeskRefused(strings.SAME_LEVEL)
    return UP if wanted > Urgency(ticket.urgency) else DOWN


def _is_emergency(ticket: Ticket) -> bool:
    """Whether the level that counts, or the assessed one, is an emergency."""
    levels = [Urgency(level) for level in (ticket.urgency, ticket.assessed_urgency) if level]
    return any(level.is_emergency for level in levels)


def _reason(desk: Desk, name: str) -> OverrideReason:
    found = next((one for one in desk.pack.desk.reasons if one.id == name), None)
    if found is None:
        raise DeskRefused(strings.NO_SUCH_REASON)
    return found


def _initials(initials: str) -> str:
    initials = initials.strip()
    if not initials.isalpha() or len(initials) > _LONGEST_INITIALS:
        raise DeskRefused(strings.INITIALS_NEEDED)
    return initials.upper()


def _note(note: str, why: OverrideReason) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in note).split())
    if len(plain) > LONGEST_NOTE:
        raise DeskRefused(strings.fill(strings.NOTE_LONG, most=LONGEST_NOTE))
    if why.needs_note and not plain:
        raise DeskRefused(strings.NOTE_NEEDED)
    return plain
