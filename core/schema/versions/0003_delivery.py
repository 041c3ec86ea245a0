"""delivery"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_delivery"
down_revision = "0002_audit_seals"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None

TEXTS = (
    ("fact", sa.String(160)), ("lane", sa.String(8)), ("subject_sealed", sa.Text()), ("lang", sa.String(2)),
    ("attempt", sa.String(32)), ("fault", sa.String(40)), ("figure", sa.String(20)), ("receipt", sa.String(120)),
    ("note_sealed", sa.Text()),
)  # fmt: skip
MOMENTS = ("expires_at", "fault_at", "ended_at")


def upgrade() -> None:
    with op.batch_alter_table("base_outbox") as table:
        for name, kind in TEXTS:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        table.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("try_at", sa.DateTime(timezone=True), nullable=True))
        for name in MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # What was queued before had no gateway to leave by: it is old news now.
    op.execute(
        "UPDATE base_outbox SET fact = 'before:' || id, lane = 'sms', lang = 'zh', try_at = at, "
        "state = CASE WHEN state = 'waiting' THEN 'dropped' ELSE state END"
    )
    with op.batch_alter_table("base_outbox") as table:
        for name, _kind in TEXTS:
            table.alter_column(name, server_default=None)
        table.alter_column("urgent", server_default=None)
        table.alter_column("attempts", server_default=None)
        table.alter_column("try_at", nullable=False)
        table.create_unique_constraint(
            op.f("uq_base_outbox_fact_person_digest_kind"), ["fact", "person_digest", "kind"]
        )
        table.create_index("ix_base_outbox_due", ["lane", "state", "try_at"])
    op.create_table(
        "delivery_choice",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("mail_sealed", sa.Text(), nullable=False),
        sa.Column("robot_sealed", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("unwanted", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users_user.id"], name=op.f("fk_delivery_choice_user_id_users_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_delivery_choice")),
    )


def downgrade() -> None:
    op.drop_table("delivery_choice")
    with op.batch_alter_table("base_outbox") as table:
        table.drop_index("ix_base_outbox_due")
        table.drop_constraint(op.f("uq_base_outbox_fact_person_digest_kind"), type_="unique")
        for name in [
            *(name for name, _ in TEXTS),
            "urgent",
            "attempts",
            "user_id",
            "ended_by",
            "try_at",
            *MOMENTS,
        ]:
            table.drop_column(name)
