"""Queries of previews and legality reviews."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import db

from ..models import LegalityReview, Preview


def preview(preview_id: int, *, lock: bool = False) -> Preview | None:
    """One preview; locked for a change where asked."""
    return db.session.get(Preview, preview_id, with_for_update=lock or None, populate_existing=lock)


def previews(campaign_id: int, department_id: int | None = None) -> Sequence[Preview]:
    """A campaign's previews, the newest first."""
    wanted = select(Preview).filter_by(campaign_id=campaign_id).order_by(Preview.id.desc())
    if department_id is not None:
        wanted = wanted.filter_by(department_id=department_id)
    return db.session.scalars(wanted).all()


def by_ids(ids: Sequence[int]) -> Sequence[Preview]:
    return db.session.scalars(select(Preview).where(Preview.id.in_(ids))).all() if ids else []


def reviews(preview_id: int) -> Sequence[LegalityReview]:
    """A preview's legality reviews, the newest first."""
    wanted = select(LegalityReview).filter_by(preview_id=preview_id)
    return db.session.scalars(wanted.order_by(LegalityReview.id.desc())).all()
