"""What stands at the door: who may come in, and which moment counts. No names, no tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

#: A device's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=2)


def judge(state: str, *, today: bool, same_session: bool, inside: bool) -> str:
    """What to say to somebody with a booking in `state`: ready, again, other_session, other_day, or the state itself."""
    if inside:
        return "again"
    if state != "booked":
        return state
    if not today:
        return "other_day"
    return "ready" if same_session else "other_session"


def refuse_moment(at: datetime, now: datetime, days: Sequence[date], day_of: date) -> str | None:
    """Why an arrival can't have been then: before it happens, or on a day without a session. `day_of` is `at`'s day."""
    if at > now + AHEAD:
        return "open_day.door_future"
    return None if day_of in days else "open_day.door_other_day"
