"""A published open day in the hands of staff: who may act on it, and what changes after the announcement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.api import Actor, Campaign, NotFound, audit, booking

from .. import store
from . import places
from .places import PublicOpenDay

#: sees an open day in the lists and on the desk
SEE = "open_day.see"
BOOK_FOR = "open_day.book_for"
RECOMMEND = "open_day.recommend"
CALL_OFF = "open_day.call_off"


def open_day_for(campaign: Campaign, open_day_id: int, permission: str, actor: Actor) -> PublicOpenDay:
    """A published open day, for staff who hold `permission` for its department. Raises NotFound."""
    row = store.open_day(open_day_id, campaign.id)
    if row is None or not actor.can(permission, department_id=row.department_id, campaign_id=campaign.id):
        raise NotFound
    return places.public_open_day(campaign, open_day_id)


def open_days_for(campaign: Campaign, permission: str, actor: Actor) -> list[PublicOpenDay]:
    """All published open days that this person may act on."""
    return [
        shown
        for shown in places.public_open_days(campaign)
        if actor.can(permission, department_id=shown.department_id, campaign_id=campaign.id)
    ]


def session_for(shown: PublicOpenDay, session_id: int) -> booking.SessionView:
    """A session of an open day. Raises NotFound."""
    found = shown.event.session(session_id)
    if found is None:
        raise NotFound
    return found


def record(shown: PublicOpenDay, action: str, actor: Actor, now: datetime, **codes: Any) -> None:
    """An audit entry about an open day, in the caller's unit of work."""
    audit.record(
        actor,
        now,
        action,
        subject=("open_day_announcement", shown.id),
        campaign_id=shown.event.campaign_id,
        department_id=shown.department_id,
        **codes,
    )
