"""Staff pages: the outbox, the list of calls to make."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, Invalid
from core.base.registry import registry
from core.base.wording import words
from core.delivery import rules, service
from core.delivery.forms import ActForm, CallForm, TestForm
from core.delivery.messages import CALL_RESULTS, FAULTS, GATEWAYS, LANES, STATES
from core.users.forms import blame

staff = Blueprint("delivery_staff", __name__, template_folder="templates")
AGES = (1, 7, 30)  # days


def fault_words(fault: str, figure: str) -> str:
    """Why a message is stuck, in the reader's language."""
    return str(FAULTS[fault]) % {"figure": figure} if fault in FAULTS else fault


@staff.get("/messages/outbox")
@needs("delivery.see")
def outbox() -> Any:
    """Every message, by state, kind and age; for those who may not read, counts and reasons only."""
    return _outbox_page(ActForm(), TestForm(formdata=None), 200)


@staff.post("/messages/outbox")
@needs("delivery.act")
def act() -> Any:
    """Send again, drop, or put on the list of calls what is ticked."""
    form, ids = ActForm(), [int(text) for text in request.form.getlist("id") if text.isdecimal()]
    if form.validate_on_submit():
        try:
            flash(_done(request.form.get("act", ""), ids, form.reason.data or ""), "ok")
            return redirect(url_for(".outbox", **_asked()), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _outbox_page(form, TestForm(formdata=None), 422, ticked=ids)


def _done(what: str, ids: list[int], reason: str) -> str:
    if not ids:
        raise Invalid("delivery.choose_some")
    now = clock.now()
    if what == "drop":
        done = service.drop(ids, reason, actor=g.actor, now=now)
        return ngettext("%(num)d 条不再发。", "%(num)d 条不再发。", done)
    if what == "call":
        done = service.call_instead(ids, actor=g.actor, now=now)
        return ngettext("%(num)d 条改为电话通知。", "%(num)d 条改为电话通知。", done)
    done = service.send_again(ids, actor=g.actor, now=now)
    return ngettext("%(num)d 条马上重发。", "%(num)d 条马上重发。", done)


@staff.post("/messages/test")
@needs("delivery.test")
def test_gateway() -> Any:
    """Send a test SMS."""
    form = TestForm()
    if form.validate_on_submit():
        try:
            service.test_sms(form.phone.data or "", actor=g.actor, now=clock.now())
            flash(_("测试短信交给后台了。收到了就是通的；没收到，过一会儿看这一页的原因。"), "ok")
            return redirect(url_for(".outbox"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _outbox_page(ActForm(formdata=None), form, 422)


@staff.get("/messages/calls")
@needs("delivery.call")
def calls() -> Any:
    """Those whom no message reaches, the oldest first."""
    number = int(request.args.get("page", "1")) if request.args.get("page", "1").isdecimal() else 1
    found, pages, total = service.calls(actor=g.actor, number=number)
    return render_template(
        "delivery/calls.html",
        calls=found,
        kinds=_kind_titles(),
        results=CALL_RESULTS,
        pager_data=_pager(".calls", {}, number, pages, total),
    )


@staff.post("/messages/calls/<int:row_id>")
@needs("delivery.call")
def record_call(row_id: int) -> Any:
    """Tick a call: who, when and how it went."""
    form = CallForm()
    try:
        if not form.validate_on_submit():
            raise Invalid("delivery.result_unknown")
        service.record_call(
            row_id, form.result.data or "", form.note.data or "", actor=g.actor, now=clock.now()
        )
        flash(_("记下了。"), "ok")
    except DomainError as refusal:
        flash(words(refusal), "stop")
    return redirect(url_for(".calls"), 303)


def _asked() -> dict[str, Any]:
    """The filters of the address, those that can be used."""
    state, kind, days = (request.args.get(name, "") for name in ("state", "kind", "days"))
    return {
        "state": state if state in rules.STATES else None,
        "kind": kind if kind in registry().message_kinds else None,
        "days": int(days) if days.isdecimal() and int(days) in AGES else None,
    }


def _outbox_page(form: ActForm, test: TestForm, status: int, ticked: list[int] | None = None) -> Any:
    asked = _asked()
    number = int(request.args.get("page", "1")) if request.args.get("page", "1").isdecimal() else 1
    page = service.outbox(
        actor=g.actor,
        now=clock.now(),
        states=[asked["state"]] if asked["state"] else (),
        kind=asked["kind"] or "",
        days=asked["days"] or 0,
        number=number,
    )
    html = render_template(
        "delivery/outbox.html",
        form=form,
        test=test,
        page=page,
        pager_data=_pager(".outbox", asked, page.number, page.pages, page.total),
        asked=asked,
        ages=AGES,
        ticked=ticked or [],
        may_act=rules.MAY_DROP,
        kinds=_kind_titles(),
        states=STATES,
        lanes=LANES,
        gateways=service.gateway_states(),
        gateway_words=GATEWAYS,
        stuck=service.stuck(actor=g.actor),
        fault_words=fault_words,
        reads=g.actor.can("delivery.read"),
        acts=g.actor.can("delivery.act"),
        tests=g.actor.can("delivery.test"),
        calls=g.actor.can("delivery.call"),
    )
    return html, status


def _kind_titles() -> dict[str, Any]:
    return {code: kind.title for code, kind in registry().message_kinds.items()}


def _pager(endpoint: str, given: dict[str, Any], number: int, pages: int, total: int) -> dict[str, Any]:
    return {
        "number": number,
        "pages": pages,
        "total": total,
        "previous_url": url_for(endpoint, **given, page=number - 1) if number > 1 else None,
        "next_url": url_for(endpoint, **given, page=number + 1) if number < pages else None,
    }
