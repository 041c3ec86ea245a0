"""Sitting down, pausing, writing up, leaving: what a seat does, by the person whose shift it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Invalid,
    NotAllowed,
    NotFound,
    audit,
    campaigns,
    db,
    jobs,
    unit_of_work,
)

from ..contracts import SeatView
from ..models import SeatState, Shift
from ..pack import line_rules
from ..permissions import SERVE
from ..rules import line as rules
from ..store import line as store
from . import returning, seat_moves

PAUSES = ("rest", "meal", "meeting", "papers", "fault")
#: the job that looks after the line when nobody asks for a caller
LOOK = "hotline.look"
LOOK_EVERY = 20  # seconds


def sit_down(shift_id: int, *, actor: Actor, now: datetime) -> SeatView:
    """Begin to serve. Again: nothing changes. Raises NotFound, NotAllowed, RuleBroken("hotline.shift_not_running")."""
    with unit_of_work():
        shift = store.shift(shift_id)
        if shift is None:
            raise NotFound
        campaign = campaigns.campaign_by_id(shift.campaign_id)
        actor.require(SERVE, campaign_id=campaign.id)
        if not actor.all_powers and shift.user_id != actor.user_id:
            raise NotAllowed("hotline.not_your_shift")
        seat_moves.refuse_hours(shift, now)
        store.hold_line(campaign.id)  # two first times at once would both insert
        row = store.seat(shift_id)
        if row is None:
            row = SeatState(shift_id=shift_id, campaign_id=campaign.id, state="off", since=now, changes=0)
            db.session.add(row)
        if row.state == "off":
            seat_moves.move(row, "ready", now=now)
            _told(seat_moves.HeldSeat(row, shift, campaign), "hotline.sat_down", actor, now)
        plan_look(now)
        db.session.flush()
        return _view(row, shift)


def pause(shift_id: int, reason: str, *, actor: Actor, now: datetime) -> SeatView:
    """Nobody is given to this seat until it resumes. Raises Conflict while it serves somebody."""
    if reason not in PAUSES:
        raise Invalid("hotline.reason_unknown", field="reason")
    return _move(shift_id, "pause", "paused", reason, "hotline.paused", actor, now)


def resume(shift_id: int, *, actor: Actor, now: datetime) -> SeatView:
    """Ready again, after a pause or before a wrap-up is over."""
    return _move(shift_id, "resume", "ready", "", "hotline.resumed", actor, now)


def start_wrap_up(shift_id: int, *, actor: Actor, now: datetime) -> SeatView:
    """Write up for as long as the pack gives (HL-08.wrap_up), from now."""
    with unit_of_work():
        held = seat_moves.hold_own_seat(shift_id, actor=actor)
        seat_moves.refuse_state(held.row, "pause", rules.MOVES)
        seat_moves.move(held.row, "wrap_up", now=now, until=now + line_rules(held.campaign).wrap_up)
        _told(held, "hotline.wrapping_up", actor, now)
        return _view(held.row, held.shift)


def end_wrap_up(shift_id: int, *, actor: Actor, now: datetime) -> SeatView:
    """Done writing up."""
    return resume(shift_id, actor=actor, now=now)


def leave(shift_id: int, *, actor: Actor, now: datetime) -> SeatView:
    """Get up: who is being served or was reserved goes back; for whom no seat is left, we ring back."""
    with unit_of_work():
        shift = store.shift(shift_id)
        if shift is None:
            raise NotFound
        store.hold_line(shift.campaign_id)
        held = seat_moves.hold_own_seat(shift_id, actor=actor)
        if held.row.state != "off":
            _empty(held, "left", "hotline.left", actor, now)
        return _view(held.row, held.shift)


def end_shift(shift_id: int, *, actor: Actor, now: datetime) -> None:
    """A shift's hours are over or it was called off: everybody goes back. Called by the job, and by whoever cancels."""
    with unit_of_work():
        shift = store.shift(shift_id)
        if shift is None:
            raise NotFound
        store.hold_line(shift.campaign_id)
        row = store.seat(shift_id)
        campaign = campaigns.campaign_by_id(shift.campaign_id)
        if row is None or row.state == "off":
            return
        _empty(seat_moves.HeldSeat(row, shift, campaign), "shift_over", "hotline.shift_ended", actor, now)


