"""Tables of places and bookings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class BookingEvent(Model):
    """Something with places. `state`: open, closed, called_off."""

    __tablename__ = "booking_event"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    campaign_id: Mapped[int] = mapped_column(index=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="open")


class BookingSession(Model):
    """One session. `taken` counts living bookings, `issued` every ticket number ever given."""

    __tablename__ = "booking_session"
    __table_args__ = (
        UniqueConstraint("event_id", "ordinal"),
        # The last fence against overselling; the conditional update of the store is the first.
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


class Booking(Model):
    """One place held by one person. `state`: booked, cancelled.

    `person_digest` finds the person, the sealed phone and name can be shown; erasing empties all.
    """

    __tablename__ = "booking_booking"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        Index(
            "uq_booking_booking_one_per_person",
            "event_id",
            "person_digest",
            unique=True,
            sqlite_where=text("state = 'booked'"),
            postgresql_where=text("state = 'booked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("booking_event.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("booking_session.id"))
    number: Mapped[str] = mapped_column(String(20), index=True)
    category: Mapped[str] = mapped_column(String(40))
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    name_sealed: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="booked")
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    declared: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[list[str]] = mapped_column(JSON)
    photo_consent: Mapped[bool] = mapped_column(default=False)
    notice_agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
