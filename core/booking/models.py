"""Tables of places and bookings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime

#: A booking in one of these states belongs to a person who comes, may come or waits to come.
LIVING = ("booked", "offered", "waiting")
_LIVING_SQL = text("state IN ('booked', 'offered', 'waiting')")
_INSIDE_SQL = text("outcome = 'in' AND undone_at IS NULL AND booking_id IS NOT NULL")


class BookingEvent(Model):
    """Something with places. `state`: open, closed, called_off.

    `offer_minutes` is how long a freed place is kept for the next in line (0: no waiting list). `companions` come with
    one booking at most, `per_phone` bookings are made with one phone at most. At `pool_at` what the categories have
    not used flows into the common pool; `pooled_at` says that it did. `by_lot`: until `closes_at` people put their names
    down, then a draw (BookingDraw) gives the places away; `drawn_at` says that it did.
    """

    __tablename__ = "booking_event"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(index=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="open")
    companions: Mapped[int] = mapped_column(default=0)
    per_phone: Mapped[int] = mapped_column(default=1)
    offer_minutes: Mapped[int] = mapped_column(default=0)
    pool_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pooled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_lot: Mapped[bool] = mapped_column(default=False)
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def undrawn(self) -> bool:
        """Names are put down and nobody has a place yet: the draw is still to come."""
        return self.by_lot and self.drawn_at is None


class BookingDraw(Model):
    """The draw of an event's places. `commitment` is published before names are put down: SHA-256 of a secret computed
    from `nonce` and the house's key. `public_source` says which number, known to nobody yet, joins it in the seed;
    `public_number` is that number. `lots` are frozen at the closing moment: {session id: {"places": n, "lots": [[number,
    people]]}}, `digest` is their published list's. `seed` is told with the draw; `result`: {session id: {"taken": [number],
    "line": [number]}}.
    """

    __tablename__ = "booking_draw"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("booking_event.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(32))
    commitment: Mapped[str] = mapped_column(String(64))
    public_source: Mapped[str] = mapped_column(String(200), default="")
    public_number: Mapped[str] = mapped_column(String(100), default="")
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lots: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(String(64), default="")
    seed: Mapped[str] = mapped_column(String(200), default="")
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class BookingSession(Model):
    """One session. `state`: open, called_off. The row is locked by whoever changes anything about its places.

    `capacity` is the sum of its quotas' (the recommended too), `taken` counts places held by bookings and offers,
    `waiting` bookings in line, `issued` every ticket number ever given, `queued` every place in line ever given.
    """

    __tablename__ = "booking_session"
    __table_args__ = (
        UniqueConstraint("event_id", "ordinal"),
        # The last fence against overselling; the decision under the row's lock is the first.
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("booking_event.id"))
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    issued: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="open")


class BookingQuota(Model):
    """A part of a session's places. `kind`: pool (always there, name ""), category (`name`), recommended.

    `taken` counts places, `waiting` the bookings in this quota's own line.
    """

    __tablename__ = "booking_quota"
    __table_args__ = (
        UniqueConstraint("session_id", "kind", "name"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within_capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("booking_session.id"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(40), default="")
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)


class Booking(Model):
    """One person's booking of `party` places (themselves and companions) or their place in line.

    `state`: booked, waiting, offered (a freed place is kept until `offer_until`), lapsed (the offer ran out),
    cancelled, called_off. `slot` numbers the bookings of one phone (family members). `way`: self, clerk, recommended.
    `reach`: sms, call (on the list of calls), none. `person_digest` finds the person, the sealed values can be shown;
    erasing empties all. `queue_no` orders the line of a session.
    """

    __tablename__ = "booking_booking"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        Index(
            "uq_booking_booking_one_per_person",
            "event_id",
            "person_digest",
            "slot",
            unique=True,
            sqlite_where=_LIVING_SQL,
            postgresql_where=_LIVING_SQL,
        ),
        Index("ix_booking_booking_line", "session_id", "state", "queue_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("booking_event.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("booking_session.id"))
    quota_id: Mapped[int] = mapped_column(ForeignKey("booking_quota.id"))
    number: Mapped[str] = mapped_column(String(20), index=True)
    category: Mapped[str] = mapped_column(String(40))
    party: Mapped[int] = mapped_column(default=1)
    slot: Mapped[int] = mapped_column(default=0)
    way: Mapped[str] = mapped_column(String(12), default="self")
    reach: Mapped[str] = mapped_column(String(4), default="sms")
    entered_by: Mapped[int | None]
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    name_sealed: Mapped[str] = mapped_column(Text)
    full_name_sealed: Mapped[str] = mapped_column(Text, default="")
    contact_sealed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="booked")
    queue_no: Mapped[int | None]
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offer_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    declared: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[list[str]] = mapped_column(JSON)
    photo_consent: Mapped[bool] = mapped_column(default=False)
    notice_agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BookingArrival(Model):
    """Somebody at the door. `way`: qr, digits, list, paper, walk_in (no booking). `at` is the door's time, `recorded_at`
    ours; `client_key` makes sending it again harmless. `outcome`: in, duplicate, unknown, not_booked: what isn't "in"
    was a conflict of a device that was away, kept until somebody has `seen_at` it.
    """

    __tablename__ = "booking_arrival"
    __table_args__ = (
        Index(
            "uq_booking_arrival_once",
            "booking_id",
            unique=True,
            sqlite_where=_INSIDE_SQL,
            postgresql_where=_INSIDE_SQL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("booking_event.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("booking_session.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking_booking.id"))
    people: Mapped[int] = mapped_column(default=1)
    category: Mapped[str] = mapped_column(String(40), default="")
    way: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(12), default="in")
    declared: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_user: Mapped[int | None]
    client_key: Mapped[str] = mapped_column(String(64), unique=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None]
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
