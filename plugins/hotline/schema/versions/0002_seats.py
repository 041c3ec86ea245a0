"""shifts, passes and what seats do"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_seats"
down_revision = "0001_topics"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    op.create_table(
        "hotline_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expert_name", sa.String(length=40), nullable=False),
        sa.Column("expert_title", sa.String(length=60), nullable=False),
        sa.Column("name_public", sa.Boolean(), nullable=False),
        sa.Column("general", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_shift")),
    )
    op.create_index("ix_hotline_shift_hours", "hotline_shift", ["campaign_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_hotline_shift_user_id"), "hotline_shift", ["user_id"], unique=False)
    op.create_table(
        "hotline_shift_topic",
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_shift_topic_shift_id_hotline_shift")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_shift_topic_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("shift_id", "topic_id", name=op.f("pk_hotline_shift_topic")),
    )
    op.create_index(
        op.f("ix_hotline_shift_topic_topic_id"), "hotline_shift_topic", ["topic_id"], unique=False
    )
    op.create_table(
        "hotline_shift_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_shift_pass_shift_id_hotline_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_shift_pass")),
        sa.UniqueConstraint("user_id", name=op.f("uq_hotline_shift_pass_user_id")),
    )
    op.create_index(op.f("ix_hotline_shift_pass_shift_id"), "hotline_shift_pass", ["shift_id"], unique=False)
    op.create_table(
        "hotline_seat_state",
        sa.Column("shift_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("serving_waiter", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_seat_state_shift_id_hotline_shift")
        ),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_hotline_seat_state")),
    )
    op.create_index(
        op.f("ix_hotline_seat_state_campaign_id"), "hotline_seat_state", ["campaign_id"], unique=False
    )
    op.create_table(
        "hotline_seat_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_seat_change_shift_id_hotline_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_seat_change")),
        sa.UniqueConstraint("shift_id", "ordinal", name=op.f("uq_hotline_seat_change_shift_id_ordinal")),
    )


def downgrade() -> None:
    op.drop_table("hotline_seat_change")
    op.drop_index(op.f("ix_hotline_seat_state_campaign_id"), table_name="hotline_seat_state")
    op.drop_table("hotline_seat_state")
    op.drop_index(op.f("ix_hotline_shift_pass_shift_id"), table_name="hotline_shift_pass")
    op.drop_table("hotline_shift_pass")
    op.drop_index(op.f("ix_hotline_shift_topic_topic_id"), table_name="hotline_shift_topic")
    op.drop_table("hotline_shift_topic")
    op.drop_index("ix_hotline_shift_hours", table_name="hotline_shift")
    op.drop_index(op.f("ix_hotline_shift_user_id"), table_name="hotline_shift")
    op.drop_table("hotline_shift")
