"""photos: looks at parts of a picture, the picture in little, when its caption was typed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_photos"
down_revision = "0002_onsite"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0019_stream_audience"


def upgrade() -> None:
    with op.batch_alter_table("assessment_photo", schema=None) as batch_op:
        batch_op.alter_column("looks", existing_type=sa.String(length=64), type_=sa.String(length=200))
        batch_op.add_column(sa.Column("small", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("captioned_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("assessment_photo", schema=None) as batch_op:
        batch_op.alter_column("small", server_default=None)
    # Looks of before can't be compared with those of now: the daily job looks again.
    op.execute(sa.text("UPDATE assessment_photo SET looks = ''"))


def downgrade() -> None:
    # Nor the other way round, and they would not fit.
    op.execute(sa.text("UPDATE assessment_photo SET looks = ''"))
    with op.batch_alter_table("assessment_photo", schema=None) as batch_op:
        batch_op.drop_column("captioned_at")
        batch_op.drop_column("small")
        batch_op.alter_column("looks", existing_type=sa.String(length=200), type_=sa.String(length=64))
