"""The queries of who waits and of seats. Who gives out or moves those who wait holds the line (store/claims.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.api import db

from ..models import Attempt, Call, SeatState, Shift, ShiftTopic, Waiter
from .claims import all_topics as all_topics
from .claims import due as due
from .claims import heads as heads
from .claims import hold_line as hold_line
from .claims import hold_line_and_seats as hold_line_and_seats
from .claims import spoken_on_duty as spoken_on_duty
from .claims import take as take
from .claims import topics_of as topics_of

_FRESH = {"populate_existing": True}


# ── waiters one by one ──────────────────────────────────────────────────────────────────────────────────────────────
def waiter(waiter_id: int) -> Waiter | None:
    """One caller as they stand now."""
    return db.session.scalar(select(Waiter).filter_by(id=waiter_id).execution_options(**_FRESH))


def waiter_by_key(key: str) -> Waiter | None:
    """Whoever joined with this request."""
    return db.session.scalar(select(Waiter).filter_by(idempotency_key=key).execution_options(**_FRESH))


def waiter_by_token(token_digest: str) -> Waiter | None:
    """Whose page this is."""
    return db.session.scalar(select(Waiter).filter_by(token_digest=token_digest).execution_options(**_FRESH))


def waiters_by_id(waiter_ids: Collection[int]) -> list[Waiter]:
    """Callers as they stand now, in the order of their numbers."""
    found = select(Waiter).where(Waiter.id.in_(waiter_ids)).order_by(Waiter.id)
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def talks_still(call_id: int | None, *, since: datetime) -> bool:
    """Whether the telephone system holds the call for answered, after `since`, and not for hung up."""
    if call_id is None:
        return False
    going_on = select(Call.id).where(
        Call.id == call_id,
        Call.source == "telephone",
        Call.answered_at > since,
        Call.ended_at.is_(None),
    )
    return db.session.scalar(going_on) is not None


def of_person(digests: Collection[str]) -> list[Waiter]:
    """Everything of a person in the line, oldest first."""
    found = select(Waiter).where(Waiter.person_digest.in_(digests)).order_by(Waiter.id)
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def ahead_of(row: Waiter) -> int:
    """How many of the topic would be taken before somebody; a callback that sleeps is told its kept place."""
    query = select(func.count()).select_from(Waiter).where(Waiter.lane == row.topic_id)
    return (
        db.session.scalar(
            query.where((Waiter.turn < row.turn) | ((Waiter.turn == row.turn) & (Waiter.id < row.id)))
        )
        or 0
    )


def held_by(shift_id: int) -> list[Waiter]:
    """Whom a shift has in its hands, or was reserved for it."""
    found = select(Waiter).where(
        ((Waiter.shift_id == shift_id) & (Waiter.state == "claimed")) | (Waiter.lane == -shift_id)
    )
    return list(db.session.scalars(found.execution_options(**_FRESH)))


def open_of(campaign_id: int, topic_id: int | None, most: int) -> list[Waiter]:
    """Who waits or is being served, in the order of the line."""
    found = select(Waiter).where(Waiter.campaign_id == campaign_id, Waiter.ended_at.is_(None))
    if topic_id is not None:
        found = found.where(Waiter.topic_id == topic_id)
    return list(db.session.scalars(found.order_by(Waiter.turn, Waiter.id).limit(most)))


def counts(campaign_id: int) -> list[Any]:
    """Per topic and kind: how many wait, since when the first: rows of (topic_id, kind, asleep, n, first)."""
    asleep = Waiter.lane.is_(None)
    found = select(
        Waiter.topic_id,
        Waiter.kind,
        asleep.label("asleep"),
        func.count().label("n"),
        func.min(Waiter.joined_at).label("first"),
    ).where(Waiter.campaign_id == campaign_id, Waiter.ended_at.is_(None), Waiter.state == "waiting")
    return list(db.session.execute(found.group_by(Waiter.topic_id, Waiter.kind, asleep)))


def callbacks(campaign_id: int, most: int) -> list[Waiter]:
    """Callbacks that are owed, the next first."""
    found = select(Waiter).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.kind == "callback",
        Waiter.state == "waiting",
    )
    return list(db.session.scalars(found.order_by(Waiter.turn, Waiter.id).limit(most)))


def ended_count(campaign_id: int, state: str, since: datetime) -> int:
    """How many left the line in this way since a moment."""
    query = select(func.count()).select_from(Waiter)
    return (
        db.session.scalar(
            query.where(Waiter.campaign_id == campaign_id, Waiter.ended_at >= since, Waiter.state == state)
        )
        or 0
    )


def last_attempt(waiter_id: int, shift_id: int | None) -> Attempt | None:
    """The try that is going on."""
    found = select(Attempt).filter_by(waiter_id=waiter_id, shift_id=shift_id, ended_at=None)
    return db.session.scalar(found.order_by(Attempt.id.desc()).limit(1))


def attempts_of(waiter_ids: Collection[int]) -> list[Attempt]:
    """Every try to serve these callers, in order."""
    return list(
        db.session.scalars(select(Attempt).where(Attempt.waiter_id.in_(waiter_ids)).order_by(Attempt.id))
    )


# ── seats ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def shift(shift_id: int) -> Shift | None:
    """One shift as it stands now."""
    return db.session.scalar(select(Shift).filter_by(id=shift_id).execution_options(**_FRESH))


def seat(shift_id: int) -> SeatState | None:
    """What a seat does, held until the transaction ends."""
    found = select(SeatState).filter_by(shift_id=shift_id).with_for_update().execution_options(**_FRESH)
    return db.session.scalar(found)


def seats_of(campaign_id: int, now: datetime) -> list[Any]:
    """(SeatState, Shift) of today's seats that somebody sat down on and whose hours are not long over."""
    found = (
        select(SeatState, Shift)
        .join(Shift, Shift.id == SeatState.shift_id)
        .where(SeatState.campaign_id == campaign_id, (Shift.ends_at > now) | (SeatState.state != "off"))
    )
    return list(db.session.execute(found.order_by(Shift.seat_number, Shift.id).execution_options(**_FRESH)))


