"""personal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_personal"
down_revision = "0004_files"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    op.create_table(
        "base_notice",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_base_notice")),
    )
    op.create_table(
        "base_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(length=80), nullable=False),
        sa.Column("notice_digest", sa.String(length=64), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_consent")),
    )
    with op.batch_alter_table("base_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_base_consent_notice"), ["notice"], unique=False)
        batch_op.create_index(batch_op.f("ix_base_consent_person_digest"), ["person_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_base_consent_at"), ["at"], unique=False)
    op.create_table(
        "trail_purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_purge")),
    )
    with op.batch_alter_table("trail_purge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_purge_at"), ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("trail_purge")
    op.drop_table("base_consent")
    op.drop_table("base_notice")
