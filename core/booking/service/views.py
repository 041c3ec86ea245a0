"""Rows as the frozen shapes that others see."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence

from core.base.privacy import derived_key, unseal
from core.booking import rules, store
from core.booking.contracts import BookingView, EventTerms, EventView, QuotaView, SessionView
from core.booking.models import Booking, BookingEvent, BookingQuota, BookingSession


def manage_token(idempotency_key: str) -> str:
    """The secret of the manage link, 128 bits, computed from the request's key: a retry can tell it again."""
    mac = hmac.new(derived_key("booking.manage"), idempotency_key.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def places_of(quotas: Sequence[BookingQuota]) -> list[rules.Places]:
    """Quotas as the rules read them."""
    return [rules.Places(q.kind, q.name, q.capacity, q.taken, q.waiting) for q in quotas]


def session_view(row: BookingSession, quotas: Sequence[BookingQuota]) -> SessionView:
    """A session; what is kept for recommended participants stands in its quota only."""
    open_to_all = [q for q in quotas if q.kind != rules.RECOMMENDED]
    return SessionView(
        row.id,
        row.ordinal,
        row.title,
        row.place,
        row.starts_at,
        row.ends_at,
        sum(q.capacity for q in open_to_all),
        sum(q.taken for q in open_to_all),
        row.waiting,
        row.state,
        tuple(QuotaView(q.id, q.kind, q.name, q.capacity, q.taken, q.waiting) for q in quotas),
    )


def event_views(rows: Sequence[BookingEvent]) -> list[EventView]:
    """Events with their sessions and quotas: two queries, however many."""
    sessions = store.sessions_of([row.id for row in rows])
    quotas = store.quotas_of([s.id for s in sessions])
    return [
        EventView(
            row.id,
            row.owner_kind,
            row.owner_id,
            row.campaign_id,
            row.opens_at,
            row.closes_at,
            row.state,
            tuple(session_view(s, quotas[s.id]) for s in sessions if s.event_id == row.id),
            EventTerms(row.companions, row.per_phone, row.offer_minutes, row.pool_at, row.by_lot),
            row.pooled_at,
            row.drawn_at,
        )
        for row in rows
    ]


def booking_views(
    rows: Sequence[Booking], *, first_time: bool = False, places: Mapping[int, int] | None = None
) -> tuple[BookingView, ...]:
    """Bookings as their holders see them. `places`: where they stand in line, by booking id."""
    events = store.events_by_id({row.event_id for row in rows})
    sessions = store.sessions_by_id({row.session_id for row in rows})
    quotas = store.quotas_of(sessions)
    shown = {key: session_view(row, quotas[key]) for key, row in sessions.items()}
    return tuple(
        _view(row, events[row.event_id], shown[row.session_id], first_time, (places or {}).get(row.id))
        for row in rows
    )


def booking_view(row: Booking, *, first_time: bool = False) -> BookingView:
    """One booking, with its place in line when it waits."""
    places = {row.id: store.ahead_of(row) + 1} if row.state == "waiting" else None
    return booking_views([row], first_time=first_time, places=places)[0]


def _view(
    row: Booking, event: BookingEvent, session: SessionView, first_time: bool, place: int | None
) -> BookingView:
    return BookingView(
        id=row.id,
        event_id=row.event_id,
        owner_kind=event.owner_kind,
        owner_id=event.owner_id,
        campaign_id=event.campaign_id,
        session=session,
        number=row.number,
        category=row.category,
        call_name=_opened(row.name_sealed),
        phone=_opened(row.phone_sealed),
        state=row.state,
        declared=tuple(row.declared),
        needs=tuple(row.needs),
        photo_consent=row.photo_consent,
        created_at=row.created_at,
        cancelled_at=row.cancelled_at,
        token=manage_token(row.idempotency_key),
        first_time=first_time,
        party=row.party,
        slot=row.slot,
        way=row.way,
        reach=row.reach,
        full_name=_opened(row.full_name_sealed),
        contact=_opened(row.contact_sealed),
        queue_no=row.queue_no,
        offer_until=row.offer_until,
        quota_id=row.quota_id,
        place=None if event.undrawn else place,
    )


def _opened(sealed: str) -> str:
    return unseal(sealed) if sealed else ""
