"""What is free for whom, and what somebody may take instead: for showing. Only the booking room decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import booking

from .. import store
from ..models_taking_part import Change
from ..wording_booking import open_places
from .places import PublicOpenDay


@dataclass(frozen=True)
class Choice:
    """A session as one person meets it. `free` is the largest group that gets places at once, `ahead` who waits there."""

    session: booking.SessionView
    free: int
    ahead: int
    may_wait: bool


def free_for(event: booking.EventView, session: booking.SessionView, category: str) -> int:
    """The largest group of this category that gets places at once; 0 while somebody waits who could take them."""
    if session.state != "open":
        return 0
    own = session.quota_for(category)
    if own is None:
        return max(session.left, 0)
    if event.pooled_at is None:
        return own.left if own.waiting == 0 else 0
    if any(quota.waiting for quota in session.quotas):
        return 0
    pool = next((quota for quota in session.quotas if quota.kind == "pool"), own)
    return max(own.left, pool.left)


def ahead_of(session: booking.SessionView, category: str) -> int:
    """How many bookings wait in the line that a person of this category would join."""
    own = session.quota_for(category)
    return own.waiting if own is not None else session.waiting


def choice(event: booking.EventView, session: booking.SessionView, category: str) -> Choice:
    """One session for one person."""
    open_ = session.state == "open"
    return Choice(
        session, free_for(event, session, category), ahead_of(session, category), event.has_line and open_
    )


def instead(shown: PublicOpenDay, got: booking.BookingView, now: datetime) -> tuple[Choice, ...]:
    """The other sessions in which this holder's group would get its places at once."""
    if shown.event.state != "open":
        return ()
    found = [
        choice(shown.event, session, got.category)
        for session in shown.event.sessions
        if session.starts_at > now and (session.id != got.session.id or not got.living)
    ]
    return tuple(c for c in found if c.free >= got.party)


def any_free(event: booking.EventView) -> bool:
    """Whether somebody new, of whatever category, gets a place at once in some session."""
    return any(session.state == "open" and open_places(event, session) > 0 for session in event.sessions)


def change_of(open_day_id: int, session_id: int) -> Change | None:
    """The last that happened to a session after it was announced: called off or moved, and why."""
    return store.last_change(open_day_id, session_id)


@dataclass(frozen=True)
class Before:
    """Where and when a session was to be before it was moved."""

    starts_at: datetime
    place: str


def moved_from(change: Change | None) -> Before | None:
    """What a move changed; None for another change or none."""
    if change is None or change.what != "moved" or not change.before.get("starts_at"):
        return None
    return Before(datetime.fromisoformat(change.before["starts_at"]), str(change.before.get("place", "")))