def seats(campaign: Campaign, *, now: datetime) -> tuple[SeatView, ...]:
    """Every seat that somebody sat down on whose hours aren't over, by seat number."""
    rows = store.seats_of(campaign.id, now)
    topics = store.topics_of([shift.id for _row, shift in rows]) if rows else {}
    return tuple(_view(row, shift, tuple(sorted(topics[shift.id])), now) for row, shift in rows)


def seat_of(shift_id: int, *, now: datetime) -> SeatView | None:
    """One seat as it stands; None before its person first sat down."""
    row, shift = db.session.get(SeatState, shift_id), store.shift(shift_id)
    if row is None or shift is None:
        return None
    return _view(row, shift, tuple(sorted(store.topics_of([shift_id])[shift_id])), now)


def serving(shift_id: int) -> int | None:
    """The caller whom a seat has, None when it has nobody."""
    row = db.session.get(SeatState, shift_id, populate_existing=True)
    return row.serving_waiter if row is not None and row.state == "serving" else None


def look(now: datetime) -> None:
    """The job: ends shifts whose hours are over, returns callers of silent seats, rings nobody's topics back later."""
    with unit_of_work():
        for _campaign, shift_id in store.seats_to_end(now):
            end_shift(shift_id, actor=SYSTEM, now=now)
        waiting = store.open_campaigns()
        for campaign_id in waiting:
            campaign = campaigns.campaign_by_id(campaign_id)
            store.hold_line(campaign_id)
            returning.return_due(campaign, now=now)
            if returning.to_callbacks(campaign, now=now):
                seat_moves.tell(campaign_id, now=now)
        if waiting or store.anybody_seated():
            plan_look(now)


def plan_look(now: datetime) -> None:
    """Have the line looked after some seconds from now; asked for once per stretch."""
    stretch = int(now.timestamp()) // LOOK_EVERY + 1
    jobs.enqueue(LOOK, now=now, run_at=now + timedelta(seconds=LOOK_EVERY), key=f"{LOOK}:{stretch}")


def _move(
    shift_id: int, act: str, state: str, reason: str, action: str, actor: Actor, now: datetime
) -> SeatView:
    with unit_of_work():
        held = seat_moves.hold_own_seat(shift_id, actor=actor)
        seat_moves.refuse_state(held.row, act, rules.MOVES)
        if act == "pause":
            seat_moves.refuse_hours(held.shift, now)
        if (held.row.state, held.row.reason) != (state, reason):
            seat_moves.move(held.row, state, now=now, reason=reason)
            _told(held, action, actor, now, **({"reason": reason} if reason else {}))
        db.session.flush()
        return _view(held.row, held.shift)


def _empty(held: seat_moves.HeldSeat, reason: str, action: str, actor: Actor, now: datetime) -> None:
    topics = returning.empty_seat(held, reason=reason, now=now)
    seat_moves.move(held.row, "off", now=now, reason=reason)
    _told(held, action, actor, now)
    db.session.flush()
    returning.to_callbacks(held.campaign, now=now)
    seat_moves.tell(held.campaign.id, *topics, now=now)


def _told(held: seat_moves.HeldSeat, action: str, actor: Actor, now: datetime, **codes: Any) -> None:
    audit.record(
        actor,
        now,
        action,
        subject=("hotline_shift", held.row.shift_id),
        campaign_id=held.campaign.id,
        **codes,
    )
    seat_moves.tell(held.campaign.id, now=now)


def _view(
    row: SeatState, shift: Shift, topics: tuple[int, ...] = (), now: datetime | None = None
) -> SeatView:
    state, since, until = row.state, row.since, row.until
    if now is not None and state == "wrap_up" and until is not None and until <= now:
        state, since, until = "ready", until, None  # nobody presses a button for that
    return SeatView(
        shift_id=row.shift_id,
        seat_number=shift.seat_number,
        state=state,
        since=since,
        until=until,
        reason=row.reason,
        topic_ids=topics,
        general=shift.general,
        user_id=shift.user_id,
        department_id=shift.department_id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )
