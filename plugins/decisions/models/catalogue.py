"""The yearly catalogue (年度目录): what a department will decide this year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Catalogue(Model):
    """One department's list of a campaign's year. `version` counts its changes; `pending` holds an uploaded sheet's rows
    until somebody has looked at them: {"rows": [[line, {column: text}], …]}."""

    __tablename__ = "decisions_catalogue"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CatalogueItem(Model):
    """One thing to be decided. `kind`: reform, policy, project. `planned` as people write it ("第三季度"), `planned_on`
    the last day of that time, when it was understood. `dropped_reason`: it won't be decided this year."""

    __tablename__ = "decisions_item"
    __table_args__ = (UniqueConstraint("catalogue_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_id: Mapped[int] = mapped_column(ForeignKey("decisions_catalogue.id"))
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(20))
    ordinal: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    basis: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(200), default="")
    planned: Mapped[str] = mapped_column(String(60), default="")
    planned_on: Mapped[date | None] = mapped_column(Date)
    contact: Mapped[str] = mapped_column(String(200), default="")
    dropped_reason: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
