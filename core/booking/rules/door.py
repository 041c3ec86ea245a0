"""At the door."""

from __future__ import annotations

from datetime import datetime, timedelta

#: What is told later than this was told by a device that had been away: nobody stands before it any more.
AT_ONCE = timedelta(minutes=2)


def seen_at_once(at: datetime, recorded_at: datetime) -> bool:
    """Whether whoever stood at the door saw the answer, so that it need not be kept for somebody to look at."""
    return recorded_at - at <= AT_ONCE
