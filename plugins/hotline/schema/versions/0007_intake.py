"""Drafts of the intake."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_intake"
down_revision = "0006_answers"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_intake_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_intake_draft")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_hotline_intake_draft_user_id_key")),
    )
    op.create_index(
        op.f("ix_hotline_intake_draft_person_digest"), "hotline_intake_draft", ["person_digest"], unique=False
    )
    op.create_index(
        op.f("ix_hotline_intake_draft_saved_at"), "hotline_intake_draft", ["saved_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_hotline_intake_draft_saved_at"), table_name="hotline_intake_draft")
    op.drop_index(op.f("ix_hotline_intake_draft_person_digest"), table_name="hotline_intake_draft")
    op.drop_table("hotline_intake_draft")
