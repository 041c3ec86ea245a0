"""Messages to people, as rows written with the fact they tell of. Number and words are sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime, db
from core.base.privacy import digest, seal
from core.base.registry import settings


class OutboxMessage(Model):
    __tablename__ = "base_outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    body_sealed: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def can_send() -> bool:
    """Whether a message gateway is set. Without one nobody can prove a phone, and pages say so."""
    return settings().sms_gateway != ""


def queue_message(*, kind: str, phone: str, body: str, now: datetime, campaign_id: int | None = None) -> None:
    """Write one message into the current unit of work. `phone` is normalised; `body` is the finished text."""
    db.session.add(
        OutboxMessage(
            kind=kind,
            person_digest=digest(phone),
            phone_sealed=seal(phone),
            body_sealed=seal(body),
            campaign_id=campaign_id,
            # The demo gateway hands messages to the page "Demo messages" and to nobody else.
            state="shown" if settings().sms_gateway == "demo" else "waiting",
            at=now,
        )
    )
