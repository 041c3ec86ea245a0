"""A citizen asks to be rung back, sees the place in line get better, changes the time, withdraws."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import (
    VISITOR,
    Conflict,
    Invalid,
    RuleBroken,
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    words,
)

from . import showing_seats
from .contracts import NewWaiter
from .forms_line import CallbackForm, CallbackPhoneForm, PressForm, WhenForm
from .rules.phones import masked
from .service import line, positions, topics
from .views_public import public
from .views_staff import Page
from .wording_intake import LANGUAGES

#: under which the visitor's session keeps that the notice was shown before the code was asked for
TYPED = "hotline.callback.phone"


@public.route("/callback", methods=["GET", "POST"])
@open_to_all
def callback() -> Page:
    """First the phone; somebody who has just proven it goes straight on."""
    onward = url_for(".callback_details", **_passed_on())
    if request.args.get("then") == "mine":
        onward = url_for(".callback_mine")
    if request.method == "GET" and phones.current_phone() and "change" not in request.args:
        return redirect(onward, 303)
    form = CallbackPhoneForm()
    if form.validate_on_submit():
        typed, code = form.phone.data or "", form.code.data or ""
        try:
            phone = privacy.normalise_phone(typed)
            waiting = phones.pending() is not None and session.get(TYPED) == privacy.token_digest(phone)
            # Enter in the code's box presses the first button: what was typed says what was meant.
            if waiting and (code or "send" not in request.form):
                phones.finish(code)
                session.pop(TYPED, None)
                return redirect(onward, 303)
            phones.begin(phone, purpose="hotline")
            session[TYPED] = privacy.token_digest(phone)
            flash(_("验证码已发到 %(phone)s。", phone=masked(phone)), "ok")
        except (Invalid, RuleBroken) as error:
            field = form.code if error.code.startswith("code_") else form.phone
            field.errors = [words(error)]
            form.code.data = ""
            return _render_phone(form), 422
    return _render_phone(form)


def _passed_on() -> dict[str, Any]:
    """The topic that was clicked, through the steps."""
    topic = request.args.get("topic", "")
    return {"topic": topic} if topic.isdecimal() else {}


def _render_phone(form: CallbackPhoneForm) -> str:
    return render_template(
        "hotline/callback_phone.html",
        form=form,
        pending=phones.pending(),
        can_send=outbox.can_send(),
        number=showing_seats.number(),
        back={**_passed_on(), **({"then": "mine"} if request.args.get("then") == "mine" else {})},
    )


@public.route("/callback/details", methods=["GET", "POST"])
@open_to_all
def callback_details() -> Page:
    """What it is about and when; one press joins the line."""
    proven = phones.current_phone()
    if proven is None:
        return redirect(url_for(".callback", **_passed_on()), 303)
    now = clock.now()
    form = CallbackForm()
    offered = topics.list_topics(g.campaign)
    form.topic.choices = [(str(one.id), one.name) for one in offered]
    form.when.choices = times(now)
    form.language.choices = [(code, str(name)) for code, name in LANGUAGES.items()]
    if request.method == "GET":
        form.key.data = secrets.token_hex(16)
        form.topic.data = request.args.get("topic") or (str(offered[0].id) if len(offered) == 1 else None)
        form.when.data = ""
    elif form.validate_on_submit():
        new = NewWaiter(
            campaign_id=g.campaign.id,
            topic_id=int(form.topic.data),
            key=f"web-{(form.key.data or secrets.token_hex(16))[:32]}",
            kind="callback",
            source="web",
            phone=proven.phone,
            name=form.name.data or "",
            summary=form.summary.data or "",
            language=form.language.data or "",
            not_before=_moment(form.when.data),
            with_page=True,
        )
        try:
            got = line.join(new, actor=VISITOR, now=now)
            return redirect(url_for(".callback_place", token=got.token, fresh=1), 303)
        except Conflict as error:
            flash(words(error), "info")
            return redirect(url_for(".callback_mine"), 303)
        except RuleBroken as error:
            form.topic.errors = [words(error)]
    page = render_template(
        "hotline/callback_details.html",
        form=form,
        number=showing_seats.number(),
        masked=masked(proven.phone),
        offered=offered,
    )
    return page, (422 if request.method == "POST" else 200)


def times(now: datetime) -> list[tuple[str, str]]:
    """As soon as it is one's turn, or not before one of the next half days."""
    today = clock.local(now)
    found = [("", _("轮到我就打"))]
    names = (
        (_("今天上午 9 点以后"), _("今天下午 2 点以后")),
        (_("明天上午 9 点以后"), _("明天下午 2 点以后")),
        (_("后天上午 9 点以后"), _("后天下午 2 点以后")),
    )
    for days, halves in enumerate(names):
        day = today + timedelta(days=days)
        for hour, name in zip((9, 14), halves, strict=True):
            at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            if at > today:
                found.append((at.isoformat(timespec="minutes"), name))
    return found


