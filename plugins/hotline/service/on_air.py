"""Which programme somebody belongs to who calls while it is on air."""

from __future__ import annotations

from datetime import datetime

from ..store import topics as store


def tag(given: int | None, campaign_id: int, at: datetime) -> int | None:
    """The programme that was given, else the one on air at that moment, else None."""
    if given is not None:
        return given
    row = store.programme_at(campaign_id, at)
    return row.id if row is not None else None
