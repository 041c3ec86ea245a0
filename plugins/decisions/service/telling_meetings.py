"""What people are told of their places at meetings, and of the minutes. Everything is written with the fact it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.api import Campaign, booking, booking_pages, campaigns, outbox, registry

from .. import wording_meetings as wording
from ..store import meetings as store
from . import keeping_meetings

TICKET = "decisions_public.ticket"


def tell(fact: str, bookings: Sequence[booking.BookingView], now: datetime) -> None:
    """Queue what the holders of these bookings of one meeting are told of a fact; keep what they agreed to."""
    kind = wording.KIND_OF.get(fact)
    row = store.meeting(bookings[0].owner_id) if bookings else None
    if kind is None or row is None:
        return
    campaign = campaigns.campaign_by_id(row.campaign_id)
    if fact in booking_pages.FIRST:
        notices = (keeping_meetings.NOTICE, keeping_meetings.GATE_NOTICE)
        booking_pages.keep_consents(
            bookings,
            notices if row.gate_list else notices[:1],
            campaign=campaign,
            who=registry().department_name(row.department_id),
        )
    shared = {
        "title": row.title,
        "closes_at": row.closes_at,
        "gate_list": row.gate_list,
        "reason": row.off_reason,
    }
    _queue(fact, kind, bookings, campaign, shared, now)


def tell_minutes(
    bookings: Sequence[booking.BookingView], until: datetime, round_: int, now: datetime
) -> None:
    """Ask those who were present to look at the minutes; once for each text that is sent."""
    row = store.meeting(bookings[0].owner_id) if bookings else None
    if row is None:
        return
    campaign = campaigns.campaign_by_id(row.campaign_id)
    shared = {
        "title": row.title,
        "closes_at": row.closes_at,
        "gate_list": False,
        "until": until,
        "reason": "",
    }
    _queue(f"minutes{round_}", wording.MINUTES, bookings, campaign, shared, now)


def _queue(
    fact: str,
    kind: str,
    bookings: Sequence[booking.BookingView],
    campaign: Campaign,
    shared: dict[str, Any],
    now: datetime,
) -> None:
    spoken = booking_pages.languages(fact, bookings)
    queued = []
    for got in bookings:
        to = booking_pages.reached(got)
        if to is None:
            continue
        lang = spoken[got.id]
        queued.append(
            outbox.NewMessage(
                kind,
                booking_pages.fact_of(got, fact, now),
                **to,
                params=_figures(got, campaign, shared, lang),
                lang=lang,
                campaign_id=campaign.id,
            )
        )
    booking_pages.queue(fact, queued, now=now)


def _figures(
    got: booking.BookingView, campaign: Campaign, shared: dict[str, Any], lang: str
) -> dict[str, Any]:
    until = shared.get("until") or got.offer_until
    with outbox.speaking(lang):
        link = booking_pages.manage_url(TICKET, got.token, campaign.slug, lang)
        reason = str(shared["reason"]).rstrip("。.！ ")
        return {
            "title": shared["title"],
            "number": got.number,
            "party": got.party,
            "line": got.place or 1,
            "place": got.session.place,
            "when": f"{wording.day(got.session.starts_at)}{wording.hour(got.session.starts_at)}",
            "closes": wording.moment(shared["closes_at"]),
            "until": wording.moment(until) if until else "",
            "bring": str(wording.BRING_ID) if shared["gate_list"] else "",
            "why": str(wording.WHY) % {"reason": reason} if reason else "",
            "way": str(wording.WAY[0]) % {"link": link} if link else str(wording.WAY[1]),
        }
