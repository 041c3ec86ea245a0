"""opinion_voices"""

from __future__ import annotations

revision = "0017_opinion_voices"
down_revision = "0016_shift_pass"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
