"""files"""

from __future__ import annotations

revision = "0004_files"
down_revision = "0003_delivery"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
