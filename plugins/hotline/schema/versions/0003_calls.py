"""calls and what a telephone system tells"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_calls"
down_revision = "0002_seats"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("recording_sealed", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["hotline_programme.id"],
            name=op.f("fk_hotline_call_programme_id_hotline_programme"),
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["hotline_shift.id"], name=op.f("fk_hotline_call_shift_id_hotline_shift")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_call_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_call")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_hotline_call_source_external_id")),
    )
    op.create_index("ix_hotline_call_arrived", "hotline_call", ["campaign_id", "arrived_at"], unique=False)
    op.create_index("ix_hotline_call_changed", "hotline_call", ["campaign_id", "changed_at"], unique=False)
    op.create_index(op.f("ix_hotline_call_person_digest"), "hotline_call", ["person_digest"], unique=False)
    op.create_index(op.f("ix_hotline_call_shift_id"), "hotline_call", ["shift_id"], unique=False)
    op.create_table(
        "hotline_telephone_event",
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("details_sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_hotline_telephone_event")),
    )
    op.create_index(
        "ix_hotline_telephone_event_call", "hotline_telephone_event", ["external_id"], unique=False
    )
    op.create_table(
        "hotline_wall_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_wall_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_hotline_wall_link_token_digest")),
    )
    op.create_index(
        op.f("ix_hotline_wall_link_campaign_id"), "hotline_wall_link", ["campaign_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_hotline_wall_link_campaign_id"), table_name="hotline_wall_link")
    op.drop_table("hotline_wall_link")
    op.drop_index("ix_hotline_telephone_event_call", table_name="hotline_telephone_event")
    op.drop_table("hotline_telephone_event")
    op.drop_index("ix_hotline_call_arrived", table_name="hotline_call")
    op.drop_index("ix_hotline_call_changed", table_name="hotline_call")
    op.drop_index(op.f("ix_hotline_call_person_digest"), table_name="hotline_call")
    op.drop_index(op.f("ix_hotline_call_shift_id"), table_name="hotline_call")
    op.drop_table("hotline_call")
