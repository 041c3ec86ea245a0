"""Staff pages about oneself: sign in and out, my account, one-time links, the first administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import open_to_all, signed_in
from core.base.errors import DomainError
from core.base.registry import registry
from core.users import login, roles, service
from core.users.contracts import SavePerson
from core.users.forms import ChangePasswordForm, NewPasswordForm, PlainForm, SetUpForm, SignInForm, blame
from core.users.messages import BROWSERS, OUTCOMES, SYSTEMS
from core.users.rules import PASSWORD_SHORTEST, safe_path
from core.users.views_second_factor import HALF_WAY


def account_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    staff.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    staff.add_url_rule("/account", "account", account)
    staff.add_url_rule("/account/password", "change_password", change_password, methods=["POST"])
    staff.add_url_rule("/account/sessions/<int:row_id>/end", "end_session", end_session, methods=["POST"])
    staff.add_url_rule(
        "/account/sessions/end-others", "end_other_sessions", end_other_sessions, methods=["POST"]
    )
    staff.add_url_rule("/link/<token>", "use_link", use_link, methods=["GET", "POST"])
    staff.add_url_rule("/set-up/<token>", "set_up", set_up, methods=["GET", "POST"])


@open_to_all
def sign_in() -> Any:
    """Login name and password."""
    form = SignInForm()
    target = safe_path(form.next.data or request.args.get("next")) or url_for("web_staff.desk")
    if g.actor.user_id is not None and request.method == "GET":
        return redirect(target, 303)
    form.next.data = target
    if form.validate_on_submit():
        command = service.SignIn(
            form.login_name.data or "",
            form.password.data or "",
            request.remote_addr or "",
            request.headers.get("User-Agent", ""),
        )
        try:
            token = service.sign_in(command, now=clock.now())
            if service.half_way(token, now=clock.now()) is not None:
                session[HALF_WAY] = token
                return redirect(url_for("users_staff.sign_in_code", next=target), 303)
            login.enter(token)
            return redirect(target, 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/sign_in.html", form=form, demo_accounts=service.demo_accounts()), status


@signed_in
def sign_out() -> Any:
    """End this session."""
    service.sign_out(login.current_session_id(), actor=g.actor, now=clock.now())
    login.leave()
    flash(_("已经退出。"), "ok")
    return redirect(url_for("users_staff.sign_in"), 303)


@signed_in
def account() -> Any:
    """My account."""
    return _account_page(ChangePasswordForm(), 200)


@signed_in
def change_password() -> Any:
    """A new password; other sessions end."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            service.change_own_password(
                login.current_session_id(),
                form.old.data or "",
                form.new.data or "",
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("密码已经换好，别处的登录都退出了。"), "ok")
            return redirect(url_for("users_staff.account"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _account_page(form, 422)


@signed_in
def end_session(row_id: int) -> Any:
    """End one of my sessions."""
    service.end_own_session(row_id, actor=g.actor, now=clock.now())
    flash(_("那一处登录已经结束。"), "ok")
    return redirect(url_for("users_staff.account"), 303)


@signed_in
def end_other_sessions() -> Any:
    """End all my sessions but this one."""
    service.end_other_sessions(login.current_session_id(), actor=g.actor, now=clock.now())
    flash(_("别处的登录都结束了。"), "ok")
    return redirect(url_for("users_staff.account"), 303)


@open_to_all
def use_link(token: str) -> Any:
    """Set a password with a one-time link. Looking doesn't use it up: message apps fetch links by themselves."""
    found = service.look_at_link(token, now=clock.now())
    if found.user_id is None:
        return redirect(url_for("users_staff.set_up", token=token), 303)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            service.set_password(token, form.password.data or "", now=clock.now())
            flash(_("密码设好了，请用它登录。"), "ok")
            return redirect(url_for("users_staff.sign_in"), 303)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/use_link.html", form=form, found=found, least=PASSWORD_SHORTEST), status


@open_to_all
def set_up(token: str) -> Any:
    """Make the first administrator."""
    if service.look_at_link(token, now=clock.now()).user_id is not None:
        return redirect(url_for("users_staff.use_link", token=token), 303)
    form = SetUpForm()
    if form.validate_on_submit():
        command = SavePerson(form.name.data or "", form.login_name.data or "", None)
        try:
            service.use_setup_link(token, command, form.password.data or "", now=clock.now())
            flash(_("系统管理员建好了，请登录。下一步：到部门页和人员页，或者用表格导入。"), "ok")
            return redirect(url_for("users_staff.sign_in"), 303)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/set_up.html", form=form, least=PASSWORD_SHORTEST), status


def _account_page(form: ChangePasswordForm, status: int) -> Any:
    sessions = service.own_sessions(login.current_session_id(), actor=g.actor, now=clock.now())
    return (
        render_template(
            "users/account.html",
            form=form,
            plain=PlainForm(),
            sessions=sessions,
            grants=service.own_grants(g.actor.user_id),
            roles=roles.ROLES,
            unit=service.department_name(g.actor.department_id) if g.actor.department_id else "",
            browsers=BROWSERS,
            systems=SYSTEMS,
            least=PASSWORD_SHORTEST,
            second=service.second_factor_of(g.actor.user_id),
            log=service.own_sign_in_log(actor=g.actor),
            outcomes=OUTCOMES,
            pages=registry().account_pages,
        ),
        status,
    )
