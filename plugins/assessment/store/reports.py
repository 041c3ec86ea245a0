"""Questions to the table of reports."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import db

from ..models.reports import Report


def report(campaign_id: int, department_id: int, *, lock: bool = False) -> Report | None:
    wanted = select(Report).where(Report.campaign_id == campaign_id, Report.department_id == department_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def by_id(report_id: int) -> Report | None:
    return db.session.get(Report, report_id)


def reports(campaign_id: int) -> Sequence[Report]:
    return db.session.scalars(
        select(Report).where(Report.campaign_id == campaign_id).order_by(Report.department_id)
    ).all()


def reports_by_id(ids: Sequence[int]) -> Sequence[Report]:
    return db.session.scalars(select(Report).where(Report.id.in_(ids))).all()
