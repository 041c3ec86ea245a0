"""Callers' questions that were put to an interview."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_asked"
down_revision = "0007_intake"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["hotline_call.id"], name=op.f("fk_hotline_asked_call_id_hotline_call")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hotline_order.id"], name=op.f("fk_hotline_asked_order_id_hotline_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_asked")),
    )
    op.create_index("uq_hotline_asked_opinion_id", "hotline_asked", ["opinion_id"], unique=True)
    for column in ("call_id", "campaign_id", "order_id"):
        op.create_index(op.f(f"ix_hotline_asked_{column}"), "hotline_asked", [column], unique=False)


def downgrade() -> None:
    for column in ("order_id", "campaign_id", "call_id"):
        op.drop_index(op.f(f"ix_hotline_asked_{column}"), table_name="hotline_asked")
    op.drop_index("uq_hotline_asked_opinion_id", table_name="hotline_asked")
    op.drop_table("hotline_asked")
