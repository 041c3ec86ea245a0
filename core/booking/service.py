"""Use cases of places and bookings. No Flask here; `actor` and `now` are arguments.

Functions may join a caller's unit of work: a plugin books, queues its message and audits in one commit.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.base import audit, live
from core.base.access import SYSTEM, Actor
from core.base.clock import local
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.base.privacy import derived_key, digest, digest_candidates, seal, token_digest, unseal
from core.booking import rules, store
from core.booking.contracts import BookingView, BookPlace, EventView, NewSession, SessionView
from core.booking.figures import EventFigures as EventFigures
from core.booking.figures import SessionFigures as SessionFigures
from core.booking.figures import figures_of as figures_of
from core.booking.keeping import count_kept as count_kept
from core.booking.keeping import empty
from core.booking.keeping import forget_due as forget_due
from core.booking.keeping import forget_event as forget_event
from core.booking.keeping import kept_events as kept_events
from core.booking.models import Booking, BookingEvent, BookingSession

#: the live stream of places left; the key of a channel is the event's id
PLACES = "booking.places"


def prepare_event(
    owner_kind: str,
    owner_id: int,
    *,
    campaign_id: int,
    opens_at: datetime,
    closes_at: datetime,
    sessions: tuple[NewSession, ...],
) -> EventView:
    """Open an event for an owner, or replace its times and sessions while nobody has booked yet.

    Raises Invalid for impossible sessions, RuleBroken("sessions_have_bookings").
    """
    verdict = rules.refuse_sessions([(s.starts_at, s.ends_at, s.capacity) for s in sessions])
    if verdict is not None:
        raise Invalid(verdict.code, field="sessions", **verdict.params)
    with unit_of_work() as session:
        event = store.event_of(owner_kind, owner_id)
        if event is None:
            event = BookingEvent(owner_kind=owner_kind, owner_id=owner_id, campaign_id=campaign_id)
        event.opens_at, event.closes_at = opens_at, closes_at
        session.add(event)
        session.flush()
        old = [_session_view(s) for s in store.sessions_of([event.id])]
        same = len(old) == len(sessions) and all(_same(a, b) for a, b in zip(old, sessions, strict=True))
        if not same:
            if store.count_bookings(event.id):
                raise RuleBroken("sessions_have_bookings")
            store.remove_sessions(event.id)
            session.add_all(
                BookingSession(
                    event_id=event.id,
                    ordinal=n,
                    title=s.title,
                    place=s.place,
                    starts_at=s.starts_at,
                    ends_at=s.ends_at,
                    capacity=s.capacity,
                )
                for n, s in enumerate(sessions, 1)
            )
            session.flush()
        return _event_view(event)


def view_event(owner_kind: str, owner_id: int) -> EventView | None:
    """The event of an owner with places left."""
    event = store.event_of(owner_kind, owner_id)
    return _event_view(event) if event is not None else None


def blank_event(owner_kind: str, owner_id: int) -> None:
    """Empty the words of an owner's sessions, in the caller's unit of work (SC-01); times and bookings stay."""
    event = store.event_of(owner_kind, owner_id)
    for session in store.sessions_of([event.id]) if event is not None else ():
        session.title = session.place = ""


def view_events(owner_kind: str, owner_ids: list[int]) -> dict[int, EventView]:
    """Events of several owners by owner id."""
    events = store.events_of(owner_kind, owner_ids)
    sessions = store.sessions_of([e.id for e in events])
    return {e.owner_id: _event_view(e, [s for s in sessions if s.event_id == e.id]) for e in events}


def book_place(command: BookPlace, *, actor: Actor, now: datetime) -> BookingView:
    """Book one place. The same request again returns the first booking with `first_time` False.

    Raises RuleBroken (window), Conflict("session_full" | "already_booked" | "key_reused"), NotFound.
    """
    person, people = digest(command.phone), digest_candidates(command.phone)
    with unit_of_work() as session:
        event = session.get(BookingEvent, command.event_id)
        if event is None:
            raise NotFound("session_unknown")
        earlier = _earlier(command, people)
        if earlier is not None:
            return earlier
        verdict = rules.refuse_window(now, event.opens_at, event.closes_at, event.state)
        if verdict is not None:
            raise RuleBroken(verdict.code, **verdict.params)
        token = manage_token(command.idempotency_key)
        try:
            with session.begin_nested():
                booking_id = _take(command, person, token, now)
        except IntegrityError:
            # A twin of this request, or the same person, was stored between our look and our insert.
            earlier = _earlier(command, people)
            if earlier is None:
                raise
            return earlier
        audit.record(
            actor,
            now,
            "booking.booked",
            subject=("booking", booking_id),
            campaign_id=event.campaign_id,
            session_id=command.session_id,
        )
        live.tell(PLACES, now=now, campaign_id=event.campaign_id, key=event.id)
        session.flush()
        return _booking_view(session.get_one(Booking, booking_id), first_time=True)


def _take(command: BookPlace, person: str, token: str, now: datetime) -> int:
    issued = store.take_place(command.event_id, command.session_id)
    place = db.session.get(BookingSession, command.session_id, populate_existing=True)
    if place is None or place.event_id != command.event_id:
        raise NotFound("session_unknown")
    if issued is None:
        raise _full(command)
    return store.add_booking(
        event_id=command.event_id,
        session_id=command.session_id,
        number=rules.booking_number(local(place.starts_at), place.ordinal, issued),
        category=command.category,
        person_digest=person,
        phone_sealed=seal(command.phone),
        name_sealed=seal(command.call_name),
        state="booked",
        idempotency_key=command.idempotency_key,
        token_digest=token_digest(token),
        declared=list(command.declared),
        needs=list(command.needs),
        photo_consent=command.photo_consent,
        notice_agreed_at=command.notice_agreed_at,
        created_at=now,
    )


def _earlier(command: BookPlace, people: list[str]) -> BookingView | None:
    """What this very request booked before. Conflict when person or key hold another place."""
    mine = store.booking_by_key(command.idempotency_key)
    if mine is not None:
        if mine.person_digest not in people or mine.event_id != command.event_id:
            raise Conflict("key_reused")
        return _booking_view(mine, first_time=False)
    other = store.booking_of_person(command.event_id, people)
    if other is not None:
        raise Conflict("already_booked", number=other.number)
    return None


def _full(command: BookPlace) -> Conflict:
    others = [
        s.title
        for s in store.sessions_of([command.event_id])
        if s.taken < s.capacity and s.id != command.session_id
    ]
    return Conflict("session_full_others", others=others) if others else Conflict("session_full")


def cancel_booking(token: str, *, actor: Actor, now: datetime) -> BookingView:
    """Give a place back by the manage link. A second time changes nothing and returns the cancelled booking.

    Raises NotFound, RuleBroken("cancel_too_late").
    """
    with unit_of_work() as session:
        booking = _by_token(token)
        place = session.get_one(BookingSession, booking.session_id)
        if booking.state == "booked":
            verdict = rules.refuse_cancel(now, place.starts_at)
            if verdict is not None:
                raise RuleBroken(verdict.code, **verdict.params)
            if store.give_back(booking.id, booking.session_id, now):
                _record(actor, now, "booking.cancelled", booking)
                _tell_places(booking, now)
        session.refresh(booking)
        session.refresh(place)
        return _booking_view(booking)


def change_photo_consent(token: str, agreed: bool, *, actor: Actor, now: datetime) -> BookingView:
    """Give or withdraw the consent to publish photographs: as easily the one as the other (PI-07)."""
    with unit_of_work():
        booking = _by_token(token)
        if booking.photo_consent != agreed:
            booking.photo_consent = agreed
            _record(actor, now, "booking.photo_consent_changed", booking, agreed=agreed)
        return _booking_view(booking)


def view_booking(token: str) -> BookingView:
    """The booking behind a manage link. Raises NotFound; an erased booking is not found."""
    return _booking_view(_by_token(token))


def find_booking(number: str, phone: str) -> BookingView | None:
    """The booking with this number that belongs to this (proven) phone."""
    booking = store.bookings_by_number(rules.same_number(number), digest_candidates(phone))
    return _booking_view(booking) if booking is not None and booking.erased_at is None else None


def booking_for(event_id: int, phone: str) -> BookingView | None:
    """The living booking that this (proven) phone already holds at an event."""
    booking = store.booking_of_person(event_id, digest_candidates(phone))
    return _booking_view(booking) if booking is not None else None


def roster(
    event_id: int, *, permission: str, department_id: int, actor: Actor, now: datetime
) -> tuple[BookingView, ...]:
    """Names and phones of an event, for those who hold the owner's `permission`. Every look is audited."""
    with unit_of_work() as session:
        event = session.get(BookingEvent, event_id)
        if event is None:
            raise NotFound
        actor.require(permission, department_id=department_id, campaign_id=event.campaign_id)
        audit.record(
            actor,
            now,
            "booking.roster_viewed",
            subject=("booking_event", event_id),
            campaign_id=event.campaign_id,
            department_id=department_id,
        )
        return tuple(_booking_view(b) for b in store.bookings_of_event(event_id))


