"""The phone behind an answer about minutes, sealed: a rotation of the keys makes its digest anew from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_minutes_phone"
down_revision = "0006_feedback"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    with op.batch_alter_table("decisions_minutes_answer") as table:
        table.add_column(sa.Column("phone_sealed", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("decisions_minutes_answer") as table:
        table.drop_column("phone_sealed")
