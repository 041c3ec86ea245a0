"""Tables: wishes, which refer to a campaign of the core, and the facts heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Wish(Model):
    __tablename__ = "wishes_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns_campaign.id"), index=True)
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    name_sealed: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    read: Mapped[bool] = mapped_column(default=False)


class Heard(Model):
    __tablename__ = "wishes_heard"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
