"""Staff pages of the second factor, of proving again that one is there, and the log of sign-ins."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import dangerous, needs, open_to_all, signed_in
from core.base.errors import DomainError
from core.users import login, service
from core.users.forms import ConfirmForm, PlainForm, SecondFactorForm, blame, number
from core.users.messages import BROWSERS, OUTCOMES, SYSTEMS
from core.users.rules import safe_path

#: where the cookie keeps a password that lacks its second factor
HALF_WAY = "half_way"
#: fields of the page that asks again; the asked page's own form never has them
AGAIN = "again-"
PASSWORD, ASKED = f"{AGAIN}password", f"{AGAIN}asked"


def second_factor_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/sign-in/code", "sign_in_code", sign_in_code, methods=["GET", "POST"])
    staff.add_url_rule("/account/second-factor", "second_factor", second_factor, methods=["GET", "POST"])
    staff.add_url_rule("/account/second-factor/off", "second_factor_off", second_factor_off, methods=["POST"])
    staff.add_url_rule("/account/second-factor/codes", "recovery_codes", recovery_codes, methods=["POST"])
    staff.add_url_rule(
        "/people/<int:user_id>/second-factor", "reset_second_factor", reset_second_factor, methods=["POST"]
    )
    staff.add_url_rule("/confirm", "confirm", confirm, methods=["GET", "POST"])
    staff.add_url_rule("/sign-ins", "sign_ins", sign_ins)


@open_to_all
def sign_in_code() -> Any:
    """The second half of signing in: a code from the app or on paper, or the app's setting up."""
    now = clock.now()
    token = session.get(HALF_WAY, "")
    waiting = service.half_way(token, now=now)
    target = safe_path(request.values.get("next")) or url_for("web_staff.desk")
    if waiting is None:
        session.pop(HALF_WAY, None)
        flash(_("隔的时间长了，请从密码重新开始。"), "warn")
        return redirect(url_for("users_staff.sign_in", next=target), 303)
    form = SecondFactorForm()
    form.next.data = target
    if form.validate_on_submit():
        try:
            fresh, codes = service.finish_sign_in(token, form.code.data or "", now=now)
            login.enter(fresh)
            if codes:
                return _codes_page(codes, target)
            return redirect(target, 303)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    setup = service.begin_second_factor(waiting.user_id, now=now) if waiting.stage == "setup" else None
    return render_template("users/sign_in_code.html", form=form, setup=setup, qr=_qr(setup)), status


@signed_in
@dangerous
def second_factor() -> Any:
    """Set one's own second factor up."""
    now = clock.now()
    user_id = g.actor.user_id
    if service.second_factor_of(user_id).on:
        return redirect(url_for("users_staff.account"), 303)
    form = SecondFactorForm()
    if form.validate_on_submit():
        try:
            codes = service.confirm_second_factor(user_id, form.code.data or "", actor=g.actor, now=now)
            return _codes_page(codes, url_for("users_staff.account"))
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    setup = service.begin_second_factor(user_id, now=now)
    return render_template("users/second_factor.html", form=form, setup=setup, qr=_qr(setup)), status


@signed_in
@dangerous
def second_factor_off() -> Any:
    """Do without it from now on."""
    service.turn_second_factor_off(actor=g.actor, now=clock.now())
    flash(_("两步验证已经关掉，以后只用密码登录。"), "ok")
    return redirect(url_for("users_staff.account"), 303)


@signed_in
@dangerous
def recovery_codes() -> Any:
    """New codes on paper. No redirect: they exist only in this answer."""
    return _codes_page(
        service.renew_recovery_codes(actor=g.actor, now=clock.now()), url_for("users_staff.account")
    )


@needs("users.reset")
@dangerous
def reset_second_factor(user_id: int) -> Any:
    """For somebody who has lost the telephone and the paper."""
    service.reset_second_factor(user_id, actor=g.actor, now=clock.now())
    flash(_("已经重置。这个人别处的登录都退出了，下次登录会重新绑定手机。"), "ok")
    return redirect(url_for("users_staff.person", user_id=user_id), 303)


@signed_in
def confirm() -> Any:
    """Prove again that one is there, then go on to the page that asked for it."""
    target = safe_path(request.values.get("next")) or url_for("users_staff.account")
    form = ConfirmForm()
    form.next.data = target
    if form.validate_on_submit():
        try:
            service.confirm(
                login.current_session_id(), form.password.data or "", actor=g.actor, now=clock.now()
            )
            return redirect(target, 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/confirm.html", form=form, kept=(), action=url_for(".confirm")), status


def ask_again() -> Any:
    """What stands between somebody and a dangerous act: None when they may go on, else the answer to give.

    An act that was sent already waits in the page: everything typed goes along, the password on top.
    """
    now, session_id = clock.now(), login.current_session_id()
    if service.confirmed(session_id, now=now):
        return None
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("users_staff.confirm", next=request.full_path.rstrip("?")), 303)
    form = ConfirmForm(formdata=None, prefix=AGAIN)
    if ASKED in request.form:
        try:
            service.confirm(session_id, request.form.get(PASSWORD, ""), actor=g.actor, now=now)
            return None
        except DomainError as refusal:
            blame(form, refusal)
    kept = [pair for pair in request.form.items(multi=True) if pair[0] not in (PASSWORD, ASKED)]
    page = render_template(
        "users/confirm.html", form=form, kept=kept, action=request.full_path.rstrip("?"),
        files=bool(request.files), asked_name=ASKED,
    )  # fmt: skip
    return page, 422 if form.password.errors else 200


@needs("users.sign_ins")
def sign_ins() -> Any:
    """Who signed in, from where, and what didn't work."""
    page = number(request.args.get("page")) or 1
    who = number(request.args.get("person"))
    failed = request.args.get("failed") == "1"
    if page > 10_000:
        abort(404)
    lines, more = service.sign_in_log(user_id=who, only_failed=failed, number=page, actor=g.actor)
    return render_template(
        "users/sign_ins.html", lines=lines, more=more, page=page, who=who, failed=failed,
        who_name=service.user_name(who) if who else "", outcomes=OUTCOMES, browsers=BROWSERS, systems=SYSTEMS,
    )  # fmt: skip


def _qr(setup: Any) -> str:
    """The app's QR code as an image address that needs no request."""
    if setup is None:
        return ""
    address: str = segno.make(setup.address, error="m").svg_data_uri(scale=5, border=3)
    return address


def _codes_page(codes: list[str], target: str) -> Any:
    return render_template("users/recovery_codes.html", codes=codes, target=target, form=PlainForm())
