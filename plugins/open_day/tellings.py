"""What people are told of their places: the booking room tells the facts, here they become messages and consents.

Everything is written in the transaction of the fact. Who gets no messages (`reach` call) comes on the list of calls to
make; who wishes none (`reach` none) gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app, g, has_request_context, request

from core.api import SYSTEM, VISITOR, Campaign, booking, campaigns, outbox, personal, registry, settings

from . import messages, store
from . import wording_booking as wording
from .service import keeping

TICKET = "open_day_public.ticket"
#: Told when somebody first gets a place or a place in line; in the language of the page, which later messages keep.
FIRST = ("booked", "waiting")
#: How somebody agreed to the notice, by the way of booking.
AGREED = {"self": "click", "clerk": "read_aloud", "recommended": "paper"}
#: These may happen to one booking again and again.
REPEATED = ("changed", "session_changed", "moved")
#: These are told with the reason that the public reads.
EXPLAINED = ("moved", "called_off")


def tell(fact: str, bookings: Sequence[booking.BookingView], now: datetime) -> None:
    """Queue what the holders of these bookings of one open day are told of a fact; keep what they agreed to."""
    kind = wording.KIND_OF.get(fact)
    if kind is None or not bookings:
        return
    campaign = _campaign(bookings[0].campaign_id)
    department_id, gate_list = store.teller_of(bookings[0].owner_id)
    department = registry().department_name(department_id) if department_id else ""
    spoken = (
        {} if fact in FIRST else outbox.languages_of([_first_fact(b, f) for b in bookings for f in FIRST])
    )
    if fact in FIRST:
        _keep_consents(bookings, campaign, department, gate_list)
    reasons: dict[int, str] = {}
    if fact in EXPLAINED:
        for owner_id, session_id in sorted({(b.owner_id, b.session.id) for b in bookings}):
            change = store.last_change(owner_id, session_id)
            reasons[session_id] = change.reason if change is not None else ""
    queued = []
    written: dict[tuple[int, str], _Words] = {}
    for got in bookings:
        to = _reached(got)
        if to is None:
            continue
        lang = next((spoken[f] for f in (_first_fact(got, one) for one in FIRST) if f in spoken), None)
        lang = lang or (g.get("lang", "zh") if has_request_context() else "zh")
        if (got.session.id, lang) not in written:
            written[got.session.id, lang] = _words(
                kind,
                got.session.starts_at,
                got.session.place,
                campaign.slug,
                department,
                gate_list,
                lang,
                _root(),
            )
        queued.append(
            outbox.NewMessage(
                kind,
                _fact(got, fact, now),
                **to,
                params={
                    **written[got.session.id, lang].figures(got),
                    "why": _why(reasons.get(got.session.id, ""), lang),
                },
                lang=lang,
                campaign_id=campaign.id,
            )
        )
    (outbox.queue_first_messages if fact in FIRST else outbox.queue_messages)(queued, now=now)


def _campaign(campaign_id: int) -> Campaign:
    """The campaign of this request, which is at hand, or the one of a job."""
    at_hand = g.get("campaign") if has_request_context() else None
    if isinstance(at_hand, Campaign) and at_hand.id == campaign_id:
        return at_hand
    return campaigns.campaign_by_id(campaign_id)


def _root() -> str:
    """Where this site stands: what is set, else what this request was asked under; "" in a job without `[site] url`."""
    site: str = settings().site["url"].rstrip("/")
    return site or (request.url_root.rstrip("/") if has_request_context() else "")


def manage_url(token: str, campaign_slug: str, lang: str) -> str:
    """The manage link as it stands in a message; "" where nobody knows the site's address."""
    return _manage_url(_root(), token, campaign_slug, lang)


def _manage_url(root: str, token: str, campaign_slug: str, lang: str) -> str:
    values = {"lang": lang, "campaign": campaign_slug, "token": token}
    return root + current_app.url_map.bind("").build(TICKET, values) if root else ""


class _Words:
    """Every figure of every kind, what a kind doesn't use does no harm; what all of a session's bookings share is
    written once."""

    #: stands for a booking's token while the link is built
    TOKEN = "TOKEN"

    def __init__(
        self,
        kind: str,
        starts_at: datetime,
        place: str,
        campaign_slug: str,
        department: str,
        gate_list: bool,
        lang: str,
        root: str,
    ) -> None:
        self.lang = lang
        with outbox.speaking(lang):
            self.link = _manage_url(root, self.TOKEN, campaign_slug, lang)
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
        head, _sep, tail = self.link.rpartition(self.TOKEN)
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


def _reached(got: booking.BookingView) -> dict[str, Any] | None:
    """To whom a message goes: a phone that gets it, or a number to call."""
    if got.reach == "sms" and got.phone:
        return {"phone": got.phone}
    number = got.phone or got.contact
    return {"call": number} if got.reach == "call" and number else None


def _fact(got: booking.BookingView, fact: str, now: datetime) -> str:
    if fact in FIRST:
        return _first_fact(got, fact)
    again = f":{now.timestamp():.0f}" if fact in REPEATED else ""
    return f"booking:{got.id}:{fact}:{got.session.id}{again}"


def _first_fact(got: booking.BookingView, fact: str) -> str:
    return f"booking:{got.id}:{fact}"


def _keep_consents(
    bookings: Sequence[booking.BookingView],
    campaign: Campaign,
    department: str,
    gate_list: bool,
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
        if not given:
            continue
        for notice in (keeping.NOTICE, keeping.GATE_NOTICE) if gate_list else (keeping.NOTICE,):
            personal.record_consents(
                notice,
                given,
                actor=VISITOR if way == "self" else clerk,
                who=department,
                pack=campaign.pack,
                campaign_id=campaign.id,
            )
