"""Finding bookings: by number, by phone, for the roster and the line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import NotFound
from core.base.privacy import digest_candidates
from core.booking import rules, store
from core.booking.contracts import BookingView
from core.booking.models import Booking
from core.booking.service.views import booking_view, booking_views


def find_booking(number: str, phone: str) -> BookingView | None:
    """The booking with this number that belongs to this (proven) phone."""
    booking = store.bookings_by_number(rules.same_number(number), digest_candidates(phone))
    return booking_view(booking) if booking is not None and booking.erased_at is None else None


def booking_for(event_id: int, phone: str) -> BookingView | None:
    """The first living booking that this (proven) phone already holds at an event."""
    found = _living(event_id, phone)
    return booking_view(found[0]) if found else None


def bookings_for(event_id: int, phone: str) -> tuple[BookingView, ...]:
    """All living bookings of a (proven) phone at an event."""
    return booking_views(_living(event_id, phone))


def _living(event_id: int, phone: str) -> list[Booking]:
    return store.living_of_persons([(event_id, person) for person in digest_candidates(phone)])


def bookings_of(person_digest: str) -> tuple[BookingView, ...]:
    """Everything kept about a person, for "my data"."""
    return booking_views(store.bookings_of_person(person_digest))


def booking_numbers(booking_ids: Sequence[int]) -> dict[int, str]:
    """Ticket numbers by booking id."""
    return store.numbers_of(booking_ids)


def roster(
    event_id: int, *, permission: str, department_id: int, actor: Actor, now: datetime
) -> tuple[BookingView, ...]:
    """Names and phones of those who have or had a place, for who holds the owner's `permission`. Every look is audited.

    Who waits, or never got further than the line, isn't among them.
    """
    with unit_of_work():
        _allow(event_id, "booking.roster_viewed", permission, department_id, actor, now)
        return booking_views([b for b in store.bookings_of_event(event_id) if b.queue_no is None])


def waiting_of(
    event_id: int, *, permission: str, department_id: int, actor: Actor, now: datetime
) -> tuple[BookingView, ...]:
    """The lines of an event, session by session in their order, with offers under way and lapsed. Audited like the roster."""
    with unit_of_work():
        _allow(event_id, "booking.line_viewed", permission, department_id, actor, now)
        states = ("waiting", "offered", "lapsed")
        line = [b for b in store.bookings_of_event(event_id) if b.state in states]
        line.sort(key=lambda b: (b.session_id, b.queue_no or 0))
        places, seen = dict[int, int](), dict[int, int]()
        for row in line:
            if row.state == "waiting":
                places[row.id] = seen[row.quota_id] = seen.get(row.quota_id, 0) + 1
        return booking_views(line, places=places)


def _allow(
    event_id: int, action: str, permission: str, department_id: int, actor: Actor, now: datetime
) -> None:
    event = store.events_by_id([event_id]).get(event_id)
    if event is None:
        raise NotFound
    actor.require(permission, department_id=department_id, campaign_id=event.campaign_id)
    audit.record(
        actor,
        now,
        action,
        subject=("booking_event", event_id),
        campaign_id=event.campaign_id,
        department_id=department_id,
    )
