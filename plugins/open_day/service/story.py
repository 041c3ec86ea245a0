"""The demo: an open day of the water bureau that can be booked, and a draft with two faults. Dates follow `now`."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign


def tell(campaign: Campaign, now: datetime) -> None:
    """Fill the demo campaign."""
