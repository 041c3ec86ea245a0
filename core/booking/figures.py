"""Figures of an event: how many booked, came, cancelled, by category and session. Numbers only, nobody is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from core.base.db import db
from core.booking.models import Booking, BookingArrival, BookingSession


@dataclass(frozen=True)
class SessionFigures:
    """People (a group counts each) of one session."""

    id: int
    title: str
    state: str
    booked: int
    attended: int


@dataclass(frozen=True)
class EventFigures:
    """People of an event. `by_category`: category → (booked, attended); `needs`: code → how many bookings named it."""

    booked: int = 0
    recommended: int = 0
    cancelled: int = 0
    attended: int = 0
    walk_ins: int = 0
    by_category: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_session: tuple[SessionFigures, ...] = ()
    needs: dict[str, int] = field(default_factory=dict)


def figures_of(event_id: int) -> EventFigures:
    """Count the rows of an event. An undone arrival, and one that wasn't let in, doesn't count."""
    booked, came, told = Counter[str](), Counter[str](), Counter[str]()
    by_session, came_session = Counter[int](), Counter[int]()
    recommended = cancelled = walk_ins = 0
    for row in db.session.execute(
        select(
            Booking.session_id, Booking.category, Booking.party, Booking.state, Booking.way, Booking.needs
        ).where(Booking.event_id == event_id)
    ):
        if row.state == "cancelled":
            cancelled += row.party
        if row.state != "booked":
            continue
        booked[row.category] += row.party
        by_session[row.session_id] += row.party
        recommended += row.party if row.way == "recommended" else 0
        told.update(row.needs)
    arrivals = (
        select(
            BookingArrival.session_id,
            BookingArrival.people,
            BookingArrival.booking_id,
            BookingArrival.category,
            Booking.category.label("of_booking"),
        )
        .join(Booking, Booking.id == BookingArrival.booking_id, isouter=True)
        .where(
            BookingArrival.event_id == event_id,
            BookingArrival.outcome == "in",
            BookingArrival.undone_at.is_(None),
        )
    )
    for entry in db.session.execute(arrivals):
        came[entry.category or entry.of_booking or ""] += entry.people
        came_session[entry.session_id] += entry.people
        walk_ins += entry.people if entry.booking_id is None else 0
    sessions = db.session.scalars(
        select(BookingSession).where(BookingSession.event_id == event_id).order_by(BookingSession.ordinal)
    )
    return EventFigures(
        booked=booked.total(),
        recommended=recommended,
        cancelled=cancelled,
        attended=came.total(),
        walk_ins=walk_ins,
        by_category={name: (booked[name], came[name]) for name in sorted({*booked, *came})},
        by_session=tuple(
            SessionFigures(s.id, s.title, s.state, by_session[s.id], came_session[s.id]) for s in sessions
        ),
        needs=dict(told),
    )
