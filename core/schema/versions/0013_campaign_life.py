"""campaign life"""

from __future__ import annotations

revision = "0013_campaign_life"
down_revision = "0012_sign_in"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
