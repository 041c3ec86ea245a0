"""quotas, recommended, calling off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_taking_part"
down_revision = "0003_after"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0014_places"


def upgrade() -> None:
    _calling_off_up()
    _channels_up()


def downgrade() -> None:
    _channels_down()
    _calling_off_down()


def _calling_off_up() -> None:
    op.create_table(
        "open_day_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_day_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("runs_anew", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_change_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_change")),
    )
    with op.batch_alter_table("open_day_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_day_change_open_day_id"), ["open_day_id"], unique=False)
    op.create_table(
        "open_day_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_day_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("decide_on", sa.Date(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_warning_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_warning")),
        sa.UniqueConstraint(
            "open_day_id",
            "session_id",
            "decide_on",
            name=op.f("uq_open_day_warning_open_day_id_session_id_decide_on"),
        ),
    )


def _calling_off_down() -> None:
    op.drop_table("open_day_warning")
    with op.batch_alter_table("open_day_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_day_change_open_day_id"))
    op.drop_table("open_day_change")


def _channels_up() -> None:
    op.create_table(
        "open_day_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_day_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["open_day_id"],
            ["open_day_announcement.id"],
            name=op.f("fk_open_day_channel_open_day_id_open_day_announcement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_channel")),
        sa.UniqueConstraint("open_day_id", "code", name=op.f("uq_open_day_channel_open_day_id_code")),
    )
    with op.batch_alter_table("open_day_channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_day_channel_open_day_id"), ["open_day_id"], unique=False)


def _channels_down() -> None:
    with op.batch_alter_table("open_day_channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_day_channel_open_day_id"))
    op.drop_table("open_day_channel")
