"""The few queries about what happened to open days after they were announced."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from core.api import db

from .models_taking_part import Change, TooFew


def changes(open_day_ids: Collection[int]) -> list[Change]:
    """What was called off or moved, oldest first."""
    found = select(Change).where(Change.open_day_id.in_(open_day_ids)).order_by(Change.id)
    return list(db.session.scalars(found))


def warnings(open_day_ids: Collection[int]) -> list[TooFew]:
    """The warnings given, oldest first."""
    found = select(TooFew).where(TooFew.open_day_id.in_(open_day_ids)).order_by(TooFew.id)
    return list(db.session.scalars(found))


def warning(open_day_id: int, session_id: int | None, decide_on: date) -> TooFew | None:
    """The warning of one open day (or session) for one decision day."""
    found = select(TooFew).filter_by(open_day_id=open_day_id, session_id=session_id or 0, decide_on=decide_on)
    return db.session.scalar(found)
