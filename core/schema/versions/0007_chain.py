"""The chain, completed: verdicts, hiding, withdrawals, waivers, 补录 and deputies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007_chain"
down_revision = "0006_opinions"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None

#: (table, its new columns); rows that stand already get the given values
COLUMNS: tuple[tuple[str, tuple[Callable[[], sa.Column[Any]], ...]], ...] = (
    (
        "publishing_document",
        (
            lambda: sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
            lambda: sa.Column("hidden_by", sa.Integer(), nullable=True),
            lambda: sa.Column("blanked_at", sa.DateTime(timezone=True), nullable=True),
        ),
    ),
    (
        "publishing_revision",
        (
            lambda: sa.Column("purpose", sa.String(10), nullable=False, server_default="publish"),
            lambda: sa.Column("note", sa.Text(), nullable=False, server_default=""),
        ),
    ),
    (
        "publishing_signature",
        (
            lambda: sa.Column("verdict", sa.String(12), nullable=False, server_default=""),
            lambda: sa.Column("for_user_id", sa.Integer(), nullable=True),
        ),
    ),
    (
        "publishing_publication",
        (
            lambda: sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
            lambda: sa.Column("late_reason", sa.Text(), nullable=False, server_default=""),
            lambda: sa.Column("approvals_id", sa.Integer(), nullable=True),
            lambda: sa.Column("archive_form", sa.Integer(), nullable=False, server_default="1"),
        ),
    ),
)


def upgrade() -> None:
    for table, columns in COLUMNS:
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.add_column(column())
            if table == "publishing_publication":
                batch.create_foreign_key(
                    op.f("fk_publishing_publication_approvals_id_base_file"),
                    "base_file",
                    ["approvals_id"],
                    ["id"],
                )
    op.create_table(
        "publishing_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("shows_title", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_down_by", sa.Integer(), nullable=True),
        sa.Column("confirm_by", sa.Date(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_by", sa.Integer(), nullable=True),
        *_keys("publishing_withdrawal", document_id="publishing_document", publication_id="publishing_publication",
               revision_id="publishing_revision"),
    )  # fmt: skip
    op.create_index(op.f("ix_publishing_withdrawal_document_id"), "publishing_withdrawal", ["document_id"])
    op.create_table(
        "publishing_instruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("publishing_instruction", document_id="publishing_document", scan_id="base_file"),
    )
    op.create_index(op.f("ix_publishing_instruction_document_id"), "publishing_instruction", ["document_id"])
    op.create_table(
        "publishing_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(40), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("publishing_waiver", campaign_id="campaigns_campaign", department_id="users_department",
               scan_id="base_file"),
    )  # fmt: skip
    op.create_index("ix_publishing_waiver_subject", "publishing_waiver", ["kind", "subject_id"])
    op.create_table(
        "publishing_happened",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("portal_url", sa.String(500), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.Column("dropped_by", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("publishing_happened", campaign_id="campaigns_campaign", department_id="users_department",
               scan_id="base_file", publication_id="publishing_publication"),
    )  # fmt: skip
    op.create_index("ix_publishing_happened_subject", "publishing_happened", ["kind", "subject_id"])
    op.create_table(
        "publishing_deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("publishing_deputy", department_id="users_department"),
    )
    for column in ("department_id", "person_id", "deputy_id"):
        op.create_index(op.f(f"ix_publishing_deputy_{column}"), "publishing_deputy", [column])


def downgrade() -> None:
    for table in ("deputy", "happened", "waiver", "instruction", "withdrawal"):
        op.drop_table(f"publishing_{table}")
    for table, columns in reversed(COLUMNS):
        with op.batch_alter_table(table) as batch:
            if table == "publishing_publication":
                batch.drop_constraint(
                    op.f("fk_publishing_publication_approvals_id_base_file"), type_="foreignkey"
                )
            for column in columns:
                batch.drop_column(column().name)


def _keys(table: str, **foreign: str) -> list[sa.Constraint]:
    """The primary key, and a foreign key per column that points at another table's id."""
    keys: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
    for column, other in foreign.items():
        name = op.f(f"fk_{table}_{column}_{other}")
        keys.append(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name))
    return keys
