"""Interviews, their guests and places as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core.api import db

from ..models import Guest, Interview, Live, Place


def interview(interview_id: int, *, lock: bool = False) -> Interview | None:
    """One interview's row; `lock` keeps it until the transaction ends (PostgreSQL)."""
    return db.session.get(Interview, interview_id, with_for_update=lock or None)


def interviews(campaign_id: int) -> Sequence[Interview]:
    """The campaign's interviews by slot; those of the year's plan without a slot last, by month."""
    order = (Interview.starts_at.is_(None), Interview.starts_at, Interview.month, Interview.id)
    return db.session.scalars(
        select(Interview).where(Interview.campaign_id == campaign_id).order_by(*order)
    ).all()


def guests_of(interview_ids: Collection[int]) -> dict[int, list[Guest]]:
    """The guests of several interviews, each in their order."""
    found: dict[int, list[Guest]] = {number: [] for number in interview_ids}
    rows = select(Guest).where(Guest.interview_id.in_(found)).order_by(Guest.interview_id, Guest.ordinal)
    for row in db.session.scalars(rows):
        found[row.interview_id].append(row)
    return found


def places(ids: Collection[int] | None = None) -> dict[int, Place]:
    """Places by number, all of them unless some are asked for."""
    rows = select(Place).order_by(Place.id)
    if ids is not None:
        rows = rows.where(Place.id.in_(ids))
    return {row.id: row for row in db.session.scalars(rows)}


def live_states(interview_ids: Collection[int]) -> dict[int, str]:
    """How far the broadcasts are (models.Live.state); "waiting" where nothing has begun."""
    rows = db.session.execute(
        select(Live.interview_id, Live.state).where(Live.interview_id.in_(interview_ids))
    )
    return dict.fromkeys(interview_ids, "waiting") | {row.interview_id: row.state for row in rows}
