"""meetings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_meetings"
down_revision = "0003_drafts"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0018_booking_draw"


def upgrade() -> None:
    op.create_table(
        "decisions_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("invitees", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("public_source", sa.String(length=200), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gate_list", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("off_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_meeting_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_meeting")),
    )
    op.create_index(
        op.f("ix_decisions_meeting_campaign_id"), "decisions_meeting", ["campaign_id"], unique=False
    )
    op.create_index(
        op.f("ix_decisions_meeting_department_id"), "decisions_meeting", ["department_id"], unique=False
    )
    op.create_index(
        op.f("ix_decisions_meeting_preview_id"), "decisions_meeting", ["preview_id"], unique=False
    )
    op.create_table(
        "decisions_meeting_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["decisions_meeting.id"],
            name=op.f("fk_decisions_meeting_paper_meeting_id_decisions_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_meeting_paper")),
        sa.UniqueConstraint(
            "meeting_id", "file_id", name=op.f("uq_decisions_meeting_paper_meeting_id_file_id")
        ),
    )
    op.create_index(
        op.f("ix_decisions_meeting_paper_meeting_id"), "decisions_meeting_paper", ["meeting_id"], unique=False
    )
    op.create_table(
        "decisions_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["decisions_meeting.id"],
            name=op.f("fk_decisions_minutes_meeting_id_decisions_meeting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_decisions_minutes_meeting_id")),
    )
    op.create_table(
        "decisions_minutes_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("remark_sealed", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["decisions_minutes.id"],
            name=op.f("fk_decisions_minutes_answer_minutes_id_decisions_minutes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_minutes_answer")),
    )
    op.create_index(
        op.f("ix_decisions_minutes_answer_booking_id"),
        "decisions_minutes_answer",
        ["booking_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_decisions_minutes_answer_minutes_id"),
        "decisions_minutes_answer",
        ["minutes_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_decisions_minutes_answer_person_digest"),
        "decisions_minutes_answer",
        ["person_digest"],
        unique=False,
    )
    op.create_index(
        "uq_decisions_minutes_answer_once",
        "decisions_minutes_answer",
        ["minutes_id", "round", "booking_id"],
        unique=True,
        sqlite_where=sa.text("booking_id IS NOT NULL"),
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_minutes_answer_booking_id"), table_name="decisions_minutes_answer")
    op.drop_index(op.f("ix_decisions_minutes_answer_minutes_id"), table_name="decisions_minutes_answer")
    op.drop_index(op.f("ix_decisions_minutes_answer_person_digest"), table_name="decisions_minutes_answer")
    op.drop_index(
        "uq_decisions_minutes_answer_once",
        table_name="decisions_minutes_answer",
        sqlite_where=sa.text("booking_id IS NOT NULL"),
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.drop_table("decisions_minutes_answer")
    op.drop_table("decisions_minutes")
    op.drop_index(op.f("ix_decisions_meeting_paper_meeting_id"), table_name="decisions_meeting_paper")
    op.drop_table("decisions_meeting_paper")
    op.drop_index(op.f("ix_decisions_meeting_campaign_id"), table_name="decisions_meeting")
    op.drop_index(op.f("ix_decisions_meeting_department_id"), table_name="decisions_meeting")
    op.drop_index(op.f("ix_decisions_meeting_preview_id"), table_name="decisions_meeting")
    op.drop_table("decisions_meeting")
