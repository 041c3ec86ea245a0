"""Tables of what happened to an open day after it was announced: called off, moved, warned about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Change(Model):
    """A session (or, `session_id` None, the whole day) called off or moved. `what`: called_off, moved.

    `reason` is public, in plain words. `before` and `after` hold {starts_at, ends_at, place} (ISO, UTC); `runs_anew`
    says that the notice (OD-03) is counted again from a corrected announcement.
    """

    __tablename__ = "open_day_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    open_day_id: Mapped[int] = mapped_column(ForeignKey("open_day_announcement.id"), index=True)
    session_id: Mapped[int | None]
    what: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    runs_anew: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_user: Mapped[int | None]


class TooFew(Model):
    """Department and office were warned that too few have booked: once for an open day (or session) and its date."""

    __tablename__ = "open_day_warning"
    __table_args__ = (UniqueConstraint("open_day_id", "session_id", "decide_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    open_day_id: Mapped[int] = mapped_column(ForeignKey("open_day_announcement.id"))
    #: 0: the whole open day
    session_id: Mapped[int] = mapped_column(default=0)
    decide_on: Mapped[date] = mapped_column(Date)
    booked: Mapped[int]
    least: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
