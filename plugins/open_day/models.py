"""Tables of the open day: the plan with each of its filings, and the announcement drafted from it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Plan(Model):
    """A department's plan (实施方案). `state`: draft, filed, returned, approved.

    `site_kinds` are the words of the sites that 进现场 leads to, `agenda_rows` pairs of (time such as 09:30 or "", what),
    `dialogue` the words of the parts that OD-09 asks for. `gate_list`: the gate wants full names (PI-01).
    """

    __tablename__ = "open_day_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    name: Mapped[str] = mapped_column(String(120), default="")
    theme: Mapped[str] = mapped_column(String(120), default="")
    forms: Mapped[list[str]] = mapped_column(JSON, default=list)
    site_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    leaders: Mapped[str] = mapped_column(Text, default="")
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[str] = mapped_column(String(5), default="")
    ends: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[int | None]
    invitees: Mapped[str] = mapped_column(Text, default="")
    agenda_rows: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    dialogue: Mapped[list[str]] = mapped_column(JSON, default=list)
    emergency: Mapped[str] = mapped_column(Text, default="")
    gate_list: Mapped[bool] = mapped_column(default=False)
    remarks: Mapped[str] = mapped_column(Text, default="")
    days_late: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None]


class PlanFiling(Model):
    """One time that a plan was handed to the office: what it said (`content`), and what the office answered.

    `outcome`: "" while it waits, returned, approved. `number` counts a plan's filings from 1.
    """

    __tablename__ = "open_day_filing"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("open_day_plan.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_by: Mapped[int | None]
    days_late: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None]


class OpenDay(Model):
    """One open day: the announcement being drafted, its sessions and its booking window.

    `items` maps the pack's item names to texts; `sessions` is a list of {title, day, starts, ends, place, capacity,
    recommended, quotas} in Shanghai time, `recommended` their sum. `companions` may come with one booking, a freed place
    is kept for `offer_hours` (0: no waiting list), `needs` are the kinds of help that are offered.
    What the public reads is the frozen revision.
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
    companions: Mapped[int] = mapped_column(default=0)
    offer_hours: Mapped[int] = mapped_column(default=0)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft_number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
