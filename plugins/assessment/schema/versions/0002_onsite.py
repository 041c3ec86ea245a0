"""what departments counted on the spot; duties of last year that wait to be confirmed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_onsite"
down_revision = "0001_assessment"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0019_stream_audience"


def upgrade() -> None:
    op.create_table(
        "assessment_onsite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("materials", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("ratings_source", sa.String(length=200), nullable=False),
        sa.Column("void_reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_onsite")),
    )
    with op.batch_alter_table("assessment_onsite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_onsite_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assessment_onsite_department_id"), ["department_id"], unique=False
        )
    with op.batch_alter_table("assessment_duty", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("carried_over", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("assessment_duty", schema=None) as batch_op:
        batch_op.alter_column("carried_over", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("assessment_duty", schema=None) as batch_op:
        batch_op.drop_column("carried_over")
    op.drop_table("assessment_onsite")
