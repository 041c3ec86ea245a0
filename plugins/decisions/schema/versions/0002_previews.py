"""previews and legality reviews"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_previews"
down_revision = "0001_catalogue"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    op.create_table(
        "decisions_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("comment_from", sa.Date(), nullable=True),
        sa.Column("comment_until", sa.Date(), nullable=True),
        sa.Column("shorter_reason", sa.Text(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("hearing", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stop_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["decisions_item.id"], name=op.f("fk_decisions_preview_item_id_decisions_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_preview")),
    )
    op.create_index(
        op.f("ix_decisions_preview_campaign_id"), "decisions_preview", ["campaign_id"], unique=False
    )
    op.create_index(
        op.f("ix_decisions_preview_department_id"), "decisions_preview", ["department_id"], unique=False
    )
    op.create_index(op.f("ix_decisions_preview_item_id"), "decisions_preview", ["item_id"], unique=False)
    op.create_table(
        "decisions_legality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preview_id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["preview_id"],
            ["decisions_preview.id"],
            name=op.f("fk_decisions_legality_preview_id_decisions_preview"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions_legality")),
    )
    op.create_index(
        op.f("ix_decisions_legality_preview_id"), "decisions_legality", ["preview_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_legality_preview_id"), table_name="decisions_legality")
    op.drop_table("decisions_legality")
    op.drop_index(op.f("ix_decisions_preview_campaign_id"), table_name="decisions_preview")
    op.drop_index(op.f("ix_decisions_preview_department_id"), table_name="decisions_preview")
    op.drop_index(op.f("ix_decisions_preview_item_id"), table_name="decisions_preview")
    op.drop_table("decisions_preview")
