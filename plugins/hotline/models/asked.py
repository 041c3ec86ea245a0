"""Callers' questions that an operator put to somebody else's subject, an interview for one; the words are the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Asked(Model):
    """One question of a caller. `opinion_id` and `number` are the ledger's, `kind` and `subject_id` what it was put to;
    `order_id` the work order that was noted beside it, if any. `ended_at`, `outcome`: how the ledger ended it."""

    __tablename__ = "hotline_asked"
    __table_args__ = (Index("uq_hotline_asked_opinion_id", "opinion_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    opinion_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_order.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_call.id"), index=True)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="")
