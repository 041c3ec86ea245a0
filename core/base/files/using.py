"""Who uses a file: lists of files that belong to something, and what is removed when nobody does."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, inspect, select

from core.base.db import Model, after_commit, db
from core.base.files.keeping import place_of
from core.base.files.models import FileCopyRow, FileInfo, FileRow, FileTextRow, FileUseRow, Use, info_of
from core.base.registry import settings

#: how long something that nobody uses (yet) is left alone
GRACE = timedelta(days=1)
_OWN = {FileCopyRow.__tablename__, FileTextRow.__tablename__}


def attach(place: str, place_id: int, file_ids: Sequence[int], *, campaign_id: int | None = None) -> None:
    """Make these the files of something, in this order, in the current unit of work; what it had before is let go."""
    db.session.execute(delete(FileUseRow).where(FileUseRow.place == place, FileUseRow.place_id == place_id))
    for ordinal, file_id in enumerate(dict.fromkeys(file_ids)):
        db.session.add(
            FileUseRow(
                file_id=file_id, place=place, place_id=place_id, ordinal=ordinal, campaign_id=campaign_id
            )
        )
    db.session.flush()


def attached(place: str, place_id: int) -> list[FileInfo]:
    """The files of something, in order."""
    wanted = (
        select(FileRow)
        .join(FileUseRow, FileUseRow.file_id == FileRow.id)
        .where(FileUseRow.place == place, FileUseRow.place_id == place_id)
        .order_by(FileUseRow.ordinal)
    )
    return [info_of(row) for row in db.session.scalars(wanted)]


def uses(file_ids: Collection[int]) -> dict[int, list[Use]]:
    """Everything that was attached, by file."""
    found: dict[int, list[Use]] = {file_id: [] for file_id in file_ids}
    if file_ids:
        wanted = select(FileUseRow).where(FileUseRow.file_id.in_(file_ids)).order_by(FileUseRow.id)
        for row in db.session.scalars(wanted):
            found[row.file_id].append(Use(row.file_id, row.place, row.place_id, row.campaign_id))
    return found


def used_elsewhere(file_ids: Collection[int] | None, *, besides: Iterable[str] = ()) -> set[int]:
    """Those (None: of all) that are attached somewhere or that a row of any table points at, `besides` left out."""
    if file_ids is not None and not file_ids:
        return set()
    left_out = _OWN | set(besides)
    standing = set(inspect(db.session.connection()).get_table_names())
    found: set[int] = set()
    for table in Model.metadata.tables.values():
        if table.name in left_out or table.name not in standing:
            continue
        for column in _pointing(table):
            wanted = select(column).where(column.is_not(None)).distinct()
            found |= set(
                db.session.scalars(wanted if file_ids is None else wanted.where(column.in_(file_ids)))
            )
    return found


def _pointing(table: Table) -> list[Any]:
    return [key.parent for key in table.foreign_keys if key.column.table is FileRow.__table__]


def remove(file_id: int) -> None:
    """Remove a row with its copies and text; the bytes go with the next sweep. The caller has seen that nobody uses it."""
    for table in (FileUseRow, FileCopyRow, FileTextRow):
        db.session.execute(delete(table).where(table.file_id == file_id))
    db.session.execute(delete(FileRow).where(FileRow.id == file_id))


def erase(file_id: int) -> None:
    """Remove a file with its bytes, in the current unit of work. The caller has seen that nobody uses it.

    Bytes that another row shares stay; the rest goes right after the commit, not with the next sweep.
    """
    digests = set(db.session.scalars(select(FileRow.sha256).where(FileRow.id == file_id)))
    digests |= set(db.session.scalars(select(FileCopyRow.sha256).where(FileCopyRow.file_id == file_id)))
    remove(file_id)
    shared = set(db.session.scalars(select(FileRow.sha256).where(FileRow.sha256.in_(digests))))
    shared |= set(db.session.scalars(select(FileCopyRow.sha256).where(FileCopyRow.sha256.in_(digests))))
    places = [place_of(digest) for digest in digests - shared]

    def destroy() -> None:
        for place in places:
            place.unlink(missing_ok=True)

    after_commit(destroy)


def copies_of(file_ids: Collection[int]) -> list[tuple[FileInfo, int]]:
    """Every row that shares bytes with one of these files, with how many smaller copies it has (SC-01)."""
    if not file_ids:
        return []
    digests = select(FileRow.sha256).where(FileRow.id.in_(file_ids))
    rows = db.session.scalars(select(FileRow).where(FileRow.sha256.in_(digests)).order_by(FileRow.id)).all()
    counts = {row.id: 0 for row in rows}
    for file_id in db.session.scalars(select(FileCopyRow.file_id).where(FileCopyRow.file_id.in_(counts))):
        counts[file_id] += 1
    return [(info_of(row), counts[row.id]) for row in rows if row.blanked_at is None]


def blank(file_ids: Collection[int], now: datetime) -> int:
    """Destroy the bytes, the copies and the text of these files and of every row that shares their bytes (SC-01).

    The rows stay, so that what was blanked can be shown; returns how many.
    """
    found = copies_of(file_ids)
    digests = {file.sha256 for file, _ in found}
    ids = [file.id for file, _ in found]
    digests |= set(db.session.scalars(select(FileCopyRow.sha256).where(FileCopyRow.file_id.in_(ids))))
    for table in (FileCopyRow, FileTextRow):
        db.session.execute(delete(table).where(table.file_id.in_(ids)))
    for row in db.session.scalars(select(FileRow).where(FileRow.id.in_(ids))):
        row.blanked_at, row.name = now, f"{row.id}.{row.kind}"
    places = [place_of(digest) for digest in digests]

    def destroy() -> None:
        for place in places:
            place.unlink(missing_ok=True)

    # What is undone must not have lost its bytes; after a crash in between the nightly sweep finds them.
    after_commit(destroy)
    return len(ids)


def sweep(now: datetime) -> tuple[int, int]:
    """Remove rows that nobody uses and bytes without a row, both older than a day: (rows, bytes' files)."""
    old = set(db.session.scalars(select(FileRow.id).where(FileRow.at < now - GRACE)))
    unused = old - used_elsewhere(None)
    for file_id in unused:
        remove(file_id)
    db.session.flush()
    known = set(db.session.scalars(select(FileRow.sha256).where(FileRow.blanked_at.is_(None))))
    known |= set(db.session.scalars(select(FileCopyRow.sha256)))
    return len(unused), sum(_swept(path, known, now) for path in _on_disk())


def _on_disk() -> list[Path]:
    folder = settings().files_dir
    return [path for path in folder.glob("*/*") if path.is_file()] if folder.exists() else []


def _swept(path: Path, known: set[str], now: datetime) -> int:
    try:
        # The disk's clock, not `now`: a copy that runs with CLOCK set must not take fresh bytes for old ones.
        fresh = time.time() - path.stat().st_mtime < GRACE.total_seconds()
        if path.name in known or fresh:
            return 0
        path.unlink()
    except FileNotFoundError:
        return 0
    return 1
