"""What a holder does with a booking: answer an offer, change, take another session, give back, look at and remove data."""

from __future__ import annotations

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import Conflict, DomainError, Invalid, RuleBroken, booking, clock, open_to_all, privacy, words

from . import messages
from . import pack as packs
from .forms import SubmitForm
from .forms_booking import TakeSessionForm, change_form
from .rules.taking_part import categories_of
from .service import choices, places
from .views_booking import Page, unbroken
from .views_public import public
from .views_tickets import render_ticket
from .wording_booking import STATES, free_words, party_words


@public.post("/booking/<token>/accept")
@open_to_all
def accept(token: str) -> Page:
    """Take the offered place."""
    places.holding(g.campaign, token)
    if not SubmitForm().validate_on_submit():
        return render_ticket(token, RuleBroken("open_day.press_again"))
    try:
        booking.accept_offer(token, actor=g.actor, now=clock.now())
    except (Conflict, RuleBroken) as error:
        return render_ticket(token, error)
    flash(_("位子定了，到时见。"), "ok")
    return redirect(url_for(".ticket", token=token), 303)


# -- another session


@public.route("/booking/<token>/session", methods=["GET", "POST"])
@open_to_all
def take_session(token: str) -> Page:
    """Take another session in which places are free; the old place goes to the next."""
    got = places.holding(g.campaign, token)
    shown = places.public_open_day(g.campaign, got.owner_id)
    now = clock.now()
    open_now = choices.instead(shown, got, now)
    form = TakeSessionForm()
    form.session.choices = [(c.session.id, messages.known(c.session.title)) for c in open_now]
    if form.validate_on_submit():
        try:
            booking.change_session(token, int(form.session.data), actor=g.actor, now=now)
        except (Conflict, Invalid, RuleBroken) as error:
            return render_ticket(token, error)
        flash(_("换好了，编号也换了，以新的为准。"), "ok")
        return redirect(url_for(".ticket", token=token), 303)
    page = render_template(
        "open_day/book_session.html",
        got=got,
        shown=shown,
        form=form,
        notes={
            c.session.id: unbroken(messages.when(c.session.starts_at, c.session.ends_at)) for c in open_now
        },
        right={c.session.id: free_words(c) for c in open_now},
        phone_link=messages.phone_link(shown.phone),
    )
    return page, (422 if request.method == "POST" else 200)


# -- what was typed


@public.route("/booking/<token>/change", methods=["GET", "POST"])
@open_to_all
def change(token: str) -> Page:
    """Companions, help, name, category."""
    got = places.holding(g.campaign, token)
    if not got.living:
        return redirect(url_for(".ticket", token=token), 303)
    shown = places.public_open_day(g.campaign, got.owner_id)
    # Who waits or is offered a place may only become fewer.
    most = shown.event.terms.companions if got.state == "booked" else got.party - 1
    typed = dict.fromkeys(got.needs, True)
    form = change_form(
        shown.needs,
        most,
        data={**typed, "party": got.party, "call_name": got.call_name, "category": got.category},
    )
    offered = categories_of(packs.values_of(g.campaign))
    if got.category not in offered:
        offered = (*offered, got.category)
    form.category.choices = [(c, messages.known(c)) for c in offered]
    if form.validate_on_submit():
        try:
            booking.change_booking(
                token,
                party=form.party.data if "party" in form else None,
                needs=form.chosen_needs,
                call_name=form.call_name.data,
                category=form.category.data,
                actor=g.actor,
                now=clock.now(),
            )
        except (Conflict, Invalid, RuleBroken) as error:
            _blame(form, error)
        else:
            flash(_("改好了。"), "ok")
            return redirect(url_for(".ticket", token=token), 303)
    page = render_template(
        "open_day/book_change.html",
        got=got,
        shown=shown,
        form=form,
        phone_link=messages.phone_link(shown.phone),
    )
    return page, (422 if request.method == "POST" else 200)


