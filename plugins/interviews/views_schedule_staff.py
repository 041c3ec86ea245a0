"""The plan of the year for departments, hosts and the office: list, week, month, form, calling off, places."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, campaigns, clock, departments, needs, people_with, phrase, pictures

from . import showing_parts
from .forms_schedule import (
    SPARE_GUESTS,
    CallOffForm,
    InterviewForm,
    PlaceForm,
    PressForm,
)
from .permissions import EDIT, HOST, SEE
from .planning import day_asked, days_of_month, month_asked, month_of, month_step, states_of
from .rules.schedule import shown_name
from .service import interviews, notice, on_air, places, schedule
from .service.schedule import NewGuest, SaveInterview
from .views_public import public
from .views_staff import Page, staff
from .wording_schedule import CLASHES, PLACE_KINDS


@public.context_processor
@staff.context_processor
def about_interviews() -> dict[str, Any]:
    """Words that the pages of every part share."""
    return {"interview_words": {"places": PLACE_KINDS}, "shown_name": shown_name, "month_of": month_of}


@staff.get("/")
@needs(SEE)
def index() -> str:
    """The plan of the year: what is on, what is coming, what has no slot yet, what was."""
    now = clock.now()
    shown = interviews.interviews_for(g.campaign, actor=g.actor)
    return render_template(
        "interviews/schedule_staff_index.html",
        states=states_of(shown, now),
        coming=[one for one in shown if one.ends_at is not None and one.ends_at > now],
        planned=[one for one in shown if one.ends_at is None],
        past=[one for one in reversed(shown) if one.ends_at is not None and one.ends_at <= now],
        units=_units(),
        may_write=g.actor.can(EDIT, campaign_id=g.campaign.id),
        may_host=g.actor.can(HOST, campaign_id=g.campaign.id),
    )


@staff.get("/week")
@needs(SEE)
def week() -> str:
    """Seven days, Monday first."""
    now = clock.now()
    asked = day_asked(request.args.get("day", ""), clock.local(now).date())
    monday = asked - timedelta(days=asked.weekday())
    shown = interviews.interviews_for(g.campaign, actor=g.actor)
    days = [(day, _on(shown, day)) for day in (monday + timedelta(days=n) for n in range(7))]
    return render_template(
        "interviews/schedule_week.html",
        days=days,
        today=clock.local(now).date(),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        states=states_of(shown, now),
        units=_units(),
    )


@staff.get("/month")
@needs(SEE)
def month() -> str:
    """One month in weeks, and what is planned for it without a day."""
    now = clock.now()
    first = month_asked(request.args.get("month", ""), clock.local(now).date())
    shown = interviews.interviews_for(g.campaign, actor=g.actor)
    weeks = [[(day, _on(shown, day)) for day in line] for line in days_of_month(first)]
    return render_template(
        "interviews/schedule_month.html",
        first=first,
        weeks=weeks,
        without_day=[one for one in shown if one.month == f"{first:%Y-%m}"],
        today=clock.local(now).date(),
        before=month_step(first, -1),
        after=month_step(first, 1),
        states=states_of(shown, now),
        units=_units(),
    )


@staff.get("/<int:interview_id>/")
@needs(SEE)
def interview(interview_id: int) -> str:
    """One interview: its facts, how far the notice is, and a row for each part."""
    now = clock.now()
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    where = {"campaign_id": g.campaign.id, "department_id": view.department_id}
    return render_template(
        "interviews/schedule_staff.html",
        view=view,
        unit=_units().get(view.department_id, ""),
        state=states_of([view], now)[view.id],
        links=showing_parts.links(view, g.actor, now),
        may_edit=g.actor.can(EDIT, **where),
        over=view.ends_at is not None and view.ends_at <= now,
        told=notice.view_of(g.campaign, view, actor=g.actor, now=now),
        off_air=off_air_words(view.place_kind, view.starts_at, view.ends_at),
        press=PressForm(),
    )


@staff.route("/new", methods=["GET", "POST"])
@needs(EDIT)
def new_interview() -> Page:
    """Plan an interview."""
    data: dict[str, Any] = {"department_id": g.actor.department_id, "month": request.args.get("month", "")}
    form = InterviewForm(data=data)
    return _form(form, None)


@staff.route("/<int:interview_id>/edit", methods=["GET", "POST"])
@needs(EDIT)
def edit_interview(interview_id: int) -> Page:
    """Change an interview's plan."""
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor, permission=EDIT)
    kept = schedule.command_of(view).__dict__ | {"version": str(view.version)}
    kept["guests"] = [
        {"id": str(one.id), "name": one.name, "post": one.post, "photo": one.photo_id} for one in view.guests
    ]
    return _form(InterviewForm(data=kept), interview_id)


