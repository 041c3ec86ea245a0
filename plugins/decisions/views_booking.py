"""Coming to a meeting, on a phone: prove the number, say who comes, look over and send; then the ticket and what is done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    booking,
    booking_pages,
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    words,
)

from . import wording_meetings
from .forms_meetings import AnswerForm, DetailsForm, PressForm, fitted
from .service import keeping_meetings, meeting_places, meetings, minutes
from .service.meeting_places import Wish
from .service.meetings import PublicMeeting
from .views_meetings_public import calendar_file, places_of
from .views_public import public
from .views_staff import Page

drafts = booking_pages.Drafts("decisions.booking")
PURPOSE = "decisions"


@public.after_request
def keep_private(response: Response) -> Response:
    """Pages of booking carry names and tokens: no browser, proxy or search engine keeps them."""
    private = (
        "book",
        "book_details",
        "ticket",
        "minutes_answer",
        "cancel",
        "data",
        "export",
        "delete",
        "find",
        "accept",
    )
    if (request.endpoint or "").rpartition(".")[2] in (*private, "ticket_calendar"):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.route("/meetings/<int:meeting_id>/book", methods=["GET", "POST"])
@open_to_all
def book(meeting_id: int) -> Page:
    """Prove the phone. Somebody who has just proven it goes straight on."""
    now = clock.now()
    shown = meetings.public_meeting(g.campaign, meeting_id)
    stands = places_of(shown, now)
    if stands["phase"] not in ("open", "line", "draw"):
        return _closed(shown, stands["phase"], now)
    if request.method == "GET" and booking_pages.proven_phone() and "change" not in request.args:
        return redirect(url_for(".book_details", meeting_id=meeting_id), 303)
    form = booking_pages.CodeForm(data={"phone": drafts.draft(meeting_id).get("phone", "")})
    done = booking_pages.prove(form, drafts, meeting_id, purpose=PURPOSE)
    if done == "proven":
        return redirect(url_for(".book_details", meeting_id=meeting_id), 303)
    if done == "sent":
        return redirect(url_for(".book", meeting_id=meeting_id, change=1), 303)
    page = render_template(
        "decisions/meetings_book_phone.html",
        form=form,
        shown=shown,
        pending=phones.pending(),
        can_send=outbox.can_send(),
        notice=keeping_meetings.NOTICE,
        gate_notice=keeping_meetings.GATE_NOTICE,
    )
    return page, 422 if form.errors else 200


def _closed(shown: PublicMeeting, phase: str, now: datetime) -> Page:
    refusal = shown.event.refusal(now)
    sentence = words(RuleBroken(refusal.code, **refusal.params)) if refusal else _("名额已经报满。")
    page = render_template("decisions/meetings_closed.html", shown=shown, phase=phase, sentence=sentence)
    return page, 409


@public.route("/meetings/<int:meeting_id>/book/details", methods=["GET", "POST"])
@open_to_all
def book_details(meeting_id: int) -> Page:
    """Who comes; one press books, takes a place in line or puts a name down for the draw."""
    now = clock.now()
    shown = meetings.public_meeting(g.campaign, meeting_id)
    phone = booking_pages.proven_phone()
    form = fitted(DetailsForm, shown.told.companions, shown.told.gate_list, data=drafts.draft(meeting_id))
    if request.method == "POST":
        # Kept before anything is judged: the phone may have to be proven anew, and nothing typed is lost.
        drafts.keep(meeting_id, **{f.name: f.data for f in form if f.name not in ("csrf_token", "key")})
    if phone is None:
        return redirect(url_for(".book", meeting_id=meeting_id), 303)
    held = booking.booking_for(shown.event.id, phone)
    if held is not None:
        return redirect(url_for(".ticket", token=held.token), 303)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            got = meeting_places.book(g.campaign, _wish(form, shown, phone, now), now=now)
            drafts.drop()
            return redirect(url_for(".ticket", token=got.token, fresh=1), 303)
        except (Invalid, RuleBroken, Conflict) as error:
            name = error.field if isinstance(error, Invalid) else ""
            if name and name in form:
                form[name].errors = [words(error)]
            refusal = error
    page = render_template(
        "decisions/meetings_book_details.html",
        form=form,
        shown=shown,
        refusal=words(refusal) if refusal else "",
        masked=privacy.mask_phone(phone),
        when=wording_meetings.when(shown.session.starts_at, shown.session.ends_at),
        moment=wording_meetings.moment,
        **places_of(shown, now),
    )
    return page, (refusal.status if refusal else 422 if request.method == "POST" else 200)


def _wish(form: Any, shown: PublicMeeting, phone: str, now: datetime) -> Wish:
    return Wish(
        shown.id, phone, form.call_name.data, drafts.keep(shown.id)["key"], now,
        full_name=form.full_name.data if "full_name" in form else "",
        party=form.party.data if "party" in form else 1,
        needs=form.needs,
    )  # fmt: skip


# ── the ticket ──────────────────────────────────────────────────────────────────────────────────────────────────────
@public.get("/booking/<token>")
@open_to_all
def ticket(token: str) -> Page:
    """The booking as it stands, and what its holder may do with it."""
    return render_ticket(token)


def render_ticket(token: str, refusal: DomainError | None = None, form: AnswerForm | None = None) -> Page:
    """The page, with what was refused on it."""
    now = clock.now()
    got = meeting_places.holding(g.campaign, token)
    shown = meetings.public_meeting(g.campaign, got.owner_id)
    standing = booking.standing(token) if got.state == "waiting" else None
    entered = standing is not None and standing.reason == "draw"
    asked = minutes.for_holder(got)
    said = asked[1] if asked is not None else None
    over = got.session.starts_at <= now
    state = "missed" if got.state == "waiting" and over else got.state
    page = render_template(
        "decisions/meetings_ticket.html",
        got=got,
        shown=shown,
        state=state,
        entered=entered,
        standing=standing,
        tag_of=wording_meetings.ENTERED if entered and not over else booking_pages.STATES[state],
        over=over,
        ended=got.session.ends_at <= now,
        fresh=request.args.get("fresh") == "1",
        qr=booking_pages.qr_of(url_for(".ticket", token=token, _external=True))
        if got.state == "booked"
        else "",
        link=meetings.link_of(got.owner_id) if got.state == "booked" else "",
        when=wording_meetings.when(got.session.starts_at, got.session.ends_at),
        until=wording_meetings.moment(got.offer_until) if got.offer_until else "",
        moment=wording_meetings.moment,
        masked=privacy.mask_phone(got.phone) if got.phone else "",
        needs=wording_meetings.NEEDS,
        refusal=words(refusal) if refusal else "",
        form=PressForm(),
        minutes=asked[0] if asked is not None else None,
        said=said,
        answer=form
        or AnswerForm(formdata=None, data={"verdict": said.verdict} if said is not None else None),
        may_answer=asked is not None and asked[0].state == "sent" and now <= (asked[0].confirm_until or now),
        draws=shown.event.terms.by_lot,
    )
    return page, (refusal.status if refusal else 422 if form is not None else 200)


@public.post("/booking/<token>/minutes")
@open_to_all
def minutes_answer(token: str) -> Page:
    """Say whether the minutes are right."""
    form = AnswerForm()
    meeting_places.holding(g.campaign, token)
    if not form.validate_on_submit():
        return render_ticket(token, form=form)
    try:
        minutes.answer(
            token, g.campaign, form.verdict.data, form.remark.data or "", actor=g.actor, now=clock.now()
        )
    except NotFound:
        raise
    except Invalid as error:
        form[error.field or "remark"].errors = [words(error)]
        return render_ticket(token, form=form)
    except (RuleBroken, Conflict) as error:
        return render_ticket(token, error)
    flash(_("谢谢，您的答复记下了。"), "ok")
    return redirect(url_for(".ticket", token=token), 303)


@public.get("/booking/<token>/calendar.ics")
@open_to_all
def ticket_calendar(token: str) -> Response:
    """The meeting for the phone's calendar, with the booking's number."""
    got = meeting_places.holding(g.campaign, token)
    note = _("报名编号 %(number)s，请提前 15 分钟到。", number=got.number)
    return calendar_file(meetings.public_meeting(g.campaign, got.owner_id), note)


def _about(got: booking.BookingView) -> dict[str, object]:
    return {
        "when": wording_meetings.when(got.session.starts_at, got.session.ends_at),
        "department": meetings.public_meeting(g.campaign, got.owner_id).department,
        "party": wording_meetings.party_words(got.party),
        "needs": wording_meetings.NEEDS,
        "named": str,
        "back_url": url_for(".meeting", meeting_id=got.owner_id),
    }


booking_pages.HolderPages(
    public,
    meetings.OWNER,
    purpose=PURPOSE,
    notice=keeping_meetings.NOTICE,
    show=render_ticket,
    about=_about,
    home=("decisions_public.meetings_list", _l("会议")),
).hang()
