"""follow-up and published answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_answers"
down_revision = "0005_orders"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hotline_order.id"], name=op.f("fk_hotline_follow_up_order_id_hotline_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_follow_up")),
        sa.UniqueConstraint("order_id", "round", name=op.f("uq_hotline_follow_up_order_id_round")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_hotline_follow_up_token_digest")),
    )
    op.create_index("ix_hotline_follow_up_open", "hotline_follow_up", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_hotline_follow_up_order_id"), "hotline_follow_up", ["order_id"], unique=False)
    op.create_table(
        "hotline_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("question_sealed", sa.Text(), nullable=False),
        sa.Column("answer_sealed", sa.Text(), nullable=False),
        sa.Column("masks", sa.JSON(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("typical", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hotline_order.id"], name=op.f("fk_hotline_answer_order_id_hotline_order")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_answer_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_answer")),
    )
    op.create_index(op.f("ix_hotline_answer_campaign_id"), "hotline_answer", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_hotline_answer_order_id"), "hotline_answer", ["order_id"], unique=False)
    op.create_index(op.f("ix_hotline_answer_topic_id"), "hotline_answer", ["topic_id"], unique=False)
    op.create_index(
        op.f("ix_hotline_answer_person_digest"), "hotline_answer", ["person_digest"], unique=False
    )
    op.create_table(
        "hotline_published_answer",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("typical", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["hotline_answer.id"],
            name=op.f("fk_hotline_published_answer_answer_id_hotline_answer"),
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_hotline_published_answer")),
    )
    op.create_index(
        "ix_hotline_published_answer_newest",
        "hotline_published_answer",
        ["campaign_id", "published_at"],
        unique=False,
    )
    op.create_index(
        "ix_hotline_published_answer_topic",
        "hotline_published_answer",
        ["campaign_id", "topic_id", "published_at"],
        unique=False,
    )
    op.create_index(
        "ix_hotline_published_answer_unit",
        "hotline_published_answer",
        ["campaign_id", "department_id", "published_at"],
        unique=False,
    )
    op.create_table(
        "hotline_answer_use",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("read_out", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["hotline_answer.id"], name=op.f("fk_hotline_answer_use_answer_id_hotline_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "day", name=op.f("pk_hotline_answer_use")),
    )


def downgrade() -> None:
    op.drop_table("hotline_answer_use")
    op.drop_index("ix_hotline_published_answer_unit", table_name="hotline_published_answer")
    op.drop_index("ix_hotline_published_answer_topic", table_name="hotline_published_answer")
    op.drop_index("ix_hotline_published_answer_newest", table_name="hotline_published_answer")
    op.drop_table("hotline_published_answer")
    op.drop_index(op.f("ix_hotline_answer_person_digest"), table_name="hotline_answer")
    op.drop_index(op.f("ix_hotline_answer_campaign_id"), table_name="hotline_answer")
    op.drop_index(op.f("ix_hotline_answer_order_id"), table_name="hotline_answer")
    op.drop_index(op.f("ix_hotline_answer_topic_id"), table_name="hotline_answer")
    op.drop_table("hotline_answer")
    op.drop_index("ix_hotline_follow_up_open", table_name="hotline_follow_up")
    op.drop_index(op.f("ix_hotline_follow_up_order_id"), table_name="hotline_follow_up")
    op.drop_table("hotline_follow_up")
