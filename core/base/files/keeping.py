"""Taking a file in and keeping it: first everything that can be refused or fail, outside of a transaction, then a row."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select

from core.base import jobs, secrecy
from core.base.access import Actor
from core.base.db import db
from core.base.errors import DomainError, Invalid, NotFound, RuleBroken
from core.base.files import kinds
from core.base.files.models import FileCopyRow, FileInfo, FileRow, FileTextRow, info_of
from core.base.files.reading import read_document
from core.base.registry import registry, settings

if TYPE_CHECKING:
    from core.base.files import pictures

CHUNK = 256 * 1024
#: what the operating system says when nothing more fits
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class OutOfRoom(DomainError):
    """The disk is full; nothing of the file was kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__("disk_full")


@dataclass(frozen=True)
class Incoming:
    """A file that was looked at and may be kept. `path` holds what will be kept, under a name that goes away."""

    path: Path
    name: str
    kind: str
    size: int
    sha256: str
    text: str = ""
    pages: int | None = None
    picture: pictures.Picture | None = None


@contextmanager
def received(
    stream: BinaryIO,
    filename: str,
    *,
    accept: Sequence[str] = ("pdf", "png", "jpeg"),
    most: int | None = None,
) -> Iterator[Incoming]:
    """Take an upload in, look at all of it, and make of it what may be kept. Nothing is in the database yet.

    `most` (bytes) narrows the limit of recordings. Call it outside of a unit of work where you can: a large picture takes
    seconds. Raises Invalid with field "file" (file_empty, file_kind, file_too_large and what `kinds`, `pictures` and `reading` raise), RuleBroken("secret_mark")
    for a document or a name with a mark of 密级 (SC-01), OutOfRoom when the disk is full.
    """
    folder = settings().files_dir / "incoming"
    with _room_wanted():
        folder.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=folder)
    path = Path(partial)
    try:
        with _room_wanted(), os.fdopen(handle, "wb") as out:
            sort, size = _copied(stream, out, accept, filename)
        incoming = _looked_at(path, sort, size, filename, accept)
        if incoming.kind not in accept:
            raise _not_this_kind(accept)
        if most is not None and incoming.kind in kinds.RECORDINGS + kinds.KEPT and incoming.size > most:
            raise Invalid("file_too_large", field="file", limit=most // kinds.MB)
        if incoming.size > kinds.LIMITS[incoming.kind]:
            raise _too_large(incoming.kind)
        mark = secrecy.secret_mark([Path(incoming.name).stem, Path(filename).stem, incoming.text])
        if mark is not None:
            raise RuleBroken("secret_mark", mark=mark)
        yield incoming
    finally:
        path.unlink(missing_ok=True)


def keep(incoming: Incoming, *, actor: Actor, now: datetime, department_id: int | None = None) -> FileInfo:
    """Keep what was received, in the current unit of work. Raises OutOfRoom."""
    picture = incoming.picture
    row = FileRow(
        name=incoming.name, kind=incoming.kind, size=incoming.size, sha256=incoming.sha256,
        width=picture.width if picture else None, height=picture.height if picture else None,
        department_id=department_id, stored_by=actor.user_id, at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    with _room_wanted():
        if incoming.kind in kinds.RECORDINGS or incoming.kind in kinds.KEPT:
            _place_file(incoming.path, incoming.sha256)
        else:
            _place(incoming.path.read_bytes(), incoming.sha256)
        for copy in picture.copies if picture else ():
            digest = hashlib.sha256(copy.data).hexdigest()
            _place(copy.data, digest)
            db.session.add(
                FileCopyRow(
                    file_id=row.id, width=copy.width, height=copy.height, format=copy.format,
                    size=len(copy.data), sha256=digest,
                )
            )  # fmt: skip
    if incoming.text.strip():
        db.session.add(FileTextRow(file_id=row.id, text=incoming.text, pages=incoming.pages))
    db.session.flush()
    _sweep_tonight(now)
    return info_of(row)


def store(
    stream: BinaryIO,
    filename: str,
    *,
    actor: Actor,
    now: datetime,
    accept: Sequence[str] = ("pdf", "png", "jpeg"),
    department_id: int | None = None,
) -> FileInfo:
    """Take a file in and keep it, in the current unit of work. Raises what `received` and `keep` raise."""
    with received(stream, filename, accept=accept) as incoming:
        return keep(incoming, actor=actor, now=now, department_id=department_id)


def info(file_id: int) -> FileInfo:
    """What is known of a stored file. Raises NotFound."""
    row = db.session.get(FileRow, file_id)
    if row is None:
        raise NotFound()
    return info_of(row)


def infos(file_ids: Sequence[int]) -> dict[int, FileInfo]:
    """The same for several; those that aren't there are left out."""
    rows = db.session.scalars(select(FileRow).where(FileRow.id.in_(file_ids))) if file_ids else ()
    return {row.id: info_of(row) for row in rows}


def path_of(file: FileInfo) -> Path:
    """Where its bytes lie. Raises NotFound when they were blanked or are gone."""
    if file.blanked:
        raise NotFound("file_blanked")
    path = place_of(file.sha256)
    if not path.exists():
        raise NotFound("file_gone")
    return path


def copy_of(file: FileInfo, width: int, format: str) -> tuple[Path, str, str] | None:
    """(path, media type, sha256) of a picture's smaller copy, or None when there is none of this width and format."""
    wanted = select(FileCopyRow).where(
        FileCopyRow.file_id == file.id, FileCopyRow.width == width, FileCopyRow.format == format
    )
    row = db.session.scalars(wanted).one_or_none()
    if row is None or file.blanked or not place_of(row.sha256).exists():
        return None
    return place_of(row.sha256), kinds.MEDIA_TYPES[row.format], row.sha256


def text_of(file_id: int) -> str:
    """What a document says; "" for a picture and for a scan without text."""
    row = db.session.get(FileTextRow, file_id)
    return row.text if row is not None else ""


def place_of(sha256: str) -> Path:
    return settings().files_dir / sha256[:2] / sha256


def allowed(file: FileInfo, actor: Actor | None) -> bool:
    """Whether somebody says that this reader (None: the public) may see a file, and nobody that it is withdrawn."""
    return not withheld(file, actor) and any(guard(file, actor) for guard in registry().file_guards)


def withheld(file: FileInfo, actor: Actor | None) -> bool:
    """Whether a file is kept from this reader (None: the public) whoever else might let them see it."""
    return file.blanked or any(stops(file, actor) for stops in registry().file_stops)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _room_wanted() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise OutOfRoom() from problem
        raise


def _copied(stream: BinaryIO, out: BinaryIO, accept: Sequence[str], filename: str) -> tuple[str, int]:
    """Copy the stream to the disk piece by piece; (what it looks like, bytes). Stops where it grows too large."""
    chunk = stream.read(CHUNK)
    if not chunk:
        raise Invalid("file_empty", field="file")
    kept = kinds.kept_kind(chunk, filename)
    sort = kept if kept in accept else kinds.first_look(chunk)
    fitting = [kind for kind in accept if kind in _KINDS_OF_SORT[sort]]
    if not fitting:
        raise _not_this_kind(accept)
    limit, total = max(kinds.LIMITS[kind] for kind in fitting), 0
    while chunk:
        total += len(chunk)
        if total > limit:
            raise _too_large(fitting[0])
        out.write(chunk)
        chunk = stream.read(CHUNK)
    return sort, total


_KINDS_OF_SORT = {
    kinds.PICTURE: ("png", "jpeg"), kinds.PDF: ("pdf",), kinds.ZIP: ("docx", "xlsx", "ofd"), kinds.TEXT: ("txt",),
    **{kind: (kind,) for kind in (*kinds.RECORDINGS, *kinds.KEPT)},
}  # fmt: skip


def _looked_at(path: Path, sort: str, size: int, filename: str, accept: Sequence[str]) -> Incoming:
    if sort == kinds.PICTURE:
        from core.base.files import pictures  # Pillow, for those who hand a picture in

        picture = pictures.clean_picture(path)
        with _room_wanted():
            path.write_bytes(picture.data)
        return _incoming(path, filename, picture.kind, len(picture.data), picture=picture)
    if sort in kinds.RECORDINGS or sort in kinds.KEPT:
        return _incoming(path, filename, sort, size)
    if sort == kinds.ZIP and "ofd" in accept and kinds.is_ofd(path):
        return _incoming(path, filename, "ofd", size)
    if sort == kinds.TEXT:
        try:
            text = kinds.plain_text(path.read_bytes())
        except Invalid as refusal:
            if refusal.code == "file_kind":
                raise _not_this_kind(accept) from refusal
            raise
        if not text.strip():
            raise Invalid("file_empty", field="file")
        with _room_wanted():
            path.write_bytes(text.encode())
        return _incoming(path, filename, "txt", len(text.encode()), text=text)
    if sort == kinds.PDF:
        kinds.refuse_two_in_one(path)
    try:
        reading = read_document(sort, path)
    except Invalid as refusal:
        if refusal.code == "file_kind":
            raise _not_this_kind(accept) from refusal
        raise
    found = _incoming(path, filename, reading.kind, size, text=reading.text)
    return replace(found, pages=reading.pages)


def _incoming(
    path: Path,
    filename: str,
    kind: str,
    size: int,
    *,
    text: str = "",
    picture: pictures.Picture | None = None,
) -> Incoming:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Incoming(path, kinds.fit_name(filename, kind), kind, size, digest, text, None, picture)


def _place(data: bytes, sha256: str) -> None:
    """Put bytes under their digest: whole or not at all, and on the disk before the row is."""
    target = place_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix="new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(partial).unlink(missing_ok=True)
        raise


def _place_file(path: Path, sha256: str) -> None:
    """The same for a file that may be larger than what a process should hold."""
    target = place_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix="new-")
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as source:
            shutil.copyfileobj(source, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(partial).unlink(missing_ok=True)
        raise


def _not_this_kind(accept: Sequence[str]) -> Invalid:
    return Invalid("file_kind", field="file", accepted=[_KIND_NAMES[kind] for kind in accept])


def _too_large(kind: str) -> Invalid:
    return Invalid("file_too_large", field="file", limit=kinds.LIMITS[kind] // kinds.MB)


_KIND_NAMES = {
    "pdf": "PDF",
    "png": "PNG",
    "jpeg": "JPEG",
    "docx": "Word（.docx）",
    "xlsx": "Excel（.xlsx）",
    "txt": "TXT",
    "mp3": "MP3",
    "m4a": "M4A",
    "mp4": "MP4",
    "webm": "WebM",
    "mov": "MOV",
    "doc": "Word（.doc）",
    "xls": "Excel（.xls）",
    "wps": "WPS",
    "rtf": "RTF",
    "ofd": "OFD",
}


def _sweep_tonight(now: datetime) -> None:
    """Ask once a day for the sweep of the following night; a copy that is never uploaded to needs none."""
    if "files.sweep" in registry().jobs:
        night = (now + timedelta(days=1)).replace(
            hour=19, minute=30, second=0, microsecond=0
        )  # 3:30 in Shanghai
        jobs.enqueue("files.sweep", now=now, run_at=night, key=f"files.sweep:{night:%Y-%m-%d}")
