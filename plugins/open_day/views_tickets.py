"""The page of one booking: ticket, place in line or offer, as it stands."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import DomainError, booking, booking_pages, clock, open_to_all, outbox, privacy, settings, words

from . import messages, visitor
from .forms import SubmitForm
from .service import choices, places
from .views_booking import Page
from .views_public import calendar_file, public
from .wording_booking import FRESH, minutes_words, party_words


@public.get("/booking/<token>")
@open_to_all
def ticket(token: str) -> Page:
    """The booking as it stands, and what its holder may do with it."""
    return render_ticket(token)


@public.get("/booking/<token>/state")
@open_to_all
def ticket_state(token: str) -> Page:
    """The part of that page that changes while it is open."""
    got = places.holding(g.campaign, token)
    return render_template("open_day/ticket_now.html", **_state(got))


def render_ticket(token: str, refusal: DomainError | None = None) -> Page:
    """The page, with what was refused on it; nothing is lost, everything can be tried again."""
    got = places.holding(g.campaign, token)
    known_here = visitor.proven_phone() == got.phone
    state = _state(got)
    page = render_template(
        "open_day/ticket.html",
        masked=privacy.mask_phone(got.phone) if got.phone else "",
        sent=outbox.can_send() and got.reach == "sms",
        family=_family(got) if known_here else (),
        may_add=_may_add(got, state["shown"]) if known_here else False,
        refusal=words(refusal) if refusal else "",
        form=SubmitForm(),
        **state,
    )
    return page, (refusal.status if refusal else 200)


def _state(got: booking.BookingView) -> dict[str, Any]:
    """What the living part of the page needs."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, got.owner_id)
    over = got.session.starts_at <= now
    state = got.state
    if state == "offered" and got.offer_until is not None and got.offer_until < now:
        state = "lapsed"
    elif state == "waiting" and over:
        state = "missed"
    hours = settings().messages
    shape, word = booking_pages.STATES[state]
    fresh = request.args.get("fresh") == "1"
    if fresh and state in FRESH:
        word = FRESH[state]
    change = choices.change_of(shown.id, got.session.id)
    return {
        "got": got,
        "fresh": fresh,
        "shown": shown,
        "now": now,
        "state": state,
        "tag_shape": shape,
        "tag_word": word,
        "over": over,
        "ended": got.session.ends_at <= now,
        "closed": shown.event.refusal(now) is not None,
        "qr": booking_pages.qr_of(url_for(".ticket", token=got.token, _external=True))
        if state == "booked"
        else "",
        "when": messages.day_and_weekday(got.session.starts_at),
        "greeting": messages.greeting(got.session.starts_at, got.call_name),
        "standing": booking.standing(got.token) if state == "waiting" else None,
        "quota": next((q for q in got.session.quotas if q.id == got.quota_id), None),
        "instead": choices.instead(shown, got, now) if state != "booked" else (),
        "change": change,
        "moved_from": choices.moved_from(change),
        "party_words": party_words(got.party),
        "until": messages.moment(got.offer_until) if got.offer_until else "",
        "kept_for": minutes_words(shown.event.terms.offer_minutes),
        "quiet": (f"{hours.quiet_from:%-H:%M}", f"{hours.quiet_to:%-H:%M}")
        if hours.quiet_from != hours.quiet_to
        else None,
        "needs": messages.NEEDS,
        "phone_link": messages.phone_link(shown.phone),
    }


def _family(got: booking.BookingView) -> tuple[booking.BookingView, ...]:
    """The other bookings of the phone that this browser has proven."""
    return tuple(b for b in booking.bookings_for(got.event_id, got.phone) if b.id != got.id)


def _may_add(got: booking.BookingView, shown: places.PublicOpenDay) -> bool:
    """Whether this phone may book for one more member of the family."""
    held = booking.bookings_for(got.event_id, got.phone)
    takes = choices.any_free(shown.event) or shown.event.has_line
    return 0 < len(held) < shown.event.terms.per_phone and shown.event.refusal(clock.now()) is None and takes


@public.get("/booking/<token>/calendar.ics")
@open_to_all
def ticket_calendar(token: str) -> Response:
    """The visit for the phone's calendar."""
    got = places.holding(g.campaign, token)
    note = _("报名编号 %(number)s，请提前 15 分钟到。", number=got.number)
    return calendar_file(places.public_open_day(g.campaign, got.owner_id), (got.session,), note)
