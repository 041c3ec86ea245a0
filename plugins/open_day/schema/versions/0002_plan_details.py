"""the plan in full"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_plan_details"
down_revision = "0001_open_day"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0014_places"


def upgrade() -> None:
    op.create_table(
        "open_day_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["open_day_plan.id"], name=op.f("fk_open_day_filing_plan_id_open_day_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_day_filing")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_open_day_filing_plan_id_number")),
    )
    with op.batch_alter_table("open_day_plan") as batch:
        batch.add_column(sa.Column("site_kinds", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("invitees", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("agenda_rows", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("dialogue", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("gate_list", sa.Boolean(), nullable=False, server_default=sa.false()))
    # What was one text becomes a row for each of its lines; nobody knows their times.
    plan = sa.table(
        "open_day_plan", sa.column("id"), sa.column("agenda"), sa.column("agenda_rows", sa.JSON())
    )
    for plan_id, agenda in op.get_bind().execute(sa.select(plan.c.id, plan.c.agenda)).all():
        rows = [["", line.strip()] for line in agenda.splitlines() if line.strip()]
        op.execute(sa.update(plan).where(plan.c.id == plan_id).values(agenda_rows=rows))
    with op.batch_alter_table("open_day_plan") as batch:
        batch.drop_column("agenda")
    with op.batch_alter_table("open_day_announcement") as batch:
        batch.add_column(sa.Column("companions", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("needs", sa.JSON(), nullable=False, server_default='["wheelchair", "sign_language"]')
        )


def downgrade() -> None:
    with op.batch_alter_table("open_day_announcement") as batch:
        batch.drop_column("needs")
        batch.drop_column("offer_hours")
        batch.drop_column("companions")
    with op.batch_alter_table("open_day_plan") as batch:
        batch.add_column(sa.Column("agenda", sa.Text(), nullable=False, server_default=""))
    plan = sa.table(
        "open_day_plan", sa.column("id"), sa.column("agenda"), sa.column("agenda_rows", sa.JSON())
    )
    for plan_id, rows in op.get_bind().execute(sa.select(plan.c.id, plan.c.agenda_rows)).all():
        agenda = "\n".join(f"{time} {what}".strip() for time, what in rows)
        op.execute(sa.update(plan).where(plan.c.id == plan_id).values(agenda=agenda))
    with op.batch_alter_table("open_day_plan") as batch:
        for name in ("gate_list", "dialogue", "agenda_rows", "invitees", "site_kinds"):
            batch.drop_column(name)
    op.drop_table("open_day_filing")