def _form(form: InterviewForm, interview_id: int | None) -> Page:
    _offer(form)
    posted = request.method == "POST"
    if posted and "more" in request.form:
        form.guests.append_entry()
        _offer(form)
    elif form.validate_on_submit():
        try:
            number = schedule.save(
                g.campaign, _command(form), actor=g.actor, now=clock.now(), interview_id=interview_id,
                version=form.seen(),
            )  # fmt: skip
            flash(_("已保存。"), "ok")
            return redirect(url_for(".interview", interview_id=number), 303)
        except DomainError as refusal:
            form.blame(refusal)
    page = render_template(
        "interviews/schedule_form.html",
        form=form,
        interview_id=interview_id,
        clashes=_clash_lines(_command(form), interview_id) if posted or interview_id else [],
        off_air=_off_air(_command(form)) if posted or interview_id else None,
    )
    return page, 422 if posted and "more" not in request.form else 200


@staff.post("/clashes")
@needs(EDIT)
def clashes() -> Page:
    """What stands in the way of what is typed right now; nothing is stored."""
    form = InterviewForm()
    _offer(form)
    form.validate()
    own = request.args.get("interview", type=int)
    typed = _command(form)
    return render_template(
        "interviews/schedule_clashes.html", clashes=_clash_lines(typed, own), off_air=_off_air(typed)
    )


@staff.route("/<int:interview_id>/call-off", methods=["GET", "POST"])
@needs(EDIT)
def call_off(interview_id: int) -> Page:
    """Ask before calling off."""
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor, permission=EDIT)
    form = CallOffForm(data={"version": str(view.version)})
    if form.validate_on_submit():
        try:
            schedule.call_off(
                g.campaign, interview_id, form.seen(), form.reason.data or "", actor=g.actor, now=clock.now()
            )
            flash(_("已取消，公开的页面写着原因。嘉宾、主持人和地点的时间空出来了。"), "ok")
            return redirect(url_for(".interview", interview_id=interview_id), 303)
        except DomainError as refusal:
            form.blame(refusal)
    page = render_template("interviews/schedule_call_off.html", form=form, view=view)
    return page, 422 if request.method == "POST" else 200


@staff.post("/<int:interview_id>/reinstate")
@needs(EDIT)
def reinstate(interview_id: int) -> Page:
    """Take a calling off back."""
    return _act(interview_id, schedule.reinstate, _("已恢复，公开的页面不再写取消。"), ".interview")


@staff.post("/<int:interview_id>/remove")
@needs(EDIT)
def remove(interview_id: int) -> Page:
    """Drop a plan that nobody has seen."""
    return _act(interview_id, schedule.remove, _("已删除。"), ".index")


@staff.route("/places", methods=["GET", "POST"])
@needs(HOST)
def place_list() -> Page:
    """The places, and a form for one more."""
    return _place(None)


@staff.route("/places/<int:place_id>", methods=["GET", "POST"])
@needs(HOST)
def place(place_id: int) -> Page:
    """Change a place."""
    return _place(place_id)


def _place(place_id: int | None) -> Page:
    every = places.places()
    kept = next((one for one in every if one.id == place_id), None)
    if place_id is not None and kept is None:
        return redirect(url_for(".place_list"), 303)
    form = PlaceForm(obj=kept)
    if form.validate_on_submit():
        try:
            places.save_place(
                g.campaign, form.kind.data, form.name.data or "", form.address.data or "", actor=g.actor,
                now=clock.now(), place_id=place_id, closed=bool(form.closed.data),
            )  # fmt: skip
            flash(_("地点已保存。"), "ok")
            return redirect(url_for(".place_list"), 303)
        except DomainError as refusal:
            form.blame(refusal)
    page = render_template("interviews/schedule_places.html", form=form, places=every, kept=kept)
    return page, 422 if request.method == "POST" else 200


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _act(interview_id: int, act: Any, told: str, then: str) -> Page:
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor, permission=EDIT)
    seen = request.form.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else view.version
    act(g.campaign, interview_id, version, actor=g.actor, now=clock.now())
    flash(told, "ok")
    values: dict[str, Any] = {"interview_id": interview_id} if then == ".interview" else {}
    return redirect(url_for(then, **values), 303)


