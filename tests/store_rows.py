"""Rows for tests of the store: a user, a ticket and a visit of which only what matters has to be said."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from triage.store.models import Ticket, User

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
KEY = b"k" * 32
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_user(session: Session, name: str = "mary", **columns: Any) -> User:
    """A receptionist without a password."""
    given: dict[str, Any] = {
        "display_name": name,
        "initials": name[:2].upper(),
        "role": "receptionist",
        "is_active": True,
    }
    given |= {"created_at": NOW, "failures": 0}
    user = User(id=str(uuid.uuid4()), name=name, **{**given, **columns})
    session.add(user)
    session.flush()
    return user


def a_ticket(session: Session, number: int = 1, **columns: Any) -> Ticket:
    """Somebody who waits, soon to be seen."""
    given = {
        "day": "2026-03-02",
        "source": "desk",
        "state": "waiting",
        "answers": {"age": 62},
        "said_by": {"age": "patient"},
        "person": "self",
        "country": "GB",
        "urgency": "soon",
        "urgency_rank": 2,
        "assessed_urgency": "soon",
        "version": 1,
        "arrived_at": NOW,
    }
    ticket = Ticket(id=str(uuid.uuid4()), number=number, **{**given, **columns})
    session.add(ticket)
    session.flush()
    return ticket
