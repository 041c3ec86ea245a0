"""The queries of what follows a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from core.api import db

from .models_after import AfterText, Ending, KeptFigures, Report
from .models_taking_part import Change


def ending(open_day_id: int) -> Ending | None:
    return db.session.get(Ending, open_day_id, populate_existing=True)


def endings(open_day_ids: Collection[int]) -> dict[int, Ending]:
    found = db.session.scalars(select(Ending).where(Ending.open_day_id.in_(open_day_ids)))
    return {row.open_day_id: row for row in found}


def text(open_day_id: int, what: str) -> AfterText | None:
    return db.session.scalar(select(AfterText).filter_by(open_day_id=open_day_id, kind=what))


def texts(open_day_ids: Collection[int]) -> dict[tuple[int, str], AfterText]:
    found = db.session.scalars(select(AfterText).where(AfterText.open_day_id.in_(open_day_ids)))
    return {(row.open_day_id, row.kind): row for row in found}


def kept_figures(open_day_id: int) -> KeptFigures | None:
    return db.session.get(KeptFigures, open_day_id)


def called_off(open_day_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these days (or the last of its sessions) was called off; days that never were are left out."""
    found = select(Change.open_day_id, func.max(Change.at)).where(
        Change.open_day_id.in_(open_day_ids), Change.what == "called_off"
    )
    return {row[0]: row[1] for row in db.session.execute(found.group_by(Change.open_day_id))}


def report(campaign_id: int, department_id: int) -> Report | None:
    return db.session.scalar(select(Report).filter_by(campaign_id=campaign_id, department_id=department_id))


def reports(campaign_id: int) -> dict[int, Report]:
    found = db.session.scalars(select(Report).filter_by(campaign_id=campaign_id))
    return {row.department_id: row for row in found}


def reports_by_id(ids: Collection[int]) -> list[Report]:
    return list(db.session.scalars(select(Report).where(Report.id.in_(ids))))
