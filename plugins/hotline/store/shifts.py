"""Queries about shifts and passes. Called inside the service's unit of work, or to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, update

from core.api import db

from ..models import Call, Shift, ShiftPass, ShiftTopic

_PLANNING = 7_302_560  # PostgreSQL's advisory lock, with the campaign's id


def lock_plan(campaign_id: int) -> None:
    """One planner at a time: two who save at once must see each other. SQLite has one writer anyway."""
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": _PLANNING, "b": campaign_id})


def between(campaign_id: int, starts: datetime, ends: datetime) -> Sequence[Shift]:
    """Planned and ended shifts that touch this time, by start and seat."""
    query = select(Shift).where(
        Shift.campaign_id == campaign_id,
        Shift.state != "cancelled",
        Shift.starts_at < ends,
        Shift.ends_at > starts,
    )
    return db.session.scalars(query.order_by(Shift.starts_at, Shift.seat_number, Shift.id)).all()


def coming(campaign_id: int, now: datetime, limit: int) -> Sequence[Shift]:
    """Planned shifts that aren't over."""
    query = select(Shift).where(
        Shift.campaign_id == campaign_id, Shift.state == "planned", Shift.ends_at > now
    )
    return db.session.scalars(query.order_by(Shift.starts_at, Shift.seat_number).limit(limit)).all()


def of_person(user_id: int, campaign_id: int, starts: datetime, ends: datetime) -> Sequence[Shift]:
    query = select(Shift).where(
        Shift.user_id == user_id,
        Shift.campaign_id == campaign_id,
        Shift.state == "planned",
        Shift.starts_at < ends,
        Shift.ends_at > starts,
    )
    return db.session.scalars(query.order_by(Shift.starts_at, Shift.id)).all()


def for_topic(campaign_id: int, topic_id: int, now: datetime, *, running: bool) -> Shift | None:
    """The running shift that serves a topic (a seat of all topics does, too), or the next one."""
    own = select(ShiftTopic.shift_id).where(ShiftTopic.topic_id == topic_id)
    query = select(Shift).where(
        Shift.campaign_id == campaign_id,
        Shift.state == "planned",
        Shift.ends_at > now,
        (Shift.general.is_(True)) | Shift.id.in_(own),
    )
    query = query.where(Shift.starts_at <= now if running else Shift.starts_at > now)
    return db.session.scalar(query.order_by(Shift.starts_at, Shift.id).limit(1))


def topics_of(shift_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    query = select(ShiftTopic).where(ShiftTopic.shift_id.in_(shift_ids)).order_by(ShiftTopic.topic_id)
    for row in db.session.scalars(query):
        found.setdefault(row.shift_id, []).append(row.topic_id)
    return {shift: tuple(topics) for shift, topics in found.items()}


def set_topics(shift_id: int, topic_ids: Collection[int]) -> None:
    db.session.execute(delete(ShiftTopic).where(ShiftTopic.shift_id == shift_id))
    db.session.add_all(ShiftTopic(shift_id=shift_id, topic_id=topic) for topic in sorted(topic_ids))


def change(shift_id: int, version: int, **values: Any) -> bool:
    """Change a planned shift that is still as it was seen."""
    query = update(Shift).where(Shift.id == shift_id, Shift.version == version, Shift.state == "planned")
    result: Any = db.session.execute(query.values(version=version + 1, **values))
    return bool(result.rowcount == 1)


def passes_of(shift_ids: Collection[int]) -> dict[int, ShiftPass]:
    """shift → its pass, revoked ones left out."""
    query = select(ShiftPass).where(ShiftPass.shift_id.in_(shift_ids), ShiftPass.revoked_at.is_(None))
    return {row.shift_id: row for row in db.session.scalars(query.order_by(ShiftPass.id))}


def seats_taken(campaign_id: int, starts: datetime, ends: datetime) -> set[int]:
    return {shift.seat_number for shift in between(campaign_id, starts, ends)}


def calls_by_hour(
    campaign_id: int, since: datetime, until: datetime
) -> Sequence[tuple[datetime, datetime | None, datetime | None]]:
    """(arrived, answered, ended) of every incoming call in this time."""
    query = select(Call.arrived_at, Call.answered_at, Call.ended_at).where(
        Call.campaign_id == campaign_id,
        Call.direction == "in",
        Call.arrived_at >= since,
        Call.arrived_at < until,
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def seat_numbers(campaign_id: int) -> int:
    """The highest seat number in use."""
    query = select(func.max(Shift.seat_number)).where(Shift.campaign_id == campaign_id)
    return db.session.scalar(query) or 0
