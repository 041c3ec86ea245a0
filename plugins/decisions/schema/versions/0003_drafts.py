"""drafts and their paragraphs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_drafts"
down_revision = "0002_previews"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    op.create_table(
        "decisions_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("anchors", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_draft_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_draft")),
        sa.UniqueConstraint("preview_id", "number", name=op.f("uq_decisions_draft_preview_id_number")),
    )
    op.create_table(
        "decisions_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["decisions_draft.id"],
            name=op.f("fk_decisions_paragraph_version_id_decisions_draft"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_paragraph")),
        sa.UniqueConstraint("version_id", "anchor", name=op.f("uq_decisions_paragraph_version_id_anchor")),
    )


def downgrade() -> None:
    op.drop_table("decisions_paragraph")
    op.drop_table("decisions_draft")
