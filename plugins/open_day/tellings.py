"""What people are told of their places: the booking room tells the facts, here they become messages and consents.

Everything is written in the transaction of the fact. Who gets no messages (`reach` call) comes on the list of calls to
make; who wishes none (`reach` none) gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import g, has_request_context

from core.api import Campaign, booking, booking_pages, campaigns, outbox, registry

from . import messages, store
from . import wording_booking as wording
from .service import keeping

TICKET = "open_day_public.ticket"
#: These are told with the reason that the public reads.
EXPLAINED = ("moved", "called_off")
#: stands for a booking's token while a link is built
TOKEN = "TOKEN"


def tell(fact: str, bookings: Sequence[booking.BookingView], now: datetime) -> None:
    """Queue what the holders of these bookings of one open day are told of a fact; keep what they agreed to."""
    kind = wording.KIND_OF.get(fact)
    if kind is None or not bookings:
        return
    campaign = _campaign(bookings[0].campaign_id)
    department_id, gate_list = store.teller_of(bookings[0].owner_id)
    department = registry().department_name(department_id) if department_id else ""
    spoken = booking_pages.languages(fact, bookings)
    if fact in booking_pages.FIRST:
        notices = (keeping.NOTICE, keeping.GATE_NOTICE) if gate_list else (keeping.NOTICE,)
        booking_pages.keep_consents(bookings, notices, campaign=campaign, who=department)
    reasons: dict[int, str] = {}
    if fact in EXPLAINED:
        for owner_id, session_id in sorted({(b.owner_id, b.session.id) for b in bookings}):
            change = store.last_change(owner_id, session_id)
            reasons[session_id] = change.reason if change is not None else ""
    queued = []
    written: dict[tuple[int, str], _Words] = {}
    for got in bookings:
        to = booking_pages.reached(got)
        if to is None:
            continue
        lang = spoken[got.id]
        if (got.session.id, lang) not in written:
            link = booking_pages.manage_url(TICKET, TOKEN, campaign.slug, lang)
            written[got.session.id, lang] = _words(
                kind, got.session.starts_at, got.session.place, department, gate_list, lang, link
            )
        queued.append(
            outbox.NewMessage(
                kind,
                booking_pages.fact_of(got, fact, now),
                **to,
                params={
                    **written[got.session.id, lang].figures(got),
                    "why": _why(reasons.get(got.session.id, ""), lang),
                },
                lang=lang,
                campaign_id=campaign.id,
            )
        )
    booking_pages.queue(fact, queued, now=now)


def _campaign(campaign_id: int) -> Campaign:
    """The campaign of this request, which is at hand, or the one of a job."""
    at_hand = g.get("campaign") if has_request_context() else None
    if isinstance(at_hand, Campaign) and at_hand.id == campaign_id:
        return at_hand
    return campaigns.campaign_by_id(campaign_id)


class _Words:
    """Every figure of every kind, what a kind doesn't use does no harm; what all of a session's bookings share is
    written once."""

    def __init__(
        self,
        kind: str,
        starts_at: datetime,
        place: str,
        department: str,
        gate_list: bool,
        lang: str,
        link: str,
    ) -> None:
        self.lang = lang
        with outbox.speaking(lang):
            self.link = link
            with_link, without = wording.WAYS[wording.WAY_OF.get(kind, "manage")]
            self.way = str(with_link) if self.link else str(without)
            self.shared = {
                "department": department,
                "when": f"{messages.day_and_weekday(starts_at)}{messages.hour(starts_at)}",
                "place": place,
                "bring": str(wording.BRING_ID) if gate_list else "",
            }

    def figures(self, got: booking.BookingView) -> dict[str, Any]:
        until = ""
        if got.offer_until:
            with outbox.speaking(self.lang):
                until = messages.moment(got.offer_until)
        head, _sep, tail = self.link.rpartition(TOKEN)
        return {
            **self.shared,
            "number": got.number,
            "party": got.party,
            "line": got.place or 1,
            "until": until,
            "way": self.way % {"link": head + got.token + tail} if self.link else self.way,
        }


#: the same for a rush's batches, one after the other: the words depend on nothing else
_words = lru_cache(maxsize=256)(_Words)


def _why(reason: str, lang: str) -> str:
    """The reason as a sentence; "" where there is none."""
    if not reason:
        return ""
    with outbox.speaking(lang):
        return str(wording.WHY) % {"reason": reason.rstrip("。.！ ")}
