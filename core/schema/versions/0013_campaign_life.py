"""campaign life"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_campaign_life"
down_revision = "0012_sign_in"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    with op.batch_alter_table("campaigns_campaign") as table:
        table.add_column(sa.Column("copied_from", sa.Integer(), nullable=True))
        table.add_column(sa.Column("checks", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("campaigns_campaign") as table:
        table.drop_column("checks")
        table.drop_column("copied_from")
