"""Booking a place on a published open day, giving it back, finding it again, and the roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    VISITOR,
    Actor,
    Campaign,
    DomainError,
    Invalid,
    NotFound,
    Published,
    booking,
    registry,
    remembered,
)

from .. import chain, store
from .. import pack as packs
from ..models import OpenDay, Plan
from ..rules.taking_part import categories_of, undeclared
from ..rules.values import OpenDayPack
from .freezing import OWNER

ROSTER = "open_day.roster"
#: The help that announcements offered before they could choose.
FIRST_NEEDS = ("wheelchair", "sign_language")


@dataclass(frozen=True)
class PublicOpenDay:
    """A published open day as anybody may see it. `revision` is the frozen text."""

    id: int
    department_id: int
    department: str
    theme: str
    revision: Published
    event: booking.EventView
    contact: str
    phone: str
    plan_filed_at: datetime | None
    recommended: int
    #: the gate wants full names (PI-01)
    gate_list: bool = False
    #: the kinds of help that are offered
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookRequest:
    """What a citizen has filled in after proving the phone. `phone` is the proven one."""

    open_day_id: int
    session_id: int
    phone: str
    category: str
    call_name: str
    declared: tuple[str, ...]
    needs: tuple[str, ...]
    photo_consent: bool
    notice_agreed_at: datetime
    key: str
    party: int = 1
    may_wait: bool = False
    full_name: str = ""


def public_open_day(campaign: Campaign, open_day_id: int) -> PublicOpenDay:
    """One published open day. Raises NotFound for a draft, a foreign one or none."""
    row = _rows(campaign.id).get(open_day_id)
    published = chain.ANNOUNCEMENT.published_or_gone(open_day_id) if row is not None else None
    event = booking.view_event(OWNER, open_day_id) if published is not None else None
    if row is None or published is None or event is None:
        raise NotFound
    return _public(row, published, event)


def public_open_days(campaign: Campaign) -> list[PublicOpenDay]:
    """All published open days of a campaign, the next to happen first."""
    rows = _rows(campaign.id)
    revisions = chain.ANNOUNCEMENT.all_published(list(rows))
    events = booking.view_events(OWNER, list(revisions))
    found = [_public(row, revisions[row.id], events[row.id]) for row in rows.values() if row.id in events]
    return sorted(found, key=lambda o: (o.event.sessions[0].starts_at, o.id))


def book(
    campaign: Campaign,
    request: BookRequest,
    *,
    actor: Actor = VISITOR,
    now: datetime,
) -> booking.BookingView:
    """Book a place or, where `may_wait` and it is full, a place in line; the same request again changes nothing.

    The message and the consent are written with it (tellings). Raises NotFound, Invalid (category, declarations,
    full name, party_too_big), RuleBroken (window, phone_limit), Conflict (full, already booked).
    """
    command, seen = _wanted(campaign, request, packs.values_of(campaign))
    return booking.book_joined(command, actor=actor, now=now, seen=seen)


def book_together(
    campaign: Campaign, requests: Sequence[BookRequest], *, actor: Actor = VISITOR, now: datetime
) -> list[booking.BookingView | DomainError]:
    """The same for many that wait together: for each what `book` gives, or what it raises."""
    values = packs.values_of(campaign)
    answers: list[booking.BookingView | DomainError | None] = []
    wanted = []
    for request in requests:
        try:
            wanted.append(_wanted(campaign, request, values))
            answers.append(None)
        except DomainError as refused:
            answers.append(refused)
    got = iter(
        booking.book_together([one for one, _ in wanted], [seen for _, seen in wanted], actor=actor, now=now)
    )
    return [answer if answer is not None else next(got) for answer in answers]


def _wanted(
    campaign: Campaign, request: BookRequest, values: OpenDayPack
) -> tuple[booking.BookPlace, booking.EventView]:
    """What the booking room is asked for, with the event as it was seen some time ago. Raises what `book` tells."""
    open_day_id = request.open_day_id
    published = (
        chain.ANNOUNCEMENT.published_or_gone(open_day_id) if open_day_id in _rows(campaign.id) else None
    )
    # Its places are decided over locked rows: here an older look at the event is enough.
    event = booking.guess_event(OWNER, open_day_id) if published is not None else None
    if published is None or event is None:
        raise NotFound
    gate_list, offered = _asked_for(published)
    if request.category not in categories_of(values):
        raise Invalid("open_day.category_unknown", field="category")
    missing = undeclared(request.declared, values)
    if missing:
        raise Invalid("open_day.undeclared", field=missing[0])
    if gate_list and not request.full_name:
        raise Invalid("open_day.full_name_missing", field="full_name")
    command = booking.BookPlace(
        event_id=event.id,
        session_id=request.session_id,
        phone=request.phone,
        call_name=request.call_name,
        category=request.category,
        declared=request.declared,
        needs=tuple(code for code in request.needs if code in offered),
        photo_consent=request.photo_consent,
        notice_agreed_at=request.notice_agreed_at,
        idempotency_key=request.key,
        party=request.party,
        may_wait=request.may_wait,
        full_name=request.full_name if gate_list else "",
    )
    return command, event


def holding(campaign: Campaign, token: str) -> booking.BookingView:
    """The booking of a manage link of this campaign. Raises NotFound."""
    got = booking.view_booking(token)
    if got.owner_kind != OWNER or got.campaign_id != campaign.id:
        raise NotFound
    return got


def held_already(campaign: Campaign, open_day_id: int, phone: str) -> tuple[booking.BookingView, ...]:
    """What this proven phone holds at an open day, places in line too: the first booked first."""
    return booking.bookings_for(public_open_day(campaign, open_day_id).event.id, phone)


@dataclass(frozen=True)
class _Row:
    """What stands of an open day outside of its frozen text."""

    id: int
    department_id: int
    plan_filed_at: datetime | None


def _rows(campaign_id: int) -> dict[int, _Row]:
    """The open days of a campaign by id, kept in memory until one of them is touched."""
    return remembered(("open_day.rows", campaign_id), (OpenDay, Plan), lambda: _read_rows(campaign_id))


def _read_rows(campaign_id: int) -> dict[int, _Row]:
    filed = {plan.id: plan.decided_at for plan in store.plans(campaign_id)}
    return {
        row.id: _Row(row.id, row.department_id, filed.get(row.plan_id))
        for row in store.open_days(campaign_id)
    }


def _public(row: _Row, published: Published, event: booking.EventView) -> PublicOpenDay:
    data = published.revision.data
    items = dict(data["items"])
    return PublicOpenDay(
        id=row.id,
        department_id=row.department_id,
        department=registry().department_name(row.department_id),
        theme=items.get("开放主题", ""),
        revision=published,
        event=event,
        contact=items.get("联系人员", "").rstrip("。"),
        phone=items.get("联系电话", ""),
        plan_filed_at=row.plan_filed_at,
        recommended=int(data["recommended"]),
        gate_list=_asked_for(published)[0],
        needs=_asked_for(published)[1],
    )


def _asked_for(published: Published) -> tuple[bool, tuple[str, ...]]:
    """Whether the gate wants full names, and the kinds of help that are offered."""
    data = published.revision.data
    return bool(data.get("gate_list", False)), tuple(data.get("needs", FIRST_NEEDS))
