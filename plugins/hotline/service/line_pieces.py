"""What every act on the line is made of: the caller in hand, the end of a try, the audit and the news."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Conflict,
    NotFound,
    audit,
    campaigns,
    db,
)

from ..contracts import WaiterView
from ..models import Waiter
from ..pack import line_rules
from ..permissions import SUPERVISE
from ..store import line as store
from . import seat_moves
from .waiter_views import waiter_view


def milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def waiter_of(waiter_id: int) -> Waiter:
    row = store.waiter(waiter_id)
    if row is None:
        raise NotFound
    return row


def may_supervise(waiter_id: int, actor: Actor) -> Campaign:
    campaign = campaigns.campaign_by_id(waiter_of(waiter_id).campaign_id)
    actor.require(SUPERVISE, campaign_id=campaign.id)
    return campaign


def in_hand(waiter_id: int, actor: Actor) -> tuple[Waiter, seat_moves.HeldSeat]:
    """A caller in this person's hands, the seat held. Raises Conflict("hotline.lease_lost") when that is over."""
    row = waiter_of(waiter_id)
    if row.state != "claimed" or row.shift_id is None:
        raise Conflict("hotline.lease_lost")
    shift = store.shift(row.shift_id)
    if shift is not None and shift.user_id != actor.user_id and not actor.all_powers:
        raise Conflict("hotline.lease_lost")  # somebody else has them by now
    held = seat_moves.hold_own_seat(row.shift_id, actor=actor)
    row = waiter_of(waiter_id)
    if row.state != "claimed" or row.shift_id != held.row.shift_id:
        raise Conflict("hotline.lease_lost")
    return row, held


def end_try(row: Waiter, outcome: str, now: datetime) -> None:
    attempt = store.last_attempt(row.id, row.shift_id)
    if attempt is not None:
        attempt.ended_at, attempt.outcome = now, outcome


def take_out(row: Waiter, state: str, outcome: str, now: datetime) -> None:
    row.state, row.outcome, row.ended_at, row.lease_until, row.lane = state, outcome, now, None, None


def write_up(held: seat_moves.HeldSeat, now: datetime) -> None:
    span = line_rules(held.campaign).wrap_up
    if span:
        seat_moves.move(held.row, "wrap_up", now=now, until=now + span)
    else:
        seat_moves.move(held.row, "ready", now=now)


def seat_noted(
    row: Waiter, held: seat_moves.HeldSeat, action: str, actor: Actor, now: datetime, **codes: Any
) -> WaiterView:
    return noted(row, held.campaign, action, actor, now, shift=held.row.shift_id, **codes)


def noted(
    row: Waiter, campaign: Campaign, action: str, actor: Actor, now: datetime, **codes: Any
) -> WaiterView:
    audit.record(actor, now, action, subject=("hotline_waiter", row.id), campaign_id=campaign.id, **codes)
    seat_moves.tell(campaign.id, row.topic_id, now=now)
    db.session.flush()
    return waiter_view(row)
