"""Photos that departments hand in for the campaign, and pairs that look alike. The files lie in the department's drawer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class Photo(Model):
    """A photo of a campaign; `file_id` is the drawer's, which keeps consents (PI-04). `who`, `place`, `taken_on` and `what`
    make the caption (CP-06), typed last at `captioned_at`. `looks` holds perceptual hashes in hex, `small` the picture in little
    (see rules.photo_signs), both "" until it was looked at; `true_width` the width in pixels that the picture truly has (None
    where nothing speaks against the file's own). `state`: offered, chosen, passed_over, withdrawn; `reason` of the last verdict.
    """

    __tablename__ = "assessment_photo"
    __table_args__ = (UniqueConstraint("campaign_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    department_id: Mapped[int] = mapped_column(index=True)
    file_id: Mapped[int] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    taken_on: Mapped[date | None]
    what: Mapped[str] = mapped_column(Text, default="")
    captioned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looks: Mapped[str] = mapped_column(String(200), default="")
    small: Mapped[str] = mapped_column(Text, default="")
    true_width: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12), default="offered")
    reason: Mapped[str] = mapped_column(String(500), default="")
    offered_by: Mapped[int | None]
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    judged_by: Mapped[int | None]
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class PhotoPair(Model):
    """Two photos that look alike, the newer one first; `older_id` may be of an earlier campaign. `distance`: bits that differ.
    `state`: open, same, different."""

    __tablename__ = "assessment_photo_pair"
    __table_args__ = (
        UniqueConstraint("photo_id", "older_id"),
        Index("ix_assessment_photo_pair_older", "older_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("assessment_photo.id"))
    older_id: Mapped[int] = mapped_column(ForeignKey("assessment_photo.id"))
    distance: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="open")
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    judged_by: Mapped[int | None]
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
