"""What owners need to tell people of their places: to whom, in which language, at which address; and what people agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app, g, has_request_context, request

from core.base import outbox, personal
from core.base.access import SYSTEM, VISITOR
from core.base.registry import settings
from core.booking.contracts import BookingView
from core.plugin.contracts import Campaign

#: Told when somebody first gets a place or a place in line; in the language of the page, which later messages keep.
FIRST = ("booked", "waiting", "entered")
#: These may happen to one booking again and again.
REPEATED = ("changed", "session_changed", "moved")
#: How somebody agreed to the notice, by the way of booking.
AGREED = {"self": "click", "clerk": "read_aloud", "recommended": "paper"}


def manage_url(endpoint: str, token: str, campaign_slug: str, lang: str) -> str:
    """The manage link as it stands in a message; "" where nobody knows the site's address (a job, no `[site] url`)."""
    site = settings().site["url"].rstrip("/")
    root = site or (request.url_root.rstrip("/") if has_request_context() else "")
    values = {"lang": lang, "campaign": campaign_slug, "token": token}
    return root + current_app.url_map.bind("").build(endpoint, values) if root else ""


def reached(got: BookingView) -> dict[str, Any] | None:
    """To whom a message goes: a phone that gets it, or a number to call."""
    if got.reach == "sms" and got.phone:
        return {"phone": got.phone}
    number = got.phone or got.contact
    return {"call": number} if got.reach == "call" and number else None


def fact_of(got: BookingView, fact: str, now: datetime) -> str:
    """What makes a message the same message: told once, or once each time for what may happen again."""
    if fact in FIRST:
        return f"booking:{got.id}:{fact}"
    again = f":{now.timestamp():.0f}" if fact in REPEATED else ""
    return f"booking:{got.id}:{fact}:{got.session.id}{again}"


def languages(fact: str, bookings: Sequence[BookingView]) -> dict[int, str]:
    """In which language each holder (by booking) is spoken to: as the first time, else as this page."""
    here = g.get("lang", "zh") if has_request_context() else "zh"
    if fact in FIRST:
        return dict.fromkeys((b.id for b in bookings), here)
    spoken = outbox.languages_of([f"booking:{b.id}:{first}" for b in bookings for first in FIRST])
    return {
        b.id: next((spoken[f] for first in FIRST if (f := f"booking:{b.id}:{first}") in spoken), here)
        for b in bookings
    }


def queue(fact: str, messages: Sequence[outbox.NewMessage], *, now: datetime) -> None:
    """Queue them; the first message of a new booking can't have been told before."""
    (outbox.queue_first_messages if fact in FIRST else outbox.queue_messages)(messages, now=now)


def keep_consents(
    bookings: Sequence[BookingView], notices: Sequence[str], *, campaign: Campaign, who: str
) -> None:
    """What people were shown and agreed to; a recommended one agreed on the sheet that the department keeps."""
    clerk = g.get("actor", SYSTEM) if has_request_context() else SYSTEM
    for way, recorded in AGREED.items():
        given = [
            personal.NewConsent(
                b.phone or b.contact or f"booking:{b.id}", recorded, b.created_at, ("booking", b.id)
            )
            for b in bookings
            if b.way == way
        ]
        for notice in notices if given else ():
            personal.record_consents(
                notice,
                given,
                actor=VISITOR if way == "self" else clerk,
                who=who,
                pack=campaign.pack,
                campaign_id=campaign.id,
            )