def _offer(form: InterviewForm) -> None:
    """Units that take part and may be written for, places in use, hosts, and the department's photos."""
    mine = g.actor.departments_for(EDIT, campaign_id=g.campaign.id)
    taking_part = set(campaigns.participants(g.campaign.id))
    form.department_id.choices = [
        (unit.id, unit.name)
        for unit in departments()
        if unit.id in taking_part and (mine is None or unit.id in mine)
    ]
    kept = form.place_id.data
    form.place_id.choices = [
        ("", _("还没有定")),
        *((one.id, one.name) for one in places.places() if not one.closed or one.id == kept),
    ]
    form.host_id.choices = [
        ("", _("还没有定")),
        *((person.id, person.name) for person in people_with(HOST, campaign_id=g.campaign.id)),
    ]
    if not form.is_submitted():
        for _n in range(SPARE_GUESTS if form.guests.entries else 2):
            form.guests.append_entry()
    own = form.department_id.data
    photos: list[tuple[Any, str]] = [("", _("没有照片"))]
    if isinstance(own, int):
        photos += [(item.id, item.caption or item.file.name) for item in pictures.pictures_of(own)]
    for entry in form.guests.entries:
        entry.form.photo.choices = photos


def _command(form: InterviewForm) -> SaveInterview:
    told = form.data
    guests = tuple(
        NewGuest(
            entry.form.name.data or "",
            entry.form.post.data or "",
            entry.form.photo.data,
            int(entry.form.id.data) if str(entry.form.id.data or "").isdecimal() else None,
        )
        for entry in form.guests.entries
        if entry.form.counts
    )
    return SaveInterview(
        department_id=told["department_id"] if isinstance(told["department_id"], int) else 0,
        title=told["title"] or "", topic=told["topic"] or "", month=told["month"] or "",
        starts_at=told["starts_at"], ends_at=told["ends_at"], place_id=told["place_id"], host_id=told["host_id"],
        questions_from=told["questions_from"], questions_until=told["questions_until"],
        contact=told["contact"] or "", outline=told["outline"] or "", guests=guests,
    )  # fmt: skip


def _clash_lines(command: SaveInterview, own: int | None) -> list[dict[str, Any]]:
    """Each clash in words; the other interview is named to those who may see it."""
    visible = {one.id: one.title for one in interviews.interviews_for(g.campaign, actor=g.actor)}
    names = {f"host:{p.id}": p.name for p in people_with(HOST)} | {
        f"place:{one.id}": one.name for one in places.places()
    }
    guests = {f"guest:{key}": name for name, key in schedule.typed_guests(command)}
    lines = []
    for clash in schedule.clashes_of(command, own):
        lines.append(
            {
                "kind": CLASHES[clash.kind],
                "name": names.get(clash.what)
                or guests.get(clash.what)
                or _units().get(command.department_id, ""),
                "starts": clash.starts_at,
                "ends": clash.ends_at,
                "title": visible.get(clash.interview_id, ""),
                "url": url_for(".interview", interview_id=clash.interview_id)
                if clash.interview_id in visible
                else "",
            }
        )
    return lines


def off_air_words(
    place_kind: str, starts_at: datetime | None, ends_at: datetime | None
) -> tuple[str, str] | None:
    """The warning about the slot on air in words, and its clause."""
    found = on_air.warning(g.campaign, place_kind, starts_at, ends_at)
    return (phrase(found.code, found.params), found.clause) if found is not None else None


def _off_air(command: SaveInterview) -> tuple[str, str] | None:
    kinds = {one.id: one.kind for one in places.places()}
    return off_air_words(kinds.get(command.place_id or 0, ""), command.starts_at, command.ends_at)


def _on(shown: list[Any], day: date) -> list[Any]:
    return [one for one in shown if one.starts_at is not None and _day(one.starts_at) == day]


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _units() -> dict[int, str]:
    return {unit.id: unit.short_name or unit.name for unit in departments()}
