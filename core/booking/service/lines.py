"""What time does to places: offers run out, unfilled categories flow into the pool, lines end."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.base import audit, jobs
from core.base.access import SYSTEM
from core.base.db import unit_of_work
from core.booking import store
from core.booking.service.drawing import DRAW
from core.booking.service.held import holding

LAPSE, POOL, END = "booking.lapse_offers", "booking.flow_into_pool", "booking.end_line"
#: a line that ended longer ago (the worker stood still) is nothing that anybody still waits to hear of
LONGEST_AFTER = timedelta(days=1)


def plan_jobs(now: datetime) -> None:
    """Ask for the jobs that are due, once a minute at most; the worker calls it at every look."""
    minute = f"{now:%Y%m%d%H%M}"
    looks = ((LAPSE, store.offers_over), (POOL, store.to_be_pooled), (DRAW, store.to_be_drawn))
    due = [name for name, is_due in looks if is_due(now)]
    ended = _lines_ended(now)
    if due or ended:
        with unit_of_work():
            for name in due:
                jobs.enqueue(name, now=now, key=f"{name}:{minute}")
            for session_id, key in ended.items():
                jobs.enqueue(END, now=now, key=key, session_id=session_id)


def _lines_ended(now: datetime) -> dict[int, str]:
    """Sessions that have begun while people waited for a place, with the key of the job that tells them, once."""
    keys = {one: f"{END}:{one}" for one in store.lines_ended(now - LONGEST_AFTER, now)}
    asked = jobs.known_keys(list(keys.values())) if keys else set()
    return {session_id: key for session_id, key in keys.items() if key not in asked}


def end_line(now: datetime, session_id: int) -> int:
    """Tell those who still wait when their session begins that it wasn't their turn. Returns how many were told."""
    with holding({session_id}, actor=SYSTEM, now=now) as held:
        session = held.sessions.get(session_id)
        if session is None or session.state != "open" or session.starts_at > now:
            return 0
        rows = store.bookings_by_id([row.id for row in store.line_of(session_id)])
        for row in rows.values():
            held.record("booking.missed", row)
            held.tell("missed", row)
    return len(rows)


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
