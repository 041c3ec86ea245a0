"""A clerk books, changes and cancels for people who can't or won't do it on line: same order, same quota, same list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    unit_of_work,
)

from .. import pack as packs
from ..rules.taking_part import categories_of, undeclared
from .at_hand import BOOK_FOR, open_day_for, record, session_for
from .places import PublicOpenDay


@dataclass(frozen=True)
class ForSomebody:
    """What the clerk has filled in. `phone` as typed; `contact` says how somebody without any number is reached."""

    session_id: int
    category: str
    call_name: str
    full_name: str
    party: int
    reach: str
    phone: str
    contact: str
    declared: tuple[str, ...]
    needs: tuple[str, ...]
    photo_consent: bool
    notice_read: bool
    may_wait: bool
    key: str


@dataclass(frozen=True)
class Change:
    """What a clerk changes in a booking."""

    party: int
    call_name: str
    category: str
    needs: tuple[str, ...]


def book_for(
    campaign: Campaign, open_day_id: int, wish: ForSomebody, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Book for somebody, the notice read aloud; the same form again changes nothing.

    Raises NotFound, Invalid (what is missing), RuleBroken (window, too many with one phone), Conflict (full).
    """
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, BOOK_FOR, actor)
        values = packs.values_of(campaign)
        if wish.category not in categories_of(values):
            raise Invalid("open_day.category_unknown", field="category")
        missing = undeclared(wish.declared, values)
        if missing:
            raise Invalid("open_day.undeclared_for", field=missing[0])
        if not wish.notice_read:
            raise Invalid("open_day.notice_unread", field="notice")
        if shown.gate_list and not wish.full_name:
            raise Invalid("open_day.full_name_missing", field="full_name")
        reach, phone, contact = booking.reached_by(wish.reach, wish.phone, wish.contact)
        got = booking.book_place(
            booking.BookPlace(
                event_id=shown.event.id,
                session_id=wish.session_id,
                phone=phone,
                call_name=wish.call_name,
                category=wish.category,
                declared=wish.declared,
                needs=tuple(code for code in wish.needs if code in shown.needs),
                photo_consent=wish.photo_consent,
                notice_agreed_at=now,
                idempotency_key=f"clerk-{wish.key}",
                party=wish.party,
                may_wait=wish.may_wait,
                full_name=wish.full_name if shown.gate_list else "",
                way="clerk",
                reach=reach,
                contact=contact,
                entered_by=actor.user_id,
            ),
            actor=actor,
            now=now,
        )
        if got.first_time:
            record(shown, "open_day.booked_for", actor, now, booking_id=got.id, reach=reach)
        return got


def find(
    campaign: Campaign, open_day_id: int, text: str, *, actor: Actor, now: datetime
) -> tuple[booking.BookingView, ...]:
    """Bookings by number, name or (last) digits of the telephone; the look is audited, found or not."""
    with unit_of_work():
        shown = open_day_for(campaign, open_day_id, BOOK_FOR, actor)
        how, value = booking.sought(text)
        if how == "nothing":
            raise Invalid("open_day.search_short", field="text")
        return booking.look_up(
            shown.event.id,
            number=value if how == "number" else "",
            digits=value if how == "digits" else "",
            name=value if how == "name" else "",
            permission=BOOK_FOR,
            department_id=shown.department_id,
            actor=actor,
            now=now,
        )


def held(
    campaign: Campaign, open_day_id: int, booking_id: int, *, actor: Actor, now: datetime
) -> tuple[PublicOpenDay, booking.BookingView]:
    """One booking of this open day; the look is audited. Raises NotFound."""
    shown = open_day_for(campaign, open_day_id, BOOK_FOR, actor)
    found = booking.look_up(
        shown.event.id,
        booking_id=booking_id,
        permission=BOOK_FOR,
        department_id=shown.department_id,
        actor=actor,
        now=now,
    )
    if not found:
        raise NotFound
    return shown, found[0]


def cancel_for(
    campaign: Campaign, open_day_id: int, booking_id: int, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Give somebody's place (or place in line, or offer) back."""
    with unit_of_work():
        shown, got = held(campaign, open_day_id, booking_id, actor=actor, now=now)
        record(shown, "open_day.cancelled_for", actor, now, booking_id=got.id)
        return booking.cancel_booking(got.token, actor=actor, now=now)


def accept_for(
    campaign: Campaign, open_day_id: int, booking_id: int, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Take the place that is kept for somebody. Raises RuleBroken when the time for it is over."""
    with unit_of_work():
        shown, got = held(campaign, open_day_id, booking_id, actor=actor, now=now)
        record(shown, "open_day.accepted_for", actor, now, booking_id=got.id)
        return booking.accept_offer(got.token, actor=actor, now=now)


def change_for(
    campaign: Campaign, open_day_id: int, booking_id: int, change: Change, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Change people, name, category or help. Raises what the booking room refuses."""
    with unit_of_work():
        shown, got = held(campaign, open_day_id, booking_id, actor=actor, now=now)
        if change.category not in categories_of(packs.values_of(campaign)):
            raise Invalid("open_day.category_unknown", field="category")
        record(shown, "open_day.changed_for", actor, now, booking_id=got.id)
        return booking.change_booking(
            got.token,
            party=change.party if change.party != got.party else None,
            call_name=change.call_name if change.call_name != got.call_name else None,
            category=change.category if change.category != got.category else None,
            needs=change.needs if change.needs != got.needs else None,
            actor=actor,
            now=now,
        )


def change_session_for(
    campaign: Campaign, open_day_id: int, booking_id: int, session_id: int, *, actor: Actor, now: datetime
) -> booking.BookingView:
    """Take somebody over to another session, where places are free and nobody waits."""
    with unit_of_work():
        shown, got = held(campaign, open_day_id, booking_id, actor=actor, now=now)
        session_for(shown, session_id)
        if session_id == got.session.id:
            raise RuleBroken("open_day.same_session")
        record(shown, "open_day.changed_for", actor, now, booking_id=got.id, session_id=session_id)
        return booking.change_session(got.token, session_id, actor=actor, now=now)


def gets_messages(got: booking.BookingView) -> bool:
    """Whether what happens to this booking is told by message."""
    return got.reach == "sms" and booking.is_mobile(got.phone)