def _blame(form: object, error: DomainError) -> None:
    """Put a refusal at the field that it is about."""
    about = "category" if error.code.startswith("category_") else "party"
    if not error.code.startswith(("category_", "party_")) or about not in form:  # type: ignore[operator]
        form.form_errors.append(words(error))  # type: ignore[attr-defined]
        return
    form[about].errors = [words(error)]  # type: ignore[index]


@public.post("/booking/<token>/photo")
@open_to_all
def photo_consent(token: str) -> Page:
    """Give or withdraw the consent to publish photographs."""
    places.holding(g.campaign, token)
    if SubmitForm().validate_on_submit():
        agreed = request.form.get("agreed") == "1"
        booking.change_photo_consent(token, agreed, actor=g.actor, now=clock.now())
        flash(_("已改为：同意公开现场照片。") if agreed else _("已改为：不同意公开现场照片。"), "ok")
    return redirect(url_for(".ticket", token=token), 303)


# -- giving back


@public.route("/booking/<token>/cancel", methods=["GET", "POST"])
@open_to_all
def cancel(token: str) -> Page:
    """Ask, then give the place back, decline the offer, or leave the line."""
    got = places.holding(g.campaign, token)
    form = SubmitForm()
    if not got.living:
        return redirect(url_for(".ticket", token=token), 303)
    if form.validate_on_submit():
        try:
            booking.cancel_booking(token, actor=g.actor, now=clock.now())
        except RuleBroken as error:
            form.form_errors.append(words(error))
            return _render_cancel(got, form), error.status
        left = _("已退出候补。") if got.state == "waiting" else _("已取消，位子已经让出来了。")
        flash(left, "ok")
        return redirect(url_for(".ticket", token=token), 303)
    return _render_cancel(got, form)


def _render_cancel(got: booking.BookingView, form: SubmitForm) -> str:
    return render_template(
        "open_day/cancel.html", got=got, form=form, when=messages.day_and_weekday(got.session.starts_at)
    )


# -- my data


@public.get("/booking/<token>/data")
@open_to_all
def data(token: str) -> Page:
    """Everything kept about this booking, to read and to print."""
    got = places.holding(g.campaign, token)
    return render_template(
        "open_day/book_data.html",
        got=got,
        department=places.public_open_day(g.campaign, got.owner_id).department,
        state_word=STATES[got.state][1],
        when=messages.when(got.session.starts_at, got.session.ends_at),
        party_words=party_words(got.party),
        needs=messages.NEEDS,
        masked=privacy.mask_phone(got.phone) if got.phone else "",
    )


@public.get("/booking/<token>/data.json")
@open_to_all
def export(token: str) -> Response:
    """The same for programs, to take along."""
    got = places.holding(g.campaign, token)
    answer = jsonify(
        number=got.number,
        session=got.session.title,
        starts_at=clock.local(got.session.starts_at).isoformat(),
        place=got.session.place,
        category=got.category,
        call_name=got.call_name,
        full_name=got.full_name,
        phone=got.phone,
        contact=got.contact,
        people=got.party,
        state=got.state,
        booked_by=got.way,
        declared=got.declared,
        needs=got.needs,
        photo_consent=got.photo_consent,
        booked_at=clock.local(got.created_at).isoformat(),
        kept_until=clock.local(got.offer_until).isoformat() if got.offer_until else None,
        cancelled_at=clock.local(got.cancelled_at).isoformat() if got.cancelled_at else None,
    )
    answer.headers["Content-Disposition"] = f"attachment; filename=booking-{got.number}.json"
    return answer


@public.route("/booking/<token>/delete", methods=["GET", "POST"])
@open_to_all
def delete(token: str) -> Page:
    """Ask, then delete the person; a coming place is given back."""
    got = places.holding(g.campaign, token)
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            places.forget(token, g.campaign, now=clock.now())
        except RuleBroken as error:
            form.form_errors.append(words(error))
            return render_template("open_day/delete.html", got=got, form=form), error.status
        return render_template("open_day/deleted.html", open_day_id=got.owner_id)
    return render_template("open_day/delete.html", got=got, form=form)
