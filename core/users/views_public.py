"""A citizen's pages: prove a phone, see what is kept, take it along, have it erased."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import audit, clock
from core.base.access import VISITOR, open_to_all
from core.base.db import unit_of_work
from core.base.errors import DomainError, RuleBroken
from core.base.registry import registry
from core.plugin.contracts import PersonalRecord
from core.plugin.host import PluginFault
from core.users import phone_web
from core.users.contracts import ProvenPhone
from core.users.forms import CodeForm, PhoneForm, PlainForm, blame
from core.users.rules import safe_path

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
    records = gather(proven)
    _note("users.personal_data_shown")
    return render_template("users/my.html", proven=proven, groups=grouped(records), form=PlainForm())


@public.get("/my/export.json")
@open_to_all
def export() -> Any:
    """The same as a file (PIPL 45)."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    content = {
        "phone": proven.phone,
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "records": [
            {
                "from": str(registry().host.plugins[owner].info.title),
                "title": str(record.title),
                "fields": {str(name): str(value) for name, value in record.fields.items()},
                "kept_until": record.kept_until.isoformat() if record.kept_until else None,
                "duty": str(record.duty),
            }
            for owner, record in gather(proven)
        ],
    }
    _note("users.personal_data_exported")
    text = json.dumps(content, ensure_ascii=False, indent=2)
    answer = Response(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@public.route("/my/erase", methods=["GET", "POST"])
@open_to_all
def erase() -> Any:
    """Ask, then remove all that no duty keeps, and show what stays and why (PIPL 47)."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for(".prove_phone", next=url_for(".my")), 303)
    form = PlainForm()
    if not form.validate_on_submit():
        kept = [(owner, record) for owner, record in gather(proven) if record.duty]
        return render_template("users/my_erase.html", proven=proven, form=form, kept=grouped(kept))
    try:
        with unit_of_work():
            registry().host.live("erase_personal_data", person_digest=proven.digest, now=clock.now())
            audit.record(VISITOR, clock.now(), "users.personal_data_erased", subject=("person", None))
    except PluginFault as fault:
        raise RuleBroken("personal_data_away") from fault
    left = gather(proven)
    phone_web.forget()
    return render_template("users/my_erased.html", groups=grouped(left))


def gather(proven: ProvenPhone) -> list[tuple[str, PersonalRecord]]:
    """(who keeps it, what) from every room and plugin. Raises RuleBroken("personal_data_away") when one can't answer."""
    try:
        answers = registry().host.live("personal_data", person_digest=proven.digest)
    except PluginFault as fault:
        raise RuleBroken("personal_data_away") from fault
    return [(owner, record) for owner, records in answers for record in records or ()]


def grouped(records: list[tuple[str, PersonalRecord]]) -> list[tuple[str, list[PersonalRecord]]]:
    """The records under the title of the room or plugin that keeps them."""
    found: dict[str, list[PersonalRecord]] = defaultdict(list)
    for owner, record in records:
        found[str(registry().host.plugins[owner].info.title)].append(record)
    return list(found.items())


def _note(action: str) -> None:
    with unit_of_work():
        audit.record(VISITOR, clock.now(), action, subject=("person", None))


def _target() -> str:
    return safe_path(request.args.get("next")) or url_for(".my", lang=g.lang)
