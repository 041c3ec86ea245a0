"""Pages about oneself: how I get messages, and a test."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import signed_in
from core.base.errors import DomainError
from core.base.registry import settings
from core.base.wording import words
from core.delivery import service
from core.delivery.forms import ChoiceForm
from core.delivery.messages import STATES
from core.delivery.views_staff import fault_words
from core.users.forms import blame


def account_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/account/messages", "own_messages", own_messages, methods=["GET", "POST"])
    staff.add_url_rule("/account/messages/test", "own_test", own_test, methods=["POST"])


@signed_in
def own_messages() -> Any:
    """How I get messages."""
    form = ChoiceForm()
    form.offer(service.ways(), service.choosable_kinds())
    if request.method == "GET":
        form.show(service.own_choice(actor=g.actor))
    elif form.validate_on_submit():
        try:
            service.save_choice(form.choice(), actor=g.actor, now=clock.now())
            flash(_("存好了。可以发一条测试消息试试。"), "ok")
            return redirect(url_for("delivery_staff.own_messages"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    test = service.last_test(actor=g.actor)
    page = render_template(
        "delivery/own.html",
        form=form,
        saved=service.own_choice(actor=g.actor),
        robots=[f"{name}://" for name in settings().messages.robots],
        test=test,
        test_fault=fault_words(test.fault, test.figure) if test else "",
        states=STATES,
    )
    return page, 200 if request.method == "GET" else 422


@signed_in
def own_test() -> Any:
    """Send me a test message."""
    try:
        service.send_test(actor=g.actor, now=clock.now())
        flash(_("测试消息交给后台了。过几秒刷新这一页，看发出没有。"), "ok")
    except DomainError as refusal:
        flash(words(refusal), "stop")
    return redirect(url_for("delivery_staff.own_messages"), 303)
