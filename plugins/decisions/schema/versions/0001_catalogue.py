"""the yearly catalogue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_catalogue"
down_revision = None
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    op.create_table(
        "decisions_catalogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_catalogue")),
        sa.UniqueConstraint(
            "campaign_id", "department_id", name=op.f("uq_decisions_catalogue_campaign_id_department_id")
        ),
    )
    op.create_index(
        op.f("ix_decisions_catalogue_campaign_id"), "decisions_catalogue", ["campaign_id"], unique=False
    )
    op.create_index(
        op.f("ix_decisions_catalogue_department_id"), "decisions_catalogue", ["department_id"], unique=False
    )
    op.create_table(
        "decisions_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalogue_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("planned", sa.String(length=60), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("dropped_reason", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["decisions_catalogue.id"],
            name=op.f("fk_decisions_item_catalogue_id_decisions_catalogue"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_item")),
        sa.UniqueConstraint("catalogue_id", "number", name=op.f("uq_decisions_item_catalogue_id_number")),
    )
    op.create_index(op.f("ix_decisions_item_campaign_id"), "decisions_item", ["campaign_id"], unique=False)
    op.create_index(
        op.f("ix_decisions_item_department_id"), "decisions_item", ["department_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_item_campaign_id"), table_name="decisions_item")
    op.drop_index(op.f("ix_decisions_item_department_id"), table_name="decisions_item")
    op.drop_table("decisions_item")
    op.drop_index(op.f("ix_decisions_catalogue_campaign_id"), table_name="decisions_catalogue")
    op.drop_index(op.f("ix_decisions_catalogue_department_id"), table_name="decisions_catalogue")
    op.drop_table("decisions_catalogue")
