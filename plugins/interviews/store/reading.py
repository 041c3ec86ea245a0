"""What readers of a broadcast may read, as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core.api import db

from ..models import Chosen, Guest, Live, Turn


def live(interview_id: int) -> Live | None:
    return db.session.scalars(select(Live).where(Live.interview_id == interview_id)).one_or_none()


def released(interview_id: int) -> Sequence[Turn]:
    """The released turns by the spot where they stand."""
    return db.session.scalars(
        select(Turn)
        .where(Turn.interview_id == interview_id, Turn.state == "released")
        .order_by(Turn.spot, Turn.place)
    ).all()


def pulled(interview_id: int) -> Sequence[int]:
    """Numbers of the turns that were taken off."""
    wanted = select(Turn.id).where(Turn.interview_id == interview_id, Turn.state == "pulled")
    return db.session.scalars(wanted.order_by(Turn.id)).all()


def chosen(ids: Collection[int]) -> dict[int, Chosen]:
    return {row.id: row for row in db.session.scalars(select(Chosen).where(Chosen.id.in_(ids)))}


def guests(interview_id: int) -> Sequence[Guest]:
    return db.session.scalars(select(Guest).where(Guest.interview_id == interview_id)).all()


def shows(file_id: int) -> bool:
    """Whether a released turn carries a picture, or a broadcast plays a file."""
    turn = select(Turn.id).where(Turn.picture_id == file_id, Turn.state == "released")
    player = select(Live.id).where(Live.media_file_id == file_id, Live.media == "file")
    return any(db.session.scalar(one.limit(1)) is not None for one in (turn, player))
