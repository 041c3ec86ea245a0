"""The ledger of opinions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_opinions"
down_revision = "0005_personal"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    op.create_table(
        "opinions_counter",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_opinions_counter")),
    )
    op.create_table(
        "opinions_limit",
        sa.Column("key", sa.String(90), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_opinions_limit")),
    )
    op.create_index(op.f("ix_opinions_limit_since"), "opinions_limit", ["since"])
    op.create_table(
        "opinions_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_draft")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_opinions_draft_token_digest")),
    )
    op.create_index(op.f("ix_opinions_draft_at"), "opinions_draft", ["at"])
    _opinions()
    op.create_table(
        "opinions_likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opinion_id"],
            ["opinions_opinion.id"],
            name=op.f("fk_opinions_likeness_opinion_id_opinions_opinion"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["opinions_opinion.id"], name=op.f("fk_opinions_likeness_other_id_opinions_opinion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_likeness")),
        sa.UniqueConstraint("opinion_id", "other_id", name=op.f("uq_opinions_likeness_opinion_id_other_id")),
    )
    op.create_index(op.f("ix_opinions_likeness_other_id"), "opinions_likeness", ["other_id"])


def _opinions() -> None:
    op.create_table(
        "opinions_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("state_before", sa.String(10), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("published_text", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("person_digest", sa.String(64), nullable=False),
        sa.Column("by_call", sa.Boolean(), nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_rule", sa.String(40), nullable=False),
        sa.Column("reason_code", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("passed_to", sa.String(120), nullable=False),
        sa.Column("passed_number", sa.String(60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_at_end", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["opinions_opinion.id"],
            name=op.f("fk_opinions_opinion_merged_into_opinions_opinion"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"], ["base_file.id"], name=op.f("fk_opinions_opinion_scan_file_id_base_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions_opinion")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_opinions_opinion_campaign_id_number")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_opinions_opinion_idempotency_key")),
    )
    for column in ("campaign_id", "department_id", "merged_into", "person_digest"):
        op.create_index(op.f(f"ix_opinions_opinion_{column}"), "opinions_opinion", [column])
    op.create_index("ix_opinions_opinion_inbox", "opinions_opinion", ["state", "received_at"])
    op.create_index("ix_opinions_opinion_subject", "opinions_opinion", ["kind", "subject_id"])


def downgrade() -> None:
    for table in (
        "opinions_likeness",
        "opinions_opinion",
        "opinions_draft",
        "opinions_limit",
        "opinions_counter",
    ):
        op.drop_table(table)
