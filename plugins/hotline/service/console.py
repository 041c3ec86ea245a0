"""What the operator's console shows: the seat, the line, who is on the telephone, the day's figures."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.api import (
    Actor,
    Campaign,
    Conflict,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    clock,
    privacy,
    settings,
    unit_of_work,
)

from ..contracts import SeatView, ShiftView, TopicView, WaiterView
from ..models import Call, Waiter
from ..permissions import INTAKE, SERVE
from ..rules.emergency import SERVICES
from ..store import intake as store
from . import line, seat_states, shifts, topics
from .telephone import takes_commands
from .waiter_views import waiter_view

#: a call that rings longer than this rang nobody any more
RINGS = timedelta(minutes=10)
#: how long a call can last before its end is no longer believed
TALKS = timedelta(hours=4)


@dataclass(frozen=True)
class Lane:
    """A topic of the line: how many wait since when, and whom a seat would take first. `own`: this seat's topic."""

    topic_id: int
    name: str
    own: bool
    count: int
    first_at: datetime
    heads: tuple[WaiterView, ...]


@dataclass(frozen=True)
class Ringing:
    """A call that rings at this seat now; the number is whole, the page masks it."""

    call_id: int
    phone: str
    since: datetime


@dataclass(frozen=True)
class Desk:
    """One person's console. `waiter` is the caller in hand, `phone` a telephone call's number without a place in line."""

    shift: ShiftView | None
    seat: SeatView | None
    waiter: WaiterView | None
    call_id: int | None
    phone: str
    ringing: tuple[Ringing, ...]
    lanes: tuple[Lane, ...]
    callbacks_due: int
    callbacks: tuple[WaiterView, ...]
    taken: int
    average: timedelta | None
    topics: tuple[TopicView, ...]
    next_start: datetime | None
    next_end: datetime | None
    may_open: bool
    telephone: bool
    seats: tuple[int, ...] = ()

    @property
    def state(self) -> str:
        """ready, serving, wrap_up, paused, off; none without a shift."""
        if self.shift is None:
            return "none"
        return self.seat.state if self.seat is not None else "off"

    @property
    def waiting(self) -> int:
        return sum(lane.count for lane in self.lanes)


def desk_of(campaign: Campaign, *, actor: Actor, now: datetime, heads: int = 14) -> Desk:
    """Everything on the console of this person; at most `heads` callers of each topic."""
    if not actor.can(SERVE, campaign_id=campaign.id):
        actor.require(INTAKE, campaign_id=campaign.id)
    shift = shifts.shift_of(actor.user_id, campaign, now=now)
    seat = seat_states.seat_of(shift.id, now=now) if shift is not None else None
    waiter = _in_hand(shift)
    talking = store.talking_at(shift.id, actor.user_id, now - TALKS) if shift is not None else None
    listed = topics.list_topics(campaign)
    due, owed = store.callbacks_owed(campaign.id, 8)
    taken = store.calls_taken(campaign.id, actor.user_id, _midnight(now))
    lengths = [end - start for start, end in taken if end is not None]
    coming = store.next_shift(campaign.id, actor.user_id, now) if shift is None else None
    call_id = waiter.call_id if waiter is not None else (talking.id if talking is not None else None)
    return Desk(
        shift=shift,
        seat=seat,
        waiter=waiter,
        call_id=call_id,
        phone=_number(talking) if talking is not None and waiter is None else "",
        ringing=tuple(
            Ringing(call.id, _number(call), call.arrived_at)
            for call in (store.ringing_at(shift.id, now - RINGS) if shift is not None else ())
        ),
        lanes=_lanes(campaign, listed, shift, heads),
        callbacks_due=due,
        callbacks=tuple(waiter_view(row) for row in owed),
        taken=len(taken),
        average=sum(lengths, timedelta()) / len(lengths) if lengths else None,
        topics=listed,
        next_start=coming.starts_at if coming is not None else None,
        next_end=coming.ends_at if coming is not None else None,
        may_open=actor.can(SERVE, department_id=None, campaign_id=campaign.id),
        telephone=takes_commands(),
        seats=tuple(one.seat_number for one in shifts.shifts_now(campaign, now=now) if one != shift)
        if takes_commands()
        else (),
    )


def _in_hand(shift: ShiftView | None) -> WaiterView | None:
    serving = seat_states.serving(shift.id) if shift is not None else None
    row = store.waiter(serving) if serving is not None else None
    return waiter_view(row) if row is not None and row.state == "claimed" else None