def seats_to_end(now: datetime) -> list[tuple[int, int]]:
    """(campaign, shift) whose hours are over or that were cancelled while somebody still sits there."""
    found = (
        select(SeatState.campaign_id, SeatState.shift_id)
        .join(Shift, Shift.id == SeatState.shift_id)
        .where(SeatState.state != "off", (Shift.ends_at <= now) | (Shift.state != "planned"))
    )
    return [
        (row[0], row[1])
        for row in db.session.execute(found.order_by(SeatState.campaign_id, SeatState.shift_id))
    ]


def attended(campaign_id: int, now: datetime) -> set[int]:
    """The topics for which somebody sits on a seat now."""
    rows = db.session.execute(
        select(Shift.id, Shift.general)
        .join(SeatState, SeatState.shift_id == Shift.id)
        .where(
            Shift.campaign_id == campaign_id,
            SeatState.state != "off",
            Shift.state == "planned",
            Shift.ends_at > now,
        )
    ).all()
    if any(row.general for row in rows):
        return set(all_topics(campaign_id))
    return set().union(*topics_of([row.id for row in rows]).values()) if rows else set()


def planned_from(campaign_id: int, topic_id: int, now: datetime) -> datetime | None:
    """When the next seat of a topic begins (a moment past when one is running); None when none is planned."""
    served = select(ShiftTopic.shift_id).where(ShiftTopic.topic_id == topic_id)
    found = select(func.min(Shift.starts_at)).where(
        Shift.campaign_id == campaign_id,
        Shift.state == "planned",
        Shift.ends_at > now,
        Shift.general.is_(True) | Shift.id.in_(served),
    )
    return db.session.scalar(found)


def calls_of(campaign_id: int, topic_ids: Collection[int]) -> list[Waiter]:
    """Callers who hold the line for topics."""
    found = select(Waiter).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.state == "waiting",
        Waiter.kind == "call",
        Waiter.topic_id.in_(topic_ids),
    )
    return list(db.session.scalars(found.order_by(Waiter.id).execution_options(**_FRESH)))


def waiting_topics(campaign_id: int) -> set[int]:
    """Topics for which somebody holds the line."""
    found = select(Waiter.topic_id).where(
        Waiter.campaign_id == campaign_id,
        Waiter.ended_at.is_(None),
        Waiter.state == "waiting",
        Waiter.kind == "call",
    )
    return set(db.session.scalars(found.distinct()))


def open_campaigns() -> list[int]:
    """Campaigns in whose line somebody stands."""
    return list(db.session.scalars(select(Waiter.campaign_id).where(Waiter.ended_at.is_(None)).distinct()))


def anybody_seated() -> bool:
    """Whether somebody sits on a seat, in any campaign."""
    return db.session.scalar(select(SeatState.shift_id).where(SeatState.state != "off").limit(1)) is not None
