"""booking_draw"""

from __future__ import annotations

revision = "0018_booking_draw"
down_revision = "0017_opinion_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
