"""sign in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_sign_in"
down_revision = "0011_live"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    with op.batch_alter_table("users_session") as table:
        # Who is signed in now stays so; a session from before counts as confirmed when it began.
        table.add_column(sa.Column("stage", sa.String(length=10), nullable=False, server_default="full"))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users_session SET confirmed_at = created_at")
    op.create_table(
        "users_second_factor",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_users_second_factor")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users_user.id"], name=op.f("fk_users_second_factor_user_id_users_user")
        ),
    )
    op.create_table(
        "users_recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_token", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users_recovery_code")),
        sa.UniqueConstraint("user_id", "code_token", name=op.f("uq_users_recovery_code_user_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users_user.id"], name=op.f("fk_users_recovery_code_user_id_users_user")
        ),
    )
    op.create_table(
        "users_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=10), nullable=False),
        sa.Column("system", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users_sign_in")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users_user.id"], name=op.f("fk_users_sign_in_user_id_users_user")
        ),
    )
    op.create_index("ix_users_sign_in_at", "users_sign_in", ["at"])
    op.create_index("ix_users_sign_in_user_id", "users_sign_in", ["user_id"])


def downgrade() -> None:
    op.drop_table("users_sign_in")
    op.drop_table("users_recovery_code")
    op.drop_table("users_second_factor")
    # Half-made sessions are no sessions where nobody asks for the second half.
    op.execute("DELETE FROM users_session WHERE stage <> 'full'")
    with op.batch_alter_table("users_session") as table:
        table.drop_column("confirmed_at")
        table.drop_column("stage")
