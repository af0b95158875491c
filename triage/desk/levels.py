"""The level that counts: the assessed one, or the one that staff set, until new answers are more urgent."""

from __future__ import annotations

from triage.assessment import Assessment
from triage.pack.scales import Urgency
from triage.store import Session, desk_rows
from triage.store.models import Override, Ticket


def standing_override(session: Session, ticket: Ticket, result: Assessment) -> tuple[Override | None, bool]:
    """The override that still counts beside a new result, and whether one just ended."""
    current = desk_rows.current_override(session, ticket.id)
    if current is None:
        return None, False
    return (None, True) if falls_away(current, result) else (current, False)


def falls_away(override: Override, result: Assessment) -> bool:
    """Whether a new result ends an override: it is more urgent than both levels of it, or an emergency has a new sign.

    What staff did not believe were the danger signs that stood then; of another one they said nothing.
    """
    after = Urgency(override.after)
    before = Urgency(override.before) if override.before in list(Urgency) else Urgency.ROUTINE
    if result.urgency > after and result.urgency > before:
        return True
    return any(
        sign.urgency.is_emergency and sign.urgency > after and sign.rule not in override.rules
        for sign in result.danger_signs
    )


def level_that_counts(result: Assessment, override: Override | None) -> Urgency:
    return result.urgency if override is None else Urgency(override.after)


def set_level(ticket: Ticket, level: Urgency) -> None:
    """Put a ticket at a level of the queue."""
    ticket.urgency, ticket.urgency_rank = level.value, level.rank
