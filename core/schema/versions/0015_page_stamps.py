"""stamps of public pages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_page_stamps"
down_revision = "0014_places"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    table = op.create_table(
        "base_page_stamp",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_base_page_stamp")),
    )
    op.bulk_insert(table, [{"slot": slot, "raised": 0} for slot in range(256)])


def downgrade() -> None:
    op.drop_table("base_page_stamp")
