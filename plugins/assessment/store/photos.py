"""Questions to the tables of photos."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import db

from ..models.photos import Photo, PhotoPair


def photos(campaign_id: int) -> Sequence[Photo]:
    return db.session.scalars(select(Photo).where(Photo.campaign_id == campaign_id).order_by(Photo.id)).all()


def photo(photo_id: int, *, lock: bool = False) -> Photo | None:
    wanted = select(Photo).where(Photo.id == photo_id)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def photos_by_id(ids: Sequence[int]) -> Sequence[Photo]:
    return db.session.scalars(select(Photo).where(Photo.id.in_(ids)).order_by(Photo.id)).all()


def looks() -> list[tuple[int, str]]:
    """(id, look) of every photo that was looked at and not withdrawn, the oldest first."""
    wanted = (
        select(Photo.id, Photo.looks).where(Photo.looks != "", Photo.state != "withdrawn").order_by(Photo.id)
    )
    return [(one.id, one.looks) for one in db.session.execute(wanted)]


def pairs(photo_ids: Sequence[int]) -> Sequence[PhotoPair]:
    """Pairs in which any of these is the newer or the older one."""
    return db.session.scalars(
        select(PhotoPair)
        .where(PhotoPair.photo_id.in_(photo_ids) | PhotoPair.older_id.in_(photo_ids))
        .order_by(PhotoPair.id)
    ).all()


def pair(pair_id: int) -> PhotoPair | None:
    return db.session.get(PhotoPair, pair_id, with_for_update=True)
