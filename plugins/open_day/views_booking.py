"""Booking in three steps on a phone, the ticket, and what its holder may do with it."""

from __future__ import annotations

from datetime import datetime
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
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    words,
)

from . import messages, visitor
from . import pack as packs
from .forms import CodeForm, ConfirmForm, DetailsForm
from .rules.taking_part import categories_of, declarations_of
from .service import places
from .service.places import BookRequest, PublicOpenDay
from .views_public import public

Page = str | Response | tuple[str, int]


# -- step 1: the phone


@public.route("/<int:open_day_id>/book", methods=["GET", "POST"])
@open_to_all
def book(open_day_id: int) -> Page:
    """Prove the phone. Somebody who has just proven it goes straight on."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    chosen = request.args.get("session", type=int)
    if chosen is not None and shown.event.session(chosen) is not None:
        visitor.keep(open_day_id, session=chosen)
    refusal = shown.event.refusal(now)
    if refusal is not None or shown.event.left == 0:
        return _render_closed(shown, refusal)
    if request.method == "GET" and visitor.proven_phone() and "change" not in request.args:
        return redirect(url_for(".details", open_day_id=open_day_id), 303)
    form = CodeForm(data={"phone": visitor.draft(open_day_id).get("phone", "")})
    return _prove(form, shown) or _render_step_1(form, shown)


def _prove(form: CodeForm, shown: PublicOpenDay) -> Page | None:
    """Send a code or check it. None: show the form again (as a first visit or with what is wrong)."""
    if not form.validate_on_submit():
        return None
    typed, code = (form.phone.data or "").strip(), (form.code.data or "").strip()
    before = str(visitor.draft(shown.id).get("phone") or "")
    visitor.keep(shown.id, phone=typed)
    try:
        phone = privacy.normalise_phone(typed)
        waiting = phones.pending() is not None and bool(before) and privacy.normalise_phone(before) == phone
        # Enter in the code's box presses the first button of the form: what was typed says what was meant.
        if waiting and (code or "send" not in request.form):
            phones.finish(code)
            return redirect(url_for(".details", open_day_id=shown.id), 303)
        phones.begin(phone, purpose="open_day")
        flash(_("验证码已发到 %(phone)s。", phone=privacy.mask_phone(phone)), "ok")
        return redirect(url_for(".book", open_day_id=shown.id, change=1), 303)
    except (Invalid, RuleBroken) as error:
        field = form.code if error.code.startswith("code_") else form.phone
        field.errors = [words(error)]
        form.code.data = ""
        return _render_step_1(form, shown), 422


def _render_step_1(form: CodeForm, shown: PublicOpenDay) -> str:
    return render_template(
        "open_day/book_phone.html",
        form=form,
        shown=shown,
        picked=_picked(shown),
        pending=phones.pending(),
        can_send=outbox.can_send(),
        phone_link=messages.phone_link(shown.phone),
    )


def _render_closed(shown: PublicOpenDay, refusal: Any) -> Page:
    sentence = words(RuleBroken(refusal.code, **refusal.params)) if refusal else _("所有场次都报满了。")
    page = render_template(
        "open_day/book_closed.html",
        shown=shown,
        sentence=sentence,
        phone_link=messages.phone_link(shown.phone),
    )
    return page, 409


# -- step 2: who comes


@public.route("/<int:open_day_id>/book/details", methods=["GET", "POST"])
@open_to_all
def details(open_day_id: int) -> Page:
    """Category, name, declarations, help that is needed."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    phone = visitor.proven_phone()
    values = packs.values_of(g.campaign)
    kept = visitor.draft(open_day_id)
    form = DetailsForm(data=kept)
    form.session.choices = [(s.id, messages.known(s.title)) for s in shown.event.sessions]
    form.category.choices = [(c, messages.known(c)) for c in categories_of(values)]
    needed = declarations_of(values)
    form.age_capacity.label.text, form.ties.label.text = _declaration_words(values)
    if request.method == "POST":
        # Kept before anything is judged: the phone may have to be proven anew, and nothing typed is lost.
        visitor.keep(open_day_id, **_typed(form))
    if phone is None:
        return redirect(url_for(".book", open_day_id=open_day_id), 303)
    held = places.held_already(g.campaign, open_day_id, phone)
    if held is not None:
        return redirect(url_for(".ticket", token=held.token), 303)
    if request.method == "POST":
        sound = form.validate_on_submit()
        for code in needed:
            if not form[code].data:
                form[code].errors = [_("请确认：%(text)s", text=form[code].label.text)]
                sound = False
        chosen = shown.event.session(form.session.data) if form.session.data else None
        if chosen is not None and chosen.left == 0:
            form.session.errors = [words(Conflict("session_full"))]
            sound = False
        if sound:
            visitor.keep(open_day_id, agreed_at=now.isoformat())
            return redirect(url_for(".confirm", open_day_id=open_day_id), 303)
    elif form.session.data is None or shown.event.session(form.session.data) is None:
        form.session.data = next((s.id for s in shown.event.sessions if s.left > 0), None)
    page = render_template(
        "open_day/book_details.html",
        form=form,
        shown=shown,
        needed=needed,
        eligibility=values.eligibility,
        categories=values.categories,
        phone_link=messages.phone_link(shown.phone),
        **_session_notes(shown),
    )
    return page, (422 if request.method == "POST" else 200)


