"""Who comes to a meeting: booked by themselves or by a clerk, looked for, listed for the door and the gate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.api import VISITOR, Actor, Campaign, Invalid, NotFound, RuleBroken, booking, unit_of_work

from ..permissions import MEET
from ..store import meetings as store
from .meetings import OWNER, PublicMeeting, public_meeting, record

#: what can be asked for
NEEDS = ("wheelchair", "sign_language")


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; `phone` is the proven one, or as the clerk typed it. `full_name` only where the gate asks.

    By a clerk: `reach` sms, call or none, `contact` how somebody without a number is found, `notice_read` aloud.
    """

    meeting_id: int
    phone: str
    call_name: str
    key: str
    agreed_at: datetime
    full_name: str = ""
    party: int = 1
    needs: tuple[str, ...] = ()
    may_wait: bool = True
    reach: str = "sms"
    contact: str = ""
    notice_read: bool = True


@dataclass(frozen=True)
class Roster:
    """Who has a place, who waits (before a draw: whose names are down) in the line's order, how many gave theirs back."""

    shown: PublicMeeting
    people: tuple[booking.BookingView, ...]
    waiting: tuple[booking.BookingView, ...]
    gone: int

    @property
    def count(self) -> int:
        return sum(one.party for one in self.people)


def book(campaign: Campaign, wish: Wish, *, actor: Actor = VISITOR, now: datetime) -> booking.BookingView:
    """Book a place, a place in line, or put a name down for the draw; the same key again changes nothing.

    Raises NotFound, Invalid, RuleBroken (window, phone_limit), Conflict (full, already booked).
    """
    shown = public_meeting(campaign, wish.meeting_id)
    command = _command(shown, wish)
    return booking.book_joined(command, actor=actor, now=now, seen=shown.event)


def book_for(campaign: Campaign, wish: Wish, *, actor: Actor, now: datetime) -> booking.BookingView:
    """A clerk books for somebody, the notice read aloud: same order, same draw."""
    if not wish.notice_read:
        raise Invalid("decisions.notice_unread", field="notice")
    reach, phone, contact = booking.reached_by(wish.reach, wish.phone, wish.contact)
    with unit_of_work():
        shown = for_clerk(campaign, wish.meeting_id, actor)
        command = replace(
            _command(shown, replace(wish, phone=phone, key=f"clerk-{wish.key}")),
            way="clerk", reach=reach, contact=contact, entered_by=actor.user_id,
        )  # fmt: skip
        got = booking.book_place(command, actor=actor, now=now)
        if got.first_time:
            _record(shown, "decisions.booked_for", actor, now, booking_id=got.id, reach=reach)
        return got


def _command(shown: PublicMeeting, wish: Wish) -> booking.BookPlace:
    if not wish.call_name.strip():
        raise Invalid("decisions.call_name_missing", field="call_name")
    if shown.told.gate_list and not wish.full_name.strip():
        raise Invalid("decisions.full_name_missing", field="full_name")
    return booking.BookPlace(
        event_id=shown.event.id,
        session_id=shown.session.id,
        phone=wish.phone,
        call_name=wish.call_name,
        category="",
        declared=(),
        needs=tuple(code for code in wish.needs if code in NEEDS),
        photo_consent=False,
        notice_agreed_at=wish.agreed_at,
        idempotency_key=wish.key,
        party=wish.party,
        may_wait=wish.may_wait,
        full_name=wish.full_name if shown.told.gate_list else "",
    )


def for_clerk(campaign: Campaign, meeting_id: int, actor: Actor) -> PublicMeeting:
    """A published meeting for who holds meetings of its department. Raises NotFound."""
    row = store.meeting(meeting_id)
    where = {"department_id": row.department_id if row is not None else None, "campaign_id": campaign.id}
    if row is None or row.campaign_id != campaign.id or not actor.can(MEET, **where):
        raise NotFound
    return public_meeting(campaign, meeting_id)


def roster(campaign: Campaign, meeting_id: int, *, actor: Actor, now: datetime) -> Roster:
    """Names and phones, for who holds the meeting; every look is on record."""
    shown = for_clerk(campaign, meeting_id, actor)
    asked: dict[str, Any] = {
        "permission": MEET,
        "department_id": shown.department_id,
        "actor": actor,
        "now": now,
    }
    with unit_of_work():
        people = booking.roster(shown.event.id, **asked)
        line = booking.waiting_of(shown.event.id, **asked)
    return Roster(
        shown,
        tuple(b for b in people if b.state == "booked"),
        tuple(b for b in line if b.state in ("waiting", "offered")),
        sum(b.state == "cancelled" for b in people),
    )


def held(
    campaign: Campaign, meeting_id: int, booking_id: int, *, actor: Actor, now: datetime
) -> tuple[PublicMeeting, booking.BookingView]:
    """One booking of this meeting; the look is on record. Raises NotFound."""
    shown = for_clerk(campaign, meeting_id, actor)
    found = booking.look_up(
        shown.event.id, booking_id=booking_id, permission=MEET, department_id=shown.department_id,
        actor=actor, now=now,
    )  # fmt: skip
    if not found:
        raise NotFound
    return shown, found[0]


def settle_for(
    campaign: Campaign, meeting_id: int, booking_id: int, what: str, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Cancel for somebody, or take the place that is kept for them. Raises RuleBroken, Conflict."""
    acts = {"cancel": booking.cancel_booking, "accept": booking.accept_offer}
    if what not in acts:
        raise RuleBroken("booking_press_again")
    with unit_of_work():
        shown, got = held(campaign, meeting_id, booking_id, actor=actor, now=now)
        _record(shown, f"decisions.{what}_for", actor, now, booking_id=got.id)
        return acts[what](got.token, actor=actor, now=now)


def holding(campaign: Campaign, token: str) -> booking.BookingView:
    """The booking of a manage link of this campaign's meetings. Raises NotFound."""
    got = booking.view_booking(token)
    if got.owner_kind != OWNER or got.campaign_id != campaign.id:
        raise NotFound
    return got


def _record(shown: PublicMeeting, action: str, actor: Actor, now: datetime, **codes: object) -> None:
    row = store.meeting(shown.id)
    assert row is not None
    record(row, action, actor, now, **codes)
