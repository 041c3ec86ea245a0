"""archive"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_archive"
down_revision = "0008_hygiene"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    op.create_table(
        "publishing_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.String(length=64), nullable=False),
        sa.Column("audit_upto", sa.Integer(), nullable=False),
        sa.Column("predecessor", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("blanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns_campaign.id"],
            name=op.f("fk_publishing_bundle_campaign_id_campaigns_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["publishing_document.id"],
            name=op.f("fk_publishing_bundle_document_id_publishing_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_bundle")),
        sa.UniqueConstraint("document_id", "seq", name=op.f("uq_publishing_bundle_document_id_seq")),
    )
    with op.batch_alter_table("publishing_bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publishing_bundle_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publishing_bundle_document_id"), ["document_id"], unique=False)

    op.create_table(
        "publishing_archive_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("fault", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns_campaign.id"],
            name=op.f("fk_publishing_archive_order_campaign_id_campaigns_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["users_department.id"],
            name=op.f("fk_publishing_archive_order_department_id_users_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_archive_order")),
    )
    with op.batch_alter_table("publishing_archive_order", schema=None) as batch_op:
        batch_op.create_index(
            "ix_publishing_archive_order_campaign_id_kind", ["campaign_id", "kind"], unique=False
        )


def downgrade() -> None:
    op.drop_table("publishing_archive_order")
    op.drop_table("publishing_bundle")
