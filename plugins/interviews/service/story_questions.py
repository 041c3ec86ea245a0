"""The demo's story of questions, in a city that doesn't exist."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign


def tell(campaign: Campaign, now: datetime) -> None:
    """Days are relative to `now`."""
