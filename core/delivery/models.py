"""How each member of staff wants to get messages. Addresses are sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class ChoiceRow(Model):
    """One person's choice: by "mail" or "robot" ("" not at all), in which language, and which kinds are not wanted."""

    __tablename__ = "delivery_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"), primary_key=True, autoincrement=False)
    way: Mapped[str] = mapped_column(String(8), default="")
    mail_sealed: Mapped[str] = mapped_column(Text, default="")
    robot_sealed: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str] = mapped_column(String(2), default="zh")
    unwanted: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
