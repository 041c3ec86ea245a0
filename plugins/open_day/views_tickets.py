"""The ticket and what its holder may do with it; finding it again without the link."""

from __future__ import annotations

import segno
from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from core.api import (
    Invalid,
    NotFound,
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
from .forms import FindForm, SubmitForm
from .service import places
from .views_booking import Page, manage_url
from .views_public import calendar_file, public


@public.get("/booking/<token>")
@open_to_all
def ticket(token: str) -> Page:
    """The ticket: number, QR code, time, place; cancel, consent, my data."""
    got = places.holding(g.campaign, token)
    shown = places.public_open_day(g.campaign, got.owner_id)
    return render_template(
        "open_day/ticket.html",
        got=got,
        shown=shown,
        fresh=request.args.get("fresh") == "1",
        qr=_qr(manage_url(token)),
        masked=privacy.mask_phone(got.phone),
        when=messages.day_and_weekday(got.session.starts_at),
        greeting=messages.greeting(got.session.starts_at, got.call_name),
        over=got.session.starts_at <= clock.now(),
        phone_link=messages.phone_link(shown.phone),
        needs=messages.NEEDS,
        sent=outbox.can_send(),
        form=SubmitForm(),
    )


@public.get("/booking/<token>/calendar.ics")
@open_to_all
def ticket_calendar(token: str) -> Response:
    """The visit for the phone's calendar."""
    got = places.holding(g.campaign, token)
    note = _("报名编号 %(number)s，请提前 15 分钟到。", number=got.number)
    return calendar_file(places.public_open_day(g.campaign, got.owner_id), (got.session,), note)


@public.route("/booking/<token>/cancel", methods=["GET", "POST"])
@open_to_all
def cancel(token: str) -> Page:
    """Ask, then give the place back."""
    got = places.holding(g.campaign, token)
    form = SubmitForm()
    if got.state == "cancelled":
        return redirect(url_for(".ticket", token=token), 303)
    if form.validate_on_submit():
        try:
            places.cancel(g.campaign, token, now=clock.now())
        except RuleBroken as error:
            form.form_errors.append(words(error))
            return _render_cancel(got, form), error.status
        flash(_("已取消，位子已经让出来了。"), "ok")
        return redirect(url_for(".ticket", token=token), 303)
    return _render_cancel(got, form)


def _render_cancel(got: booking.BookingView, form: SubmitForm) -> str:
    return render_template(
        "open_day/cancel.html", got=got, form=form, when=messages.day_and_weekday(got.session.starts_at)
    )


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


@public.get("/booking/<token>/data.json")
@open_to_all
def export(token: str) -> Response:
    """Everything kept about this booking, to take along."""
    got = places.holding(g.campaign, token)
    answer = jsonify(
        number=got.number,
        session=got.session.title,
        starts_at=clock.local(got.session.starts_at).isoformat(),
        place=got.session.place,
        category=got.category,
        call_name=got.call_name,
        phone=got.phone,
        state=got.state,
        declared=got.declared,
        needs=got.needs,
        photo_consent=got.photo_consent,
        booked_at=clock.local(got.created_at).isoformat(),
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
        places.forget(token, g.campaign, now=clock.now())
        return render_template("open_day/deleted.html", open_day_id=got.owner_id)
    return render_template("open_day/delete.html", got=got, form=form)


# -- without the link


@public.route("/find", methods=["GET", "POST"])
@open_to_all
def find() -> Page:
    """Number and phone and code open the same ticket: people are taught not to open links in messages."""
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


def _qr(address: str) -> Markup:
    """The QR code as an SVG without style; the number stands below it, so the picture is not the only way."""
    code = segno.make(address, error="m", micro=False)
    label = _("签到二维码")
    drawn = code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2, light="#fff")
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" focusable="false" ', 1))
