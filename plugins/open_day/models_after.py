"""Tables of what comes after the day: its real end, the two texts, the figures kept for good, the report to the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Ending(Model):
    """When an open day really ended, as its department has confirmed it: OD-10 and OD-11 count from this day."""

    __tablename__ = "open_day_ending"

    open_day_id: Mapped[int] = mapped_column(
        ForeignKey("open_day_announcement.id"), primary_key=True, autoincrement=False
    )
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None]


class AfterText(Model):
    """The working copy of the results or the evaluation. `kind`: results, evaluation.

    `parts` maps the part's name to what was written; `stated` maps a figure's key to {value, reason} where the text says
    another figure than the rows do. What the public reads is the frozen revision.
    """

    __tablename__ = "open_day_after_text"
    __table_args__ = (UniqueConstraint("open_day_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    open_day_id: Mapped[int] = mapped_column(ForeignKey("open_day_announcement.id"))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120), default="")
    parts: Mapped[dict[str, str]] = mapped_column(JSON)
    stated: Mapped[dict[str, Any]] = mapped_column(JSON)
    draft_number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptFigures(Model):
    """The figures of an open day as they stood when its persons were forgotten (PI-03): numbers only, kept for good."""

    __tablename__ = "open_day_figures"

    open_day_id: Mapped[int] = mapped_column(
        ForeignKey("open_day_announcement.id"), primary_key=True, autoincrement=False
    )
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Model):
    """A department's report to the office on its open days (OD-13). `figures` are frozen when it is filed."""

    __tablename__ = "open_day_report"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int]
    experience: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[list[Any]] = mapped_column(JSON, default=list)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_by: Mapped[int | None]
    days_late: Mapped[int] = mapped_column(default=0)


#: for the plugin's list of tables
TABLES = (Ending, AfterText, KeptFigures, Report)
