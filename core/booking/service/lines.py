"""What time does to places: offers run out, unfilled categories flow into the pool."""

from __future__ import annotations

from datetime import datetime

from core.base import audit, jobs
from core.base.access import SYSTEM
from core.base.db import unit_of_work
from core.booking import store
from core.booking.service.held import holding

LAPSE, POOL = "booking.lapse_offers", "booking.flow_into_pool"


def plan_jobs(now: datetime) -> None:
    """Ask for the jobs that are due, once a minute at most; the worker calls it at every look."""
    minute = f"{now:%Y%m%d%H%M}"
    due = [name for name, is_due in ((LAPSE, store.offers_over), (POOL, store.to_be_pooled)) if is_due(now)]
    if due:
        with unit_of_work():
            for name in due:
                jobs.enqueue(name, now=now, key=f"{name}:{minute}")


def lapse_offers(now: datetime) -> int:
    """Let the offers that have run out lapse and offer their places to the next. Returns how many lapsed."""
    over = store.offers_over(now)
    if not over:
        return 0
    lapsed = 0
    with holding({session_id for session_id, _ in over}, actor=SYSTEM, now=now) as held:
        rows = store.bookings_by_id([booking_id for _, booking_id in over])
        for row in rows.values():
            still = row.state == "offered" and row.offer_until is not None and row.offer_until < now
            if not still or row.session_id not in held.sessions:
                continue
            held.leave(row)
            row.state = "lapsed"
            held.record("booking.lapsed", row)
            held.tell("lapsed", row)
            lapsed += 1
        for session_id in held.sessions:
            held.fill(session_id)
    return lapsed


def flow_into_pool(now: datetime) -> int:
    """Let what the categories haven't used flow into the pools that are due; who waits is offered it first.

    Returns how many events flowed.
    """
    flowed = 0
    for event_id in store.to_be_pooled(now):
        with holding(store.session_ids_of(event_id), actor=SYSTEM, now=now) as held:
            event = held.events.get(event_id)
            if event is None or event.pooled_at is not None:
                continue
            event.pooled_at = now
            audit.record(
                SYSTEM,
                now,
                "booking.pooled",
                subject=("booking_event", event_id),
                campaign_id=event.campaign_id,
            )
            for session in held.sessions.values():
                held.changed(session)
                held.fill(session.id)
            flowed += 1
    return flowed
