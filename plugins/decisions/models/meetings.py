"""Meetings about a decision (座谈会、听证会、列席常务会议、视频会): notice, papers, minutes and what those present say of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Meeting(Model):
    """One meeting as it is being written; the public reads the frozen notice, places are the booking room's.

    `kind`: symposium, hearing, attend, video. `link` is told to participants only. `way`: first (first come) or draw, with
    `public_source` naming the public number of its seed ("": the published commitment alone). `gate_list`: full names for
    the gate (PI-01). `state`: open, called_off (with `off_reason`). `version` counts changes.
    """

    __tablename__ = "decisions_meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(300), default="")
    invitees: Mapped[str] = mapped_column(Text, default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int]
    companions: Mapped[int] = mapped_column(default=0)
    way: Mapped[str] = mapped_column(String(6), default="first")
    public_source: Mapped[str] = mapped_column(String(200), default="")
    offer_hours: Mapped[int] = mapped_column(default=12)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gate_list: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="open")
    off_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingPaper(Model):
    """A paper of a meeting: a file of the department's drawer, in its order."""

    __tablename__ = "decisions_meeting_paper"
    __table_args__ = (UniqueConstraint("meeting_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("decisions_meeting.id"), index=True)
    file_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    ordinal: Mapped[int] = mapped_column(default=0)


class Minutes(Model):
    """The minutes of a meeting. `state`: draft, sent (those present confirm until `confirm_until`), closed. `round` counts how
    often a changed text was sent; only what was said of the last one counts."""

    __tablename__ = "decisions_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("decisions_meeting.id"), unique=True)
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(8), default="draft")
    round: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirm_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MinutesAnswer(Model):
    """What somebody who was present says of the minutes: `verdict` agreed or remark. `way`: link, or paper (entered by a
    clerk). `remark_sealed` and `phone_sealed` are forgotten with the persons; how many agreed stays."""

    __tablename__ = "decisions_minutes_answer"
    __table_args__ = (
        Index("uq_decisions_minutes_answer_once", "minutes_id", "round", "booking_id", unique=True,
              sqlite_where=text("booking_id IS NOT NULL"), postgresql_where=text("booking_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("decisions_minutes.id"), index=True)
    round: Mapped[int]
    booking_id: Mapped[int | None] = mapped_column(index=True)
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str] = mapped_column(String(8))
    remark_sealed: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[str] = mapped_column(String(6))
    entered_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
