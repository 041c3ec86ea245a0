"""The counter: a clerk books for people, finds their bookings, prints a ticket, cancels, changes and accepts for them."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    booking_pages,
    clock,
    needs,
    outbox,
    personal,
    words,
)

from . import messages
from . import pack as packs
from .forms import SubmitForm
from .forms_staff import ChangeForm, CounterForm, SearchForm, fitted
from .rules.taking_part import categories_of, declarations_of
from .service import at_the_counter, choices, keeping
from .service.at_hand import BOOK_FOR, open_day_for, open_days_for
from .service.at_the_counter import Change, ForSomebody
from .service.places import PublicOpenDay
from .tellings import TICKET
from .views_booking import declaration_words
from .views_staff import Page, staff
from .wording_booking import choice_words, left_now
from .wording_staff import REACHES, STATES, WAYS


@staff.route("/counter", methods=["GET", "POST"])
@needs("open_day.book_for")
def counter() -> Page:
    """Every open day that somebody can be booked for, and the one box that finds a booking."""
    now = clock.now()
    days = open_days_for(g.campaign, BOOK_FOR, g.actor)
    form, found, sought = SearchForm(), list[Any](), False
    if form.validate_on_submit():
        try:
            for shown in days:
                got = at_the_counter.find(g.campaign, shown.id, form.text.data or "", actor=g.actor, now=now)
                found += [(shown, one) for one in got]
            sought = True
        except Invalid as refusal:
            form.text.errors = [words(refusal)]
    page = render_template(
        "open_day/counter.html",
        days=[
            (shown, shown.event.refusal(now))
            for shown in days
            if shown.event.state != "called_off" and any(s.ends_at > now for s in shown.event.sessions)
        ],
        form=form,
        found=found,
        sought=sought,
        states=STATES,
        ways=WAYS,
        may_call=g.actor.can("delivery.call"),
        places_left=messages.places_left,
        left_now=left_now,
    )
    return page, 422 if form.errors else 200


@staff.route("/announcements/<int:open_day_id>/counter", methods=["GET", "POST"])
@needs("open_day.book_for")
def book_for(open_day_id: int) -> Page:
    """Book for somebody: the notice is read aloud, everything else is what a citizen is asked."""
    now = clock.now()
    shown = open_day_for(g.campaign, open_day_id, BOOK_FOR, g.actor)
    values = packs.values_of(g.campaign)
    form = fitted(CounterForm, shown.needs)
    sessions = [s for s in shown.event.sessions if s.state == "open" and s.starts_at > now]
    form.session.choices = [(s.id, messages.known(s.title)) for s in sessions]
    form.category.choices = [(c, messages.known(c)) for c in categories_of(values)]
    form.age_capacity.label.text, form.ties.label.text = declaration_words(values)
    form.key.data = _sound(form.key.data) or secrets.token_hex(16)
    if request.method == "GET" and len(sessions) == 1:
        form.session.data = sessions[0].id
    refusal = shown.event.refusal(now)
    if request.method == "POST" and form.validate_on_submit():
        try:
            got = at_the_counter.book_for(g.campaign, shown.id, _wish(form, shown), actor=g.actor, now=now)
            done = _("已排上候补。") if got.state == "waiting" else _("已报名，可以打印纸质票。")
            flash(done if got.first_time else _("这一份刚才已经报上了。"), "ok")
            return redirect(url_for(".at_counter", open_day_id=shown.id, booking_id=got.id), 303)
        except DomainError as problem:
            _blame(form, problem)
    page = render_template(
        "open_day/counter_book.html",
        shown=shown,
        form=form,
        sentence=words(RuleBroken(refusal.code, **refusal.params)) if refusal else "",
        needed=declarations_of(values),
        eligibility=values.eligibility,
        notices=_notices(shown),
        session_notes={s.id: messages.when(s.starts_at, s.ends_at) for s in sessions},
        session_right={s.id: choice_words(shown.event, s) for s in sessions},
        per_phone=shown.event.terms.per_phone,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _notices(shown: PublicOpenDay) -> list[personal.Notice]:
    """What is read aloud."""
    names = (keeping.NOTICE, keeping.GATE_NOTICE) if shown.gate_list else (keeping.NOTICE,)
    return [personal.notice(name, who=shown.department, pack=g.campaign.pack) for name in names]


def _wish(form: CounterForm, shown: PublicOpenDay) -> ForSomebody:
    return ForSomebody(
        session_id=form.session.data,
        category=form.category.data,
        call_name=form.call_name.data or "",
        full_name=form.full_name.data or "",
        party=(form.party.data or 1) if shown.event.terms.companions else 1,
        reach=form.reach.data,
        phone=form.phone.data or "",
        contact=form.contact.data or "",
        declared=tuple(code for code in ("age_capacity", "ties") if form[code].data),
        needs=form.chosen_needs,
        photo_consent=bool(form.photo.data),
        notice_read=bool(form.notice.data),
        may_wait=bool(form.may_wait.data),
        key=form.key.data or "",
    )


#: Where the booking room's refusals stand in the clerk's form.
_FIELDS = {
    "already_booked": "phone",
    "phone_limit": "phone",
    "phone_shape": "phone",
    "party_too_big": "party",
    "session_full": "may_wait",
    "session_full_others": "may_wait",
    "session_unknown": "session",
}


def _blame(form: Any, problem: DomainError) -> None:
    """Put a refusal at its field; what isn't there any more is for the error page."""
    if isinstance(problem, (NotAllowed, NotFound)) and problem.code != "session_unknown":
        raise problem
    name = getattr(problem, "field", None) or _FIELDS.get(problem.code, "")
    sentence = words(problem)
    if isinstance(problem, Conflict) and problem.code.startswith("session_full"):
        sentence = _("%(sentence)s本人愿意候补的话，请勾选“愿意候补”再报一次。", sentence=sentence)
    if name in form:
        form[name].errors = [*form[name].errors, sentence]
    else:
        form.form_errors = [*form.form_errors, sentence]


