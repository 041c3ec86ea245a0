"""When something about places changes by itself: booking opens or closes, a session begins or ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.base.db import db
from core.base.memory import remembered
from core.booking.models import BookingEvent, BookingSession


def next_moment(now: datetime) -> datetime | None:
    """The next of these moments after `now`; None when there is none."""
    # A minute is as long as a page is kept; within it the rows are read once.
    moments = remembered(
        ("booking.moments", now.replace(second=0, microsecond=0)), TABLES, lambda: _from(now)
    )
    return next((moment for moment in moments if moment > now), None)


TABLES = (BookingEvent, BookingSession)


def _from(now: datetime) -> tuple[datetime, ...]:
    start = now.replace(second=0, microsecond=0)
    found: list[datetime] = []
    for column in (
        BookingEvent.opens_at,
        BookingEvent.closes_at,
        BookingSession.starts_at,
        BookingSession.ends_at,
    ):
        found += db.session.scalars(select(column).where(column >= start).order_by(column).limit(20)).all()
    return tuple(sorted(found))
