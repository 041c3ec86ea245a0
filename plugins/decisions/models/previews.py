"""A decision on its way (决策预公开): what it is, when comments are taken, the legality review."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Preview(Model):
    """One decision's preview as it is being written; what the public reads are frozen revisions.

    `kind`: reform, policy, project. `comment_from` to `comment_until` (Shanghai days, both included) is the time for
    comments, `shorter_reason` is published where it is shorter than DP-02. `ways` says how to comment:
    {"web": bool, "phone": str, "email": str, "post": str, "place": str}. `hearing`: no, symposium, hearing.
    `state`: open, stopped (with `stop_reason`). `version` counts changes.
    """

    __tablename__ = "decisions_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("decisions_item.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    comment_from: Mapped[date | None] = mapped_column(Date)
    comment_until: Mapped[date | None] = mapped_column(Date)
    shorter_reason: Mapped[str] = mapped_column(Text, default="")
    ways: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    explanation: Mapped[str] = mapped_column(Text, default="")
    hearing: Mapped[str] = mapped_column(String(10), default="no")
    state: Mapped[str] = mapped_column(String(10), default="open")
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalityReview(Model):
    """One legality review (合法性审查, DP-07). `result`: "" while it runs, passed, changes (passed once `conditions` are
    met, on `met_on`), refused."""

    __tablename__ = "decisions_legality"

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"), index=True)
    draft_version_id: Mapped[int | None]
    sent_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    reviewed_by: Mapped[str] = mapped_column(String(120), default="")
    result: Mapped[str] = mapped_column(String(10), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    met_on: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int | None]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int | None]
