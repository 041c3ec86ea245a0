"""The room's tables: a department's pictures and attachments, and who agreed to be seen in a photo (PI-04)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class ItemRow(Model):
    """A file in a department's drawer. `answer`: see rules.Answer; `persons` how many can be recognised."""

    __tablename__ = "files_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("base_file.id"), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("users_department.id"), index=True)
    caption: Mapped[str] = mapped_column(String(500), default="")
    answer: Mapped[str] = mapped_column(String(10), default="open")
    persons: Mapped[int] = mapped_column(default=0)
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_by: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaces_id: Mapped[int | None]


class ConsentRow(Model):
    """One person's consent to one photo. The name is sealed; the line stays after it was withdrawn, as proof of both."""

    __tablename__ = "files_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("files_item.id"), index=True)
    name_sealed: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(String(12))
    given_on: Mapped[date] = mapped_column(Date)
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("base_file.id"))
    entered_by: Mapped[int | None]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[int | None]
