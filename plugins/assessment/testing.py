"""Rows for the contract tests: everything of the demo, and what only people make."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign, db

from .models.submissions import Bundle
from .plugin import demo


def fill(campaign: Campaign, now: datetime) -> None:
    """Every part's story, and rows in the tables that only people fill."""
    demo(campaign, now)
    db.session.add(Bundle(campaign_id=campaign.id, asked_at=now, name="全部材料.zip"))
    db.session.flush()
