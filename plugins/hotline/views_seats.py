"""Pages of the plan: a day, a week, one shift with its pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, needs, words

from . import showing_seats
from .contracts import ShiftView
from .forms_seats import CopyForm, PassForm, ShiftForm, moment, read_day
from .permissions import SERVE, SUPERVISE
from .service import passes, planning, shifts, topics
from .service.planning import SaveShift
from .views_staff import Page, staff
from .views_topics import blame, unit_choices
from .wording_seats import CLASHES, LANGUAGES, PASS_STATES

WIDE, NARROW = 1040, 328


def _asked_day() -> date:
    return read_day(request.args.get("day", "")) or clock.today()


def _hhmm(at: datetime) -> str:
    local = clock.local(at)
    return f"{local.hour}:{local.minute:02d}"


def _plan_words(plan: planning.DayPlan) -> dict[str, Any]:
    """A day's plan as a template needs it: drawn twice, with its gaps and clashes in words."""
    now = clock.now()
    views = topics.list_topics(g.campaign, with_closed=True)
    short, names = {t.id: t.short for t in views}, {t.id: t.name for t in views}
    return {
        "plan": plan,
        "wide": showing_seats.day_line(plan, short, now, WIDE),
        "narrow": showing_seats.day_line(plan, short, now, NARROW),
        "names": names,
        "gap_lines": [
            _(
                "%(topic)s %(starts)s—%(ends)s 要 %(need)s 个专席，现在 %(have)s 个。",
                topic=names.get(gap.topic, ""),
                starts=_hhmm(gap.starts),
                ends=_hhmm(gap.ends),
                need=gap.need,
                have=gap.have,
            )
            for gap in plan.gaps
        ],
        "clash_lines": [clash_words(clash) for clash in plan.clashes],
    }


def clash_words(clash: Any) -> str:
    """A clash in a sentence."""
    figures = {"seat": clash.seat, "starts": _hhmm(clash.starts), "ends": _hhmm(clash.ends)}
    return str(CLASHES[clash.kind]) % figures


@staff.get("/seats")
@needs(SUPERVISE)
def day() -> Page:
    """One day of the plan."""
    now, that = clock.now(), _asked_day()
    plan = planning.day_plan(g.campaign, that, now=now)
    copying = CopyForm(data={"source": that.isoformat(), "target": that + timedelta(days=1)})
    return render_template(
        "hotline/seats_day.html",
        **_plan_words(plan),
        day=that,
        copying=copying,
        units=showing_seats.unit_names(),
        passes={s.id: passes.pass_of(s, now=now) for s in plan.shifts if s.with_pass},
        pass_states=PASS_STATES,
        languages=LANGUAGES,
        before=lambda d: (d - timedelta(days=1)).isoformat(),
        after=lambda d: (d + timedelta(days=1)).isoformat(),
    )


