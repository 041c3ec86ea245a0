"""Booking a place on a published open day, giving it back, finding it again, and the roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    VISITOR,
    Actor,
    Campaign,
    Invalid,
    NotFound,
    Published,
    RuleBroken,
    booking,
    forget_person,
    outbox,
    personal,
    registry,
    unit_of_work,
)

from .. import chain, messages, store
from .. import pack as packs
from ..rules.taking_part import categories_of, undeclared
from .freezing import OWNER
from .keeping import NOTICE

ROSTER = "open_day.roster"


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


def public_open_day(campaign: Campaign, open_day_id: int) -> PublicOpenDay:
    """One published open day. Raises NotFound for a draft, a foreign one or none."""
    row = store.open_day(open_day_id, campaign.id)
    published = chain.published_or_gone(open_day_id) if row is not None else None
    event = booking.view_event(OWNER, open_day_id) if published is not None else None
    if row is None or published is None or event is None:
        raise NotFound
    return _public(campaign, row.id, row.plan_id, row.department_id, published, event)


def public_open_days(campaign: Campaign) -> list[PublicOpenDay]:
    """All published open days of a campaign, the next to happen first."""
    rows = store.open_days(campaign.id)
    revisions = chain.all_published([row.id for row in rows])
    events = booking.view_events(OWNER, list(revisions))
    found = [
        _public(campaign, row.id, row.plan_id, row.department_id, revisions[row.id], events[row.id])
        for row in rows
        if row.id in revisions and row.id in events
    ]
    return sorted(found, key=lambda o: (o.event.sessions[0].starts_at, o.id))


def book(
    campaign: Campaign,
    request: BookRequest,
    *,
    manage_url: Callable[[str], str],
    actor: Actor = VISITOR,
    now: datetime,
) -> booking.BookingView:
    """Book a place and queue the message in one transaction; the same request again changes nothing.

    Raises NotFound, Invalid (category, declarations), RuleBroken (window), Conflict (full, already booked).
    """
    values = packs.values_of(campaign)
    with unit_of_work():
        shown = public_open_day(campaign, request.open_day_id)
        if request.category not in categories_of(values):
            raise Invalid("open_day.category_unknown", field="category")
        missing = undeclared(request.declared, values)
        if missing:
            raise Invalid("open_day.undeclared", field=missing[0])
        got = booking.book_place(
            booking.BookPlace(
                event_id=shown.event.id,
                session_id=request.session_id,
                phone=request.phone,
                call_name=request.call_name,
                category=request.category,
                declared=request.declared,
                needs=request.needs,
                photo_consent=request.photo_consent,
                notice_agreed_at=request.notice_agreed_at,
                idempotency_key=request.key,
            ),
            actor=actor,
            now=now,
        )
        if got.first_time:
            personal.record_consent(
                NOTICE,
                phone=request.phone,
                way="click",
                actor=actor,
                now=request.notice_agreed_at,
                who=shown.department,
                pack=campaign.pack,
                campaign_id=campaign.id,
                subject=("booking", got.id),
            )
            starts_at = got.session.starts_at
            outbox.queue_message(
                kind=messages.BOOKED,
                fact=f"booking:{got.id}:booked",
                phone=request.phone,
                params={
                    "department": shown.department,
                    "number": got.number,
                    "when": f"{messages.day_and_weekday(starts_at)}{messages.hour(starts_at)}",
                    "place": got.session.place,
                    "link": manage_url(got.token),
                },
                now=now,
                campaign_id=campaign.id,
            )
        return got


def cancel(campaign: Campaign, token: str, *, actor: Actor = VISITOR, now: datetime) -> booking.BookingView:
    """Give the place of a manage link back; a second time changes nothing and sends nothing."""
    with unit_of_work():
        before = holding(campaign, token)
        after = booking.cancel_booking(token, actor=actor, now=now)
        if before.state == "booked":
            row = store.open_day(after.owner_id)
            department = registry().department_name(row.department_id) if row else ""
            outbox.queue_message(
                kind=messages.CANCELLED,
                fact=f"booking:{after.id}:cancelled",
                phone=after.phone,
                params={"department": department, "number": after.number},
                now=now,
                campaign_id=campaign.id,
            )
        return after


def holding(campaign: Campaign, token: str) -> booking.BookingView:
    """The booking of a manage link of this campaign. Raises NotFound."""
    got = booking.view_booking(token)
    if got.owner_kind != OWNER or got.campaign_id != campaign.id:
        raise NotFound
    return got


def find(campaign: Campaign, number: str, phone: str) -> booking.BookingView:
    """The booking with this number of this proven phone. Raises RuleBroken("open_day.not_found_by_number")."""
    got = booking.find_booking(number, phone)
    if got is None or got.owner_kind != OWNER or got.campaign_id != campaign.id:
        raise RuleBroken("open_day.not_found_by_number")
    return got


def held_already(campaign: Campaign, open_day_id: int, phone: str) -> booking.BookingView | None:
    """The place that this proven phone already has at an open day."""
    return booking.booking_for(public_open_day(campaign, open_day_id).event.id, phone)


def forget(token: str, campaign: Campaign, *, now: datetime) -> None:
    """Delete the person behind a manage link from this and every other booking, by their own wish (PI-07)."""
    got = holding(campaign, token)
    with unit_of_work():
        forget_person(got.phone, now=now)


def roster(
    campaign: Campaign, open_day_id: int, *, actor: Actor, now: datetime
) -> tuple[booking.BookingView, ...]:
    """Names and phones of those who booked, for the department's editors; every look is audited."""
    row = store.open_day(open_day_id, campaign.id)
    event = booking.view_event(OWNER, open_day_id) if row is not None else None
    if row is None or not actor.can(ROSTER, department_id=row.department_id, campaign_id=campaign.id):
        raise NotFound
    if event is None:
        return ()
    return booking.roster(event.id, permission=ROSTER, department_id=row.department_id, actor=actor, now=now)


def _public(
    campaign: Campaign,
    open_day_id: int,
    plan_id: int,
    department_id: int,
    published: Published,
    event: booking.EventView,
) -> PublicOpenDay:
    items = dict(published.revision.data["items"])
    plan = store.plan(plan_id, campaign.id)
    return PublicOpenDay(
        id=open_day_id,
        department_id=department_id,
        department=registry().department_name(department_id),
        theme=items.get("开放主题", ""),
        revision=published,
        event=event,
        contact=items.get("联系人员", "").rstrip("。"),
        phone=items.get("联系电话", ""),
        plan_filed_at=plan.decided_at if plan else None,
        recommended=int(published.revision.data["recommended"]),
    )
