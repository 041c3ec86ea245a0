"""Quiet hours: when a message that isn't urgent waits. Pure; moments are aware, the hours those of the clock in China."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: What waited overnight leaves over this long, so that neither the gateway nor the switchboard is flooded at eight.
SPREAD = timedelta(minutes=20)


def is_quiet(now: datetime, begins: time, ends: time) -> bool:
    """Whether `now` lies in [begins, ends), which may go over midnight. Equal times: never."""
    clock = now.astimezone(SHANGHAI).time()
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def leave_at(moment: datetime, begins: time, ends: time, share: float) -> datetime:
    """The moment itself, or in quiet hours their end plus `share` (0 to 1) of SPREAD."""
    if not is_quiet(moment, begins, ends):
        return moment
    local = moment.astimezone(SHANGHAI)
    end = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(moment.tzinfo) + SPREAD * share
