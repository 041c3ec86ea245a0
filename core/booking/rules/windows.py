"""When booking is possible, how a ticket is numbered, what a session needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """A refusal: a message code with its figures."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def refuse_window(now: datetime, opens_at: datetime, closes_at: datetime, state: str) -> Verdict | None:
    """Booking is possible from `opens_at` up to and including `closes_at`, while the event is open."""
    if state == "called_off":
        return Verdict("booking_called_off")
    if now < opens_at:
        return Verdict("booking_not_yet", {"opens_at": opens_at})
    if now > closes_at or state != "open":
        return Verdict("booking_closed", {"closes_at": closes_at})
    return None


def refuse_start(now: datetime, starts_at: datetime, state: str) -> Verdict | None:
    """No place in a session that was called off or has begun, whatever the event's window says."""
    if state == "called_off":
        return Verdict("booking_session_called_off")
    return Verdict("booking_closed", {"closes_at": starts_at}) if now >= starts_at else None


def refuse_cancel(now: datetime, starts_at: datetime) -> Verdict | None:
    """A booking can be given back until the session starts."""
    return Verdict("cancel_too_late", {"starts_at": starts_at}) if now >= starts_at else None


def booking_number(starts_at: datetime, ordinal: int, issued: int) -> str:
    """0919-2-017: month and day, which session of the event, and the how-manieth ticket of that session.

    `starts_at` in local time. Readable aloud; never used twice in a session, not even after a cancellation.
    """
    return f"{starts_at:%m%d}-{ordinal}-{issued:03d}"


def same_number(text: str) -> str:
    """A number as somebody types it: blanks, full-width digits and dashes are forgiven."""
    table = str.maketrans("０１２３４５６７８９－—–·", "0123456789----")
    parts = text.translate(table).replace(" ", "").replace("　", "").strip("-").split("-")
    if len(parts) == 1 and parts[0].isdigit() and len(parts[0]) >= 8:  # typed without dashes: 09192017
        digits = parts[0]
        parts = [digits[:4], digits[4:-3], digits[-3:]]
    return "-".join(parts)


def refuse_sessions(sessions: list[tuple[datetime, datetime, int]]) -> Verdict | None:
    """Each session needs an end after its start and at least one place: (starts_at, ends_at, capacity)."""
    if not sessions:
        return Verdict("sessions_missing")
    for n, (starts_at, ends_at, capacity) in enumerate(sessions, 1):
        if ends_at <= starts_at:
            return Verdict("session_ends_first", {"n": n})
        if ends_at - starts_at > timedelta(hours=24):
            return Verdict("session_too_long", {"n": n})
        if capacity < 1:
            return Verdict("session_without_places", {"n": n})
    return None
