"""What each role may do, as one table."""

from __future__ import annotations

from enum import StrEnum

from triage.errors import NotAllowed
from triage.store.models import User


class Role(StrEnum):
    """Who somebody is at the desk."""

    RECEPTIONIST = "receptionist"
    CLINICIAN = "clinician"
    ADMIN = "admin"


class Permission(StrEnum):
    """One kind of thing that can be done, in words that follow "may"."""

    SEE_QUEUE = "see the queue and the tickets"
    TAKE_IN = "take people in and save answers"
    CLAIM = "take, give back and close tickets"
    ASK_AGAIN = "ask people again"
    OVERRIDE = "set another level"
    LOWER_EMERGENCY = "set a lower level than an emergency"
    PRINT = "print hand-over pages and day sheets"
    SEE_TALLY = "see the tally of overrides"
    MANAGE_USERS = "manage users"
    SEE_AUDIT = "see the audit log"


_EVERYBODY = frozenset(Role)
MAY: dict[Permission, frozenset[Role]] = {
    Permission.SEE_QUEUE: _EVERYBODY,
    Permission.TAKE_IN: _EVERYBODY,
    Permission.CLAIM: _EVERYBODY,
    Permission.ASK_AGAIN: _EVERYBODY,
    Permission.OVERRIDE: _EVERYBODY,
    Permission.LOWER_EMERGENCY: frozenset({Role.CLINICIAN}),
    Permission.PRINT: _EVERYBODY,
    Permission.SEE_TALLY: _EVERYBODY,
    Permission.MANAGE_USERS: frozenset({Role.ADMIN}),
    Permission.SEE_AUDIT: frozenset({Role.ADMIN}),
}


def may(user: User, permission: Permission) -> bool:
    """Whether a user may do this. Nobody may who is not active."""
    return user.is_active and user.role in MAY[permission]


def require(user: User, permission: Permission) -> None:
    """Raises NotAllowed."""
    if not may(user, permission):
        raise NotAllowed(f"a {user.role} may not {permission.value}")
