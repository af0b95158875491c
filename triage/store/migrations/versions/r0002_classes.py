"""Classes of learners, who is in them, and what they have done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _class()
    _learner()
    _practice()


def downgrade() -> None:
    for table in ("practice", "learner", "class"):
        op.drop_table(table)


def _class() -> None:
    op.create_table(
        "class",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("teacher_code_hash", sa.Text(), nullable=False),
        sa.Column("teacher_token_hash", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.CheckConstraint("length(title) <= 60", name=op.f("ck_class_title")),
        sa.CheckConstraint("cases >= 1", name=op.f("ck_class_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_class_code_hash")),
        sa.UniqueConstraint("teacher_code_hash", name=op.f("uq_class_teacher_code_hash")),
        sa.UniqueConstraint("teacher_token_hash", name=op.f("uq_class_teacher_token_hash")),
    )
    op.create_index("ix_class_expires_at", "class", ["expires_at"])


def _learner() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("nickname", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.CheckConstraint("length(nickname) <= 24", name=op.f("ck_learner_nickname")),
        sa.CheckConstraint("(class_id IS NULL) = (number IS NULL)", name=op.f("ck_learner_number")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_learner_version")),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_learner_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_learner_token_hash")),
    )
    op.create_index("ix_learner_expires_at", "learner", ["expires_at"])
    op.create_index("uq_learner_class_id_number", "learner", ["class_id", "number"], unique=True)


def _practice() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("learner_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('case', 'quiz')", name=op.f("ck_practice_kind")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_practice_learner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    op.create_index("uq_practice_learner_id_kind_number", "practice", ["learner_id", "kind", "number"], unique=True)
