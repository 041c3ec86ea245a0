"""The desks of a broadcast: host, typist, releaser, guests' assistant. Each is one page that follows by itself; every button
also works without a script."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import DomainError, NotAllowed, NotFound, clock, needs, words

from . import showing_desks as showing
from .forms_live import ActForm, DutyForm, MediaForm, TurnForm, WaitingForm, number
from .permissions import ASSIST, HOST, RELEASE, SEE, TYPE
from .service import duties, live, live_views, turn_drafts, turns
from .service.live_views import DeskView, TurnView
from .service.turn_drafts import Typed
from .showing_live import DESKS
from .views_live_staff_acts import ACTS
from .views_staff import Page, staff

BASE = "/<int:interview_id>/live"


@staff.get(f"{BASE}/")
@needs(HOST)
def live_host(interview_id: int) -> Page:
    """The host's desk."""
    return _show(interview_id, "host")


@staff.get(f"{BASE}/type")
@needs(TYPE)
def live_type(interview_id: int) -> Page:
    """The typist's desk."""
    return _show(interview_id, "typist")


@staff.get(f"{BASE}/release")
@needs(RELEASE)
def live_release(interview_id: int) -> Page:
    """The releaser's desk."""
    return _show(interview_id, "releaser")


@staff.get(f"{BASE}/assist")
@needs(ASSIST)
def live_assist(interview_id: int) -> Page:
    """The desk of the guests' assistant."""
    return _show(interview_id, "assistant")


@staff.get(f"{BASE}/now/<any(host,typist,releaser,assistant):role>")
@needs(SEE)
def live_now(interview_id: int, role: str) -> Page:
    """The changing parts of a desk."""
    now = clock.now()
    desk = live_views.desk(g.campaign, interview_id, role, actor=g.actor, now=now)
    return render_template("interviews/live_desk_now.html", **_parts(desk, role))


@staff.post(f"{BASE}/act/<any(host,typist,releaser,assistant):role>")
@needs(SEE)
def live_act(interview_id: int, role: str) -> Page:
    """A button on a desk."""
    form = ActForm()
    if not form.validate_on_submit():
        return _refused(interview_id, role, _("页面太旧了，请刷新后再试，录入的文字还在。"), 422)
    verb, numbers = form.pressed()
    act = ACTS.get((verb, len(numbers)))
    if act is None:
        raise NotFound()
    try:
        done = act(interview_id, numbers, form, clock.now())
    except NotFound:
        raise
    except DomainError as problem:
        return _refused(interview_id, role, _said(problem), problem.status)
    return _answered(interview_id, role, done)


