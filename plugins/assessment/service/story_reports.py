"""The demo's story of summary reports."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing yet."""
