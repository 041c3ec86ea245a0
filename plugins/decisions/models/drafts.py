"""Draft texts (决策草案): versions, and the paragraphs that comments speak of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class DraftVersion(Model):
    """One version of a preview's draft. `purpose`: consult, revised (after the comments), final. `source`: paste or file.

    `text` is what was handed in, `dropped` what of it is no part of the draft ([line, kind, text]). `note` says what
    changed, `explanation` stands instead of the preview's. `anchors` is the highest number handed out for an anchor so
    far; `version` counts corrections of the splitting.
    """

    __tablename__ = "decisions_draft"
    __table_args__ = (UniqueConstraint("preview_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preview_id: Mapped[int] = mapped_column(ForeignKey("decisions_preview.id"))
    number: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    dropped: Mapped[list[Any]] = mapped_column(JSON, default=list)
    explanation: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    anchors: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Paragraph(Model):
    """One paragraph of a version. `anchor` ("p-12") stays the same in later versions while the paragraph survives;
    `depth` 0 is outermost, `kind` as in rules/split.py."""

    __tablename__ = "decisions_paragraph"
    __table_args__ = (UniqueConstraint("version_id", "anchor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("decisions_draft.id"))
    anchor: Mapped[str] = mapped_column(String(20))
    ordinal: Mapped[int]
    depth: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
