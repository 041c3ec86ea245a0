"""What the board reads: the day's calls as far as they changed, the open line, the seats. Every query has an index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.api import db

from ..models import Call, SeatState, Shift, ShiftTopic, Topic, Waiter
from ..rules.board_rows import QUARTER, CallFacts, Seat, WaiterFacts

_CALL = (
    Call.id, Call.source, Call.topic_id, Call.shift_id, Call.state, Call.outcome, Call.arrived_at, Call.queued_at,
    Call.answered_at, Call.ended_at,
)  # fmt: skip
_WAITER = (
    Waiter.id, Waiter.call_id, Waiter.topic_id, Waiter.shift_id, Waiter.kind, Waiter.state, Waiter.joined_at,
    Waiter.claimed_at, Waiter.ended_at, Waiter.not_before,
)  # fmt: skip


def calls_of_day(campaign_id: int, start: datetime) -> list[CallFacts]:
    """Every incoming call since the day began."""
    return _calls(select(*_CALL).where(Call.campaign_id == campaign_id, Call.arrived_at >= start))


def changed_calls(campaign_id: int, since: datetime, start: datetime) -> list[CallFacts]:
    """Those of them that changed since a moment."""
    return _calls(
        select(*_CALL).where(
            Call.campaign_id == campaign_id, Call.changed_at >= since, Call.arrived_at >= start
        )
    )


def _calls(query: Any) -> list[CallFacts]:
    return [
        CallFacts(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6].timestamp(), stamp(row[7]), stamp(row[8]),
            stamp(row[9]),
        )
        for row in db.session.execute(query.where(Call.direction == "in"))
    ]  # fmt: skip


def open_waiters(campaign_id: int) -> list[tuple[WaiterFacts, float]]:
    """Everybody who is in line or at a seat, and the callbacks that are owed with their first moment."""
    found = db.session.execute(
        select(*_WAITER).where(Waiter.campaign_id == campaign_id, Waiter.ended_at.is_(None))
    )
    return [(_waiter(row), (row.not_before or row.joined_at).timestamp()) for row in found]


def ended_waiters(campaign_id: int, since: datetime) -> list[WaiterFacts]:
    """Who left the line since a moment."""
    found = db.session.execute(
        select(*_WAITER).where(
            Waiter.campaign_id == campaign_id, Waiter.ended_at.is_not(None), Waiter.ended_at >= since
        )
    )
    return [_waiter(row) for row in found]


def _waiter(row: Any) -> WaiterFacts:
    return WaiterFacts(
        row.id, row.call_id, row.topic_id, row.shift_id, row.kind, row.state, row.joined_at.timestamp(),
        stamp(row.claimed_at), stamp(row.ended_at),
    )  # fmt: skip


def stamp(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment is not None else None


def seats_of_day(campaign_id: int, now: datetime, day_end: datetime) -> list[Seat]:
    """The seats that are planned now or later today, with what they do; one a seat's number."""
    rows = db.session.execute(
        select(
            Shift.id, Shift.seat_number, Shift.general, Shift.starts_at, Shift.ends_at, SeatState.state,
            SeatState.since,
            SeatState.until,
        )
        .outerjoin(SeatState, SeatState.shift_id == Shift.id)
        .where(
            Shift.campaign_id == campaign_id, Shift.state == "planned", Shift.ends_at > now,
            Shift.starts_at < day_end,
        )
        .order_by(Shift.starts_at)
    ).all()  # fmt: skip
    topics: dict[int, list[int]] = {}
    for shift_id, topic_id in db.session.execute(
        select(ShiftTopic.shift_id, ShiftTopic.topic_id).where(
            ShiftTopic.shift_id.in_([row.id for row in rows])
        )
    ):
        topics.setdefault(shift_id, []).append(topic_id)
    found: dict[int, Seat] = {}
    for row in rows:
        running = row.starts_at <= now
        state = (row.state or "off") if running else "later"
        since = row.since if running and row.since is not None else row.starts_at
        found.setdefault(
            row.seat_number,
            Seat(
                row.id, row.seat_number, state, since.timestamp(), tuple(sorted(topics.get(row.id, ()))),
                row.general, row.starts_at.timestamp(), row.ends_at.timestamp(), stamp(row.until),
            ),
        )  # fmt: skip
    return list(found.values())


def topics_of(campaign_id: int) -> tuple[tuple[int, str, str], ...]:
    """(id, name, short name) of the open topics, in their order."""
    found = db.session.execute(
        select(Topic.id, Topic.name, Topic.short)
        .where(Topic.campaign_id == campaign_id, Topic.state == "open")
        .order_by(Topic.ordinal, Topic.id)
    )
    return tuple((row.id, row.name, row.short or row.name[:4]) for row in found)


def calls_by_quarter(campaign_ids: Iterable[int], start: datetime, end: datetime) -> dict[int, int]:
    """Incoming calls of a past day by quarter of an hour."""
    counted: dict[int, int] = {}
    moments = db.session.scalars(
        select(Call.arrived_at).where(
            Call.campaign_id.in_(list(campaign_ids)), Call.arrived_at >= start, Call.arrived_at < end,
            Call.direction == "in",
        )
    )  # fmt: skip
    for moment in moments:
        quarter = int((moment - start).total_seconds() // QUARTER)
        counted[quarter] = counted.get(quarter, 0) + 1
    return counted


def seat_numbers(shift_ids: Iterable[int]) -> dict[int, int]:
    """Shift → the number of its seat."""
    wanted = list(shift_ids)
    found = db.session.execute(select(Shift.id, Shift.seat_number).where(Shift.id.in_(wanted)))
    return {row[0]: row[1] for row in found} if wanted else {}
