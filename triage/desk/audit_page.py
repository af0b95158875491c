"""The audit log as an admin reads it: the newest entries first, and whether the whole chain is sound."""

from __future__ import annotations

from dataclasses import dataclass

from triage.desk.desk import Desk
from triage.desk.roles import Permission, require
from triage.store import audit, audit_faults, desk_rows
from triage.store.models import AuditEntry, User

MOST = 100


@dataclass(frozen=True)
class Pages:
    """Some entries, the newest first; `before` leads to those before them, None where there are none."""

    entries: tuple[AuditEntry, ...]
    before: int | None
    head: str


def entries(desk: Desk, user: User, before: int | None = None) -> Pages:
    """The newest entries, or those before a number. Raises NotAllowed."""
    require(user, Permission.SEE_AUDIT)
    with desk.database.reading() as session:
        found = desk_rows.latest_entries(session, before, MOST)
        head = audit.head(session)
    more = found[-1].seq if found and found[-1].seq > 1 else None
    return Pages(tuple(found), more, str(head))


def faults(desk: Desk, user: User) -> list[str]:
    """What is wrong with the log, one sentence each; none where it is sound. Raises NotAllowed."""
    require(user, Permission.SEE_AUDIT)
    with desk.database.reading() as session:
        return [str(fault) for fault in audit_faults.verify(session, desk.audit_key)]
