"""wishes and what was heard"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "wishes_0001"
down_revision = None
branch_labels = None
depends_on = None
needs_core = "0001_house"


def upgrade() -> None:
    op.create_table(
        "wishes_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns_campaign.id"],
            name=op.f("fk_wishes_wish_campaign_id_campaigns_campaign"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes_wish")),
    )
    op.create_index(op.f("ix_wishes_wish_campaign_id"), "wishes_wish", ["campaign_id"])
    op.create_index(op.f("ix_wishes_wish_person_digest"), "wishes_wish", ["person_digest"])
    op.create_table(
        "wishes_heard",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wishes_heard")),
    )


def downgrade() -> None:
    op.drop_table("wishes_heard")
    op.drop_table("wishes_wish")
