"""delivery"""

from __future__ import annotations

revision = "0003_delivery"
down_revision = "0002_audit_seals"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
