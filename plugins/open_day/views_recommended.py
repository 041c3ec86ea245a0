"""Recommended participants: the list, one by one, and from a sheet that is looked at before anything is stored."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import Conflict, Invalid, RuleBroken, booking, clock, needs, phrase, words

from . import messages, recommended_sheet
from . import pack as packs
from .forms import SubmitForm
from .forms_staff import ConfirmSheetForm, RecommendForm, SheetForm, fitted
from .rules.recommending import Fault
from .rules.taking_part import categories_of
from .service import recommending
from .service.at_hand import RECOMMEND, open_day_for
from .service.places import PublicOpenDay
from .service.recommending import Preview, Recommendation
from .views_staff import Page, staff
from .wording_staff import OUTCOMES


@staff.route("/announcements/<int:open_day_id>/recommended", methods=["GET", "POST"])
@needs("open_day.recommend")
def recommended(open_day_id: int) -> Page:
    """Who is recommended, how many places are left for them, and a form for one more."""
    now = clock.now()
    shown = open_day_for(g.campaign, open_day_id, RECOMMEND, g.actor)
    form = _form(shown)
    if form.validate_on_submit():
        try:
            recommending.recommend(g.campaign, open_day_id, _person(form), actor=g.actor, now=now)
            flash(_("已登记。"), "ok")
            return redirect(url_for(".recommended", open_day_id=open_day_id), 303)
        except (Invalid, RuleBroken, Conflict) as refusal:
            name = getattr(refusal, "field", None) or ""
            if name in form:
                form[name].errors = [*form[name].errors, words(refusal)]
            else:
                form.form_errors = [words(refusal)]
    shown, people = recommending.recommended(g.campaign, open_day_id, actor=g.actor, now=now)
    page = render_template(
        "open_day/recommended.html",
        shown=shown,
        people=people,
        form=form,
        quotas=[(s, s.recommended) for s in shown.event.sessions if s.state == "open"],
        session_notes={s.id: messages.when(s.starts_at, s.ends_at) for s in shown.event.sessions},
        needs=messages.NEEDS,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _form(shown: PublicOpenDay) -> Any:
    form = fitted(RecommendForm, shown.needs)
    sessions = [s for s in shown.event.sessions if s.state == "open"]
    form.session.choices = [(s.id, messages.known(s.title)) for s in sessions]
    form.category.choices = [(c, messages.known(c)) for c in categories_of(packs.values_of(g.campaign))]
    if request.method == "GET" and len(sessions) == 1:
        form.session.data = sessions[0].id
    return form


def _person(form: Any) -> Recommendation:
    if not form.told.data:
        raise Invalid("open_day.told_missing", field="told")
    phone = booking.phone_of(form.phone.data or "")
    if phone is None:
        raise Invalid("open_day.row_phone_shape", field="phone", value=form.phone.data)
    return Recommendation(form.session.data, form.name.data, phone, form.category.data, form.chosen_needs)


@staff.get("/announcements/<int:open_day_id>/recommended/template.xlsx")
@needs("open_day.recommend")
def recommended_template(open_day_id: int) -> Response:
    """The empty sheet of this open day."""
    shown = open_day_for(g.campaign, open_day_id, RECOMMEND, g.actor)
    return xlsx(recommended_sheet.template(*_choices(shown)), f"recommended-{open_day_id}.xlsx")


def _choices(shown: PublicOpenDay) -> tuple[list[str], list[str]]:
    sessions = [s.title for s in shown.event.sessions if s.state == "open"]
    return sessions, list(categories_of(packs.values_of(g.campaign)))


def xlsx(content: bytes, name: str) -> Response:
    """A spreadsheet to keep, stored by no proxy."""
    answer = Response(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@staff.route("/announcements/<int:open_day_id>/recommended/import", methods=["GET", "POST"])
@needs("open_day.recommend")
def import_recommended(open_day_id: int) -> Page:
    """How it goes, the upload; after it every row with what would become of it."""
    shown = open_day_for(g.campaign, open_day_id, RECOMMEND, g.actor)
    form = SheetForm()
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise Invalid("open_day.sheet_missing", field="file")
            rows = recommended_sheet.read(form.file.data.stream)
            seen = recommending.preview(g.campaign, open_day_id, rows, actor=g.actor, now=clock.now())
            return _preview(shown, seen, ConfirmSheetForm(formdata=None))
        except Invalid as refusal:
            form.file.errors = [words(refusal)]
    return _upload(shown, form), 422 if request.method == "POST" else 200


def _upload(shown: PublicOpenDay, form: SheetForm) -> str:
    return render_template(
        "open_day/recommended_import.html",
        shown=shown,
        form=form,
        hints=recommended_sheet.hints(*_choices(shown)),
    )


def _preview(shown: PublicOpenDay, seen: Preview, form: ConfirmSheetForm) -> str:
    form.rows.data = seen.sealed
    return render_template(
        "open_day/recommended_preview.html",
        shown=shown,
        seen=seen,
        form=form,
        told=told,
        outcomes=OUTCOMES,
        titles={s.id: messages.known(s.title) for s in shown.event.sessions},
    )


@staff.post("/announcements/<int:open_day_id>/recommended/import/confirm")
@needs("open_day.recommend")
def confirm_recommended(open_day_id: int) -> Page:
    """Store the good rows, judged again as things are now."""
    now = clock.now()
    shown = open_day_for(g.campaign, open_day_id, RECOMMEND, g.actor)
    form = ConfirmSheetForm()
    try:
        if not form.told.data:
            form.told.errors = [words(Invalid("open_day.told_missing"))]
            seen = recommending.look_again(
                g.campaign, open_day_id, form.rows.data or "", actor=g.actor, now=now
            )
            return _preview(shown, seen, form), 422
        done = recommending.confirm(g.campaign, open_day_id, form.rows.data or "", actor=g.actor, now=now)
    except (Invalid, RuleBroken, Conflict) as refusal:
        again = SheetForm(formdata=None)
        again.file.errors = [words(refusal)]
        return _upload(shown, again), 422
    added, left = done.count("add"), done.count("fault")
    flash(ngettext("已导入 %(num)d 人。", "已导入 %(num)d 人。", added), "ok")
    if left:
        flash(
            ngettext(
                "有 %(num)d 行没有导入，改好表格再传一次，已导入的不会重复。",
                "有 %(num)d 行没有导入，改好表格再传一次，已导入的不会重复。",
                left,
            ),
            "warn",
        )
    return redirect(url_for(".recommended", open_day_id=open_day_id), 303)


def told(fault: Fault) -> str:
    """A fault's sentence."""
    return phrase(fault.code, fault.params)


@staff.route("/announcements/<int:open_day_id>/recommended/<int:booking_id>/remove", methods=["GET", "POST"])
@needs("open_day.recommend")
def remove_recommended(open_day_id: int, booking_id: int) -> Page:
    """Ask, then take somebody off the list."""
    now = clock.now()
    got = recommending.one(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            recommending.remove(g.campaign, open_day_id, booking_id, actor=g.actor, now=now)
            flash(_("已从推荐名单里去掉。"), "ok")
        except RuleBroken as refusal:
            flash(words(refusal), "stop")
        return redirect(url_for(".recommended", open_day_id=open_day_id), 303)
    return render_template("open_day/recommended_remove.html", got=got, open_day_id=open_day_id, form=form)
