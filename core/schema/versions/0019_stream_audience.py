"""how many browsers follow a broadcast"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_stream_audience"
down_revision = "0018_booking_draw"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "base_stream_audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_stream_audience")),
    )
    op.create_index(
        "uq_base_stream_audience",
        "base_stream_audience",
        ["stream", "campaign_id", "key", "process"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("base_stream_audience")
