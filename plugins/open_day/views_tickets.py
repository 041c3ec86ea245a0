"""The page of one booking: ticket, place in line or offer, as it stands; finding it again without the link."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import (
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    settings,
    words,
)

from . import messages, visitor
from .forms import SubmitForm
from .forms_booking import FindForm
from .qr import qr_of
from .service import choices, places
from .views_booking import Page
from .views_public import calendar_file, public
from .wording_booking import FRESH, STATES, minutes_words, party_words


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
    shape, word = STATES[state]
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
        "qr": qr_of(url_for(".ticket", token=got.token, _external=True)) if state == "booked" else "",
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


# -- without the link


@public.route("/find", methods=["GET", "POST"])
@open_to_all
def find() -> Page:
    """Number and phone and code open the same page: people are taught not to open links in messages."""
    form = FindForm()
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return _render_find(form), status
    try:
        phone = privacy.normalise_phone(form.phone.data or "")
        if visitor.proven_phone() != phone:
            code = (form.code.data or "").strip()
            waiting = phones.pending()
            if not (code and waiting and waiting.masked == privacy.mask_phone(phone)):
                phones.begin(phone, purpose="open_day")
                form.code.data = ""
                flash(_("验证码已发到 %(phone)s，请填上再查。", phone=privacy.mask_phone(phone)), "ok")
                return _render_find(form)
            if phones.finish(code).phone != phone:
                raise NotFound
        got = places.find(g.campaign, form.number.data or "", phone)
    except (Invalid, RuleBroken) as error:
        field = {"phone_shape": form.phone, "open_day.not_found_by_number": form.number}.get(error.code)
        if field is None:
            field = form.code if error.code.startswith("code_") else form.phone
        field.errors = [words(error)]
        return _render_find(form), 422
    return redirect(url_for(".ticket", token=got.token), 303)


def _render_find(form: FindForm) -> str:
    proven = visitor.proven_phone()
    return render_template(
        "open_day/find.html",
        form=form,
        pending=phones.pending(),
        proven=privacy.mask_phone(proven) if proven else "",
        can_send=outbox.can_send(),
    )
