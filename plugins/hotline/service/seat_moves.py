"""What a seat does now, moved while its row is held; every move is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import Actor, Campaign, Conflict, NotAllowed, NotFound, RuleBroken, campaigns, db, live

from ..models import SeatChange, SeatState, Shift
from ..permissions import SERVE
from ..store import line as store

#: told with each change of the line or of a seat; pages that follow it ask anew
LINE = "hotline.line"


@dataclass(frozen=True)
class HeldSeat:
    """A seat whose row is held, with its shift and campaign."""

    row: SeatState
    shift: Shift
    campaign: Campaign


def hold_own_seat(shift_id: int, *, actor: Actor) -> HeldSeat:
    """The seat of this person, held. Raises NotFound, NotAllowed for another's, RuleBroken("hotline.not_seated")."""
    shift = store.shift(shift_id)
    if shift is None:
        raise NotFound
    campaign = campaigns.campaign_by_id(shift.campaign_id)
    actor.require(SERVE, campaign_id=campaign.id)
    if not actor.all_powers and shift.user_id != actor.user_id:
        raise NotAllowed("hotline.not_your_shift")
    row = store.seat(shift_id)
    if row is None:
        raise RuleBroken("hotline.not_seated")
    return HeldSeat(row, shift, campaign)


def refuse_hours(shift: Any, now: datetime) -> None:
    """Raise RuleBroken("hotline.shift_not_running") outside of a shift's hours, or when it was called off."""
    state = getattr(shift, "shift_state", None) or shift.state
    if state != "planned" or not shift.starts_at <= now < shift.ends_at:
        raise RuleBroken("hotline.shift_not_running", starts_at=shift.starts_at, ends_at=shift.ends_at)


def move(
    row: SeatState,
    state: str,
    *,
    now: datetime,
    reason: str = "",
    until: datetime | None = None,
    waiter_id: int | None = None,
) -> None:
    """Store that a held seat does something else from now on."""
    row.state, row.since, row.until, row.reason, row.serving_waiter = state, now, until, reason, waiter_id
    row.changes += 1
    db.session.add(SeatChange(shift_id=row.shift_id, ordinal=row.changes, state=state, reason=reason, at=now))


def refuse_state(row: SeatState, act: str, allowed: Mapping[str, frozenset[Any]]) -> None:
    """Raise Conflict("hotline.seat_is") when a seat can't do this from where it is."""
    if row.state not in allowed[act]:
        raise Conflict("hotline.seat_busy" if row.state == "serving" else "hotline.seat_elsewhere")


def tell(campaign_id: int, *topics: int, now: datetime) -> None:
    """Tell whoever follows the line that something changed: in one topic, or (0) in several."""
    live.tell(LINE, now=now, campaign_id=campaign_id, topic=topics[0] if len(set(topics)) == 1 else 0)
