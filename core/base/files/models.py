"""The tables of stored files: what is kept, its smaller copies, its text, and who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime
from core.base.files.kinds import MEDIA_TYPES, PICTURES, RECORDINGS


class FileRow(Model):
    """One file. Several rows may share their bytes, which lie under `sha256`. Blanked: the bytes are gone for good."""

    __tablename__ = "base_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    department_id: Mapped[int | None] = mapped_column(index=True)
    stored_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    blanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FileCopyRow(Model):
    """A smaller copy of a picture."""

    __tablename__ = "base_file_copy"
    __table_args__ = (UniqueConstraint("file_id", "width", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("base_file.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    format: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)


class FileTextRow(Model):
    """What a document says, for the search."""

    __tablename__ = "base_file_text"

    file_id: Mapped[int] = mapped_column(ForeignKey("base_file.id"), primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    pages: Mapped[int | None]


class FileUseRow(Model):
    """A place that uses a file. `place` is a document kind or `<room>.<what>`, `place_id` which one, `ordinal` the order."""

    __tablename__ = "base_file_use"
    __table_args__ = (
        UniqueConstraint("file_id", "place", "place_id"),
        Index("ix_base_file_use_place", "place", "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("base_file.id"), index=True)
    place: Mapped[str] = mapped_column(String(60))
    place_id: Mapped[int]
    ordinal: Mapped[int] = mapped_column(default=0)
    campaign_id: Mapped[int | None]


@dataclass(frozen=True)
class FileInfo:
    """A stored file. `kind` is pdf, png, jpeg, docx, xlsx or txt, found by content; `width` and `height` are true
    pixels of an upright picture. `department_id` None: nobody's in particular, such as a signed scan."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    department_id: int | None = None
    stored_by: int | None = None
    at: datetime | None = None
    blanked: bool = False

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]

    @property
    def is_media(self) -> bool:
        """A recording, for a player."""
        return self.kind in RECORDINGS

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES


@dataclass(frozen=True)
class Use:
    """One place that uses a file."""

    file_id: int
    place: str
    place_id: int
    campaign_id: int | None


def info_of(row: FileRow) -> FileInfo:
    return FileInfo(
        row.id, row.name, row.kind, row.size, row.sha256, row.width, row.height, row.department_id, row.stored_by,
        row.at, row.blanked_at is not None,
    )  # fmt: skip
