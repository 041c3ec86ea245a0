"""topics, proposals, programmes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_topics"
down_revision = None
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("short", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("term_class", sa.String(length=10), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("min_cover", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_topic")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_hotline_topic_campaign_id_name")),
    )
    op.create_index(op.f("ix_hotline_topic_campaign_id"), "hotline_topic", ["campaign_id"], unique=False)
    op.create_table(
        "hotline_topic_department",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["hotline_topic.id"],
            name=op.f("fk_hotline_topic_department_topic_id_hotline_topic"),
        ),
        sa.PrimaryKeyConstraint("topic_id", "department_id", name=op.f("pk_hotline_topic_department")),
    )
    op.create_table(
        "hotline_topic_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("order_ids", sa.JSON(), nullable=False),
        sa.Column("waiter_ids", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_topic_proposal_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_topic_proposal")),
    )
    op.create_index(
        "ix_hotline_topic_proposal_open", "hotline_topic_proposal", ["campaign_id", "state"], unique=False
    )
    op.create_table(
        "hotline_programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("department_ids", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_programme")),
    )
    op.create_index(
        op.f("ix_hotline_programme_campaign_id"), "hotline_programme", ["campaign_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_hotline_programme_campaign_id"), table_name="hotline_programme")
    op.drop_table("hotline_programme")
    op.drop_index("ix_hotline_topic_proposal_open", table_name="hotline_topic_proposal")
    op.drop_table("hotline_topic_proposal")
    op.drop_table("hotline_topic_department")
    op.drop_index(op.f("ix_hotline_topic_campaign_id"), table_name="hotline_topic")
    op.drop_table("hotline_topic")
