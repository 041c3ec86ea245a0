"""Live updates as rows: written with the fact, given a position once they are stored, read by whoever streams them.

A row's own number can't be the reader's place: on PostgreSQL a smaller number may be stored after a larger one, and a
reader who has seen the larger would never ask for the smaller. `arrange` gives positions to stored rows only, one
writer at a time, so that everything below a position a reader has seen is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import JSON, Index, String, delete, func, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime, after_commit, db, insert_many, unit_of_work
from core.base.registry import registry

if TYPE_CHECKING:
    import redis

log = structlog.get_logger(__name__)
#: How long a lost reader may stay away and still miss nothing.
KEPT = timedelta(hours=24)
#: A reader further behind than this many events is told to ask for everything anew.
MOST_REPLAYED = 1000
#: signs of one published text that travels with an event
LONGEST = 8000
REDIS_CHANNEL = "yangguang:live"
_ARRANGING = 7_302_514  # PostgreSQL's advisory lock
_NAME = re.compile(r"([a-z][a-z0-9_]*\.[a-z0-9_]+):(\d{1,9})(?::(\d{1,9}))?")


class StreamEvent(Model):
    """Something that readers of a channel want to know. `position` is None until the row was stored and arranged."""

    __tablename__ = "base_stream_event"
    __table_args__ = (
        Index("ix_base_stream_event_position", "position", unique=True),
        Index("ix_base_stream_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int | None]
    stream: Mapped[str] = mapped_column(String(64))
    campaign_id: Mapped[int]
    key: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class LiveStream:
    """A stream as its owner declares it.

    `name` is `<room or plugin>.<what>`, `fields` and `words` are the only names its data may hold: what isn't declared
    can't be told. Values of `fields` are numbers, truths and code words; those of `words` are texts that the owner has
    already published (at most LONGEST signs, public streams only), so that readers needn't ask for them; plain text, which
    a page puts in as text. `permission` "" makes it public. `by_department`: the key of a channel is a department's id, and
    the permission must hold there. `counted`: browsers that follow a channel with a key are counted (core/base/audience.py).
    """

    name: str
    title: Any
    fields: tuple[str, ...] = ()
    permission: str = ""
    by_department: bool = False
    words: tuple[str, ...] = ()
    counted: bool = False

    @property
    def is_public(self) -> bool:
        return self.permission == ""


@dataclass(frozen=True)
class Channel:
    """What a reader asks for: a stream of one campaign, all of it or only what bears one key."""

    stream: str
    campaign_id: int
    key: int | None = None

    def carries(self, told: Told) -> bool:
        same = (self.stream, self.campaign_id) == (told.stream, told.campaign_id)
        return same and self.key in (None, told.key)


@dataclass(frozen=True)
class Told:
    """One event as readers get it."""

    position: int
    stream: str
    campaign_id: int
    key: int | None
    data: dict[str, Any]

    def shown(self) -> dict[str, Any]:
        """What goes over the line, in a page's words."""
        return {"stream": self.stream, "campaign": self.campaign_id, "key": self.key, "data": self.data}


def channel(name: str) -> Channel | None:
    """`open_day.places:3` or `open_day.places:3:12` as a channel; None when it isn't one or nobody declared it."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in registry().live_streams:
        return None
    return Channel(found[1], int(found[2]), int(found[3]) if found[3] else None)


def tell(stream: str, *, now: datetime, campaign_id: int, key: int | None = None, **data: Any) -> None:
    """Tell the readers of a stream, in the unit of work that makes it true.

    Raises ValueError for an undeclared stream or field, for values that could hold somebody's words where none may be, and
    for texts longer than LONGEST.
    """
    declared = registry().live_streams.get(stream)
    if declared is None:
        raise ValueError(f"the stream {stream!r} is declared by nobody")
    for name, value in data.items():
        if name in declared.words:
            if not declared.is_public or not isinstance(value, str) or len(value) > LONGEST:
                raise ValueError(
                    f"the field {name!r} of {stream!r} must be a published text of a public stream"
                )
            continue
        if name not in declared.fields:
            raise ValueError(f"the stream {stream!r} doesn't declare the field {name!r}")
        if not isinstance(value, int | None) and not (
            isinstance(value, str) and re.fullmatch(r"[a-z0-9_.-]{0,40}", value)
        ):
            raise ValueError(f"the field {name!r} of {stream!r} must be a number or a code word")
    row = {"stream": stream, "campaign_id": campaign_id, "key": key, "data": data, "at": now}
    insert_many(StreamEvent, [row])
    after_commit(wake)


def take_back(stream: str, *, campaign_id: int, key: int, **marks: int | str) -> None:
    """Blank the words of what was told with these values: who comes back, or comes late, doesn't read them any more.

    In the unit of work that withdraws the text; tell the readers who have it already as well.
    """
    words = registry().live_streams[stream].words
    rows = db.session.scalars(
        select(StreamEvent).where(
            StreamEvent.stream == stream, StreamEvent.campaign_id == campaign_id, StreamEvent.key == key
        )
    )
    for row in rows:
        if marks.items() <= row.data.items():
            row.data = {name: "" if name in words else value for name, value in row.data.items()}


def wake() -> None:
    """Tell the readers' side that rows wait. A lost wake-up costs half a second: it also looks by itself."""
    house = registry()
    for call in house.live_wakers:
        call()
    if house.settings.redis_url:
        import redis  # only where one is set

        try:
            _redis_line(house).publish(REDIS_CHANNEL, "1")
        except redis.RedisError as problem:
            log.warning("live.wake_failed", fault=type(problem).__name__)


