"""Sessions, people and what they ask for, shared by the tests of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.base.access import VISITOR
from core.base.db import db
from core.base.registry import registry
from core.booking import service
from core.booking.contracts import BookingView, BookPlace, EventTerms, EventView, NewQuota, NewSession
from core.booking.models import LIVING, Booking, BookingQuota, BookingSession
from core.plugin.contracts import BookingOwner

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
START = datetime(2026, 9, 19, 1, tzinfo=UTC)
POOL_AT = NOW + timedelta(days=3)
LINE = EventTerms(companions=2, per_phone=1, offer_minutes=120)


def session(capacity: int, *quotas: tuple[str, int], recommended: int = 0, n: int = 0) -> NewSession:
    starts = START + timedelta(hours=3 * n)
    return NewSession(
        ("上午场", "中午场", "下午场")[n],
        "水厂东门",
        starts,
        starts + timedelta(hours=2),
        capacity,
        tuple(NewQuota(name, places) for name, places in quotas),
        recommended,
    )


def prepare(*sessions: NewSession, terms: EventTerms = LINE, owner_id: int = 1) -> EventView:
    return service.prepare_event(
        "test", owner_id, campaign_id=1, opens_at=NOW, closes_at=NOW + timedelta(days=10), sessions=sessions,
        terms=terms,
    )  # fmt: skip


def command(event: EventView, n: int, person: int, *, key: str = "", **more: Any) -> BookPlace:
    """Person number `person` asks for session number `n`."""
    values: dict[str, Any] = {
        "phone": f"138{person:08d}", "call_name": f"第{person}位", "category": "其他群众", "declared": (), "needs": (),
        "photo_consent": False, "notice_agreed_at": NOW, "may_wait": True,
    }  # fmt: skip
    return BookPlace(
        event_id=event.id, session_id=event.sessions[n].id, idempotency_key=key or f"{event.id}-{person}-{n}",
        **values | more,
    )  # fmt: skip


def book(event: EventView, n: int, person: int, *, now: datetime = NOW, **more: Any) -> BookingView:
    return service.book_place(command(event, n, person, **more), actor=VISITOR, now=now)


def fresh(event: EventView) -> EventView:
    return service.event_by_id(event.id)


@contextmanager
def overheard() -> Iterator[list[tuple[str, tuple[str, ...]]]]:
    """What the owner of these events is told: (fact, numbers)."""
    told: list[tuple[str, tuple[str, ...]]] = []

    def tell(fact: str, bookings: Sequence[BookingView], now: datetime) -> None:
        told.append((fact, tuple(b.number for b in bookings)))

    owners = registry().booking_owners
    owners["test"] = BookingOwner("test", tell)
    try:
        yield told
    finally:
        del owners["test"]


def states(event: EventView) -> list[tuple[str, str]]:
    """(number, state) of everybody, in the order of booking."""
    rows = db.session.scalars(select(Booking).filter_by(event_id=event.id).order_by(Booking.id))
    return [(row.number, row.state) for row in rows]


def check_books(event_id: int) -> None:
    """Never oversold; every counter equals the rows; one living booking per phone slot."""
    db.session.rollback()
    rows = list(db.session.scalars(select(Booking).filter_by(event_id=event_id)))
    living = [row for row in rows if row.state in LIVING]
    slots = [(row.person_digest, row.slot) for row in living]
    assert len(set(slots)) == len(slots)
    for place in db.session.scalars(select(BookingSession).filter_by(event_id=event_id)):
        mine = [row for row in living if row.session_id == place.id]
        quotas = list(db.session.scalars(select(BookingQuota).filter_by(session_id=place.id)))
        assert sum(q.capacity for q in quotas) == place.capacity
        assert place.taken == sum(row.party for row in mine if row.state != "waiting") <= place.capacity
        assert place.waiting == sum(row.state == "waiting" for row in mine)
        for quota in quotas:
            own = [row for row in mine if row.quota_id == quota.id]
            assert quota.taken == sum(row.party for row in own if row.state != "waiting") <= quota.capacity
            assert quota.waiting == sum(row.state == "waiting" for row in own)
        ever = [row.queue_no for row in rows if row.session_id == place.id and row.queue_no is not None]
        assert len(set(ever)) == len(ever)
        assert max(ever, default=0) <= place.queued
        numbers = [row.number for row in rows if row.session_id == place.id]
        assert len(set(numbers)) == len(numbers) <= place.issued
