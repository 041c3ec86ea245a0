"""What a supervisor does with somebody in line: keep them for a seat, let them go first."""

from __future__ import annotations

from datetime import datetime

from core.api import (
    Actor,
    Conflict,
    Invalid,
    NotFound,
    RuleBroken,
    unit_of_work,
)

from ..contracts import WaiterView
from ..pack import line_rules
from ..rules import line as rules
from ..store import line as store
from . import seat_moves
from .line_pieces import may_supervise, milliseconds, noted, waiter_of
from .waiter_views import ms


def reassign(waiter_id: int, shift_id: int | None, *, actor: Actor, now: datetime) -> WaiterView:
    """Keep somebody for one seat, or (None) for all of the topic's again. Raises Conflict("hotline.taken")."""
    campaign = may_supervise(waiter_id, actor)
    with unit_of_work():
        store.hold_line(campaign.id)
        row = waiter_of(waiter_id)
        if row.state != "waiting":
            raise Conflict("hotline.taken")
        if shift_id is not None:
            shift = store.shift(shift_id)
            if shift is None or shift.campaign_id != campaign.id:
                raise NotFound
            seat_moves.refuse_hours(shift, now)
            row.not_before = None
        row.lane = row.topic_id if shift_id is None else -shift_id
        if row.not_before is not None and row.not_before > now:
            row.lane = None
        return noted(row, campaign, "hotline.reassigned", actor, now, shift=shift_id)


def raise_priority(waiter_id: int, reason: str, *, actor: Actor, now: datetime) -> WaiterView:
    """One step earlier (HL-08.aging). Raises RuleBroken("hotline.first_already") at the top step."""
    if reason not in ("urgent", "long_wait", "frail", "other"):
        raise Invalid("hotline.reason_unknown", field="reason")
    campaign = may_supervise(waiter_id, actor)
    values = line_rules(campaign)
    with unit_of_work():
        store.hold_line(campaign.id)
        row = waiter_of(waiter_id)
        if row.state != "waiting":
            raise Conflict("hotline.taken")
        if row.priority >= rules.MOST_PRIORITY:
            raise RuleBroken("hotline.first_already")
        row.priority += 1
        row.rank = rules.rank_of(ms(row.joined_at), row.priority, milliseconds(values.aging))
        row.turn = rules.turn_of(row.rank, row.language, milliseconds(values.language_wait))
        return noted(row, campaign, "hotline.raised", actor, now, reason=reason, priority=row.priority)
