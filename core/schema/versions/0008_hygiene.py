"""Findings of the hygiene check that somebody has overruled, with the reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_hygiene"
down_revision = "0007_chain"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None

TABLE = "publishing_finding_overrule"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["publishing_document.id"],
            name=op.f(f"fk_{TABLE}_document_id_publishing_document"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["publishing_revision.id"],
            name=op.f(f"fk_{TABLE}_revision_id_publishing_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("document_id", "fingerprint", name=op.f(f"uq_{TABLE}_document_id_fingerprint")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
