"""The language of a self-assessment, and of the person behind a ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

_TABLES = ("visit", "ticket")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("language", sa.Text(), server_default="en", nullable=False))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "language")
