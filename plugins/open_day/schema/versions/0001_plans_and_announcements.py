"""Plans and announcements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_open_day"
down_revision = None
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0001_house"


def upgrade() -> None:
    op.create_table(
        "open_day_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("leaders", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_plan")),
    )
    with op.batch_alter_table("open_day_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_day_plan_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_open_day_plan_department_id"), ["department_id"], unique=False)

    op.create_table(
        "open_day_announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("doc_number", sa.String(length=60), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("recommended", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["open_day_plan.id"], name=op.f("fk_open_day_announcement_plan_id_open_day_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_announcement")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_open_day_announcement_plan_id")),
    )
    with op.batch_alter_table("open_day_announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_open_day_announcement_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_open_day_announcement_department_id"), ["department_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("open_day_announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_day_announcement_department_id"))
        batch_op.drop_index(batch_op.f("ix_open_day_announcement_campaign_id"))

    op.drop_table("open_day_announcement")
    with op.batch_alter_table("open_day_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_day_plan_department_id"))
        batch_op.drop_index(batch_op.f("ix_open_day_plan_campaign_id"))

    op.drop_table("open_day_plan")
