"""the line"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_queue"
down_revision = "0003_calls"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"

#: indexes over a few of the rows: (name, columns, which rows)
PARTS = (
    ("ix_hotline_waiter_lane", ["lane", "turn", "id"], "lane IS NOT NULL"),
    ("ix_hotline_waiter_spoken", ["lane", "language", "rank", "id"], "lane IS NOT NULL AND language <> ''"),
    ("ix_hotline_waiter_open", ["campaign_id", "topic_id"], "ended_at IS NULL"),
    ("ix_hotline_waiter_asleep", ["not_before"], "lane IS NULL AND state = 'waiting'"),
    ("ix_hotline_waiter_lease", ["lease_until"], "lease_until IS NOT NULL"),
    ("ix_hotline_waiter_ended", ["campaign_id", "ended_at"], "ended_at IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "hotline_waiter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("summary_sealed", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("told_ahead", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["hotline_call.id"], name=op.f("fk_hotline_waiter_call_id_hotline_call")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["hotline_programme.id"],
            name=op.f("fk_hotline_waiter_programme_id_hotline_programme"),
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_waiter_shift_id_hotline_shift")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_waiter_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_waiter")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_hotline_waiter_idempotency_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_hotline_waiter_token_digest")),
    )
    op.create_index(op.f("ix_hotline_waiter_call_id"), "hotline_waiter", ["call_id"], unique=False)
    for name, columns, condition in PARTS:
        where = sa.text(condition)
        op.create_index(name, "hotline_waiter", columns, postgresql_where=where, sqlite_where=where)
    op.create_index(op.f("ix_hotline_waiter_order_id"), "hotline_waiter", ["order_id"], unique=False)
    op.create_index(
        op.f("ix_hotline_waiter_person_digest"), "hotline_waiter", ["person_digest"], unique=False
    )
    op.create_index(op.f("ix_hotline_waiter_shift_id"), "hotline_waiter", ["shift_id"], unique=False)
    op.create_table(
        "hotline_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waiter_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_attempt_shift_id_hotline_shift")
        ),
        sa.ForeignKeyConstraint(
            ["waiter_id"], ["hotline_waiter.id"], name=op.f("fk_hotline_attempt_waiter_id_hotline_waiter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_attempt")),
    )
    op.create_index(op.f("ix_hotline_attempt_shift_id"), "hotline_attempt", ["shift_id"], unique=False)
    op.create_index(op.f("ix_hotline_attempt_waiter_id"), "hotline_attempt", ["waiter_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_hotline_attempt_shift_id"), table_name="hotline_attempt")
    op.drop_index(op.f("ix_hotline_attempt_waiter_id"), table_name="hotline_attempt")
    op.drop_table("hotline_attempt")
    op.drop_index(op.f("ix_hotline_waiter_call_id"), table_name="hotline_waiter")
    for name, _columns, _condition in PARTS:
        op.drop_index(name, table_name="hotline_waiter")
    op.drop_index(op.f("ix_hotline_waiter_order_id"), table_name="hotline_waiter")
    op.drop_index(op.f("ix_hotline_waiter_person_digest"), table_name="hotline_waiter")
    op.drop_index(op.f("ix_hotline_waiter_shift_id"), table_name="hotline_waiter")
    op.drop_table("hotline_waiter")
