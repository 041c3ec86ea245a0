"""The campaigns room's tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class CampaignRow(Model):
    """A campaign. `pack_version` and `pack_digest` tell under which rules its decisions were taken."""

    __tablename__ = "campaigns_campaign"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    edition: Mapped[int | None]
    theme: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    issuer: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    pack_id: Mapped[str] = mapped_column(String(60))
    pack_version: Mapped[str] = mapped_column(String(40))
    pack_digest: Mapped[str] = mapped_column(String(64))
    host_department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"))
    slogans: Mapped[list[str]] = mapped_column(JSON, default=list)
    requirements: Mapped[list[str]] = mapped_column(JSON, default=list)
    contacts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    copied_from: Mapped[int | None]
    #: what a copy must look at before it opens: [{"part", "title", "words"}]
    checks: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")


class ParticipantRow(Model):
    """A department that takes part."""

    __tablename__ = "campaigns_participant"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("users_department.id"))


class ActivityRow(Model):
    """A numbered activity of the notice. `periods`: [{"start", "end", "start_time"?, "end_time"?}], ISO."""

    __tablename__ = "campaigns_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    periods: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    department_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    plugin: Mapped[str] = mapped_column(String(40), default="")
    sentence: Mapped[str] = mapped_column(Text, default="")


class DutyRow(Model):
    """Something owed, with its day or a relative rule such as `event_end+3d`, and the sentence it came from."""

    __tablename__ = "campaigns_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    position: Mapped[int]
    day: Mapped[date | None]
    rule: Mapped[str] = mapped_column(String(80), default="")
    what: Mapped[str] = mapped_column(String(300))
    sender: Mapped[str] = mapped_column(String(200), default="")
    receiver: Mapped[str] = mapped_column(String(200), default="")
    sentence: Mapped[str] = mapped_column(Text, default="")


class ReadingRow(Model):
    """A notice being read: the text as handed in and the findings as corrected so far."""

    __tablename__ = "campaigns_reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    filename: Mapped[str] = mapped_column(String(255), default="")
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns_campaign.id"))
    user_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarDayRow(Model):
    """An administrator's correction of the working-day calendar."""

    __tablename__ = "campaigns_calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(String(120), default="")
    user_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PluginSwitchRow(Model):
    """A plugin that a campaign does without, and why."""

    __tablename__ = "campaigns_plugin_off"
    __table_args__ = (UniqueConstraint("campaign_id", "plugin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    plugin: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300), default="")
    user_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
