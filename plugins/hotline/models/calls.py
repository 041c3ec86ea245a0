"""Calls as an operator notes them or a telephone system tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Call(Model):
    """One call. `direction`: in, out. `source`: operator, telephone, web. `state`: ringing, queued, talking, ended.

    `outcome` once ended: answered, abandoned (gave up while waiting), no_answer (outbound), short. `external_id` is the
    telephone system's own. Sealed columns are about the caller; erasing empties them.
    """

    __tablename__ = "hotline_call"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_hotline_call_arrived", "campaign_id", "arrived_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    direction: Mapped[str] = mapped_column(String(3), default="in")
    source: Mapped[str] = mapped_column(String(10), default="operator")
    external_id: Mapped[str | None] = mapped_column(String(80))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_topic.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_programme.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_shift.id"), index=True)
    taken_by: Mapped[int | None]
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    recording_sealed: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(20), default="")
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="ringing")
    outcome: Mapped[str] = mapped_column(String(12), default="")
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TelephoneEvent(Model):
    """An event of a telephone system as it came in, once per `event_id`; `payload` holds codes and times, no number."""

    __tablename__ = "hotline_telephone_event"
    __table_args__ = (Index("ix_hotline_telephone_event_call", "external_id"),)

    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class IntakeDraft(Model):
    """What an operator has typed and not saved yet; sealed, one per person and call (`key`)."""

    __tablename__ = "hotline_intake_draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    user_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
