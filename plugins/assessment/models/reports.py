"""The summary report as it is being written: a department's, and the campaign's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Report(Model):
    """A report as being written; what is public is in the chain. `department_id` 0: the whole campaign's.

    `parts` is a list of {"title", "text"}; `figures` those filled from records when `filled_at` (code, title, unit, value and
    of as exact text, digest of the rows) and those typed by hand ("typed": true, with who and where from); `cases` a list of
    {"title", "text"}, `photos` ids of assessment_photo in their order."""

    __tablename__ = "assessment_report"
    __table_args__ = (UniqueConstraint("campaign_id", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    department_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    addressee: Mapped[str] = mapped_column(String(200), default="")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    cases: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    photos: Mapped[list[int]] = mapped_column(JSON, default=list)
    signer: Mapped[str] = mapped_column(String(200), default="")
    signed_on: Mapped[date | None]
    filled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
