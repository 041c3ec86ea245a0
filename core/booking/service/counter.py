"""Staff look for single bookings: by number, name, digits of a telephone, id. Every look is audited, found or not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.booking import rules, store
from core.booking.contracts import BookingView
from core.booking.models import LIVING, Booking, BookingEvent
from core.booking.service.views import booking_view, booking_views

#: More than a clerk can read out: whoever looks types more of the name or number.
MOST_FOUND = 50


def look_up(
    event_id: int,
    *,
    number: str = "",
    name: str = "",
    digits: str = "",
    booking_id: int | None = None,
    permission: str,
    department_id: int,
    actor: Actor,
    now: datetime,
) -> tuple[BookingView, ...]:
    """Bookings of an event that fit the one thing that is given; those of erased people are never found.

    `digits` are a telephone's last digits. Raises NotFound for an unknown event, NotAllowed.
    """
    with unit_of_work() as session:
        event = session.get(BookingEvent, event_id)
        if event is None:
            raise NotFound
        actor.require(permission, department_id=department_id, campaign_id=event.campaign_id)
        found = _found(event_id, number=number, name=name, digits=digits, booking_id=booking_id)
        how = "id" if booking_id else "number" if number else "name" if name else "digits"
        audit.record(
            actor,
            now,
            "booking.sought",
            subject=("booking", found[0].id) if len(found) == 1 else ("booking_event", event_id),
            campaign_id=event.campaign_id,
            department_id=department_id,
            how=how,
            found=len(found),
        )
        return found


def _found(
    event_id: int, *, number: str, name: str, digits: str, booking_id: int | None
) -> tuple[BookingView, ...]:
    if booking_id is not None or number:
        row = (
            store.booking_by_id(booking_id)
            if booking_id is not None
            else store.booking_at(event_id, rules.same_number(number))
        )
        fits = row is not None and row.event_id == event_id and row.erased_at is None
        return (booking_view(row),) if row is not None and fits else ()
    # Names and telephones are sealed, and an event has some hundreds of bookings: they are opened and compared here.
    rows = [row for row in store.bookings_of_event(event_id) if row.erased_at is None]
    views = [
        view
        for view in booking_views(rows)
        if (name and name in f"{view.call_name} {view.full_name}")
        or (digits and view.phone and view.phone.endswith(digits))
    ]
    return tuple(views[:MOST_FOUND])


def reach_counts(event_id: int, session_id: int | None = None) -> dict[str, int]:
    """How many living bookings of an event (or of one session) are told by sms, by call or not at all."""
    counted = select(Booking.reach, func.count()).where(
        Booking.event_id == event_id, Booking.state.in_(LIVING)
    )
    if session_id is not None:
        counted = counted.where(Booking.session_id == session_id)
    return {str(reach): int(n) for reach, n in db.session.execute(counted.group_by(Booking.reach))}
