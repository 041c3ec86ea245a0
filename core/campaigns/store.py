"""The campaigns room's queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from core.base.db import db
from core.campaigns.models import (
    ActivityRow,
    CalendarDayRow,
    CampaignRow,
    DutyRow,
    ParticipantRow,
    PluginSwitchRow,
)


def by_slug(slug: str) -> CampaignRow | None:
    return db.session.scalars(select(CampaignRow).where(CampaignRow.slug == slug)).one_or_none()


def campaigns(*, archived: bool = False) -> Sequence[CampaignRow]:
    """Newest first; those in the archive only when asked."""
    wanted = select(CampaignRow).order_by(CampaignRow.starts_on.desc(), CampaignRow.id.desc())
    return db.session.scalars(wanted if archived else wanted.where(CampaignRow.state != "archived")).all()


def slugs() -> frozenset[str]:
    return frozenset(db.session.scalars(select(CampaignRow.slug)).all())


def department_ids(campaign_id: int) -> tuple[int, ...]:
    wanted = select(ParticipantRow.department_id).where(ParticipantRow.campaign_id == campaign_id)
    return tuple(db.session.scalars(wanted.order_by(ParticipantRow.id)).all())


def department_counts() -> dict[int, int]:
    """campaign id → how many departments take part."""
    wanted = select(ParticipantRow.campaign_id, func.count()).group_by(ParticipantRow.campaign_id)
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def activities(campaign_id: int) -> Sequence[ActivityRow]:
    wanted = select(ActivityRow).where(ActivityRow.campaign_id == campaign_id)
    return db.session.scalars(wanted.order_by(ActivityRow.position, ActivityRow.id)).all()


def duties(campaign_id: int) -> Sequence[DutyRow]:
    wanted = select(DutyRow).where(DutyRow.campaign_id == campaign_id)
    return db.session.scalars(wanted.order_by(DutyRow.position, DutyRow.id)).all()


def switches(campaign_ids: Sequence[int]) -> Sequence[PluginSwitchRow]:
    return db.session.scalars(
        select(PluginSwitchRow).where(PluginSwitchRow.campaign_id.in_(campaign_ids))
    ).all()


def add_switch(campaign_id: int, plugin: str, reason: str, user_id: int | None, now: datetime) -> None:
    db.session.add(
        PluginSwitchRow(campaign_id=campaign_id, plugin=plugin, reason=reason, user_id=user_id, at=now)
    )


def calendar_days() -> Sequence[CalendarDayRow]:
    return db.session.scalars(select(CalendarDayRow).order_by(CalendarDayRow.day)).all()


def calendar_day(day: date) -> CalendarDayRow | None:
    return db.session.get(CalendarDayRow, day)
