"""The one-shift pass: a named expert without an account sits at one seat, from a quarter of an hour before to its end.

The account behind it is a guest of the users room: it may serve and note down in this campaign and this department,
nothing else, and dies with the shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    db,
    guests,
    outbox,
    privacy,
    unit_of_work,
)

from ..contracts import ShiftView
from ..models import SeatState, Shift, ShiftPass
from ..permissions import INTAKE, SERVE, SUPERVISE
from ..store import shifts as store
from . import seat_states, shifts

ROLE = "seat_expert"
MESSAGE = "hotline.shift_pass"


@dataclass(frozen=True)
class NewPass:
    """Shown once. `sent`: the code went to the expert's mobile as well."""

    shift: ShiftView
    token: str
    code: str
    sent: bool


@dataclass(frozen=True)
class PassView:
    """Where a pass stands: `state` waiting (not used yet), used, over."""

    state: str
    opens_at: datetime
    ends_at: datetime
    used_at: datetime | None
    made_at: datetime


def open_pass(
    campaign: Campaign, shift_id: int, *, phone: str = "", link: str = "", actor: Actor, now: datetime
) -> NewPass:
    """Make the pass of a shift; one that was made before stops working. `phone`: a mobile the code is sent to.

    `link` is the page where the code is typed, for the message. Raises RuleBroken: hotline.pass_no_name,
    pass_has_account, pass_past; Invalid("phone_shape", field="phone"); NotFound.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    mobile = privacy.normalise_phone(phone) if phone.strip() else ""
    with unit_of_work() as session:
        store.lock_plan(campaign.id)
        view = shifts.shift_view(campaign, shift_id)
        if view.state != "planned" or view.ends_at <= now:
            raise RuleBroken("hotline.pass_past")
        if view.user_id is not None and not view.with_pass:
            raise RuleBroken("hotline.pass_has_account")
        if not view.expert_name:
            raise RuleBroken("hotline.pass_no_name")
        if view.with_pass:
            end(view, actor=actor, now=now)
        card = guests.make_guest(
            guests.NewGuest(
                view.expert_name,
                ROLE,
                (SERVE, INTAKE),
                view.department_id,
                campaign.id,
                view.starts_at - shifts.EARLY,
                view.ends_at,
            ),
            actor=actor,
            now=now,
        )
        row = session.get_one(Shift, shift_id, populate_existing=True)
        row.user_id = card.user_id
        session.add(ShiftPass(shift_id=shift_id, user_id=card.user_id, made_by=actor.user_id, made_at=now))
        session.flush()
        sent = (
            bool(mobile)
            and outbox.can_send()
            and outbox.queue_message(
                kind=MESSAGE,
                fact=f"shift:{shift_id}:pass:{card.user_id}",
                now=now,
                phone=mobile,
                params={
                    "name": view.expert_name,
                    "seat": view.seat_number,
                    "starts": view.starts_at,
                    "code": card.code,
                    "link": link,
                },
                campaign_id=campaign.id,
            )
        )
        audit.record(
            actor,
            now,
            "hotline.pass_made",
            subject=("hotline_shift", shift_id),
            campaign_id=campaign.id,
            department_id=view.department_id,
            guest=card.user_id,
        )
        return NewPass(shifts.shift_view(campaign, shift_id), card.token, card.code, sent)


def revoke(campaign: Campaign, shift_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a pass back at once: the expert's session is gone with the next click.

    Raises NotFound("hotline.pass_gone"), RuleBroken("hotline.shift_serving") while a caller is at the seat.
    """
    actor.require(SUPERVISE, campaign_id=campaign.id)
    with unit_of_work() as session:
        store.lock_plan(campaign.id)
        view = shifts.shift_view(campaign, shift_id)
        if not view.with_pass:
            raise NotFound("hotline.pass_gone")
        seat = session.get(SeatState, shift_id, populate_existing=True)
        if seat is not None and seat.serving_waiter is not None:
            raise RuleBroken("hotline.shift_serving")
        end(view, actor=actor, now=now)


def pass_of(view: ShiftView, *, now: datetime) -> PassView | None:
    """Where the pass of a shift stands; None without one."""
    row = store.passes_of([view.id]).get(view.id)
    if row is None:
        return None
    guest = guests.guests([row.user_id])[row.user_id]
    over = guest.ended_at is not None or now >= guest.ends_at
    state = "over" if over else "used" if guest.used_at else "waiting"
    return PassView(state, guest.starts_at, guest.ends_at, guest.used_at, row.made_at)


def end(view: ShiftView, *, actor: Actor, now: datetime) -> None:
    """End the pass of a shift in the caller's unit of work; the seat is nobody's account again."""
    row = store.passes_of([view.id]).get(view.id)
    if row is None:
        return
    row.revoked_at = now
    stand_up(view.id, now=now)
    shift = db.session.get_one(Shift, view.id, populate_existing=True)
    shift.user_id = None
    db.session.flush()
    guests.end_guest(row.user_id, actor=actor, now=now)
    audit.record(
        actor,
        now,
        "hotline.pass_revoked",
        subject=("hotline_shift", view.id),
        campaign_id=view.campaign_id,
        department_id=view.department_id,
        guest=row.user_id,
    )


def stand_up(shift_id: int, *, now: datetime) -> None:
    """Whoever sits there gets up: no seat stays ready with nobody on it."""
    seat = db.session.get(SeatState, shift_id, populate_existing=True)
    if seat is not None and seat.state != "off":
        seat_states.leave(shift_id, actor=SYSTEM, now=now)


def follow(view: ShiftView, starts_at: datetime, ends_at: datetime, *, actor: Actor, now: datetime) -> None:
    """Give the pass the shift's new hours, in the caller's unit of work."""
    row = store.passes_of([view.id]).get(view.id)
    if row is None:
        return
    guests.move_guest(row.user_id, starts_at - shifts.EARLY, ends_at, actor=actor, now=now)


def enter(campaign: Campaign, secret: str, *, address: str, user_agent: str, now: datetime) -> guests.Entered:
    """Open the expert's session with the link's token or the code. Raises as guests.enter."""
    if not secret.strip():
        raise Invalid("guest_wrong", field="code")
    return guests.enter(secret, campaign_id=campaign.id, address=address, user_agent=user_agent, now=now)


def can_send() -> bool:
    """Whether a code can go to a mobile at all."""
    return outbox.can_send()