def _sound(key: str | None) -> str:
    return key if key and len(key) <= 40 and key.isalnum() else ""


# ── one booking ─────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/announcements/<int:open_day_id>/counter/<int:booking_id>")
@needs("open_day.book_for")
def at_counter(open_day_id: int, booking_id: int) -> Page:
    """One booking with everything the clerk can do for its holder."""
    return _show(open_day_id, booking_id)


def _show(open_day_id: int, booking_id: int, refusal: DomainError | None = None) -> Page:
    now = clock.now()
    shown, got = at_the_counter.held(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
    others = choices.instead(shown, got, now) if got.living or got.state in ("lapsed", "called_off") else ()
    page = render_template(
        "open_day/counter_booking.html",
        shown=shown,
        got=got,
        state=STATES[got.state],
        way=WAYS.get(got.way, got.way),
        reach=REACHES.get(got.reach, got.reach),
        refusal=words(refusal) if refusal else "",
        when=messages.when(got.session.starts_at, got.session.ends_at),
        until=messages.moment(got.offer_until) if got.offer_until else "",
        others=[(c, messages.when(c.session.starts_at, c.session.ends_at)) for c in others],
        needs=messages.NEEDS,
        may_call=g.actor.can("delivery.call"),
    )
    return page, (refusal.status if refusal else 200)


@staff.get("/announcements/<int:open_day_id>/counter/<int:booking_id>/ticket")
@needs("open_day.book_for")
def paper_ticket(open_day_id: int, booking_id: int) -> Page:
    """The ticket on paper: number, QR code, place, time."""
    now = clock.now()
    shown, got = at_the_counter.held(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
    if got.state not in ("booked", "offered", "waiting"):
        return redirect(url_for(".at_counter", open_day_id=open_day_id, booking_id=booking_id), 303)
    with outbox.speaking("zh"):  # the ticket is the visitor's, whatever the clerk reads
        when = messages.when(got.session.starts_at, got.session.ends_at)
    return render_template(
        "open_day/paper_ticket.html",
        shown=shown,
        got=got,
        qr=booking_pages.qr_of(booking_pages.manage_url(TICKET, got.token, g.campaign.slug, "zh")),
        when=when,
        phone_link=messages.phone_link(shown.phone),
        needs=messages.NEEDS,
    )


@staff.route("/announcements/<int:open_day_id>/counter/<int:booking_id>/cancel", methods=["GET", "POST"])
@needs("open_day.book_for")
def cancel_for(open_day_id: int, booking_id: int) -> Page:
    """Ask, then give the place back for somebody."""
    now = clock.now()
    shown, got = at_the_counter.held(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            at_the_counter.cancel_for(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
        except RuleBroken as problem:
            return _show(open_day_id, booking_id, problem)
        flash(_("已取消。"), "ok")
        return redirect(url_for(".at_counter", open_day_id=open_day_id, booking_id=booking_id), 303)
    return render_template(
        "open_day/counter_cancel.html",
        shown=shown,
        got=got,
        form=form,
        when=messages.when(got.session.starts_at, got.session.ends_at),
    )


@staff.post("/announcements/<int:open_day_id>/counter/<int:booking_id>/accept")
@needs("open_day.book_for")
def accept_for(open_day_id: int, booking_id: int) -> Page:
    """Take the place that is kept for somebody who waited."""
    try:
        at_the_counter.accept_for(g.campaign, open_day_id, booking_id, actor=g.actor, now=clock.now())
    except (RuleBroken, Conflict) as problem:
        return _show(open_day_id, booking_id, problem)
    flash(_("位子定下来了，可以打印纸质票。"), "ok")
    return redirect(url_for(".at_counter", open_day_id=open_day_id, booking_id=booking_id), 303)


@staff.post("/announcements/<int:open_day_id>/counter/<int:booking_id>/session")
@needs("open_day.book_for")
def change_session_for(open_day_id: int, booking_id: int) -> Page:
    """Take somebody over to another session."""
    wanted = request.form.get("session", type=int)
    try:
        if wanted is None:
            raise RuleBroken("open_day.session_not_chosen")
        at_the_counter.change_session_for(
            g.campaign, open_day_id, booking_id, wanted, actor=g.actor, now=clock.now()
        )
    except (RuleBroken, Conflict, Invalid) as problem:
        return _show(open_day_id, booking_id, problem)
    flash(_("已换到另一场。"), "ok")
    return redirect(url_for(".at_counter", open_day_id=open_day_id, booking_id=booking_id), 303)


@staff.route("/announcements/<int:open_day_id>/counter/<int:booking_id>/change", methods=["GET", "POST"])
@needs("open_day.book_for")
def change_for(open_day_id: int, booking_id: int) -> Page:
    """Change people, name, category or help for somebody."""
    now = clock.now()
    shown, got = at_the_counter.held(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
    kept = {"party": got.party, "call_name": got.call_name, "category": got.category}
    form = fitted(ChangeForm, shown.needs, data={**kept, **dict.fromkeys(got.needs, True)})
    form.category.choices = [(c, messages.known(c)) for c in categories_of(packs.values_of(g.campaign))]
    if request.method == "POST" and not shown.event.terms.companions:
        form.party.data, form.party.raw_data = got.party, [str(got.party)]
    if form.validate_on_submit():
        change = Change(form.party.data, form.call_name.data, form.category.data, form.chosen_needs)
        try:
            at_the_counter.change_for(g.campaign, open_day_id, booking_id, change, actor=g.actor, now=now)
            flash(_("已改好。"), "ok")
            return redirect(url_for(".at_counter", open_day_id=open_day_id, booking_id=booking_id), 303)
        except DomainError as problem:
            _blame(form, problem)
    page = render_template("open_day/counter_change.html", shown=shown, got=got, form=form)
    return page, 422 if form.errors or form.form_errors else 200
