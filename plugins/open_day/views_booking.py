"""Booking in three steps on a phone, on the server's clock; nothing that was typed is lost when it is early or full."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    RuleBroken,
    booking,
    booking_pages,
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    together,
    words,
)

from . import messages, visitor
from . import pack as packs
from .forms_booking import ConfirmForm, DetailsForm, details_form
from .rules.taking_part import categories_of, declarations_of
from .service import choices, places
from .service.places import PublicOpenDay
from .views_public import box_of, public
from .views_rush import book_request, confirm_together, full_page, is_full
from .wording_booking import choice_words, party_words, quota_words

Page = str | Response | tuple[str, int]
#: So long before the window opens the form may be filled in: a proven phone holds as long.
EARLY = timedelta(hours=2)


# -- step 1: the phone


@public.route("/<int:open_day_id>/book", methods=["GET", "POST"])
@open_to_all
def book(open_day_id: int) -> Page:
    """Prove the phone. Somebody who has just proven it goes straight on."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    if "again" in request.args:
        visitor.drop()
        visitor.keep(open_day_id, again=True)
    chosen = request.args.get("session", type=int)
    if chosen is not None and shown.event.session(chosen) is not None:
        visitor.keep(open_day_id, session=chosen)
    refusal = shown.event.refusal(now)
    early = refusal is not None and refusal.code == "booking_not_yet"
    if refusal is not None and not (early and "early" in request.args and _soon(shown, now)):
        return _render_early(shown, now) if early else _render_closed(shown, refusal)
    if not shown.event.has_line and not choices.any_free(shown.event):
        return _render_closed(shown, None)
    if request.method == "GET" and visitor.proven_phone() and "change" not in request.args:
        return redirect(url_for(".details", open_day_id=open_day_id), 303)
    form = booking_pages.CodeForm(data={"phone": visitor.draft(open_day_id).get("phone", "")})
    return _prove(form, shown)


def _soon(shown: PublicOpenDay, now: datetime) -> bool:
    return shown.event.opens_at - now <= EARLY


def _prove(form: booking_pages.CodeForm, shown: PublicOpenDay) -> Page:
    """Send a code or check it, or show the form again."""
    done = booking_pages.prove(form, visitor.drafts, shown.id, purpose="open_day")
    if done == "proven":
        return redirect(url_for(".details", open_day_id=shown.id), 303)
    if done == "sent":
        return redirect(url_for(".book", open_day_id=shown.id, change=1, **_early_arg()), 303)
    return _render_step_1(form, shown), 422 if form.errors else 200


def _early_arg() -> dict[str, Any]:
    return {"early": 1} if "early" in request.args else {}


def _render_step_1(form: booking_pages.CodeForm, shown: PublicOpenDay) -> str:
    return render_template(
        "open_day/book_phone.html",
        form=form,
        shown=shown,
        picked=_picked(shown),
        pending=phones.pending(),
        can_send=outbox.can_send(),
        early=_early_arg(),
        phone_link=messages.phone_link(shown.phone),
    )


def _render_early(shown: PublicOpenDay, now: datetime) -> Page:
    page = render_template(
        "open_day/book_early.html",
        shown=shown,
        may_fill=_soon(shown, now),
        phone_link=messages.phone_link(shown.phone),
        **box_of(shown, now, counting=True),
    )
    return page, 409


def _render_closed(shown: PublicOpenDay, refusal: Any) -> Page:
    page = render_template(
        "open_day/book_closed.html",
        shown=shown,
        sentence=words(RuleBroken(refusal.code, **refusal.params)) if refusal else _("所有场次都报满了。"),
        refusal=refusal,
        change=choices.change_of(shown.id, 0),
        phone_link=messages.phone_link(shown.phone),
    )
    return page, 409


# -- step 2: who comes


