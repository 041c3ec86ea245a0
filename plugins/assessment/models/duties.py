"""What is owed: what the office set about a duty, other days granted, who was reminded when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Duty(Model):
    """What the office set about a duty. `key` finds the duty again: `notice:<id>`, `rule:CP-02.plan`, `url:<…>`, and
    `hand:<number>` for one the office made. "" and None leave what the notice or the rule says. `owes` are departments.
    `carried_over`: taken from last year's campaign, and nobody has looked at its day yet. `version` counts changes."""

    __tablename__ = "assessment_duty"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(10), default="")
    day: Mapped[date | None]
    owes: Mapped[list[int] | None] = mapped_column(JSON)
    dropped: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(300), default="")
    carried_over: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int | None]


class Extension(Model):
    """Another day that a department asked for. `state`: asked, granted (with `day`), refused; `answer` is the office's reason."""

    __tablename__ = "assessment_extension"
    __table_args__ = (Index("ix_assessment_extension_of", "campaign_id", "key", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[int]
    wanted: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="asked")
    day: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reminder(Model):
    """A department was reminded of a duty, once for each day it was due and each mark (days after that day, before it
    negative). `told`: user ids; `way`: message, or call where nobody gets messages (then `called_at`, `called_by`, `note`)."""

    __tablename__ = "assessment_reminder"
    __table_args__ = (UniqueConstraint("campaign_id", "key", "department_id", "due", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[int]
    due: Mapped[date]
    mark: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    way: Mapped[str] = mapped_column(String(8))
    told: Mapped[list[int]] = mapped_column(JSON, default=list)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_by: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
