"""How many browsers follow a counted channel: now, most at once, and how many have opened it.

Each server process keeps a row for each channel and writes it every few seconds, so that several processes agree without
waiting for each other. Nothing about a reader is kept: a browser says by itself whether it opens the page for the first time.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime, db, unit_of_work
from core.base.live import Channel
from core.base.registry import Registry

#: seconds between two writings of a process
FLUSH_EVERY = 5.0
#: a process that hasn't written for so long is gone, and its readers with it
GONE = timedelta(seconds=40)
#: a browser without a stream asks about every five seconds: who asked within this time reads
POLLING = timedelta(seconds=6)


class AudienceRow(Model):
    """What one server process has seen of a channel's readers. `most` is the sum of all processes when it was greatest."""

    __tablename__ = "base_stream_audience"
    __table_args__ = (
        Index("uq_base_stream_audience", "stream", "campaign_id", "key", "process", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(64))
    campaign_id: Mapped[int]
    key: Mapped[int]
    process: Mapped[str] = mapped_column(String(32))
    reading: Mapped[int]
    most: Mapped[int]
    opened: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Audience:
    """Browsers: `now` and `most` at once, `opened` in all. Some seconds old."""

    now: int = 0
    most: int = 0
    opened: int = 0


def audience_of(stream: str, campaign_id: int, key: int, now: datetime) -> Audience:
    """How many follow, and have followed, a counted channel."""
    mine = _of(Channel(stream, campaign_id, key))
    most, opened = db.session.execute(
        select(func.max(AudienceRow.most), func.sum(AudienceRow.opened)).where(*mine)
    ).one()
    return Audience(_reading(mine, now), most or 0, int(opened or 0))


def _of(channel: Channel) -> tuple[Any, ...]:
    return (
        AudienceRow.stream == channel.stream,
        AudienceRow.campaign_id == channel.campaign_id,
        AudienceRow.key == channel.key,
    )


def _reading(mine: tuple[Any, ...], now: datetime) -> int:
    found = db.session.scalar(select(func.sum(AudienceRow.reading)).where(*mine, AudienceRow.at > now - GONE))
    return int(found or 0)


class Count:
    """What this process has counted and not written yet; any thread may call."""

    def __init__(self) -> None:
        self.process = uuid4().hex
        self.lock = threading.Lock()
        self.reading: Counter[Channel] = Counter()
        self.opened: Counter[Channel] = Counter()
        self.polls: dict[Channel, deque[datetime]] = {}
        self.changed: set[Channel] = set()
        self.written: datetime | None = None

    def come(self, channels: tuple[Channel, ...], fresh: frozenset[str] = frozenset()) -> None:
        """A stream begins to follow these counted channels; `fresh` names those that its browser opens for the first time."""
        with self.lock:
            for channel in channels:
                self.reading[channel] += 1
                self._open(channel, fresh)

    def go(self, channels: tuple[Channel, ...]) -> None:
        with self.lock:
            for channel in channels:
                self.reading[channel] -= 1
                self.changed.add(channel)

    def ask(self, channels: tuple[Channel, ...], fresh: frozenset[str], now: datetime) -> None:
        """A browser without a stream asked."""
        with self.lock:
            for channel in channels:
                self.polls.setdefault(channel, deque(maxlen=20_000)).append(now)
                self._open(channel, fresh)

    def _open(self, channel: Channel, fresh: frozenset[str]) -> None:
        if f"{channel.stream}:{channel.campaign_id}:{channel.key}" in fresh:
            self.opened[channel] += 1
        self.changed.add(channel)

    def flush(self, now: datetime, *, at_once: bool = False) -> None:
        """Write what changed, and that this process is still there; every FLUSH_EVERY seconds, or `at_once`."""
        with self.lock:
            if (
                not at_once
                and self.written is not None
                and (now - self.written).total_seconds() < FLUSH_EVERY
            ):
                return
            due = self.changed | {c for c, many in self.reading.items() if many} | set(self.polls)
            if not due:
                return
            self.written = now
            self.changed = set()
            told = {channel: (self._now(channel, now), self.opened.pop(channel, 0)) for channel in due}
        try:
            with unit_of_work() as session:
                for channel, (reading, opened) in told.items():
                    self._write(session, channel, reading, opened, now)
        except BaseException:
            with self.lock:  # counted again at the next writing
                self.changed |= set(told)
                self.opened.update({channel: opened for channel, (_reading, opened) in told.items()})
            raise

    def _now(self, channel: Channel, now: datetime) -> int:
        polls = self.polls.get(channel)
        while polls and polls[0] < now - POLLING:
            polls.popleft()
        if polls is not None and not polls:
            del self.polls[channel]
        return self.reading[channel] + len(polls or ())

    def _write(self, session: Any, channel: Channel, reading: int, opened: int, now: datetime) -> None:
        mine = _of(channel)
        row = session.scalars(
            select(AudienceRow).where(*mine, AudienceRow.process == self.process)
        ).one_or_none()
        if row is None:
            row = AudienceRow(
                stream=channel.stream, campaign_id=channel.campaign_id, key=channel.key, process=self.process,
                reading=0, most=0, opened=0, at=now,
            )  # fmt: skip
            session.add(row)
        row.reading, row.opened, row.at = reading, row.opened + opened, now
        session.flush()
        row.most = max(row.most, _reading(mine, now))


def is_counted(house: Registry, channel: Channel) -> bool:
    declared = house.live_streams.get(channel.stream)
    return declared is not None and declared.counted and channel.key is not None


def fresh_channels(names: list[str]) -> frozenset[str]:
    """The channels that a browser says it opens for the first time; it may name no more than it may follow."""
    return frozenset(names[:40])


def counting(house: Registry) -> Count:
    """This process's count."""
    if house.live_count is None:
        house.live_count = Count()
    count: Count = house.live_count
    return count
