"""Sessions held while their places change hands: who frees, who is offered, what is told of it at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from core.base import audit, live
from core.base.access import SYSTEM, Actor
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.base.registry import registry, settings
from core.booking import rules, store
from core.booking.contracts import BookingView
from core.booking.models import Booking, BookingEvent, BookingQuota, BookingSession
from core.booking.service.views import booking_views, places_of

#: the live stream of places left; the key of a channel is the event's id
PLACES = "booking.places"


def tell_owners(fact: str, bookings: Sequence[BookingView], now: datetime) -> None:
    """Tell a fact to whoever owns the events, inside the transaction that makes it true, once per fact and event."""
    by_event: dict[int, list[BookingView]] = {}
    for booking in bookings:
        by_event.setdefault(booking.event_id, []).append(booking)
    for concerned in by_event.values():
        owner = registry().booking_owners.get(concerned[0].owner_kind)
        if owner is not None:
            owner.tell(fact, tuple(concerned), now)


class Held:
    """Locked sessions with their quotas and events. `told` gathers who is to be told what."""

    def __init__(self, session_ids: Collection[int], *, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self._told: dict[str, list[Booking]] = {}
        self._places: dict[int, int] = {}
        self._changed: dict[int, BookingEvent] = {}
        self._hold(session_ids)

    def _hold(self, session_ids: Collection[int]) -> None:
        self.sessions = store.lock_sessions(session_ids)
        self.quotas = store.quotas_of(self.sessions)
        # Read behind the lock: whoever called an event off or let it flow together held its sessions, too.
        self.events = store.events_by_id({row.event_id for row in self.sessions.values()})

    def session(self, session_id: int) -> BookingSession:
        """One of the held sessions. Raises NotFound."""
        found = self.sessions.get(session_id)
        if found is None:
            raise NotFound("session_unknown")
        return found

    def event(self, booking: Booking | BookingSession) -> BookingEvent:
        return self.events[booking.event_id]

    def quota(self, booking: Booking) -> BookingQuota:
        """The quota in which a booking has its place, or in whose line it stands."""
        return next(q for q in self.quotas[booking.session_id] if q.id == booking.quota_id)

    def own_quota(self, session_id: int, category: str) -> BookingQuota:
        """Where a category takes its places in a session."""
        quotas = self.quotas[session_id]
        found = rules.quota_for(category, [(q.kind, q.name) for q in quotas])
        if found is None:
            raise NotFound("session_unknown")
        return quotas[found]

    def free_quota(self, session_id: int, category: str, party: int) -> BookingQuota | None:
        """The quota that can give somebody new their places at once; None when they would have to wait."""
        quotas = self.quotas[session_id]
        own = quotas.index(self.own_quota(session_id, category))
        event = self.events[self.sessions[session_id].event_id]
        if event.by_lot and event.drawn_at is None:
            return None
        pooled = self.events[self.sessions[session_id].event_id].pooled_at is not None
        chosen = rules.choose(places_of(quotas), own, party, pooled=pooled)
        return quotas[chosen] if chosen is not None else None

    def take(self, booking: Booking, quota: BookingQuota, party: int) -> None:
        """Count places as taken by a booking."""
        session = self.sessions[quota.session_id]
        booking.session_id, booking.quota_id = session.id, quota.id
        quota.taken += party
        session.taken += party
        self.changed(booking)

    def leave(self, booking: Booking) -> None:
        """Count a booking out of its places or its line; the caller gives it another state and fills."""
        session, quota = self.sessions[booking.session_id], self.quota(booking)
        if booking.state == "waiting":
            session.waiting -= 1
            quota.waiting -= 1
        else:
            session.taken -= booking.party
            quota.taken -= booking.party
        self.changed(booking)

    def fill(self, session_id: int) -> None:
        """Offer what is free in a session to those who wait for it."""
        session = self.sessions[session_id]
        event, quotas = self.event(session), self.quotas[session_id]
        pooled = event.pooled_at is not None
        if session.state != "open" or event.state == "called_off" or event.undrawn:
            return
        if not (session.waiting or pooled):
            return
        hours = settings().messages
        until = rules.offer_until(
            self.now, event.offer_minutes, session.starts_at, hours.quiet_from, hours.quiet_to
        )
        line = store.line_of(session_id) if session.waiting and until > self.now else []
        index = {quota.id: n for n, quota in enumerate(quotas)}
        waiting = [rules.Waiting(r.id, index[r.quota_id], r.party, r.queue_no) for r in line]
        filled = rules.fill(places_of(quotas), waiting, pooled=pooled)
        rows = store.bookings_by_id([offer.id for offer in filled.offers])
        for quota, after in zip(quotas, filled.quotas, strict=True):
            quota.capacity = after.capacity
        for offer in filled.offers:
            row = rows[offer.id]
            self.leave(row)
            row.state, row.offered_at, row.offer_until = "offered", self.now, until
            self.take(row, quotas[offer.quota], row.party)
            self.tell("offered", row)
            self.record("booking.offered", row, by_system=True)

    def changed(self, row: Booking | BookingSession) -> None:
        """Those who watch the places of an event are to look again."""
        self._changed[row.event_id] = self.events[row.event_id]

    def tell(self, fact: str, booking: Booking, *, place: int | None = None) -> None:
        """Have the event's owner told of it when everything is settled; `place` is the booking's place in line then."""
        self._told.setdefault(fact, []).append(booking)
        if place is not None:
            self._places[booking.id] = place

    def record(self, action: str, booking: Booking, *, by_system: bool = False, **codes: Any) -> None:
        """One line in the trail about a booking: ids and codes."""
        audit.record(
            SYSTEM if by_system else self.actor,
            self.now,
            action,
            subject=("booking", booking.id),
            campaign_id=self.event(booking).campaign_id,
            **codes,
        )

    def settle(self) -> None:
        """Store the counters, then tell."""
        db.session.flush()
        for fact, rows in self._told.items():
            tell_owners(fact, booking_views(rows, places=self._places), self.now)
        for event in self._changed.values():
            live.tell(PLACES, now=self.now, campaign_id=event.campaign_id, key=event.id)


class HeldForBooking(Held):
    """The same for placing new bookings, which only counts: plain rows instead of the ORM's, stored by `count`."""

    def _hold(self, session_ids: Collection[int]) -> None:
        db.session.flush()
        self.sessions, self.quotas, self.events = store.lock_for_booking(session_ids)

    def count(self) -> None:
        """Store the counters. What the caller has read of these rows before is read anew."""
        rows = [*self.sessions.values(), *(quota for quotas in self.quotas.values() for quota in quotas)]
        store.store_counts(cast("list[store.Counted]", rows))
        for read in db.session.identity_map.values():
            if isinstance(read, BookingSession | BookingQuota):
                db.session.expire(read)


@contextmanager
def holding(session_ids: Collection[int], *, actor: Actor, now: datetime) -> Iterator[Held]:
    """Hold sessions for a change of who has which place; joins the caller's unit of work."""
    with unit_of_work():
        held = Held(session_ids, actor=actor, now=now)
        yield held
        held.settle()
