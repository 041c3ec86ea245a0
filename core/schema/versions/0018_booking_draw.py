"""a fair draw of places"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_booking_draw"
down_revision = "0017_opinion_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking_event") as table:
        table.add_column(sa.Column("by_lot", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "booking_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("public_source", sa.String(length=200), nullable=False),
        sa.Column("public_number", sa.String(length=100), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["booking_event.id"], name=op.f("fk_booking_draw_event_id_booking_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_draw")),
        sa.UniqueConstraint("event_id", name=op.f("uq_booking_draw_event_id")),
    )


def downgrade() -> None:
    op.drop_table("booking_draw")
    with op.batch_alter_table("booking_event") as table:
        table.drop_column("drawn_at")
        table.drop_column("by_lot")