def _redis_line(house: Any) -> redis.Redis:
    if house.live_line is None:
        import redis

        house.live_line = redis.Redis.from_url(
            house.settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5
        )
    line: redis.Redis = house.live_line
    return line


def arrange(*, wait: bool = False) -> None:
    """Give every stored row without a position the next ones, in the order of their numbers. One process at a time.

    While another is at it there is nothing to do, unless `wait`: whoever is to begin at the end must know where it is.
    """
    if db.session.scalar(select(StreamEvent.id).where(StreamEvent.position.is_(None)).limit(1)) is None:
        return
    with unit_of_work() as session:
        postgres = session.get_bind().dialect.name == "postgresql"
        if postgres and wait:
            session.execute(text(f"SELECT pg_advisory_xact_lock({_ARRANGING})"))
        elif postgres and not session.scalar(text(f"SELECT pg_try_advisory_xact_lock({_ARRANGING})")):
            return  # their result is seen at the next look
        last = session.scalar(select(func.max(StreamEvent.position))) or 0
        # All of them: what a rush has left while nobody read would else be news to whoever opens a stream after it.
        place = (func.row_number().over(order_by=StreamEvent.id) + last).label("place")
        waiting = select(StreamEvent.id, place).where(StreamEvent.position.is_(None)).subquery()
        session.execute(
            update(StreamEvent).where(StreamEvent.id == waiting.c.id).values(position=waiting.c.place),
            execution_options={"synchronize_session": False},
        )


def newest() -> int:
    """The last position that was given; 0 before the first."""
    return db.session.scalar(select(func.max(StreamEvent.position))) or 0


def since(position: int, channels: Collection[Channel] | None = None) -> Sequence[Told] | None:
    """Everything after a position, in order; None when that is longer ago than what is kept, or too much.

    `channels` None means all of them.
    """
    oldest, last = db.session.execute(
        select(func.min(StreamEvent.position), func.max(StreamEvent.position))
    ).one()
    if oldest is None:
        return () if position == 0 else None
    if position < oldest - 1 or position > (last or 0):
        return None
    wanted = select(StreamEvent).where(StreamEvent.position > position)
    if channels is not None:
        wanted = wanted.where(or_(*(_is_in(c) for c in channels)))
    rows = db.session.scalars(wanted.order_by(StreamEvent.position).limit(MOST_REPLAYED + 1)).all()
    if len(rows) > MOST_REPLAYED:
        return None
    return [Told(row.position or 0, row.stream, row.campaign_id, row.key, row.data) for row in rows]


def _is_in(wanted: Channel) -> Any:
    same = (StreamEvent.stream == wanted.stream) & (StreamEvent.campaign_id == wanted.campaign_id)
    return same if wanted.key is None else same & (StreamEvent.key == wanted.key)


def forget_old(now: datetime) -> None:
    """Remove what nobody can ask for any more; the newest row stays, since positions count on from it."""
    old = (StreamEvent.at < now - KEPT) & (StreamEvent.position < newest())
    if db.session.scalar(select(StreamEvent.id).where(old).limit(1)) is not None:
        with unit_of_work() as session:
            session.execute(delete(StreamEvent).where(old))
