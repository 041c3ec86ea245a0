"""How long a freed place is kept for somebody."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def offer_until(
    now: datetime, minutes: int, starts_at: datetime, quiet_from: time, quiet_to: time
) -> datetime:
    """When an offer made now runs out: after so many minutes that aren't quiet, at the session's start at the latest.

    Quiet hours are [quiet_from, quiet_to) by the clock in China and may go over midnight; equal ones mean none.
    """
    left, moment = timedelta(minutes=minutes), now
    while moment < starts_at:
        change, quiet = _next_change(moment, quiet_from, quiet_to)
        if not quiet:
            if change is None or moment + left <= change:
                return min(moment + left, starts_at)
            left -= change - moment
        if change is None:
            break
        moment = change
    return starts_at


def _next_change(moment: datetime, begins: time, ends: time) -> tuple[datetime | None, bool]:
    """(when quiet begins or ends next, whether it is quiet now)."""
    if begins == ends:
        return None, False
    local = moment.astimezone(SHANGHAI)
    clock = local.time()
    quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    edge = ends if quiet else begins
    change = local.replace(hour=edge.hour, minute=edge.minute, second=edge.second, microsecond=0)
    if change <= local:
        change += timedelta(days=1)
    return change.astimezone(moment.tzinfo), quiet
