"""live"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_live"
down_revision = "0010_search"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    op.create_table(
        "base_stream_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_stream_event")),
    )
    op.create_index("ix_base_stream_event_position", "base_stream_event", ["position"], unique=True)
    op.create_index("ix_base_stream_event_at", "base_stream_event", ["at"])
    op.create_table(
        "base_heartbeat",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_base_heartbeat")),
    )


def downgrade() -> None:
    op.drop_table("base_heartbeat")
    op.drop_table("base_stream_event")
