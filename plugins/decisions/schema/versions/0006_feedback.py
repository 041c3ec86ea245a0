"""Questions, places of comments, lines of a feedback text, working copies, milestones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_feedback"
down_revision = "0005_meetings"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    op.create_table(
        "decisions_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("short", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.String(length=300), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_question_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_question")),
    )
    op.create_index(
        op.f("ix_decisions_question_preview_id"), "decisions_question", ["preview_id"], unique=False
    )
    op.create_table(
        "decisions_comment_place",
        sa.Column("opinion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_comment_place_preview_id_decisions_preview"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["decisions_question.id"],
            name=op.f("fk_decisions_comment_place_question_id_decisions_question"),
        ),
        sa.PrimaryKeyConstraint("opinion_id", name=op.f("pk_decisions_comment_place")),
    )
    op.create_index(
        op.f("ix_decisions_comment_place_preview_id"), "decisions_comment_place", ["preview_id"], unique=False
    )
    op.create_index(
        op.f("ix_decisions_comment_place_question_id"),
        "decisions_comment_place",
        ["question_id"],
        unique=False,
    )
    op.create_table(
        "decisions_feedback_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("head", sa.String(length=20), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("end", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("passed_to", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_feedback_line_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_feedback_line")),
        sa.UniqueConstraint(
            "preview_id",
            "edition",
            "number",
            name=op.f("uq_decisions_feedback_line_preview_id_edition_number"),
        ),
    )
    op.create_index(
        "ix_decisions_feedback_line_head",
        "decisions_feedback_line",
        ["preview_id", "edition", "head"],
        unique=False,
    )
    op.create_table(
        "decisions_after_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_after_text_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_after_text")),
        sa.UniqueConstraint("preview_id", "kind", name=op.f("uq_decisions_after_text_preview_id_kind")),
    )
    op.create_table(
        "decisions_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence_url", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_milestone_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_milestone")),
    )
    op.create_index(
        op.f("ix_decisions_milestone_preview_id"), "decisions_milestone", ["preview_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_milestone_preview_id"), table_name="decisions_milestone")
    op.drop_table("decisions_milestone")
    op.drop_table("decisions_after_text")
    op.drop_index("ix_decisions_feedback_line_head", table_name="decisions_feedback_line")
    op.drop_table("decisions_feedback_line")
    op.drop_index(op.f("ix_decisions_comment_place_preview_id"), table_name="decisions_comment_place")
    op.drop_index(op.f("ix_decisions_comment_place_question_id"), table_name="decisions_comment_place")
    op.drop_table("decisions_comment_place")
    op.drop_index(op.f("ix_decisions_question_preview_id"), table_name="decisions_question")
    op.drop_table("decisions_question")