@public.route("/<int:open_day_id>/book/details", methods=["GET", "POST"])
@open_to_all
def details(open_day_id: int) -> Page:
    """Category, name, declarations, how many come, help that is needed."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    phone = visitor.proven_phone()
    values = packs.values_of(g.campaign)
    kept = visitor.draft(open_day_id)
    form = details_form(shown.needs, shown.event.terms.companions, shown.gate_list, data=kept)
    form.session.choices = [(s.id, messages.known(s.title)) for s in shown.event.sessions]
    form.category.choices = [(c, messages.known(c)) for c in categories_of(values)]
    needed = declarations_of(values)
    form.age_capacity.label.text, form.ties.label.text = declaration_words(values)
    if request.method == "POST":
        # Kept before anything is judged: the phone may have to be proven anew, and nothing typed is lost.
        kept = visitor.keep(open_day_id, **_typed(form))
    if phone is None:
        return redirect(url_for(".book", open_day_id=open_day_id, **_if_early(shown, now)), 303)
    mine = booking.bookings_for(shown.event.id, phone)
    held = _held_enough(shown, mine, kept)
    if held is not None:
        return redirect(url_for(".ticket", token=held.token), 303)
    if request.method == "POST":
        sound = form.validate_on_submit()
        for code in needed:
            if not form[code].data:
                form[code].errors = [_("请确认：%(text)s", text=form[code].label.text)]
                sound = False
        if _judge_places(form, shown) and sound:
            visitor.keep(open_day_id, agreed_at=now.isoformat())
            return redirect(url_for(".confirm", open_day_id=open_day_id), 303)
    elif form.session.data is None or shown.event.session(form.session.data) is None:
        form.session.data = box_of(shown, now)["chosen"]
    page = render_template(
        "open_day/book_details.html",
        form=form,
        shown=shown,
        needed=needed,
        for_family=bool(mine),
        eligibility=values.eligibility,
        phone_link=messages.phone_link(shown.phone),
        category_notes=_category_notes(shown, [c for c, _label in form.category.choices]),
        **_session_notes(shown),
    )
    return page, (422 if request.method == "POST" else 200)


def _if_early(shown: PublicOpenDay, now: datetime) -> dict[str, Any]:
    return {"early": 1} if now < shown.event.opens_at else {}


def _held_enough(
    shown: PublicOpenDay, mine: tuple[booking.BookingView, ...], kept: dict[str, Any]
) -> booking.BookingView | None:
    """The booking to show instead of the form: this phone has one and didn't ask for another, or may have no more."""
    if not mine:
        return None
    if len(mine) >= shown.event.terms.per_phone:
        if kept.get("again"):
            flash(words(RuleBroken("phone_limit", limit=shown.event.terms.per_phone)), "info")
        return mine[-1]
    return None if kept.get("again") else mine[-1]


def _judge_places(form: DetailsForm, shown: PublicOpenDay) -> bool:
    """Say it here when the chosen session can't take this group; a line takes everybody."""
    session = shown.event.session(form.session.data) if form.session.data else None
    if session is None or not form.category.data:
        return False
    party = form.party.data if "party" in form else 1
    found = choices.choice(shown.event, session, form.category.data)
    if session.state != "open":
        form.session.errors = [words(RuleBroken("booking_session_called_off"))]
    elif found.free >= party or found.may_wait:
        return True
    elif found.free and "party" in form:
        form.party.errors = [_("这一场只剩 %(left)s 席，不够 %(party)s 个人。", left=found.free, party=party)]
    else:
        form.session.errors = [words(Conflict("session_full"))]
    return False


def _typed(form: DetailsForm) -> dict[str, Any]:
    left_out = ("csrf_token",)
    return {field.name: field.data for field in form if field.name not in left_out}


def _session_notes(shown: PublicOpenDay) -> dict[str, Any]:
    """What stands under and beside each session; those that take nobody can't be chosen."""
    event = shown.event
    return {
        "session_notes": {s.id: unbroken(messages.when(s.starts_at, s.ends_at)) for s in event.sessions},
        "session_right": {s.id: choice_words(event, s) for s in event.sessions},
        "full": [s.id for s in event.sessions if s.state != "open" or (s.left <= 0 and not event.has_line)],
    }


def unbroken(when: str) -> str:
    """The same with hours that are not broken at their dash."""
    return when.replace("—", "\u2060—\u2060")


def _category_notes(shown: PublicOpenDay, categories: list[str]) -> dict[str, str]:
    """Where sessions keep places for categories: what is left of each, session by session."""
    if not any(q.kind == "category" for s in shown.event.sessions for q in s.quotas):
        return {}
    return {
        category: quota_words(
            [
                (messages.known(s.title), choices.choice(shown.event, s, category))
                for s in shown.event.sessions
                if s.state == "open"
            ]
        )
        for category in categories
    }


