"""Files that people hand in: typed by content, kept under their digest, served by id only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.base.access import Actor
from core.base.db import Model, UtcDateTime, db
from core.base.errors import Invalid, NotFound
from core.base.registry import settings

LARGEST = 20 * 1024 * 1024
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
}


class FileRow(Model):
    __tablename__ = "base_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class FileInfo:
    """A stored file. `kind` is pdf, png, jpeg, docx, xlsx or txt, found by content."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def kind_of(head: bytes, name: str) -> str | None:
    """The kind by the first bytes; the name only tells .docx from .xlsx, which are both zip."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"PK\x03\x04"):
        return {"docx": "docx", "xlsx": "xlsx"}.get(name.rsplit(".", 1)[-1].lower())
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        return None
    return "txt"


def store(
    stream: BinaryIO,
    filename: str,
    *,
    actor: Actor,
    now: datetime,
    accept: tuple[str, ...] = ("pdf", "png", "jpeg"),
) -> FileInfo:
    """Keep an upload in the current unit of work.

    Raises Invalid: file_empty, file_kind (with what is accepted), file_too_large (limit in MB).
    """
    name = Path(filename.replace("\\", "/")).name[:200] or "file"
    head = stream.read(4096)
    kind = kind_of(head, name)
    if not head:
        raise Invalid("file_empty", field="file")
    if kind is None or kind not in accept:
        raise Invalid("file_kind", field="file", accepted="、".join(accept))
    folder = settings().files_dir
    folder.mkdir(parents=True, exist_ok=True)
    total, hasher = 0, hashlib.sha256()
    handle, partial = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            chunk = head
            while chunk:
                total += len(chunk)
                if total > LARGEST:
                    raise Invalid("file_too_large", field="file", limit=LARGEST // 1024 // 1024)
                hasher.update(chunk)
                out.write(chunk)
                chunk = stream.read(65536)
        target = _path(hasher.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(partial, target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    row = FileRow(
        name=name, kind=kind, size=total, sha256=hasher.hexdigest(), stored_by=actor.user_id, at=now
    )
    db.session.add(row)
    db.session.flush()
    return _info(row)


def info(file_id: int) -> FileInfo:
    """What is known of a stored file. Raises NotFound."""
    row = db.session.get(FileRow, file_id)
    if row is None:
        raise NotFound()
    return _info(row)


def path_of(file: FileInfo) -> Path:
    """Where its bytes lie. Raises NotFound when they are gone."""
    path = _path(file.sha256)
    if not path.exists():
        raise NotFound("file_gone")
    return path


def _path(sha256: str) -> Path:
    return settings().files_dir / sha256[:2] / sha256


def _info(row: FileRow) -> FileInfo:
    return FileInfo(row.id, row.name, row.kind, row.size, row.sha256)
