"""The few queries about counts on the spot."""

from __future__ import annotations

from core.api import db

from ..models.onsite import OnSite


def records(campaign_id: int, *, standing: bool = False) -> list[OnSite]:
    """The newest day first; `standing`: without those that don't count any more."""
    wanted = db.select(OnSite).filter_by(campaign_id=campaign_id)
    if standing:
        wanted = wanted.filter_by(void_reason="")
    return list(db.session.scalars(wanted.order_by(OnSite.held_on.desc(), OnSite.id.desc())))


def record(record_id: int, *, lock: bool = False) -> OnSite | None:
    return db.session.get(OnSite, record_id, with_for_update=lock, populate_existing=lock)


def records_by_id(ids: list[int]) -> list[OnSite]:
    return list(db.session.scalars(db.select(OnSite).where(OnSite.id.in_(ids))))
