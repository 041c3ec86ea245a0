"""The page that checks an announcement somebody else wrote. Nothing of it is stored, unless an editor takes it over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Optional

from core.api import DomainError, Invalid, NotAllowed, NotFound, SelectField, clock, needs, words

from . import messages
from . import pack as packs
from .forms import DayField
from .service import checking
from .views_staff import Page, staff

if TYPE_CHECKING:
    from .rules.loose import TextCheck


class CheckForm(FlaskForm):
    """A text or a file, the day of publication, and where to take it over."""

    text = TextAreaField(_l("公告全文"), [Optional()])
    file = FileField(_l("选择文件"), [Optional()])
    publish = DayField(_l("公开日期"))
    plan = SelectField(_l("接到哪个方案的公告"), coerce=int, validators=[Optional()], validate_choice=False)
    not_secret = BooleanField(_l("我确认来源材料没有密级标识，内容可以在本平台存放"))


@staff.route("/check", methods=["GET", "POST"])
@needs("open_day.see")
def check_text() -> Page:
    """Paste or upload an announcement, see what it lacks; take the text over into an approved plan's draft."""
    form = CheckForm()
    now = clock.now()
    fillable = checking.plans_to_fill(g.campaign, actor=g.actor, now=now)
    form.plan.choices = [
        (one.plan_id, _("%(name)s（%(unit)s）", name=one.name, unit=one.department)) for one in fillable
    ]
    if request.method == "GET":
        form.publish.data = clock.today()
        return _page(form, None, fillable)
    found: TextCheck | None = None
    form.validate()
    try:
        text = _handed_in(form)
        if form.publish.data is None and not form.publish.errors:
            raise Invalid("open_day.check_day", field="publish")
        publish: date | None = form.publish.data
        if publish is not None:
            found = checking.check(text, g.campaign, publish)
            form.text.data = text
            if "take_over" in request.form:
                return _take_over(form, text, publish)
    except DomainError as refusal:
        if isinstance(refusal, (NotFound, NotAllowed)):
            raise
        if refusal.code == "secret_mark":
            form.text.data = ""
            found = None
        _blame(form, refusal)
    return _page(form, found, fillable, 422 if found is None or form.errors or form.form_errors else 200)


def _take_over(form: CheckForm, text: str, publish: date) -> Page:
    if not form.not_secret.data:
        raise Invalid("open_day.take_over_confirm", field="not_secret")
    if form.plan.data not in [plan_id for plan_id, _name in form.plan.choices]:
        raise NotFound
    open_day_id = checking.take_over(
        g.campaign, form.plan.data, text, publish, actor=g.actor, now=clock.now()
    )
    flash(_("已接到草稿里。请核对每一项，再补上缺的。"), "ok")
    return redirect(url_for(".announcement", open_day_id=open_day_id), 303)


def _handed_in(form: CheckForm) -> str:
    upload = form.file.data
    data = upload.read() if upload else None
    return checking.text_of(form.text.data or "", data, (upload.filename or "") if upload else "")


def _blame(form: CheckForm, refusal: DomainError) -> None:
    field = getattr(refusal, "field", None)
    if field is None and refusal.code == "secret_mark":
        field = "file" if request.files.get("file") else "text"
    target = form._fields.get(field) if field else None
    if target is None:
        form.form_errors.append(words(refusal))
    else:
        target.errors = [*target.errors, words(refusal)]


def _page(form: CheckForm, found: TextCheck | None, fillable: list[Any], status: int = 200) -> Page:
    rows, notes = [], []
    if found is not None and form.publish.data is not None:
        publish = form.publish.data
        rows = [(item, [checking.told(f, publish) for f in item.findings]) for item in found.result.items]
        notes = [
            (f, checking.told(f, publish), messages.cited(f))
            for f in found.result.findings
            if not f.code.startswith("OD-04.")
        ]
    return (
        render_template(
            "open_day/check_text.html",
            form=form,
            found=found,
            rows=rows,
            notes=notes,
            named=found is not None and any(f.code == "OD-08" for f in found.result.findings),
            item_states=messages.ITEM_STATES,
            values=packs.values_of(g.campaign),
            fillable=fillable,
        ),
        status,
    )
