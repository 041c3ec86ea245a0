"""Questions to the tables of photos."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, text

from core.api import db

from ..models.photos import Photo, PhotoPair

_PAIRING = 7_302_581  # PostgreSQL's advisory lock


def pair_alone() -> None:
    """One at a time: two photos that come at once must see each other. SQLite has one writer anyway."""
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:a)"), {"a": _PAIRING})


def photos(campaign_id: int) -> Sequence[Photo]:
    return db.session.scalars(select(Photo).where(Photo.campaign_id == campaign_id).order_by(Photo.id)).all()


def photo(photo_id: int, *, lock: bool = False) -> Photo | None:
    return db.session.get(Photo, photo_id, with_for_update=lock or None, populate_existing=lock)


def with_file(file_id: int) -> Sequence[Photo]:
    """Photos, not withdrawn, whose file this is, for a change."""
    wanted = select(Photo).where(Photo.file_id == file_id, Photo.state != "withdrawn").with_for_update()
    return db.session.scalars(wanted.order_by(Photo.id)).all()


def not_looked_at() -> Sequence[Photo]:
    """Photos that nobody has looked at since they came or were replaced."""
    wanted = select(Photo).where(Photo.looks == "", Photo.state != "withdrawn").order_by(Photo.id)
    return db.session.scalars(wanted).all()


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


def pair(pair_id: int, *, lock: bool = False) -> PhotoPair | None:
    return db.session.get(PhotoPair, pair_id, with_for_update=lock or None, populate_existing=lock)


def open_pairs(campaign_id: int) -> Sequence[PhotoPair]:
    """Pairs that wait for a verdict, of which the newer one is this campaign's; neither was withdrawn."""
    older = select(Photo.id).where(Photo.state != "withdrawn")
    return db.session.scalars(
        select(PhotoPair)
        .join(Photo, Photo.id == PhotoPair.photo_id)
        .where(
            Photo.campaign_id == campaign_id,
            Photo.state != "withdrawn",
            PhotoPair.state == "open",
            PhotoPair.older_id.in_(older),
        )
        .order_by(PhotoPair.id)
    ).all()


def drop_pairs(photo_id: int) -> None:
    """Forget what was alike, in the current unit of work: the picture is another one."""
    db.session.execute(
        delete(PhotoPair).where((PhotoPair.photo_id == photo_id) | (PhotoPair.older_id == photo_id))
    )


def smalls(photo_ids: Sequence[int]) -> dict[int, str]:
    """The pictures in little."""
    wanted = select(Photo.id, Photo.small).where(Photo.id.in_(photo_ids))
    return {one.id: one.small for one in db.session.execute(wanted)} if photo_ids else {}