def _typed(form: DetailsForm) -> dict[str, Any]:
    fields = (
        "session",
        "category",
        "call_name",
        "age_capacity",
        "ties",
        "photo",
        "wheelchair",
        "sign_language",
    )
    return {name: form[name].data for name in fields}


def _session_notes(shown: PublicOpenDay) -> dict[str, Any]:
    """What stands under and beside each session; full ones can't be chosen."""
    sessions = shown.event.sessions
    return {
        "session_notes": {s.id: messages.when(s.starts_at, s.ends_at) for s in sessions},
        "session_right": {s.id: messages.places_left(s.left) for s in sessions},
        "full": [s.id for s in sessions if s.left == 0],
    }


def _declaration_words(values: Any) -> tuple[str, str]:
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
def confirm(open_day_id: int) -> Page:
    """Look everything over; one press books."""
    now = clock.now()
    shown = places.public_open_day(g.campaign, open_day_id)
    phone = visitor.proven_phone()
    if phone is None:
        return redirect(url_for(".book", open_day_id=open_day_id), 303)
    kept = visitor.draft(open_day_id)
    if "agreed_at" not in kept:
        held = places.held_already(g.campaign, open_day_id, phone)
        target = (
            url_for(".ticket", token=held.token) if held else url_for(".details", open_day_id=open_day_id)
        )
        return redirect(target, 303)
    form = ConfirmForm(data={"key": kept["key"]})
    refusal: DomainError | None = None
    if request.method == "POST" and form.validate_on_submit():
        try:
            got = places.book(
                g.campaign, _book_request(kept, phone, open_day_id), manage_url=manage_url, now=now
            )
            visitor.drop()
            return redirect(url_for(".ticket", token=got.token, fresh=1 if got.first_time else None), 303)
        except Conflict as error:
            if error.code == "already_booked":
                held = places.held_already(g.campaign, open_day_id, phone)
                if held is not None:
                    flash(words(error), "info")
                    return redirect(url_for(".ticket", token=held.token), 303)
            refusal = error
            shown = places.public_open_day(g.campaign, open_day_id)
        except (RuleBroken, Invalid) as error:
            refusal = error
    page = render_template(
        "open_day/book_confirm.html",
        form=form,
        shown=shown,
        kept=kept,
        picked=shown.event.session(kept["session"]),
        masked=privacy.mask_phone(phone),
        refusal=words(refusal) if refusal else "",
        sold_out=refusal is not None and refusal.code.startswith("session_full"),
        needs=messages.NEEDS,
        declared=len(declarations_of(packs.values_of(g.campaign))),
        phone_link=messages.phone_link(shown.phone),
        **_session_notes(shown),
    )
    return page, (refusal.status if refusal else 200)


def _book_request(kept: dict[str, Any], phone: str, open_day_id: int) -> BookRequest:
    return BookRequest(
        open_day_id=open_day_id,
        session_id=int(kept["session"]),
        phone=phone,
        category=str(kept["category"]),
        call_name=str(kept["call_name"]),
        declared=tuple(code for code in ("age_capacity", "ties") if kept.get(code)),
        needs=tuple(code for code in messages.NEEDS if kept.get(code)),
        photo_consent=bool(kept.get("photo")),
        notice_agreed_at=datetime.fromisoformat(kept["agreed_at"]),
        key=str(kept["key"]),
    )


def manage_url(token: str) -> str:
    return url_for("open_day_public.ticket", token=token, _external=True)


# -- pieces


def _picked(shown: PublicOpenDay) -> booking.SessionView | None:
    chosen = visitor.draft(shown.id).get("session")
    return shown.event.session(int(chosen)) if chosen else None
