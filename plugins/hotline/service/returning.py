"""Back into the line: leases that are over, callbacks that may be rung now, callers whom nobody is left to serve.

Everything here is called with the campaign's line held, and inside the caller's unit of work.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from core.api import SYSTEM, Campaign, audit, db

from ..models import Waiter
from ..pack import line_rules
from ..store import line as store
from . import seat_moves, telling_callers

#: a hang-up that was never told: a call that goes on for longer is none any more
LONGEST_TALK = timedelta(hours=4)


def put_back(row: Waiter, *, outcome: str, reason: str, now: datetime, lane: int | None = None) -> None:
    """Let somebody wait again, on the place they had; the try ends with `outcome`."""
    attempt = store.last_attempt(row.id, row.shift_id)
    if attempt is not None:
        attempt.ended_at, attempt.outcome, attempt.reason = now, outcome, reason
    row.state, row.shift_id, row.claimed_at, row.lease_until = "waiting", None, None, None
    asleep = row.not_before is not None and row.not_before > now
    row.lane = None if asleep else (lane if lane is not None else row.topic_id)


def return_due(campaign: Campaign, *, now: datetime) -> int:
    """Give callers of silent seats back to the head, and wake callbacks whose time has come; how many."""
    found = store.due(now)
    if not found:
        return 0
    silent = sorted({row.shift_id for row in found if row.until is not None and row.shift_id is not None})
    seats = {shift_id: store.seat(shift_id) for shift_id in silent}
    topics = []
    lease = line_rules(campaign).lease
    for row in store.waiters_by_id([one.id for one in found]):
        if row.campaign_id != campaign.id:
            continue
        if row.state == "claimed" and row.lease_until is not None and row.lease_until <= now:
            if store.talks_still(row.call_id, since=now - LONGEST_TALK):
                # The telephone system says that they are talking: a page that fell silent doesn't cut that short.
                row.lease_until = now + lease
                continue
            seat = seats.get(row.shift_id or 0)
            shift_id = row.shift_id
            put_back(row, outcome="lease_over", reason="", now=now)
            audit.record(SYSTEM, now, "hotline.lease_over", subject=("hotline_waiter", row.id), campaign_id=campaign.id, shift=shift_id)  # fmt: skip
            if seat is not None and seat.serving_waiter == row.id:
                # Nobody is there: the next one isn't given to a seat that doesn't answer.
                seat_moves.move(seat, "paused", now=now, reason="lost")
        elif row.state == "waiting" and row.lane is None:
            row.lane = row.topic_id
        topics.append(row.topic_id)
    db.session.flush()
    if topics:
        seat_moves.tell(campaign.id, *topics, now=now)
    return len(topics)


def empty_seat(held: seat_moves.HeldSeat, *, reason: str, now: datetime) -> list[int]:
    """Everybody in a seat's hands or reserved for it goes back to their places; their topics."""
    topics = []
    for row in store.held_by(held.row.shift_id):
        if row.state == "claimed":
            put_back(row, outcome="handed_back", reason=reason, now=now)
        else:
            row.lane = row.topic_id
        topics.append(row.topic_id)
    db.session.flush()
    return topics


def to_callbacks(campaign: Campaign, *, now: datetime, topic_ids: Collection[int] | None = None) -> int:
    """Callers for whose topics nobody sits on a seat become callbacks and keep their places; how many.

    Whoever left no number (the telephone system holds the line) stays in line.
    """
    wanted = store.waiting_topics(campaign.id) if topic_ids is None else set(topic_ids)
    left = wanted - store.attended(campaign.id, now)
    rows = [row for row in store.calls_of(campaign.id, left) if row.phone_sealed] if left else []
    opens = {topic: store.planned_from(campaign.id, topic, now) for topic in {row.topic_id for row in rows}}
    for row in rows:
        make_callback(row, not_before=opens[row.topic_id], now=now)
    db.session.flush()
    telling_callers.noted(rows, campaign, now=now)
    return len(rows)


def make_callback(row: Waiter, *, not_before: datetime | None, now: datetime) -> None:
    """Ring back instead of holding the line; the place is kept."""
    row.kind = "callback"
    row.not_before = not_before if not_before is not None and not_before > now else None
    row.lane = None if row.not_before is not None else row.topic_id
