"""Queries of the operator's console: drafts, the person's own day, the next shift, calls that ring at a seat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from core.api import db

from ..models import Call, IntakeDraft, Shift


def draft(user_id: int | None, key: str) -> IntakeDraft | None:
    """The person's draft under this key, as it stands in the database now."""
    question = select(IntakeDraft).where(IntakeDraft.user_id == user_id, IntakeDraft.key == key)
    return db.session.scalar(question.execution_options(populate_existing=True))


def change_draft(draft_id: int, seen: int, columns: Mapping[str, Any]) -> bool:
    """Write a draft that is still at version `seen`; False when somebody was quicker."""
    changing = update(IntakeDraft).where(IntakeDraft.id == draft_id, IntakeDraft.version == seen)
    answer = db.session.execute(changing.values(**columns).execution_options(synchronize_session=False))
    return bool(answer.rowcount)


def drop_draft(user_id: int | None, key: str) -> None:
    """Delete a draft; none is none."""
    db.session.execute(delete(IntakeDraft).where(IntakeDraft.user_id == user_id, IntakeDraft.key == key))


def drop_old_drafts(before: datetime) -> int:
    """Delete drafts that nobody saved since; how many."""
    return db.session.execute(delete(IntakeDraft).where(IntakeDraft.saved_at < before)).rowcount


def drafts_of_person(digests: list[str]) -> list[IntakeDraft]:
    """The drafts that hold a person's number."""
    return list(db.session.scalars(select(IntakeDraft).where(IntakeDraft.person_digest.in_(digests))))


def calls_taken(campaign_id: int, user_id: int | None, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """When this person's calls since then were answered and ended."""
    question = select(Call.answered_at, Call.ended_at).where(
        Call.campaign_id == campaign_id,
        Call.taken_by == user_id,
        Call.answered_at.is_not(None),
        Call.answered_at >= since,
    )
    return [(row[0], row[1]) for row in db.session.execute(question)]


def ringing_at(shift_id: int, since: datetime) -> list[Call]:
    """Calls that the telephone system lets ring at this seat, oldest first."""
    question = select(Call).where(
        Call.shift_id == shift_id, Call.state == "ringing", Call.direction == "in", Call.arrived_at >= since
    )
    return list(db.session.scalars(question.order_by(Call.arrived_at)))


def talking_at(shift_id: int, user_id: int | None, since: datetime) -> Call | None:
    """The call that is being talked on at this seat."""
    question = select(Call).where(
        Call.shift_id == shift_id, Call.state == "talking", Call.source == "telephone", Call.arrived_at >= since
    )
    return db.session.scalar(question.order_by(Call.answered_at.desc()).limit(1))


def next_shift(campaign_id: int, user_id: int | None, now: datetime) -> Shift | None:
    """The person's next shift that hasn't begun."""
    question = select(Shift).where(
        Shift.campaign_id == campaign_id,
        Shift.user_id == user_id,
        Shift.state == "planned",
        Shift.starts_at > now,
    )
    return db.session.scalar(question.order_by(Shift.starts_at).limit(1))
