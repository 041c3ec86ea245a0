"""Queries of draft versions and their paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from core.api import db

from ..models import DraftVersion, Paragraph


def version(version_id: int, *, lock: bool = False) -> DraftVersion | None:
    """One version; locked for a change where asked."""
    return db.session.get(DraftVersion, version_id, with_for_update=lock or None, populate_existing=lock)


def versions(preview_id: int) -> Sequence[DraftVersion]:
    """A preview's versions, the newest first."""
    wanted = select(DraftVersion).filter_by(preview_id=preview_id).order_by(DraftVersion.number.desc())
    return db.session.scalars(wanted).all()


def newest(preview_id: int, purpose: str = "") -> DraftVersion | None:
    """The last version, of one purpose where asked."""
    wanted = (
        select(DraftVersion).filter_by(preview_id=preview_id).order_by(DraftVersion.number.desc()).limit(1)
    )
    if purpose:
        wanted = wanted.filter_by(purpose=purpose)
    return db.session.scalars(wanted).first()


def paragraphs(version_id: int) -> Sequence[Paragraph]:
    """The paragraphs of a version, in order."""
    wanted = select(Paragraph).filter_by(version_id=version_id).order_by(Paragraph.ordinal)
    return db.session.scalars(wanted).all()


def paragraph(version_id: int, paragraph_id: int) -> Paragraph | None:
    row = db.session.get(Paragraph, paragraph_id)
    return row if row is not None and row.version_id == version_id else None


def has_anchor(version_id: int, anchor: str) -> bool:
    wanted = select(Paragraph.id).filter_by(version_id=version_id, anchor=anchor)
    return db.session.scalars(wanted).first() is not None


def anchors_of(preview_id: int) -> set[str]:
    """Every anchor that a version of this preview ever had."""
    wanted = select(Paragraph.anchor).join(DraftVersion, DraftVersion.id == Paragraph.version_id)
    return set(db.session.scalars(wanted.where(DraftVersion.preview_id == preview_id)))


def highest_anchor(preview_id: int) -> int:
    """The highest number that an anchor of this preview has had."""
    wanted = select(func.max(DraftVersion.anchors)).where(DraftVersion.preview_id == preview_id)
    return db.session.scalars(wanted).first() or 0


def drop(paragraph_id: int) -> None:
    db.session.execute(delete(Paragraph).where(Paragraph.id == paragraph_id))


def count_paragraphs(version_ids: Sequence[int]) -> dict[int, int]:
    """How many paragraphs each of these versions has."""
    if not version_ids:
        return {}
    wanted = select(Paragraph.version_id, func.count()).where(Paragraph.version_id.in_(version_ids))
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Paragraph.version_id))}


def blank(preview_id: int) -> None:
    """Empty the texts of every version; numbers, kinds, anchors and days stay (SC-01)."""
    ids = [row.id for row in versions(preview_id)]
    db.session.execute(update(Paragraph).where(Paragraph.version_id.in_(ids)).values(text=""))
    emptied = {"text": "", "note": "", "explanation": "", "dropped": []}
    db.session.execute(update(DraftVersion).where(DraftVersion.id.in_(ids)).values(**emptied))
