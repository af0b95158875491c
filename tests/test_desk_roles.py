"""Who may do what at the desk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

pytest.importorskip("sqlalchemy", reason="needs the server's libraries (extra `web`)")

from triage.desk.roles import MAY, Permission, Role, may, require
from triage.errors import NotAllowed
from triage.store.models import ROLES, User

pytestmark = pytest.mark.web

EVERYBODY = {Permission.SEE_QUEUE, Permission.TAKE_IN, Permission.CLAIM, Permission.ASK_AGAIN, Permission.OVERRIDE}
EVERYBODY |= {Permission.PRINT, Permission.SEE_TALLY}
ALONE = {
    Role.RECEPTIONIST: set[Permission](),
    Role.CLINICIAN: {Permission.LOWER_EMERGENCY},
    Role.ADMIN: {Permission.MANAGE_USERS, Permission.SEE_AUDIT},
}


def a_user(role: str, is_active: bool = True) -> User:
    now = datetime.now(UTC)
    return User(id="1", name="a", display_name="A", initials="A", role=role, is_active=is_active, created_at=now)


def test_the_table_knows_every_role_and_permission() -> None:
    """The roles are those of the database, and each permission is somebody's."""
    assert tuple(Role) == ROLES
    assert set(MAY) == set(Permission)
    assert all(MAY.values())


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may(role: Role) -> None:
    """All roles do the work of the desk; a clinician alone lowers emergencies, an admin alone manages and audits."""
    assert {one for one in Permission if may(a_user(role), one)} == EVERYBODY | ALONE[role]


@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_may_who_is_not_active(permission: Permission) -> None:
    """A user who was disabled may do nothing, whatever the role."""
    for role in Role:
        with pytest.raises(NotAllowed):
            require(a_user(role, is_active=False), permission)


def test_a_refusal_says_what_may_not_be_done() -> None:
    """The message names the role and the deed."""
    with pytest.raises(NotAllowed, match="a receptionist may not see the audit log"):
        require(a_user("receptionist"), Permission.SEE_AUDIT)