def declaration_words(values: Any) -> tuple[str, str]:
    """What is declared: age and capacity, and the ties with the area."""
    rule = values.eligibility.value if values.eligibility else None
    age = rule.min_age if rule else None
    if age is not None and rule is not None and rule.full_capacity:
        first = _("我已年满 %(age)s 周岁，具有完全民事行为能力", age=age)
    elif age is not None:
        first = _("我已年满 %(age)s 周岁", age=age)
    else:
        first = _("我具有完全民事行为能力")
    return first, _("我在%(area)s生活、工作或学习", area=packs.area_of(g.campaign))


# -- step 3: look over and send


@public.route("/<int:open_day_id>/book/confirm", methods=["GET", "POST"])
@open_to_all
@together(confirm_together)
def confirm(open_day_id: int) -> Page:
    """Look everything over; one press books, or takes a place in line."""
    now = clock.now()
    phone = visitor.proven_phone()
    if phone is None:
        return redirect(url_for(".book", open_day_id=open_day_id), 303)
    kept = visitor.draft(open_day_id)
    if "agreed_at" not in kept:
        return _booked_before(open_day_id, phone)
    form = ConfirmForm(data={"key": kept["key"], "may_wait": request.method == "GET"})
    refusal: DomainError | None = None
    if request.method == "POST" and form.validate_on_submit():
        if form.session.data:
            kept = visitor.keep(open_day_id, session=form.session.data)
        try:
            wanted = replace(book_request(kept, phone, open_day_id), may_wait=bool(form.may_wait.data))
            got = places.book(g.campaign, wanted, now=now)
            visitor.drop()
            return redirect(url_for(".ticket", token=got.token, fresh=1 if got.first_time else None), 303)
        except (Conflict, RuleBroken, Invalid) as error:
            refusal = error
            if is_full(error):
                page = full_page(wanted, error, request.form.get("csrf_token", ""), now)
                if page:
                    return page, error.status
            if error.code in ("already_booked", "key_reused"):
                flash(words(error), "info")
                return _booked_before(open_day_id, phone)
    return _render_confirm(form, open_day_id, kept, phone, refusal, now)


def _booked_before(open_day_id: int, phone: str) -> Response:
    """The ticket that this phone holds, or, where there is none, step 2."""
    held = places.held_already(g.campaign, open_day_id, phone)
    if held:
        visitor.drop()
        return redirect(url_for(".ticket", token=held[-1].token), 303)
    return redirect(url_for(".details", open_day_id=open_day_id), 303)


def _render_confirm(
    form: ConfirmForm,
    open_day_id: int,
    kept: dict[str, Any],
    phone: str,
    refusal: DomainError | None,
    now: datetime,
) -> Page:
    shown = places.public_open_day(g.campaign, open_day_id)
    picked = shown.event.session(int(kept["session"]))
    if picked is None:
        return redirect(url_for(".details", open_day_id=open_day_id), 303)
    party = int(kept.get("party") or 1)
    mine = choices.choice(shown.event, picked, str(kept["category"]))
    others = [
        other
        for session in shown.event.sessions
        if session.id != picked.id and session.starts_at > now
        for other in [choices.choice(shown.event, session, str(kept["category"]))]
        if other.free >= party
    ]
    page = render_template(
        "open_day/book_confirm.html",
        form=form,
        shown=shown,
        kept=kept,
        picked=picked,
        mine=mine,
        full=mine.free < party,
        others=others,
        party=party,
        party_words=party_words(party),
        masked=privacy.mask_phone(phone),
        refusal=words(refusal) if refusal else "",
        reason=refusal.code if refusal else "",
        needs=[messages.NEEDS[code] for code in shown.needs if kept.get(code)],
        declared=len(declarations_of(packs.values_of(g.campaign))),
        phone_link=messages.phone_link(shown.phone),
        **box_of(shown, now, counting=True),
    )
    return page, (refusal.status if refusal else 200)


def _picked(shown: PublicOpenDay) -> booking.SessionView | None:
    chosen = visitor.draft(shown.id).get("session")
    return shown.event.session(int(chosen)) if chosen else None
