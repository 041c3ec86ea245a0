"""guests: accounts for some hours"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_shift_pass"
down_revision = "0015_page_stamps"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    with op.batch_alter_table("users_user") as table:
        table.add_column(sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "users_guest",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["users_department.id"],
            name=op.f("fk_users_guest_department_id_users_department"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users_user.id"], name=op.f("fk_users_guest_user_id_users_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users_guest")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_users_guest_code_digest")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_users_guest_token_digest")),
    )
    op.create_index(op.f("ix_users_guest_ends_at"), "users_guest", ["ends_at"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM users_session WHERE user_id IN (SELECT user_id FROM users_guest)")
    op.drop_index(op.f("ix_users_guest_ends_at"), table_name="users_guest")
    op.drop_table("users_guest")
    with op.batch_alter_table("users_user") as table:
        table.drop_column("guest")