@staff.get("/seats/week")
@needs(SUPERVISE)
def week() -> Page:
    """Seven days, Monday to Sunday."""
    that = _asked_day()
    monday = that - timedelta(days=that.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    plans = [_plan_words(plan) for plan in planning.days_plan(g.campaign, days, now=clock.now())]
    return render_template(
        "hotline/seats_week.html",
        plans=plans,
        monday=monday,
        day=that,
        before=lambda d: (d - timedelta(days=1)).isoformat(),
        after=lambda d: (d + timedelta(days=1)).isoformat(),
    )


@staff.post("/seats/copy")
@needs(SUPERVISE)
def copy_day() -> Page:
    """A day like another one."""
    form = CopyForm()
    source = read_day(form.source.data or "")
    if source is None:
        raise NotFound("hotline.shift_gone")
    target = form.target.data
    if not form.validate_on_submit() or target is None:
        flash(_("请填写要照着排的那一天，例如 2026-09-19。"), "warn")
        return redirect(url_for(".day", day=source.isoformat()), 303)
    try:
        copied = planning.copy_day(g.campaign, source, target, actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
        return redirect(url_for(".day", day=source.isoformat()), 303)
    flash(ngettext("照着排了 %(num)d 个班次。", "照着排了 %(num)d 个班次。", copied.made), "ok")
    if copied.left_out:
        seats = _("、").join(str(view.seat_number) for view in copied.left_out)
        flash(_("这些席位有冲突或已经过了时间，没有排：%(seats)s。", seats=seats), "warn")
    return redirect(url_for(".day", day=target.isoformat()), 303)


@staff.post("/seats/general")
@needs(SERVE)
def general_seat() -> Page:
    """An operator sits down at a seat of all topics for today."""
    shifts.open_general_seat(g.campaign, actor=g.actor, now=clock.now())
    return redirect(url_for("hotline_staff.index"), 303)


# ── one shift ───────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.route("/seats/new", methods=["GET", "POST"])
@needs(SUPERVISE)
def new_shift() -> Page:
    """Plan a shift."""
    that = _asked_day()
    form = _shift_form(None)
    if request.method == "GET":
        hours = shifts.opening(that)
        form.day.data = that
        if hours.starts is not None and hours.ends is not None:
            form.starts.data = f"{clock.local(hours.starts):%H:%M}"
            form.ends.data = f"{clock.local(hours.ends):%H:%M}"
        form.seat_number.data = _free_seat(that)
    return _shift_page(form, None)


@staff.route("/seats/<int:shift_id>", methods=["GET", "POST"])
@needs(SUPERVISE)
def shift(shift_id: int) -> Page:
    """Change a shift, open its pass, take it out of the plan."""
    view = shifts.shift_view(g.campaign, shift_id)
    return _shift_page(_shift_form(view), view)


@staff.post("/seats/<int:shift_id>/cancel")
@needs(SUPERVISE)
def cancel_shift(shift_id: int) -> Page:
    """Take it out of the plan."""
    view = shifts.shift_view(g.campaign, shift_id)
    try:
        planning.cancel_shift(g.campaign, shift_id, actor=g.actor, now=clock.now())
        flash(_("班次取消了。有凭证的，凭证同时作废。"), "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
        return redirect(url_for(".shift", shift_id=shift_id), 303)
    return redirect(url_for(".day", day=clock.local(view.starts_at).date().isoformat()), 303)


@staff.post("/seats/<int:shift_id>/pass")
@needs(SUPERVISE)
def make_pass(shift_id: int) -> Page:
    """Make the pass and show it, once."""
    form = PassForm()
    link = url_for("hotline_staff.enter_with_pass", _external=True)
    try:
        card = passes.open_pass(
            g.campaign, shift_id, phone=form.phone.data or "", link=link, actor=g.actor, now=clock.now()
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        blame(form, refusal)
        view = shifts.shift_view(g.campaign, shift_id)
        return _drawn(_shift_form(view, fresh=True), view, passing=form), 422
    url = url_for("hotline_staff.enter_with_pass", token=card.token, _external=True)
    return render_template(
        "hotline/pass_made.html",
        card=card,
        url=url,
        page=link,
        early=shifts.EARLY,
        asked=bool(form.phone.data),
        day=clock.local(card.shift.starts_at).date().isoformat(),
    )


@staff.post("/seats/<int:shift_id>/pass/revoke")
@needs(SUPERVISE)
def revoke_pass(shift_id: int) -> Page:
    """Take the pass back."""
    try:
        passes.revoke(g.campaign, shift_id, actor=g.actor, now=clock.now())
        flash(_("凭证收回了，正开着的页面下一步就会退出。"), "ok")
    except NotAllowed:
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
    return redirect(url_for(".shift", shift_id=shift_id), 303)


def _shift_page(form: ShiftForm, view: ShiftView | None) -> Page:
    clashes: list[str] | None = None
    if request.method == "POST" and form.validate_on_submit():
        now = clock.now()
        command = _command(form)
        try:
            if "check" in request.form:
                found = planning.problems(g.campaign, command, now=now, shift_id=view.id if view else None)
                clashes = [clash_words(clash) for clash in found]
                return _drawn(form, view, clashes=clashes, command=command)
            version = int(form.version.data or 0) if (form.version.data or "").isdecimal() else 0
            shift_id = planning.save_shift(
                g.campaign,
                command,
                actor=g.actor,
                now=now,
                shift_id=view.id if view else None,
                version=version,
            )
            saved = shifts.shift_view(g.campaign, shift_id)
            if saved.user_id is None and saved.expert_name:
                flash(_("排好了。这位专家没有账号，请在下面发当班凭证。"), "ok")
                return redirect(url_for(".shift", shift_id=shift_id, _anchor="pass"), 303)
            flash(_("排好了。"), "ok")
            return redirect(url_for(".day", day=clock.local(saved.starts_at).date().isoformat()), 303)
        except DomainError as refusal:
            blame(form, refusal)
    return _drawn(form, view), (422 if request.method == "POST" else 200)


def _drawn(
    form: ShiftForm,
    view: ShiftView | None,
    *,
    clashes: list[str] | None = None,
    command: SaveShift | None = None,
    passing: PassForm | None = None,
) -> str:
    now = clock.now()
    that = form.day.data if isinstance(form.day.data, date) else clock.today()
    plan = planning.day_plan(g.campaign, that, now=now)
    if command is not None:
        draft = ShiftView(
            view.id if view else 0,
            g.campaign.id,
            **{**command.__dict__, "user_id": command.user_id or 0},
            state="planned",
            version=0,
        )
        kept = tuple(s for s in plan.shifts if s.id != draft.id)
        plan = replace(plan, shifts=(*kept, draft))
    return render_template(
        "hotline/shift_form.html",
        form=form,
        view=view,
        clashes=clashes,
        **_plan_words(plan),
        card=passes.pass_of(view, now=now) if view and view.with_pass else None,
        pass_states=PASS_STATES,
        passing=passing or PassForm(formdata=None),
        can_send=passes.can_send(),
        over=view is not None and (view.state != "planned" or view.ends_at <= now),
    )


def _shift_form(view: ShiftView | None, *, fresh: bool = False) -> ShiftForm:
    data: dict[str, Any] = {}
    if view is not None and (request.method == "GET" or fresh):
        starts, ends = clock.local(view.starts_at), clock.local(view.ends_at)
        data = {
            **view.__dict__,
            "day": starts.date(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "topics": list(view.topic_ids),
            "department": view.department_id or 0,
            "expert": 0 if view.with_pass or view.user_id is None else view.user_id,
            "languages": list(view.languages),
            "version": str(view.version),
        }
    form = ShiftForm(formdata=None, data=data) if fresh else ShiftForm(data=data)
    form.topics.choices = [(t.id, t.name) for t in topics.list_topics(g.campaign)]
    form.department.choices = [(0, "—"), *unit_choices()]
    units = showing_seats.unit_names()
    people = [
        (p.id, _("%(name)s（%(unit)s）", name=p.name, unit=units.get(p.department_id or 0, "—")))
        for p in planning.experts(g.campaign, None)
    ]
    if view is not None and not view.with_pass and view.user_id and view.user_id not in dict(people):
        people.append((view.user_id, view.expert_name))
    form.expert.choices = [(0, _("没有账号，或者还没定")), *people]
    return form


def _command(form: ShiftForm) -> SaveShift:
    starts, ends = moment(form.day.data, form.starts.data), moment(form.day.data, form.ends.data)
    return SaveShift(
        form.seat_number.data or 0,
        form.department.data or None,
        () if form.general.data else tuple(form.topics.data or ()),
        bool(form.general.data),
        form.expert.data or None,
        "" if form.expert.data else (form.expert_name.data or ""),
        form.expert_title.data or "",
        bool(form.name_public.data),
        tuple(form.languages.data or ()),
        starts,
        ends,
    )


def _free_seat(that: date) -> int:
    first, last = shifts.day_bounds(that)
    taken = {s.seat_number for s in shifts.seats_between(g.campaign, first, last)}
    return next(n for n in range(1, len(taken) + 2) if n not in taken)
