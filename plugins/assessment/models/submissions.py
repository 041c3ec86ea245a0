"""What departments hand in: as being written, each time as it came, and everything in one zip."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Submission(Model):
    """What a department hands in for a duty. `state`: draft, handed_in, returned, accepted; `text` and `link` as being
    written. `in_at` is when it first came in, which decides whether it was in time. `version` counts changes."""

    __tablename__ = "assessment_submission"
    __table_args__ = (UniqueConstraint("campaign_id", "key", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    gathering: Mapped[bool] = mapped_column(default=False)
    plan_attached: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Handing(Model):
    """One time that it was handed in, as it was then; its id is in the receipt's number. `way`: web, chat, paper, mail;
    `came_at` is when it truly came, `brought_by_sealed` who brought it (for what the office entered); `files`: ids of the drawer."""

    __tablename__ = "assessment_handing"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    way: Mapped[str] = mapped_column(String(6), default="web")
    brought_by_sealed: Mapped[str] = mapped_column(Text, default="")
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="handed_in")
    remarks: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by: Mapped[int | None]


class Bundle(Model):
    """Everything of a campaign in one zip: asked for, its progress, its file. `state`: waiting, ready, failed."""

    __tablename__ = "assessment_bundle"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120), default="")
    size: Mapped[int] = mapped_column(default=0)