def _moment(chosen: str | None) -> datetime | None:
    return datetime.fromisoformat(chosen) if chosen else None


@public.get("/callback/mine")
@open_to_all
def callback_mine() -> Page:
    """Everything that this proven number asked for: for whoever has lost the page."""
    proven = phones.current_phone()
    if proven is None:
        return redirect(url_for(".callback", then="mine"), 303)
    return render_template(
        "hotline/callback_mine.html",
        found=positions.tokens_of(proven.phone, g.campaign),
        names={one.id: one.name for one in topics.list_topics(g.campaign)},
        masked=masked(proven.phone),
    )


# ── one's own page ──────────────────────────────────────────────────────────────────────────────────────────────────
def _own(page: str) -> Response:
    """One person's page: nobody keeps it, though it may hold no form that would say so."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public.get("/callback/<token>")
@open_to_all
def callback_place(token: str) -> Page:
    """The place in line, in words."""
    return _own(_render_place(token))


@public.get("/callback/<token>/now")
@open_to_all
def callback_now(token: str) -> Page:
    """The living part alone; the page takes it over by its id."""
    now = clock.now()
    found = positions.position_by_token(token, g.campaign, now=now)
    return _own(render_template("hotline/_callback_state.html", found=found, now=now, token=token))


def _render_place(token: str, refusal: str = "") -> str:
    now = clock.now()
    found = positions.position_by_token(token, g.campaign, now=now)
    form = WhenForm()
    form.when.choices = times(now)
    form.when.data = (
        found.waiter.not_before and clock.local(found.waiter.not_before).isoformat(timespec="minutes")
    ) or ""
    return render_template(
        "hotline/callback_place.html",
        found=found,
        form=form,
        token=token,
        now=now,
        refusal=refusal,
        fresh="fresh" in request.args,
        number=showing_seats.number(),
        masked=masked(found.waiter.phone) if found.waiter.phone else "",
        languages=LANGUAGES,
    )


@public.post("/callback/<token>/time")
@open_to_all
def callback_time(token: str) -> Page:
    """Ring me later, or as soon as it is my turn; the place is kept."""
    now = clock.now()
    found = positions.position_by_token(token, g.campaign, now=now)
    form = WhenForm()
    form.when.choices = times(now)
    if not form.validate_on_submit():
        return _render_place(token, words(Invalid("hotline.time_past"))), 422
    try:
        positions.change_time(found.waiter.id, _moment(form.when.data), now=now)
    except (Conflict, RuleBroken) as error:
        return _render_place(token, words(error)), error.status
    flash(_("时间改好了，您的位置没有变。"), "ok")
    return redirect(url_for(".callback_place", token=token), 303)


@public.route("/callback/<token>/withdraw", methods=["GET", "POST"])
@open_to_all
def callback_withdraw(token: str) -> Page:
    """Ask, then leave the line."""
    now = clock.now()
    found = positions.position_by_token(token, g.campaign, now=now)
    form = PressForm()
    if found.waiter.state != "waiting":
        return redirect(url_for(".callback_place", token=token), 303)
    if form.validate_on_submit():
        try:
            line.withdraw(found.waiter.id, now=now)
        except Conflict as error:
            return _render_place(token, words(error)), error.status
        flash(_("已取消，我们不会再给您打这次电话。"), "ok")
        return redirect(url_for(".callback_place", token=token), 303)
    return render_template("hotline/callback_withdraw.html", found=found, form=form, token=token)
