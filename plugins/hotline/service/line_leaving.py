"""Leaving the line without having been served: giving up, withdrawing, being taken out."""

from __future__ import annotations

from datetime import datetime

from core.api import (
    VISITOR,
    Actor,
    Conflict,
    Invalid,
    campaigns,
    unit_of_work,
)

from ..contracts import WaiterView
from ..store import line as store
from .line_pieces import may_supervise, noted, take_out, waiter_of
from .waiter_views import waiter_view

CLOSE_REASONS = ("settled", "twice", "wrong_number", "wish")


def give_up(waiter_id: int, *, actor: Actor, now: datetime) -> WaiterView:
    """Hung up while waiting: gone, and counted. Somebody who is being served or has left stays what they are."""
    return _leave(waiter_id, "gone", "abandoned", "hotline.gave_up", actor, now)


def withdraw(waiter_id: int, *, now: datetime) -> WaiterView:
    """The caller needs no callback any more (by their own page)."""
    return _leave(waiter_id, "closed", "withdrawn", "hotline.withdrawn", VISITOR, now)


def close(waiter_id: int, reason: str, *, actor: Actor, now: datetime) -> WaiterView:
    """The supervisor takes somebody out of the line, with a reason."""
    if reason not in CLOSE_REASONS:
        raise Invalid("hotline.reason_unknown", field="reason")
    may_supervise(waiter_id, actor)
    return _leave(waiter_id, "closed", reason, "hotline.taken_out", actor, now, reason=reason)


def _leave(
    waiter_id: int, state: str, outcome: str, action: str, actor: Actor, now: datetime, **codes: str
) -> WaiterView:
    with unit_of_work():
        campaign = campaigns.campaign_by_id(waiter_of(waiter_id).campaign_id)
        store.hold_line(campaign.id)
        row = waiter_of(waiter_id)
        if row.state == "claimed" and state == "closed":
            raise Conflict("hotline.taken")
        if row.state != "waiting":
            return waiter_view(row)
        take_out(row, state, outcome, now)
        return noted(row, campaign, action, actor, now, **codes)
