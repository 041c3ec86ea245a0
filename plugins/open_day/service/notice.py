"""From which day the notice (OD-03) counts: the first publication; for a session moved to another day, its correction.

A correction of a slip doesn't move the day, so it doesn't count anything anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.api import Campaign, booking, clock, publishing

from .. import chain, store_taking_part
from .. import pack as packs
from ..rules.dates import earliest_open_day, latest_publish_day
from ..rules.values import Finding

OWNER = "open_day"
#: What of a session a move changes.
MOVED = ("day", "starts", "ends", "place")


def publish_day(open_day_id: int, campaign: Campaign, at: datetime) -> date:
    """The day that the notice counts from: that of the first version which is still told of, else `at`."""
    public = chain.ANNOUNCEMENT.published(open_day_id)
    if public is None:
        return clock.local(at).date()
    first = public.counts_from
    if public.version > 1:
        versions = publishing.public_versions(campaign.id, public.revision.document_id)
        first = min([first, *(version.published_at for version in versions)])
    return clock.local(first).date()


def moved_too_near(open_day_id: int, campaign: Campaign, at: datetime) -> list[Finding]:
    """Sessions whose new day is too near for a correction that is published `at`, where the days count anew."""
    public = chain.ANNOUNCEMENT.published(open_day_id)
    notice = packs.values_of(campaign).notice
    event = booking.view_event(OWNER, open_day_id)
    if public is None or notice is None or event is None:
        return []
    held = {s.id: s for s in event.sessions if s.state == "open"}
    uncorrected = {
        row.session_id or 0
        for row in store_taking_part.changes([open_day_id])
        if row.what == "moved" and row.runs_anew and row.at >= public.published_at
    }
    today, workday = clock.local(at).date(), campaign.calendar.is_working_day
    earliest = earliest_open_day(today, notice.value, workday)
    found = []
    for session in (held[key] for key in sorted(uncorrected & held.keys())):
        day = clock.local(session.starts_at).date()
        if day < earliest:
            params: dict[str, object] = {
                "days": notice.value.n,
                "have": (day - today).days,
                "day": day,
                "earliest": earliest,
                "latest_publish": latest_publish_day(day, notice.value, workday),
            }
            found.append(Finding("OD-03", "time_place", "announcement_too_late", notice.clause, "B", params))
    return found


def is_older(frozen: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a session was moved after this text was frozen: the text still gives the old time or place."""
    return [[s.get(name) for name in MOVED] for s in frozen] != [[s.get(name) for name in MOVED] for s in now]