def _lanes(
    campaign: Campaign, listed: tuple[TopicView, ...], shift: ShiftView | None, heads: int
) -> tuple[Lane, ...]:
    names = topics.names(campaign)
    order = {topic.id: at for at, topic in enumerate(listed)}
    own = set(shift.topic_ids) if shift is not None and not shift.general else set()
    found = [
        Lane(
            topic_id,
            names.get(topic_id, ""),
            topic_id in own,
            count,
            first,
            tuple(waiter_view(row) for row in store.heads_of_line(campaign.id, topic_id, heads)),
        )
        for topic_id, count, first in store.line_counts(campaign.id)
    ]
    return tuple(sorted(found, key=lambda lane: (not lane.own, order.get(lane.topic_id, 999))))


def _number(call: Call) -> str:
    return privacy.unseal(call.phone_sealed) if call.phone_sealed else ""


def _midnight(now: datetime) -> datetime:
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def own_waiter(
    campaign: Campaign, waiter_id: int | None, *, actor: Actor, now: datetime
) -> WaiterView | None:
    """The caller that this person has in hand, None without a number.

    Raises Conflict("hotline.lease_lost") when the line has them back, or they are somebody else's.
    """
    if waiter_id is None:
        return None
    row = store.waiter(waiter_id)
    if row is None or row.campaign_id != campaign.id or not _has_in_hand(campaign, row, actor, now):
        raise Conflict("hotline.lease_lost")
    return waiter_view(row)


def stay(campaign: Campaign, *, actor: Actor, now: datetime, silent: bool = False) -> None:
    """This person's console is open: the lease of the caller in hand runs anew.

    `silent`: the page runs no script and says nothing until its next form, so the lease is as long as a talk.
    """
    shift = shifts.shift_of(actor.user_id, campaign, now=now)
    serving = seat_states.serving(shift.id) if shift is not None else None
    if serving is not None:
        with suppress(Conflict):  # the line has the caller back: the page shows it
            line.keep(serving, actor=actor, now=now, silent=silent)


def _has_in_hand(campaign: Campaign, row: Waiter, actor: Actor, now: datetime) -> bool:
    shift = shifts.shift_of(actor.user_id, campaign, now=now)
    return shift is not None and row.state == "claimed" and row.shift_id == shift.id


def show_number(
    campaign: Campaign, waiter_id: int | None, call_id: int | None, *, actor: Actor, now: datetime
) -> str:
    """The whole number of the caller in hand, to dial it; who looked is written down.

    Raises NotFound, and RuleBroken("hotline.no_number") for somebody who left none.
    """
    actor.require(INTAKE, campaign_id=campaign.id)
    with unit_of_work():
        waiter = own_waiter(campaign, waiter_id, actor=actor, now=now)
        phone = waiter.phone if waiter is not None else ""
        if not phone and call_id is not None:
            shift = shifts.shift_of(actor.user_id, campaign, now=now)
            call = store.talking_at(shift.id, actor.user_id, now - TALKS) if shift is not None else None
            if call is None or call.id != call_id:
                raise NotFound()
            phone = _number(call)
        if not phone:
            raise RuleBroken("hotline.no_number")
        subject = ("hotline_waiter", waiter.id) if waiter is not None else ("hotline_call", call_id)
        audit.record(actor, now, "hotline.number_shown", subject=subject, campaign_id=campaign.id)
        return phone


def tell_emergency(
    campaign: Campaign, service: str, kind: str, call_id: int | None, *, actor: Actor, now: datetime
) -> None:
    """Write down that the caller was handed to 110, 119, 120 or 122 (HL-06). Raises NotAllowed, NotFound."""
    actor.require(INTAKE, campaign_id=campaign.id)
    if service not in SERVICES:
        raise NotFound()
    with unit_of_work():
        audit.record(
            actor,
            now,
            "hotline.emergency_told",
            subject=("hotline_call", call_id),
            campaign_id=campaign.id,
            service=service,
            kind=kind if kind.isidentifier() and len(kind) <= 12 else "",
        )


def require_desk(campaign: Campaign, *, actor: Actor, now: datetime) -> ShiftView:
    """This person's running shift. Raises RuleBroken("hotline.no_seat")."""
    shift = shifts.shift_of(actor.user_id, campaign, now=now)
    if shift is None:
        raise RuleBroken("hotline.no_seat")
    if not actor.can(SERVE, campaign_id=campaign.id):
        raise NotAllowed(permission=SERVE)
    return shift


def hours() -> tuple[int, int]:
    """When the hotline opens and closes, in minutes of the day."""
    first, _, last = settings().of("hotline")["hours"].partition("-")
    return _minutes(first, 510), _minutes(last, 1050)


def _minutes(text: str, default: int) -> int:
    hour, _, minute = text.strip().partition(":")
    return int(hour) * 60 + int(minute or 0) if hour.isdigit() and (minute or "0").isdigit() else default
