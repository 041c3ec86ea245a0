"""The door: who has come, by ticket, by digits, from a printed list, or without a booking.

A device that was away tells later what happened; sending the same again (`client_key`) is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotFound
from core.base.privacy import token_digest, unseal
from core.booking import rules, store
from core.booking.contracts import ArrivalView, BookingView
from core.booking.models import Booking, BookingArrival
from core.booking.service.views import booking_views


def arrive(
    event_id: int,
    *,
    booking: str | int,
    way: str,
    people: int,
    declared: Sequence[str],
    at: datetime,
    client_key: str,
    actor: Actor,
    now: datetime,
    away: bool | None = None,
) -> ArrivalView:
    """Let somebody in by ticket number, secret of the link, or id. The same `client_key` returns the first answer.

    The outcome is in, duplicate (time, people and by whom are those of the first arrival), not_booked (cancelled, waiting …) or
    unknown. `away`: whether nobody at the door saw the answer, so that what isn't "in" is kept as a conflict; None lets
    the time since `at` decide. Raises NotFound for an unknown event.
    """
    with unit_of_work():
        before = store.arrival_by_key(client_key)
        if before is not None:
            return _repeated(before, event_id)
        row = _resolve(event_id, booking)
        if row is not None:
            store.lock_sessions([row.session_id])
            row = store.booking_by_id(row.id)
        first = store.arrival_of(row.id) if row is not None else None
        outcome = "unknown" if row is None else "not_booked" if row.state != "booked" else "in"
        if outcome == "in" and first is not None:
            outcome = "duplicate"
        arrival = BookingArrival(
            event_id=event_id,
            session_id=row.session_id if row is not None else _nearest_session(event_id, at),
            booking_id=row.id if row is not None else None,
            people=max(people, 1),
            category=row.category if row is not None else "",
            way=way,
            outcome=outcome,
            declared=list(declared),
            at=at,
            client_key=client_key,
        )
        return _keep(arrival, first, actor, now, away)


def walk_in(
    event_id: int,
    session_id: int,
    *,
    people: int,
    category: str,
    declared: Sequence[str],
    at: datetime,
    client_key: str,
    actor: Actor,
    now: datetime,
    room: int | None = None,
) -> ArrivalView:
    """Let people in who have no booking; they are counted, nobody is named.

    `room`: the most people that may then be inside this session. Raises NotFound, Conflict("room_full", inside=, room=).
    """
    with unit_of_work():
        before = store.arrival_by_key(client_key)
        if before is not None:
            return _repeated(before, event_id)
        session = store.sessions_by_id([session_id]).get(session_id)
        if session is None or session.event_id != event_id:
            raise NotFound("session_unknown")
        store.lock_sessions([session_id])
        inside = sum(
            a.people
            for a in store.arrivals_of(event_id)
            if a.session_id == session_id and a.outcome == "in" and a.undone_at is None
        )
        if room is not None and inside + people > room:
            raise Conflict("room_full", inside=inside, room=room)
        arrival = BookingArrival(
            event_id=event_id,
            session_id=session_id,
            people=max(people, 1),
            category=category,
            way="walk_in",
            outcome="in",
            declared=list(declared),
            at=at,
            client_key=client_key,
        )
        return _keep(arrival, None, actor, now)


def undo_arrival(arrival_id: int, *, actor: Actor, now: datetime) -> ArrivalView:
    """Take an arrival back; a second time changes nothing. Raises NotFound."""
    with unit_of_work():
        row = _arrival(arrival_id)
        if row.undone_at is None:
            row.undone_at, row.undone_by = now, actor.user_id
            _record(actor, now, "booking.arrival_undone", row)
        return _view(row)


def mark_seen(arrival_id: int, *, actor: Actor, now: datetime) -> ArrivalView:
    """Somebody has looked at a conflict. Raises NotFound."""
    with unit_of_work():
        row = _arrival(arrival_id)
        if row.seen_at is None:
            row.seen_at = now
            _record(actor, now, "booking.conflict_seen", row)
        return _view(row)


def arrivals_of(event_id: int) -> tuple[ArrivalView, ...]:
    """Who was let in at an event, those taken back included, in the door's order."""
    return tuple(_view(row) for row in store.arrivals_of(event_id) if row.outcome == "in")


def conflicts_of(event_id: int) -> tuple[ArrivalView, ...]:
    """What a device told afterwards and nobody has looked at yet: second scans, cancelled and unknown tickets."""
    return tuple(
        _view(row) for row in store.arrivals_of(event_id) if row.outcome != "in" and row.seen_at is None
    )


def find_by_digits(event_id: int, last4: str, *, actor: Actor, now: datetime) -> tuple[BookingView, ...]:
    """Bookings whose phone ends with these digits, found by opening the phones of this event only. Audited."""
    with unit_of_work():
        event = store.events_by_id([event_id]).get(event_id)
        if event is None:
            raise NotFound
        digits = "".join(c for c in last4 if c.isdigit())
        rows = [
            row
            for row in store.bookings_of_event(event_id)
            if row.phone_sealed and digits and unseal(row.phone_sealed).endswith(digits)
        ]
        audit.record(
            actor,
            now,
            "booking.found_by_digits",
            subject=("booking_event", event_id),
            campaign_id=event.campaign_id,
            count=len(rows),
        )
        return booking_views(rows)


def _resolve(event_id: int, booking: str | int) -> Booking | None:
    """The booking of this event that an id, a ticket number or a link's secret names."""
    if isinstance(booking, int):
        row = store.booking_by_id(booking)
    else:
        row = store.booking_by_token(token_digest(booking.strip()))
        row = row or store.booking_at(event_id, rules.same_number(booking))
    return row if row is not None and row.event_id == event_id else None


def _nearest_session(event_id: int, at: datetime) -> int:
    sessions = store.sessions_of([event_id])
    if not sessions:
        raise NotFound
    return min(sessions, key=lambda s: abs(s.starts_at - at)).id


def _keep(
    arrival: BookingArrival,
    first: BookingArrival | None,
    actor: Actor,
    now: datetime,
    away: bool | None = None,
) -> ArrivalView:
    arrival.recorded_at, arrival.by_user = now, actor.user_id
    told = rules.seen_at_once(arrival.at, now) if away is None else not away
    if arrival.outcome != "in" and told:
        arrival.seen_at = now
    db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.add(arrival)
    except IntegrityError:
        # The same message came in twice at the same moment.
        before = store.arrival_by_key(arrival.client_key)
        if before is None:
            raise
        return _repeated(before, arrival.event_id)
    _record(actor, now, "booking.arrived", arrival, outcome=arrival.outcome, way=arrival.way)
    return _view(arrival, first)


def _repeated(before: BookingArrival, event_id: int) -> ArrivalView:
    if before.event_id != event_id:
        raise Conflict("key_reused")
    first = None
    if before.outcome == "duplicate" and before.booking_id is not None:
        first = store.arrival_of(before.booking_id)
    return _view(before, first)


def _arrival(arrival_id: int) -> BookingArrival:
    row = store.arrival(arrival_id)
    if row is None:
        raise NotFound
    return row


def _record(actor: Actor, now: datetime, action: str, row: BookingArrival, **codes: Any) -> None:
    event = store.events_by_id([row.event_id])[row.event_id]
    subject = ("booking", row.booking_id) if row.booking_id is not None else ("booking_event", row.event_id)
    audit.record(
        actor, now, action, subject=subject, campaign_id=event.campaign_id, arrival_id=row.id, **codes
    )


def _view(row: BookingArrival, first: BookingArrival | None = None) -> ArrivalView:
    shown = first or row
    return ArrivalView(
        id=row.id,
        session_id=row.session_id,
        booking_id=row.booking_id,
        people=shown.people,
        category=row.category,
        way=row.way,
        outcome=row.outcome,
        at=shown.at,
        by=shown.by_user,
        undone_at=row.undone_at,
    )
