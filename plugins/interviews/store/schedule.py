"""Interviews, their guests and places as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from core.api import db

from ..models import Ballot, Candidate, Chosen, Duty, Guest, Interview, Live, Place, Taken, Turn


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


def overlapping(starts_at: datetime, ends_at: datetime) -> Sequence[Interview]:
    """Interviews of any campaign that stand and take some of this time."""
    return db.session.scalars(
        select(Interview).where(
            Interview.state == "planned", Interview.starts_at < ends_at, Interview.ends_at > starts_at
        )
    ).all()


def free(interview_id: int) -> None:
    """Give back the time that an interview takes (models.Taken)."""
    db.session.execute(delete(Taken).where(Taken.interview_id == interview_id))


def take(interview_id: int, wanted: Iterable[tuple[str, int]]) -> None:
    """Take steps of time; raises IntegrityError when somebody has one of them."""
    # In one order, so that two who want the same can't wait for one another.
    rows = [{"interview_id": interview_id, "what": what, "cell": cell} for what, cell in sorted(wanted)]
    db.session.execute(insert(Taken), rows)


def takers(wanted: Collection[str], first: int, last: int) -> set[int]:
    """The interviews that have some of these steps."""
    rows = select(Taken.interview_id).where(Taken.what.in_(wanted), Taken.cell >= first, Taken.cell <= last)
    return set(db.session.scalars(rows.distinct()))


def candidates(interview_id: int) -> Sequence[Candidate]:
    """The topics of an interview's vote, in their order."""
    return db.session.scalars(
        select(Candidate).where(Candidate.interview_id == interview_id).order_by(Candidate.ordinal)
    ).all()


def votes(interview_id: int) -> dict[int, int]:
    """How many voted for each topic (Candidate.id); those for which nobody did are left out."""
    rows = (
        select(Ballot.candidate_id, func.count())
        .where(Ballot.interview_id == interview_id)
        .group_by(Ballot.candidate_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def place_named(name: str) -> Place | None:
    return db.session.scalar(select(Place).where(Place.name == name))


def drop_guest(guest_id: int) -> None:
    db.session.execute(delete(Guest).where(Guest.id == guest_id))


def is_used(interview_id: int) -> bool:
    """Whether a broadcast, a vote or a chosen question hangs on it."""
    return any(
        db.session.scalar(select(model.id).where(model.interview_id == interview_id).limit(1)) is not None
        for model in (Live, Chosen, Ballot, Turn)
    )


def drop(interview_id: int) -> None:
    """Remove what hangs on a plan that nobody has seen."""
    for model in (Taken, Guest, Candidate, Duty):
        db.session.execute(delete(model).where(model.interview_id == interview_id))
