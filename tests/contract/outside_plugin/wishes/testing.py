"""What the house's list needs to know of this plugin."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign

from . import service


def fill(campaign: Campaign, now: datetime) -> None:
    """A row in each table."""
    service.make_wish("13900001111", "周虚构", "多种树", campaign_id=campaign.id, now=now)
    service.hear("1:wishes", "sample", now=now)


def leave_traces(phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """A wish of this person."""
    service.make_wish(phone, name, "多种树", campaign_id=campaign.id, now=now)
