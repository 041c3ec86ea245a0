"""places, quotas, waiting lists, arrivals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_places"
down_revision = "0013_campaign_life"
branch_labels = None
depends_on = None
#: the revision of core this one needs (plugins only)
needs_core = None

LIVING = sa.text("state IN ('booked', 'offered', 'waiting')")
BOOKED = sa.text("state = 'booked'")
INSIDE = sa.text("outcome = 'in' AND undone_at IS NULL AND booking_id IS NOT NULL")
ONE_PER_PERSON = "uq_booking_booking_one_per_person"


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _whole(name: str, default: str = "0") -> sa.Column[sa.Integer]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def upgrade() -> None:
    with op.batch_alter_table("booking_event") as table:
        table.add_column(_whole("companions"))
        table.add_column(_whole("per_phone", "1"))
        table.add_column(_whole("offer_minutes"))
        table.add_column(_moment("pool_at"))
        table.add_column(_moment("pooled_at"))
    with op.batch_alter_table("booking_session") as table:
        table.add_column(_whole("waiting"))
        table.add_column(_whole("queued"))
        table.add_column(sa.Column("state", sa.String(length=12), nullable=False, server_default="open"))
    _make_quotas()
    _widen_bookings()
    _make_arrivals()


def _make_quotas() -> None:
    op.create_table(
        "booking_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity", name=op.f("ck_booking_quota_taken_within_capacity")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["booking_session.id"], name=op.f("fk_booking_quota_session_id_booking_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_quota")),
        sa.UniqueConstraint("session_id", "kind", "name", name=op.f("uq_booking_quota_session_id_kind_name")),
    )
    op.execute(
        "INSERT INTO booking_quota (session_id, ordinal, kind, name, capacity, taken, waiting) "
        "SELECT id, 0, 'pool', '', capacity, taken, 0 FROM booking_session ORDER BY id"
    )


def _widen_bookings() -> None:
    # The index with a condition goes first: SQLite copies the table and would lose the condition.
    op.drop_index(ONE_PER_PERSON, table_name="booking_booking")
    with op.batch_alter_table("booking_booking") as table:
        table.add_column(sa.Column("quota_id", sa.Integer(), nullable=True))
        table.add_column(_whole("party", "1"))
        table.add_column(_whole("slot"))
        table.add_column(sa.Column("way", sa.String(length=12), nullable=False, server_default="self"))
        table.add_column(sa.Column("reach", sa.String(length=4), nullable=False, server_default="sms"))
        table.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("full_name_sealed", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("contact_sealed", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("queue_no", sa.Integer(), nullable=True))
        table.add_column(_moment("offered_at"))
        table.add_column(_moment("offer_until"))
    op.execute(
        "UPDATE booking_booking SET quota_id = (SELECT booking_quota.id FROM booking_quota "
        "WHERE booking_quota.session_id = booking_booking.session_id)"
    )
    with op.batch_alter_table("booking_booking") as table:
        table.alter_column("quota_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_booking_booking_quota_id_booking_quota"), "booking_quota", ["quota_id"], ["id"]
        )
        table.create_index(op.f("ix_booking_booking_offer_until"), ["offer_until"], unique=False)
        table.create_index("ix_booking_booking_line", ["session_id", "state", "queue_no"], unique=False)
    op.create_index(
        ONE_PER_PERSON,
        "booking_booking",
        ["event_id", "person_digest", "slot"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )


def _make_arrivals() -> None:
    op.create_table(
        "booking_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user", sa.Integer(), nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        _moment("undone_at"),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        _moment("seen_at"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["booking_event.id"], name=op.f("fk_booking_arrival_event_id_booking_event")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["booking_session.id"], name=op.f("fk_booking_arrival_session_id_booking_session")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking_booking.id"], name=op.f("fk_booking_arrival_booking_id_booking_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_arrival")),
        sa.UniqueConstraint("client_key", name=op.f("uq_booking_arrival_client_key")),
    )
    op.create_index(op.f("ix_booking_arrival_event_id"), "booking_arrival", ["event_id"])
    op.create_index(
        "uq_booking_arrival_once",
        "booking_arrival",
        ["booking_id"],
        unique=True,
        sqlite_where=INSIDE,
        postgresql_where=INSIDE,
    )


def downgrade() -> None:
    op.drop_table("booking_arrival")
    # What the older tables can't say: a line, several bookings of one phone, an offer that was not taken.
    op.execute("UPDATE booking_booking SET state = 'cancelled' WHERE state NOT IN ('booked', 'cancelled')")
    op.execute("UPDATE booking_booking SET state = 'cancelled' WHERE state = 'booked' AND slot > 0")
    op.drop_index(ONE_PER_PERSON, table_name="booking_booking")
    with op.batch_alter_table("booking_booking") as table:
        table.drop_index("ix_booking_booking_line")
        table.drop_index(op.f("ix_booking_booking_offer_until"))
        table.drop_constraint(op.f("fk_booking_booking_quota_id_booking_quota"), type_="foreignkey")
        for name in (
            "quota_id", "party", "slot", "way", "reach", "entered_by", "full_name_sealed", "contact_sealed",
            "queue_no", "offered_at", "offer_until",
        ):  # fmt: skip
            table.drop_column(name)
    op.create_index(
        ONE_PER_PERSON,
        "booking_booking",
        ["event_id", "person_digest"],
        unique=True,
        sqlite_where=BOOKED,
        postgresql_where=BOOKED,
    )
    op.drop_table("booking_quota")
    op.execute(
        "UPDATE booking_session SET taken = (SELECT COUNT(*) FROM booking_booking "
        "WHERE booking_booking.session_id = booking_session.id AND booking_booking.state = 'booked')"
    )
    with op.batch_alter_table("booking_session") as table:
        for name in ("waiting", "queued", "state"):
            table.drop_column(name)
    with op.batch_alter_table("booking_event") as table:
        for name in ("companions", "per_phone", "offer_minutes", "pool_at", "pooled_at"):
            table.drop_column(name)
