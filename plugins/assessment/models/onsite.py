"""What a department counted at an activity on the spot: people received, questions answered, material handed out, ratings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class OnSite(Model):
    """One activity of one day (a consultation stand, a talk). `received` persons, `answered` questions, `materials` copies.
    `ratings`: how many questionnaires had each of the five words of 好差评, from 非常满意 to 非常不满意, [] while none are
    entered; `ratings_source` says who counted them. `void_reason`: why it doesn't count any more, "" while it does."""

    __tablename__ = "assessment_onsite"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    held_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    received: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    materials: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(200), default="")
    ratings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    ratings_source: Mapped[str] = mapped_column(String(200), default="")
    void_reason: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None]
