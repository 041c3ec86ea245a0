"""Calls as an operator notes them or a telephone system tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Call(Model):
    """One call. `direction`: in, out. `source`: operator, telephone, web. `state`: ringing, queued, talking, ended.

    `outcome` once ended: answered, abandoned (gave up while waiting), no_answer (outbound). `external_id` is the
    telephone system's own. Sealed columns are about the caller; erasing empties them. `changed_at` moves with every
    change: the board reads only what changed since it last looked.
    """

    __tablename__ = "hotline_call"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_hotline_call_arrived", "campaign_id", "arrived_at"),
        Index("ix_hotline_call_changed", "campaign_id", "changed_at"),
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
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TelephoneEvent(Model):
    """An event of a telephone system as it came in, once per `event_id`.

    `payload` holds codes and ids; what is about the caller (number, recording's address) is sealed apart from it.
    """

    __tablename__ = "hotline_telephone_event"
    __table_args__ = (Index("ix_hotline_telephone_event_call", "external_id"),)

    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(80))
    campaign_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    details_sealed: Mapped[str] = mapped_column(Text, default="")


class WallLink(Model):
    """An address of the wall screen that a supervisor made; its digest is kept only."""

    __tablename__ = "hotline_wall_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(40))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IntakeDraft(Model):
    """What an operator has typed and not saved yet; sealed, one per person and call (`key`).

    `version` counts the savings: a second window that saw an older one doesn't overwrite. The number stands apart, so
    that erasing a person finds it.
    """

    __tablename__ = "hotline_intake_draft"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    user_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    body_sealed: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
