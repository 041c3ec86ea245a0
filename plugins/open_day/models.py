"""Tables of the open day: the filed plan and the announcement drafted from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Plan(Model):
    """A department's plan (实施方案). `state`: draft, filed, returned, approved."""

    __tablename__ = "open_day_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    name: Mapped[str] = mapped_column(String(120), default="")
    theme: Mapped[str] = mapped_column(String(120), default="")
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    leaders: Mapped[str] = mapped_column(Text, default="")
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[str] = mapped_column(String(5), default="")
    ends: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[int | None]
    agenda: Mapped[str] = mapped_column(Text, default="")
    emergency: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    days_late: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None]


class OpenDay(Model):
    """One open day: the announcement being drafted, its sessions and its booking window.

    `items` maps the pack's item names to texts; `sessions` is a list of
    {title, day, starts, ends, place, capacity} in Shanghai time. What the public reads is the frozen revision.
    """

    __tablename__ = "open_day_announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("open_day_plan.id"), unique=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    doc_number: Mapped[str] = mapped_column(String(60), default="")
    items: Mapped[dict[str, str]] = mapped_column(JSON)
    sessions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    recommended: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft_number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
