"""The few queries and conditional updates of plans and announcements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update

from core.api import SubjectPlace, db, remembered

from .models import OpenDay, Plan, PlanFiling
from .models_taking_part import Change


def plan(plan_id: int, campaign_id: int) -> Plan | None:
    """A plan of this campaign."""
    return db.session.scalar(select(Plan).filter_by(id=plan_id, campaign_id=campaign_id))


def plans(campaign_id: int, department_ids: Collection[int] | None = None) -> list[Plan]:
    """Plans of a campaign, of some departments or (None) of all, newest first."""
    found = select(Plan).filter_by(campaign_id=campaign_id).order_by(Plan.saved_at.desc(), Plan.id.desc())
    if department_ids is not None:
        found = found.where(Plan.department_id.in_(department_ids))
    return list(db.session.scalars(found))


def move_plan(plan_id: int, states: Collection[str], to: str, **values: Any) -> bool:
    """Put a plan into another state if it still is in one of `states`; False when someone was quicker."""
    statement = update(Plan).where(Plan.id == plan_id, Plan.state.in_(states)).values(state=to, **values)
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount == 1


def filings(plan_id: int) -> list[PlanFiling]:
    """Every time that a plan was filed, oldest first."""
    wanted = select(PlanFiling).filter_by(plan_id=plan_id).order_by(PlanFiling.number)
    return list(db.session.scalars(wanted))


def plans_by_id(ids: Collection[int]) -> list[Plan]:
    """Plans of any campaign."""
    return list(db.session.scalars(select(Plan).where(Plan.id.in_(ids))))


def open_days_by_id(ids: Collection[int]) -> list[OpenDay]:
    """Open days of any campaign."""
    return list(db.session.scalars(select(OpenDay).where(OpenDay.id.in_(ids))))


def open_day(open_day_id: int, campaign_id: int | None = None) -> OpenDay | None:
    """An open day, of this campaign when one is given."""
    found = select(OpenDay).filter_by(id=open_day_id)
    if campaign_id is not None:
        found = found.filter_by(campaign_id=campaign_id)
    return db.session.scalar(found)


def teller_of(open_day_id: int) -> tuple[int, bool]:
    """(department, whether the gate wants full names): what every message about a booking needs. One query."""
    found: tuple[int, bool] = remembered(
        ("open_day.teller", open_day_id), (OpenDay, Plan), lambda: _teller_of(open_day_id)
    )
    return found


def _teller_of(open_day_id: int) -> tuple[int, bool]:
    found = db.session.execute(
        select(OpenDay.department_id, Plan.gate_list)
        .join(Plan, Plan.id == OpenDay.plan_id)
        .where(OpenDay.id == open_day_id)
    ).one_or_none()
    return (found[0], found[1]) if found is not None else (0, False)


def last_change(open_day_id: int, session_id: int) -> Change | None:
    """The last calling-off or move of a session, or of the whole open day."""
    return db.session.scalar(
        select(Change)
        .where(
            Change.open_day_id == open_day_id,
            or_(Change.session_id.is_(None), Change.session_id == session_id),
        )
        .order_by(Change.id.desc())
        .limit(1)
    )


def place_of(open_day_id: int) -> SubjectPlace | None:
    """Whose an announcement is, before it was first submitted."""
    row = open_day(open_day_id)
    return SubjectPlace(row.campaign_id, row.department_id, row.title) if row is not None else None


def open_day_of_plan(plan_id: int) -> OpenDay | None:
    """The announcement drafted from a plan."""
    return db.session.scalar(select(OpenDay).filter_by(plan_id=plan_id))


def plans_of(open_day_ids: Collection[int]) -> set[int]:
    """The plans from which these open days were drafted."""
    if not open_day_ids:
        return set()
    return set(db.session.scalars(select(OpenDay.plan_id).where(OpenDay.id.in_(open_day_ids))))


def open_days(campaign_id: int, department_ids: Collection[int] | None = None) -> list[OpenDay]:
    """Open days of a campaign, of some departments or (None) of all."""
    found = select(OpenDay).filter_by(campaign_id=campaign_id).order_by(OpenDay.id)
    if department_ids is not None:
        found = found.where(OpenDay.department_id.in_(department_ids))
    return list(db.session.scalars(found))