@staff.post(f"{BASE}/keep/<any(typist,assistant):role>")
@needs(SEE)
def live_keep(interview_id: int, role: str) -> Response | tuple[Response, int]:
    """Keep what was typed so far: {"version", "time"}, or {"error", "code"}."""
    now = clock.now()
    form = TurnForm()
    form.picture_id.choices = [(form.picture_id.data, "")]
    keep = turn_drafts.keep_draft if role == "typist" else turn_drafts.keep_sketch
    if not form.validate_on_submit():
        return _json({"error": _("页面太旧了，请刷新后再试，录入的文字还在。"), "code": "old"}), 422
    try:
        kept = keep(
            g.campaign, interview_id, form.key.data or "", number(form.version.data) or 0, _typed(form),
            actor=g.actor, now=now,
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as problem:
        return _json({"error": _said(problem), "code": problem.code}), problem.status
    return _json({"version": kept.version, "time": f"{clock.local(now):%H:%M:%S}"})


@staff.post(f"{BASE}/hand-in/<any(typist,assistant):role>")
@needs(SEE)
def live_hand_in(interview_id: int, role: str) -> Page:
    """Hand in what was typed: to the releaser, or (an assistant) to the typist."""
    form = TurnForm()
    form.picture_id.choices = [(form.picture_id.data, "")]
    give = turn_drafts.hand_in if role == "typist" else turn_drafts.offer
    if not form.validate_on_submit():
        return _refused(
            interview_id, role, _("页面太旧了，请刷新后再试，录入的文字还在。"), 422, _typed(form)
        )
    try:
        give(
            g.campaign, interview_id, form.key.data or "", number(form.version.data) or 0, _typed(form),
            actor=g.actor, now=clock.now(),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as problem:
        return _refused(interview_id, role, _said(problem), problem.status, _typed(form))
    done = _("已交放行人。") if role == "typist" else _("已交录入员。")
    return _answered(interview_id, role, done)


@staff.route(f"{BASE}/turns/<int:turn_id>/edit", methods=["GET", "POST"])
@needs(RELEASE)
def live_edit(interview_id: int, turn_id: int) -> Page:
    """A releaser changes a turn that waits; another one lets it out then."""
    now = clock.now()
    desk = live_views.desk(g.campaign, interview_id, "releaser", actor=g.actor, now=now)
    turn = next((one for one in desk.waiting if one.id == turn_id), None)
    if turn is None:
        return redirect(url_for(".live_release", interview_id=interview_id), 303)
    form = WaitingForm(data={"version": str(turn.version), "text": turn.text, "caption": turn.caption})
    status = 200
    if form.validate_on_submit():
        try:
            turns.edit_waiting(
                g.campaign, interview_id, turn_id, number(form.version.data) or 0, form.text.data or "",
                form.caption.data or "", actor=g.actor, now=now,
            )  # fmt: skip
            flash(_("已改好。您改过的，要由另一位放行人放行。"), "ok")
            return redirect(url_for(".live_release", interview_id=interview_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            form.form_errors = [*form.form_errors, _said(problem)]
            status = problem.status
    page = render_template("interviews/live_desk_edit.html", form=form, turn=turn, view=desk.view)
    return page, 422 if status == 200 and request.method == "POST" else status


@staff.route(f"{BASE}/end", methods=["GET", "POST"])
@needs(HOST)
def live_end(interview_id: int) -> Page:
    """Ask, then end the broadcast."""
    now = clock.now()
    desk = live_views.desk(g.campaign, interview_id, "host", actor=g.actor, now=now)
    form = ActForm()
    if form.validate_on_submit():
        try:
            live.go(g.campaign, interview_id, "end", actor=g.actor, now=now)
            flash(_("直播已结束。"), "ok")
            return redirect(url_for(".live_host", interview_id=interview_id), 303)
        except NotFound:
            raise
        except DomainError as problem:
            return _refused(interview_id, "host", _said(problem), problem.status)
    return render_template(
        "interviews/live_desk_end.html", form=form, view=desk.view, consequence=showing.ending(desk)
    )


@staff.post(f"{BASE}/media")
@needs(HOST)
def live_media(interview_id: int) -> Page:
    """What can be seen or heard beside the text."""
    form = MediaForm()
    form.media_file_id.choices = [(form.media_file_id.data, "")]
    if not form.validate_on_submit():
        return _refused(interview_id, "host", _("请选择一种播放方式。"), 422)
    try:
        live.save_media(
            g.campaign, interview_id, number(form.version.data) or 0, form.media.data or "",
            number(form.media_file_id.data), form.media_url.data or "", actor=g.actor, now=clock.now(),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as problem:
        return _refused(interview_id, "host", _said(problem), problem.status, media=form)
    return _answered(interview_id, "host", _("已保存播放方式。"))


@staff.post(f"{BASE}/duty")
@needs(HOST)
def live_duty(interview_id: int) -> Page:
    """Name a typist, a releaser or an assistant."""
    form = DutyForm()
    form.person.choices = [(form.person.data, "")]
    role, user_id = form.named() if form.validate_on_submit() else ("", 0)
    try:
        duties.name_person(g.campaign, interview_id, role, user_id, actor=g.actor, now=clock.now())
    except NotFound:
        raise
    except DomainError as problem:
        return _refused(interview_id, "host", _said(problem), problem.status)
    return _answered(interview_id, "host", _("已指定。"))


# ── showing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _show(
    interview_id: int, role: str, refusal: str = "", status: int = 200, typed: Typed | None = None,
    media: MediaForm | None = None,
) -> Page:  # fmt: skip
    now = clock.now()
    desk = live_views.desk(g.campaign, interview_id, role, actor=g.actor, now=now)
    turn = _open_turn(desk, role)
    form = showing.turn_form(desk, turn, typed, live_views.usable_pictures(desk.view))
    page = render_template(
        "interviews/live_desk.html",
        **_parts(desk, role),
        refusal=refusal,
        turn=turn,
        form=form,
        typed_who=form.who.data,
        typed_question=form.question.data,
        act_form=ActForm(formdata=None, data={"key": secrets.token_hex(8)}),
        media_form=media or showing.media_form(desk, live.playable(desk.view) if role == "host" else []),
        duty_form=showing.duty_form(desk) if role == "host" else None,
        script_words=showing.script_words(),
    )
    return (page, status) if status != 200 else page


def _parts(desk: DeskView, role: str) -> dict[str, Any]:
    where = f"{desk.view.campaign_id}:{desk.view.id}"
    return {
        "desk": desk,
        "role": role,
        "now_iso": desk.now.isoformat(),
        "channel": f"interviews.desk:{where} interviews.questions:{where}",
        "live_url": url_for(".live_now", interview_id=desk.view.id, role=role),
        **showing.of_desk(desk, role),
    }


def _open_turn(desk: DeskView, role: str) -> TurnView | None:
    """What stands in the box: the turn asked for, else the last one that was begun and is still open."""
    states = ("sketch",) if role == "assistant" else ("typing", "returned")
    mine = [one for one in desk.mine if one.state in states]
    asked = request.args.get("turn", type=int)
    if request.args.get("new"):
        return None
    found = next((one for one in mine if one.id == asked), None)
    typing = [one for one in mine if one.state in ("typing", "sketch")]
    return found or (typing[-1] if typing else None)


def _typed(form: TurnForm) -> Typed:
    speaker, _sign, guest = (form.who.data or "").partition(":")
    question = number(form.question.data)
    return Typed(
        speaker=speaker,
        text=(form.text.data or "").replace("\r\n", "\n"),
        guest_id=number(guest),
        chosen_id=question if speaker == "question" else None,
        answers_id=question if speaker == "guest" else None,
        picture_id=number(form.picture_id.data),
        caption=form.caption.data or "",
    )


def _answered(interview_id: int, role: str, done: str) -> Page:
    """After an act: back to the desk, or (asked by the script) its changing parts with what to say."""
    opened = g.get("open_turn")
    if request.headers.get("X-Desk") == "1":
        return _json(
            {
                "said": done,
                "key": secrets.token_hex(12),
                "open": opened or 0,
                "html": _now(interview_id, role),
            }
        )
    flash(done, "ok")
    return redirect(url_for(f".{DESKS[role]}", interview_id=interview_id, turn=opened), 303)


def _refused(
    interview_id: int,
    role: str,
    why: str,
    status: int,
    typed: Typed | None = None,
    media: MediaForm | None = None,
) -> Page:
    if request.headers.get("X-Desk") == "1":
        return _json({"error": why, "html": _now(interview_id, role)}), status  # type: ignore[return-value]
    return _show(interview_id, role, why, status, typed, media)


def _now(interview_id: int, role: str) -> str:
    desk = live_views.desk(g.campaign, interview_id, role, actor=g.actor, now=clock.now())
    return render_template("interviews/live_desk_now.html", **_parts(desk, role))


def _said(problem: DomainError) -> str:
    for name in ("time", "at"):
        if isinstance(problem.params.get(name), datetime):
            local = clock.local(problem.params[name])
            problem.params[name] = f"{local:%H:%M:%S}" if name == "time" else f"{local:%Y-%m-%d %H:%M}"
    return words(problem)


def _json(told: dict[str, Any]) -> Response:
    answer: Response = jsonify(told)
    answer.headers["Cache-Control"] = "no-store"
    return answer
