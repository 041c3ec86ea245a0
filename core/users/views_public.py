"""A citizen's pages: prove a phone, see what is kept, take it along, have it erased."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import VISITOR, open_to_all
from core.base.errors import DomainError, Invalid
from core.users import phone_web
from core.users.forms import CodeForm, CorrectForm, PhoneForm, PlainForm, blame
from core.users.rules import safe_path
from core.users.service import personal

public = Blueprint("users_public", __name__, template_folder="templates")
PURPOSE = "my"


@public.route("/phone", methods=["GET", "POST"])
@open_to_all
def prove_phone() -> Any:
    """Step one: which number."""
    form = PhoneForm()
    target = _target()
    if form.validate_on_submit():
        try:
            phone_web.begin(form.phone.data or "", purpose=PURPOSE)
            return redirect(url_for(".type_code", next=target), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "users/phone.html", form=form, target=target, can_send=phone_web.can_send()
    ), status


@public.route("/phone/code", methods=["GET", "POST"])
@open_to_all
def type_code() -> Any:
    """Step two: the code from the message."""
    form = CodeForm()
    target = _target()
    pending = phone_web.pending()
    if pending is None and request.method == "GET":
        return redirect(url_for(".prove_phone", next=target), 303)
    if form.validate_on_submit():
        try:
            phone_web.finish(form.code.data or "")
            return redirect(target, 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/phone_code.html", form=form, target=target, pending=pending), status


@public.post("/phone/again")
@open_to_all
def other_number() -> Any:
    """Back to step one, with another number."""
    phone_web.start_over()
    return redirect(url_for(".prove_phone", next=_target()), 303)


@public.post("/phone/forget")
@open_to_all
def forget_phone() -> Any:
    """Leave: this browser knows no number any more."""
    phone_web.forget()
    flash(_("已经退出。在别人的手机或电脑上用完，请都这样退出。"), "ok")
    return redirect(url_for(".prove_phone"), 303)


@public.get("/my")
@open_to_all
def my() -> Any:
    """Everything that is kept about me."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    records = personal.gather(proven.phone)
    personal.note("users.personal_data_shown", actor=VISITOR, now=clock.now())
    return render_template(
        "users/my.html", proven=proven, groups=personal.grouped(records), correct_url=url_for(".correct")
    )


@public.get("/my/export.<any(json, html, txt):kind>")
@open_to_all
def export(kind: str) -> Any:
    """The same as a file (PIPL 45): for programs, for the eye, as plain text."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    now = clock.now()
    personal.note("users.personal_data_exported", actor=VISITOR, now=now, kind=kind)
    return exported(proven.phone, kind, now)


@public.post("/my/correct")
@open_to_all
def correct() -> Any:
    """Set one value right."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    form = CorrectForm()
    if form.validate_on_submit():
        try:
            personal.correct(
                proven.phone,
                form.ref.data or "",
                form.name.data or "",
                form.value.data or "",
                actor=VISITOR,
                now=clock.now(),
            )
            flash(_("改好了。"), "ok")
            return redirect(url_for(".my"), 303)
        except Invalid as refusal:
            blame(form, refusal)
    records = personal.grouped(personal.gather(proven.phone))
    page = render_template(
        "users/my.html", proven=proven, groups=records, correct_url=url_for(".correct"), form=form
    )
    return page, 422


@public.route("/my/erase", methods=["GET", "POST"])
@open_to_all
def erase() -> Any:
    """Show what will go, what stays and why; then remove it and give a receipt (PIPL 47)."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    form = PlainForm()
    if not form.validate_on_submit():
        gone, kept = personal.parted(personal.gather(proven.phone))
        return render_template(
            "users/my_erase.html",
            proven=proven,
            form=form,
            gone=personal.grouped(gone),
            kept=personal.grouped(kept),
        )
    receipt = personal.erase(
        proven.phone, action="users.personal_data_erased", actor=VISITOR, now=clock.now()
    )
    phone_web.forget()
    return render_template(
        "users/my_erased.html",
        receipt=receipt,
        gone=personal.grouped(receipt.gone),
        kept=personal.grouped(receipt.kept),
    )


def exported(phone: str, kind: str, now: datetime) -> Response:
    """A person's data as a file: json, html or txt."""
    content = personal.as_data(phone, now)
    if kind == "json":
        text, mime = json.dumps(content, ensure_ascii=False, indent=2), "application/json"
    else:
        text = render_template(f"users/my_export.{kind}", data=content, made=now)
        mime = "text/html" if kind == "html" else "text/plain"
    answer = Response(text, content_type=f"{mime}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data.{kind}"'
    return answer


def _target() -> str:
    return safe_path(request.args.get("next")) or url_for(".my", lang=g.lang)
