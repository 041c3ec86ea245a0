"""Through which channels an announcement was made known."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Channel(Model):
    """One channel of one open day: its code (wording_check.CHANNELS), the day, the address and which one it was."""

    __tablename__ = "open_day_channel"
    __table_args__ = (UniqueConstraint("open_day_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    open_day_id: Mapped[int] = mapped_column(ForeignKey("open_day_announcement.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    url: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_user: Mapped[int | None]
