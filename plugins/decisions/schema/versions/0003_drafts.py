"""drafts"""

from __future__ import annotations

revision = "0003_drafts"
down_revision = "0002_previews"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0016_shift_pass"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
