"""Queries of the operator's console: drafts, the person's own day, the next shift, calls that ring at a seat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update

from core.api import db

from ..models import Call, IntakeDraft, Shift, Waiter


def draft(user_id: int | None, key: str) -> IntakeDraft | None:
    """The person's draft under this key, as it stands in the database now."""
    question = select(IntakeDraft).where(IntakeDraft.user_id == user_id, IntakeDraft.key == key)
    return db.session.scalar(question.execution_options(populate_existing=True))


def change_draft(draft_id: int, seen: int, columns: Mapping[str, Any]) -> bool:
    """Write a draft that is still at version `seen`; False when somebody was quicker."""
    changing = update(IntakeDraft).where(IntakeDraft.id == draft_id, IntakeDraft.version == seen)
    answer = db.session.execute(changing.values(**columns).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", answer).rowcount == 1


def drop_draft(user_id: int | None, key: str) -> None:
    """Delete a draft; none is none."""
    db.session.execute(delete(IntakeDraft).where(IntakeDraft.user_id == user_id, IntakeDraft.key == key))


def drop_old_drafts(before: datetime) -> tuple[int, int]:
    """Delete drafts that nobody saved since; how many held a number, and how many there were."""
    old = IntakeDraft.saved_at < before
    phones = db.session.scalar(
        select(func.count()).select_from(IntakeDraft).where(old, IntakeDraft.phone_sealed != "")
    )
    gone = cast("CursorResult[Any]", db.session.execute(delete(IntakeDraft).where(old)))
    return phones or 0, gone.rowcount


def drafts_of_person(digests: list[str]) -> list[IntakeDraft]:
    """The drafts that hold a person's number."""
    return list(db.session.scalars(select(IntakeDraft).where(IntakeDraft.person_digest.in_(digests))))


def calls_taken(
    campaign_id: int, user_id: int | None, since: datetime
) -> list[tuple[datetime, datetime | None]]:
    """When this person's calls since then were answered and ended."""
    question = select(Call.answered_at, Call.ended_at).where(
        Call.campaign_id == campaign_id,
        Call.taken_by == user_id,
        Call.answered_at.is_not(None),
        Call.answered_at >= since,
    )
    return [(answered, ended) for answered, ended in db.session.execute(question) if answered is not None]


def ringing_at(shift_id: int, since: datetime) -> list[Call]:
    """Calls that the telephone system lets ring at this seat, oldest first."""
    question = select(Call).where(
        Call.shift_id == shift_id, Call.state == "ringing", Call.direction == "in", Call.arrived_at >= since
    )
    return list(db.session.scalars(question.order_by(Call.arrived_at)))


def talking_at(shift_id: int, user_id: int | None, since: datetime) -> Call | None:
    """The call that is being talked on at this seat."""
    question = select(Call).where(
        Call.shift_id == shift_id,
        Call.state == "talking",
        Call.source == "telephone",
        Call.arrived_at >= since,
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


def line_counts(campaign_id: int) -> list[tuple[int, int, datetime]]:
    """(topic, how many wait on the line, since when the first) of every topic that somebody waits for."""
    question = (
        select(Waiter.topic_id, func.count(), func.min(Waiter.joined_at))
        .where(
            Waiter.campaign_id == campaign_id,
            Waiter.ended_at.is_(None),
            Waiter.state == "waiting",
            Waiter.kind == "call",
        )
        .group_by(Waiter.topic_id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(question)]


def heads_of_line(campaign_id: int, topic_id: int, most: int) -> list[Waiter]:
    """Who of a topic is taken first."""
    question = select(Waiter).where(
        Waiter.lane == topic_id, Waiter.campaign_id == campaign_id, Waiter.kind == "call"
    )
    return list(db.session.scalars(question.order_by(Waiter.turn, Waiter.id).limit(most)))


def callbacks_owed(campaign_id: int, most: int) -> tuple[int, list[Waiter]]:
    """How many are to be rung back, now or at a promised time, and the next ones."""
    owed = (
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.state == "waiting",
        Waiter.kind == "callback",
    )
    moment = func.coalesce(Waiter.not_before, Waiter.joined_at)
    count = db.session.scalar(select(func.count()).select_from(Waiter).where(*owed)) or 0
    return count, list(db.session.scalars(select(Waiter).where(*owed).order_by(moment).limit(most)))


def waiter(waiter_id: int) -> Waiter | None:
    """A caller as they stand now."""
    question = select(Waiter).where(Waiter.id == waiter_id)
    return db.session.scalar(question.execution_options(populate_existing=True))
