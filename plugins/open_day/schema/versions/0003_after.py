"""results and evaluation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_after"
down_revision = "0002_plan_details"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0014_places"


def upgrade() -> None:
    op.create_table(
        "open_day_ending",
        sa.Column("open_day_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_ending_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("open_day_id", name=op.f("pk_open_day_ending")),
    )
    op.create_table(
        "open_day_after_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_day_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_after_text_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_after_text")),
        sa.UniqueConstraint("open_day_id", "kind", name=op.f("uq_open_day_after_text_open_day_id_kind")),
    )
    op.create_table(
        "open_day_figures",
        sa.Column("open_day_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_figures_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("open_day_id", name=op.f("pk_open_day_figures")),
    )
    op.create_table(
        "open_day_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_report")),
        sa.UniqueConstraint(
            "campaign_id", "department_id", name=op.f("uq_open_day_report_campaign_id_department_id")
        ),
    )
    with op.batch_alter_table("open_day_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_day_report_campaign_id"), ["campaign_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("open_day_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_day_report_campaign_id"))
    op.drop_table("open_day_report")
    op.drop_table("open_day_figures")
    op.drop_table("open_day_after_text")
    op.drop_table("open_day_ending")
