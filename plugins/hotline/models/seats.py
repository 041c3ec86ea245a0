"""Who sits on which seat when, and what they do there now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Shift(Model):
    """One person on one numbered seat from `starts_at` to `ends_at`. `state`: planned, ended, cancelled.

    A seat of all topics (`general`, an operator's) serves everybody in line; else it serves its topics (ShiftTopic).
    `user_id` is the expert's or operator's account; with a one-shift pass it is the pass's own account. `languages` are
    codes of dialects and languages spoken there. The public reads the title, and the name where `name_public` says so.
    """

    __tablename__ = "hotline_shift"
    __table_args__ = (Index("ix_hotline_shift_hours", "campaign_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    seat_number: Mapped[int]
    department_id: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(index=True)
    expert_name: Mapped[str] = mapped_column(String(40), default="")
    expert_title: Mapped[str] = mapped_column(String(60), default="")
    name_public: Mapped[bool] = mapped_column(default=False)
    general: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(JSON)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    version: Mapped[int] = mapped_column(default=1)


class ShiftTopic(Model):
    """A topic that a shift serves."""

    __tablename__ = "hotline_shift_topic"

    shift_id: Mapped[int] = mapped_column(ForeignKey("hotline_shift.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("hotline_topic.id"), primary_key=True, index=True)


class ShiftPass(Model):
    """A pass for a named expert without an account: `user_id` is the guest's account, which dies with the shift."""

    __tablename__ = "hotline_shift_pass"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("hotline_shift.id"), index=True)
    user_id: Mapped[int] = mapped_column(unique=True)
    made_by: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SeatState(Model):
    """What a shift's seat does now; one row from the moment its person first sits down.

    `state`: ready, serving, wrap_up (until `until`), paused, off. `reason` is the code of a pause. `serving_waiter` is
    the caller it has. Every change moves `since` and adds to `changes`; the changes themselves are kept in SeatChange.
    """

    __tablename__ = "hotline_seat_state"

    shift_id: Mapped[int] = mapped_column(
        ForeignKey("hotline_shift.id"), primary_key=True, autoincrement=False
    )
    campaign_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="off")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(20), default="")
    serving_waiter: Mapped[int | None]
    changes: Mapped[int] = mapped_column(default=0)


class SeatChange(Model):
    """Something a seat did: `state` it went to, at which moment."""

    __tablename__ = "hotline_seat_change"
    __table_args__ = (UniqueConstraint("shift_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("hotline_shift.id"))
    ordinal: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(20), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
