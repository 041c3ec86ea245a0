"""The worker's sign of life, as a row that every process can read."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime, db, unit_of_work

EVERY = timedelta(seconds=10)
#: a worker that was silent for this long is taken to be down
SILENT = timedelta(minutes=1)


class Heartbeat(Model):
    __tablename__ = "base_heartbeat"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def beat(now: datetime) -> bool:
    """Note that the worker is at work; does nothing within EVERY of the last note. Whether it was noted."""
    seen = last_beat()
    # A clock that was set back: the note from the future would stand for hours.
    if seen is not None and seen <= now < seen + EVERY:
        return False
    with unit_of_work() as session:
        session.merge(Heartbeat(name="worker", at=now))
    return True


def last_beat() -> datetime | None:
    """When the worker was last seen; None before its first time."""
    row = db.session.get(Heartbeat, "worker", populate_existing=True)
    return row.at if row is not None else None
