"""Proving a phone by a code before booking, and finding a booking by number, phone and code. Forms have fields `phone`, `code`
(and `number`); refusals are put at the field that they are about."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

from core.base import privacy
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.wording import words
from core.booking.contracts import BookingView
from core.booking.service import find_booking
from core.booking.visitor import Drafts, proven_phone
from core.users import phone_web as phones


class CodeForm(FlaskForm):
    """A phone, then the code that was sent to it."""

    phone = StringField(_l("手机号"))
    code = StringField(_l("短信验证码"))


class FindForm(FlaskForm):
    """Find a booking by its number and the phone that booked it."""

    number = StringField(
        _l("报名编号"),
        filters=[lambda typed: (typed or "").strip()],
        validators=[DataRequired(message=_l("请填写报名编号，例如 0919-2-017"))],
    )
    phone = StringField(
        _l("报名时的手机号"), validators=[DataRequired(message=_l("请填写报名时用的 11 位手机号"))]
    )
    code = StringField(_l("短信验证码"))


def prove(form: Any, drafts: Drafts, subject_id: int, *, purpose: str) -> str:
    """Send a code or check it: "proven", "sent", or "" when the form is to be shown again with what is wrong."""
    if not form.validate_on_submit():
        return ""
    typed, code = (form.phone.data or "").strip(), (form.code.data or "").strip()
    before = str(drafts.draft(subject_id).get("phone") or "")
    drafts.keep(subject_id, phone=typed)
    try:
        phone = privacy.normalise_phone(typed)
        waiting = phones.pending() is not None and bool(before) and privacy.normalise_phone(before) == phone
        # Enter in the code's box presses the first button of the form: what was typed says what was meant.
        if waiting and (code or "send" not in request.form):
            phones.finish(code)
            return "proven"
        phones.begin(phone, purpose=purpose)
        flash(_("验证码已发到 %(phone)s。", phone=privacy.mask_phone(phone)), "ok")
        return "sent"
    except (Invalid, RuleBroken) as error:
        field = form.code if error.code.startswith("code_") else form.phone
        field.errors = [words(error)]
        form.code.data = ""
        return ""


def found(form: Any, owner_kind: str, campaign_id: int, *, purpose: str) -> BookingView | None:
    """The booking that a form names, once its phone is proven; None: show the form again (a code was sent, or an error is
    at its field). Raises NotFound for the code of another phone."""
    try:
        phone = privacy.normalise_phone(form.phone.data or "")
        if proven_phone() != phone:
            code = (form.code.data or "").strip()
            waiting = phones.pending()
            if not (code and waiting and waiting.masked == privacy.mask_phone(phone)):
                phones.begin(phone, purpose=purpose)
                form.code.data = ""
                flash(_("验证码已发到 %(phone)s，请填上再查。", phone=privacy.mask_phone(phone)), "ok")
                return None
            if phones.finish(code).phone != phone:
                raise NotFound
        got = find_booking(form.number.data or "", phone)
        if got is None or got.owner_kind != owner_kind or got.campaign_id != campaign_id:
            raise RuleBroken("booking_not_found")
        return got
    except (Invalid, RuleBroken) as error:
        field = {"phone_shape": form.phone, "booking_not_found": form.number}.get(error.code)
        if field is None:
            field = form.code if error.code.startswith("code_") else form.phone
        field.errors = [words(error)]
        return None
