"""Facts that others hear of. The row is written with the fact; the worker hands it to every listener at least once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core.base import jobs
from core.base.db import Model, UtcDateTime, after_commit, db, unit_of_work
from core.base.registry import registry

log = structlog.get_logger(__name__)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)


class EventRow(Model):
    __tablename__ = "base_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    campaign_id: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    spread: Mapped[bool] = mapped_column(default=False, index=True)


class Delivery(Model):
    __tablename__ = "base_delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "listener"),
        Index("ix_base_delivery_open", "done", "try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("base_event.id"))
    listener: Mapped[str] = mapped_column(String(40))
    done: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True)
class Event:
    """What a listener gets. `key` is the same at every repeat: use it to do a thing once."""

    name: str
    campaign_id: int | None
    payload: dict[str, Any]
    at: datetime
    key: str


def emit(name: str, *, now: datetime, campaign_id: int | None = None, **payload: Any) -> None:
    """Tell a fact, in the transaction that makes it true. `payload` holds ids and codes only."""
    if name not in registry().event_names:
        raise ValueError(f"the event {name!r} is declared by nobody")
    db.session.add(EventRow(name=name, campaign_id=campaign_id, payload=payload, at=now))
    after_commit(jobs.wake)


def deliver_due(now: datetime) -> int:
    """Hand every due event to its listeners; returns how many deliveries succeeded. Called by the worker."""
    with unit_of_work() as session:
        for row in session.scalars(
            select(EventRow).where(EventRow.spread.is_(False)).order_by(EventRow.id).limit(500)
        ):
            row.spread = True
            session.add_all(
                Delivery(event_id=row.id, listener=name, try_at=now) for name in registry().listeners
            )
    present = Delivery.listener.in_(
        list(registry().listeners)
    )  # what waits for an absent one must block nobody
    due = (
        select(Delivery.id)
        .where(Delivery.done.is_(False), Delivery.try_at <= now, present)
        .order_by(Delivery.id)
        .limit(500)
    )
    return sum(_deliver(delivery_id, now) for delivery_id in db.session.scalars(due).all())


def _deliver(delivery_id: int, now: datetime) -> int:
    """One delivery in its own transaction, so that what the listener did and "done" are stored together."""
    try:
        with unit_of_work() as session:
            delivery = session.get(Delivery, delivery_id, with_for_update={"skip_locked": True})
            listener = registry().listeners.get(delivery.listener) if delivery else None
            if delivery is None or delivery.done or listener is None:
                return 0
            row = session.get_one(EventRow, delivery.event_id)
            event = Event(row.name, row.campaign_id, row.payload, row.at, f"{row.id}:{delivery.listener}")
            delivery.done = True
            listener(event=event, now=now)
            return 1
    except Exception as problem:
        log.error("event.listener_failed", delivery=delivery_id, fault=type(problem).__name__)
        with unit_of_work() as session:
            again = session.get_one(Delivery, delivery_id)
            again.attempts += 1
            again.fault = type(problem).__name__
            again.try_at = now + min(FIRST_RETRY * 2 ** min(again.attempts, 12), LONGEST_RETRY)
        return 0
