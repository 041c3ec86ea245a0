"""What a holder does with a booking: change it, take another session; and what holders do everywhere."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    RuleBroken,
    booking,
    booking_pages,
    clock,
    open_to_all,
    words,
)

from . import messages
from . import pack as packs
from .forms import SubmitForm
from .forms_booking import TakeSessionForm, change_form
from .rules.taking_part import categories_of
from .service import choices, places
from .service.freezing import OWNER
from .service.keeping import NOTICE
from .views_booking import Page, unbroken
from .views_public import public
from .views_tickets import render_ticket
from .wording_booking import free_words, party_words

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


# -- answering an offer, giving back, data: the same for every owner of places


def _about(got: booking.BookingView) -> dict[str, object]:
    return {
        "when": messages.when(got.session.starts_at, got.session.ends_at),
        "department": places.public_open_day(g.campaign, got.owner_id).department,
        "party": party_words(got.party),
        "needs": messages.NEEDS,
        "named": messages.known,
        "back_url": url_for(".announcement", open_day_id=got.owner_id),
    }


booking_pages.HolderPages(
    public,
    OWNER,
    purpose="open_day",
    notice=NOTICE,
    show=render_ticket,
    about=_about,
    home=("open_day_public.index", _l("政府开放日")),
).hang()