def booking_numbers(booking_ids: Sequence[int]) -> dict[int, str]:
    """Ticket numbers by booking id."""
    return store.numbers_of(booking_ids)


def bookings_of(person_digest: str) -> tuple[BookingView, ...]:
    """Everything kept about a person, for "my data"."""
    return tuple(_booking_view(b) for b in store.bookings_of_person(person_digest))


def erase_person(person_digest: str, *, now: datetime) -> int:
    """Forget a person: coming places are given back; names, phone and needs go; counts stay."""
    with unit_of_work() as session:
        bookings = store.bookings_of_person(person_digest)
        for booking in bookings:
            place = session.get_one(BookingSession, booking.session_id)
            if booking.state == "booked" and now < place.starts_at:
                store.give_back(booking.id, booking.session_id, now)
                _tell_places(booking, now)
                session.refresh(booking)
            empty(booking, now)
            _record(SYSTEM, now, "booking.erased", booking)
        return len(bookings)


def manage_token(idempotency_key: str) -> str:
    """The secret of the manage link, 128 bits, computed from the request's key: a retry can tell it again."""
    mac = hmac.new(derived_key("booking.manage"), idempotency_key.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def _by_token(token: str) -> Booking:
    booking = store.booking_by_token(token_digest(token))
    if booking is None or booking.erased_at is not None:
        raise NotFound
    return booking


def _record(actor: Actor, now: datetime, action: str, booking: Booking, **codes: Any) -> None:
    event = db.session.get_one(BookingEvent, booking.event_id)
    audit.record(actor, now, action, subject=("booking", booking.id), campaign_id=event.campaign_id, **codes)


def _tell_places(booking: Booking, now: datetime) -> None:
    event = db.session.get_one(BookingEvent, booking.event_id)
    live.tell(PLACES, now=now, campaign_id=event.campaign_id, key=event.id)


def _same(old: SessionView, new: NewSession) -> bool:
    return (old.title, old.place, old.starts_at, old.ends_at, old.capacity) == (
        new.title,
        new.place,
        new.starts_at,
        new.ends_at,
        new.capacity,
    )


def _session_view(row: BookingSession) -> SessionView:
    return SessionView(
        row.id, row.ordinal, row.title, row.place, row.starts_at, row.ends_at, row.capacity, row.taken
    )


def _event_view(row: BookingEvent, sessions: list[BookingSession] | None = None) -> EventView:
    found = sessions if sessions is not None else store.sessions_of([row.id])
    return EventView(
        row.id,
        row.owner_kind,
        row.owner_id,
        row.campaign_id,
        row.opens_at,
        row.closes_at,
        row.state,
        tuple(_session_view(s) for s in found),
    )


def _booking_view(row: Booking, *, first_time: bool = False) -> BookingView:
    event = db.session.get_one(BookingEvent, row.event_id)
    place = db.session.get_one(BookingSession, row.session_id)
    return BookingView(
        id=row.id,
        event_id=row.event_id,
        owner_kind=event.owner_kind,
        owner_id=event.owner_id,
        campaign_id=event.campaign_id,
        session=_session_view(place),
        number=row.number,
        category=row.category,
        call_name=unseal(row.name_sealed) if row.name_sealed else "",
        phone=unseal(row.phone_sealed) if row.phone_sealed else "",
        state=row.state,
        declared=tuple(row.declared),
        needs=tuple(row.needs),
        photo_consent=row.photo_consent,
        created_at=row.created_at,
        cancelled_at=row.cancelled_at,
        token=manage_token(row.idempotency_key),
        first_time=first_time,
    )
