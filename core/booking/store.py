"""The few queries and conditional updates of places and bookings. Changes need a unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, insert, select, update

from core.base.db import db
from core.booking.models import Booking, BookingEvent, BookingSession


def event_of(owner_kind: str, owner_id: int) -> BookingEvent | None:
    """The event of an owner."""
    return db.session.scalar(select(BookingEvent).filter_by(owner_kind=owner_kind, owner_id=owner_id))


def events_of(owner_kind: str, owner_ids: list[int]) -> list[BookingEvent]:
    """The events of several owners, in one query."""
    found = select(BookingEvent).where(
        BookingEvent.owner_kind == owner_kind, BookingEvent.owner_id.in_(owner_ids)
    )
    return list(db.session.scalars(found))


def sessions_of(event_ids: list[int]) -> list[BookingSession]:
    """The sessions of events, in their order."""
    found = select(BookingSession).where(BookingSession.event_id.in_(event_ids))
    return list(db.session.scalars(found.order_by(BookingSession.event_id, BookingSession.ordinal)))


def take_place(event_id: int, session_id: int) -> int | None:
    """Take one place if one is left. Returns the running ticket count of the session, None when it is full.

    One conditional statement: two callers can't both get the last place, whatever they read before.
    """
    statement = (
        update(BookingSession)
        .where(
            BookingSession.id == session_id,
            BookingSession.event_id == event_id,
            BookingSession.taken < BookingSession.capacity,
        )
        .values(taken=BookingSession.taken + 1, issued=BookingSession.issued + 1)
        .returning(BookingSession.issued)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).scalar_one_or_none()


def give_back(booking_id: int, session_id: int, now: datetime) -> bool:
    """Cancel a booking and free its place, exactly once; False when it was cancelled already."""
    cancelled = _changed(
        update(Booking)
        .where(Booking.id == booking_id, Booking.state == "booked")
        .values(state="cancelled", cancelled_at=now)
        .execution_options(synchronize_session=False)
    )
    if not cancelled:
        return False
    db.session.execute(
        update(BookingSession)
        .where(BookingSession.id == session_id)
        .values(taken=BookingSession.taken - 1)
        .execution_options(synchronize_session=False)
    )
    return True


def add_booking(**values: Any) -> int:
    """Insert a booking, raising IntegrityError when the person or the idempotency key is already there."""
    return db.session.execute(insert(Booking).values(**values).returning(Booking.id)).scalar_one()


def booking_by_key(idempotency_key: str) -> Booking | None:
    """The booking that a request made before."""
    return _fresh(select(Booking).filter_by(idempotency_key=idempotency_key))


def booking_by_token(token_digest: str) -> Booking | None:
    """The booking of a manage link."""
    return _fresh(select(Booking).filter_by(token_digest=token_digest))


def booking_of_person(event_id: int, digests: list[str]) -> Booking | None:
    """The living booking of a person at an event; `digests` is the person under every key in use."""
    found = select(Booking).filter_by(event_id=event_id, state="booked")
    return _fresh(found.where(Booking.person_digest.in_(digests)))


def bookings_by_number(number: str, digests: list[str]) -> Booking | None:
    """The newest booking with this number that belongs to this person."""
    found = select(Booking).filter_by(number=number).where(Booking.person_digest.in_(digests))
    return _fresh(found.order_by(Booking.id.desc()).limit(1))


def bookings_of_person(person_digest: str) -> list[Booking]:
    """Everything booked by a person, oldest first."""
    return list(
        db.session.scalars(select(Booking).filter_by(person_digest=person_digest).order_by(Booking.id))
    )


def numbers_of(booking_ids: Sequence[int]) -> dict[int, str]:
    """Ticket numbers by booking id."""
    found = select(Booking.id, Booking.number).where(Booking.id.in_(booking_ids))
    return {row.id: row.number for row in db.session.execute(found)}


def bookings_of_event(event_id: int) -> list[Booking]:
    """All bookings of an event in ticket order, cancelled ones included."""
    found = select(Booking).filter_by(event_id=event_id)
    return list(db.session.scalars(found.order_by(Booking.session_id, Booking.number)))


def count_bookings(event_id: int) -> int:
    """How many bookings were ever made at an event, cancelled ones included."""
    return db.session.scalar(select(func.count()).select_from(Booking).filter_by(event_id=event_id)) or 0


def remove_sessions(event_id: int) -> None:
    """Remove an event's sessions (only when it has no booking)."""
    db.session.execute(delete(BookingSession).filter_by(event_id=event_id))


def _fresh(statement: Any) -> Booking | None:
    # Core statements changed rows behind the identity map: read what is stored, not what is remembered.
    return cast("Booking | None", db.session.scalar(statement.execution_options(populate_existing=True)))


def _changed(statement: Any) -> bool:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount == 1
