"""work orders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_orders"
down_revision = "0004_queue"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = "0015_page_stamps"


def upgrade() -> None:
    op.create_table(
        "hotline_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("external_number", sa.String(length=60), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("title_sealed", sa.Text(), nullable=False),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        sa.Column("place_sealed", sa.Text(), nullable=False),
        sa.Column("reply_sealed", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("state_before", sa.String(length=12), nullable=False),
        sa.Column("term_class", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_first", sa.Date(), nullable=True),
        sa.Column("due_rule", sa.String(length=40), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("asked_days", sa.Integer(), nullable=False),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("told_by_hand", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("erase_at_end", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["hotline_call.id"], name=op.f("fk_hotline_order_call_id_hotline_call")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["hotline_order.id"], name=op.f("fk_hotline_order_merged_into_hotline_order")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["hotline_programme.id"],
            name=op.f("fk_hotline_order_programme_id_hotline_programme"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["hotline_topic.id"], name=op.f("fk_hotline_order_topic_id_hotline_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_order")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_hotline_order_campaign_id_number")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_hotline_order_idempotency_key")),
    )
    op.create_index(op.f("ix_hotline_order_call_id"), "hotline_order", ["call_id"], unique=False)
    op.create_index(
        op.f("ix_hotline_order_external_number"), "hotline_order", ["external_number"], unique=False
    )
    op.create_index(
        "ix_hotline_order_inbox",
        "hotline_order",
        [
            "campaign_id",
            "state",
            "department_id",
            "due_on",
            "confidential",
            "registered_by",
            "asked_days",
            "told_by_hand",
            "id",
        ],
        unique=False,
    )
    op.create_index("ix_hotline_order_day", "hotline_order", ["campaign_id", "registered_at"], unique=False)
    op.create_index("ix_hotline_order_closed", "hotline_order", ["campaign_id", "closed_at"], unique=False)
    op.create_index(op.f("ix_hotline_order_merged_into"), "hotline_order", ["merged_into"], unique=False)
    op.create_index(op.f("ix_hotline_order_person_digest"), "hotline_order", ["person_digest"], unique=False)
    op.create_index("ix_hotline_order_topic", "hotline_order", ["topic_id", "registered_at"], unique=False)
    op.create_table(
        "hotline_order_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hotline_order.id"], name=op.f("fk_hotline_order_act_order_id_hotline_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_order_act")),
    )
    op.create_index(op.f("ix_hotline_order_act_order_id"), "hotline_order_act", ["order_id"], unique=False)
    op.create_table(
        "hotline_order_counter",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=5), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "month", name=op.f("pk_hotline_order_counter")),
    )
    op.create_table(
        "hotline_column_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_column_map")),
        sa.UniqueConstraint(
            "campaign_id", "sheet", "name", name=op.f("uq_hotline_column_map_campaign_id_sheet_name")
        ),
    )
    op.create_table(
        "hotline_order_mark",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hotline_order.id"], name=op.f("fk_hotline_order_mark_order_id_hotline_order")
        ),
        sa.PrimaryKeyConstraint("order_id", "mark", name=op.f("pk_hotline_order_mark")),
    )
    op.create_index(
        "ix_hotline_order_mark_word", "hotline_order_mark", ["campaign_id", "mark", "order_id"], unique=False
    )
    op.create_table(
        "hotline_exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows_sealed", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_exchange")),
    )
    op.create_index(
        op.f("ix_hotline_exchange_campaign_id"), "hotline_exchange", ["campaign_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_hotline_exchange_campaign_id"), table_name="hotline_exchange")
    op.drop_table("hotline_exchange")
    op.drop_index("ix_hotline_order_mark_word", table_name="hotline_order_mark")
    op.drop_table("hotline_order_mark")
    op.drop_table("hotline_column_map")
    op.drop_table("hotline_order_counter")
    op.drop_index(op.f("ix_hotline_order_act_order_id"), table_name="hotline_order_act")
    op.drop_table("hotline_order_act")
    op.drop_index(op.f("ix_hotline_order_call_id"), table_name="hotline_order")
    op.drop_index("ix_hotline_order_closed", table_name="hotline_order")
    op.drop_index("ix_hotline_order_day", table_name="hotline_order")
    op.drop_index(op.f("ix_hotline_order_external_number"), table_name="hotline_order")
    op.drop_index("ix_hotline_order_inbox", table_name="hotline_order")
    op.drop_index(op.f("ix_hotline_order_merged_into"), table_name="hotline_order")
    op.drop_index(op.f("ix_hotline_order_person_digest"), table_name="hotline_order")
    op.drop_index("ix_hotline_order_topic", table_name="hotline_order")
    op.drop_table("hotline_order")
