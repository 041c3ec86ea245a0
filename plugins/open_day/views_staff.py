"""Pages of departments and the openness office: plans, announcements with their check, rosters."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.api import DomainError, Invalid, NotAllowed, NotFound, clock, departments, needs, timeline, words

from . import messages
from . import pack as packs
from .forms import AnnouncementForm, DecisionForm, PlanForm, SubmitForm, announcement_form
from .rules.dates import earliest_open_day, latest_publish_day, lawful_day
from .service import announcements, places, plans
from .service.announcements import AnnouncementView, SaveAnnouncement, SessionDraft
from .service.plans import PlanView, SavePlan

staff = Blueprint("open_day_staff", __name__, template_folder="templates")
Page = str | Response | tuple[str, int]


@staff.get("/")
@needs("open_day.see")
def index() -> Page:
    """Every plan and announcement that concerns this person."""
    now = clock.now()
    return render_template(
        "open_day/staff_index.html",
        plans=plans.list_plans(g.campaign, actor=g.actor, now=now),
        announcements={
            view.plan_id: view
            for view in announcements.list_announcements(g.campaign, actor=g.actor, now=now)
        },
        may_write=bool(_my_departments()),
        values=packs.values_of(g.campaign),
        states=messages.PLAN_STATES,
    )


# -- the plan


@staff.route("/plans/new", methods=["GET", "POST"])
@needs("open_day.edit")
def new_plan() -> Page:
    """Write a plan."""
    mine = _my_departments()
    if not mine:
        raise NotAllowed
    form = PlanForm()
    form.department.choices = mine
    if request.method == "GET":
        form.department.data = next((d for d, _name in mine if d == g.actor.department_id), mine[0][0])
        form.name.data = plans.proposed_plan_name(g.campaign, form.department.data)
    return _plan_page(form, None)


@staff.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_plan(plan_id: int) -> Page:
    """Change a draft or a returned plan."""
    view = plans.view_plan(g.campaign, plan_id, actor=g.actor, now=clock.now())
    if not plans.may_edit(view, g.campaign, g.actor):
        return redirect(url_for(".plan", plan_id=plan_id), 303)
    form = PlanForm(data=view.content.__dict__)
    form.department.choices = [(view.department_id, view.department)]
    form.department.data = view.department_id
    return _plan_page(form, view)


def _plan_page(form: PlanForm, view: PlanView | None) -> Page:
    if request.method == "POST" and form.validate_on_submit():
        now = clock.now()
        department_id = view.department_id if view else form.department.data
        plan_id = plans.save_plan(
            g.campaign, department_id, view.id if view else None, _plan_command(form), actor=g.actor, now=now
        )
        if request.form.get("then") != "file":
            flash(_("已保存。"), "ok")
            return redirect(url_for(".plan", plan_id=plan_id), 303)
        saved = plans.view_plan(g.campaign, plan_id, actor=g.actor, now=now)
        if saved.complete:
            return _file(plan_id)
        # Saved, but not filed: the same form comes back with what is missing, and nothing is lost.
        form.form_errors = []
        for finding in saved.findings:
            if finding.severity == "B":
                _tell(form, finding.item, messages.told(finding))
        flash(_("已保存为草稿，还没有报送。"), "warn")
        return _render_plan_form(form, saved), 422
    return _render_plan_form(form, view), (422 if request.method == "POST" else 200)


def _tell(form: PlanForm, field: str | None, sentence: str) -> None:
    if field in form:
        form[field].errors = [*form[field].errors, sentence]
    else:
        form.form_errors.append(sentence)


def _render_plan_form(form: PlanForm, view: PlanView | None) -> str:
    today = clock.today()
    values = packs.values_of(g.campaign)
    return render_template(
        "open_day/plan_form.html",
        form=form,
        plan=view,
        values=values,
        earliest=lawful_day(
            today,
            values,
            review=packs.review_term(g.campaign),
            is_workday=g.campaign.calendar.is_working_day,
        ),
        action=url_for(".edit_plan", plan_id=view.id) if view else url_for(".new_plan"),
    )


def _plan_command(form: PlanForm) -> SavePlan:
    return SavePlan(
        name=(form.name.data or "").strip(),
        theme=(form.theme.data or "").strip(),
        forms=tuple(form.forms.data or ()),
        leaders=(form.leaders.data or "").strip(),
        day=form.day.data,
        starts=form.starts.data or "",
        ends=form.ends.data or "",
        place=(form.place.data or "").strip(),
        number=form.number.data,
        agenda=_lines(form.agenda.data),
        emergency=_lines(form.emergency.data),
    )


@staff.get("/plans/<int:plan_id>")
@needs("open_day.see")
def plan(plan_id: int) -> Page:
    """One plan; the office decides here."""
    return _show_plan(plan_id, DecisionForm())


def _show_plan(plan_id: int, form: DecisionForm, status: int = 200) -> Page:
    view = plans.view_plan(g.campaign, plan_id, actor=g.actor, now=clock.now())
    page = render_template(
        "open_day/plan.html",
        plan=view,
        form=form,
        may_edit=plans.may_edit(view, g.campaign, g.actor),
        may_decide=plans.may_decide(view, g.campaign, g.actor),
        may_draft=view.state == "approved"
        and g.actor.can("open_day.edit", department_id=view.department_id, campaign_id=g.campaign.id),
        findings=[(f, messages.told(f), messages.cited(f)) for f in view.findings],
        states=messages.PLAN_STATES,
        forms=messages.FORMS,
        values=packs.values_of(g.campaign),
    )
    return page, status


@staff.post("/plans/<int:plan_id>/file")
@needs("open_day.edit")
def file_plan(plan_id: int) -> Page:
    """Hand a plan to the openness office."""
    return _file(plan_id)


def _file(plan_id: int) -> Page:
    try:
        late = plans.file_plan(g.campaign, plan_id, actor=g.actor, now=clock.now())
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        flash(words(error), "stop")
        return redirect(url_for(".plan", plan_id=plan_id), 303)
    if late:
        flash(
            ngettext(
                "已报送，比期限晚 %(num)d 天，已注明补报。", "已报送，比期限晚 %(num)d 天，已注明补报。", late
            ),
            "warn",
        )
    else:
        flash(_("已报送政务公开办审核备案。"), "ok")
    return redirect(url_for(".plan", plan_id=plan_id), 303)


@staff.post("/plans/<int:plan_id>/decision")
@needs("open_day.approve")
def decide_plan(plan_id: int) -> Page:
    """Approve a plan or return it with remarks."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _show_plan(plan_id, form, 422)
    approve = form.decision.data == "approve"
    try:
        plans.decide_plan(
            g.campaign, plan_id, approve, form.remarks.data or "", actor=g.actor, now=clock.now()
        )
    except Invalid as error:
        form.remarks.errors = [words(error)]
        return _show_plan(plan_id, form, 422)
    flash(_("已备案，部门可以起草公告了。") if approve else _("已退回，意见已写在方案上。"), "ok")
    return redirect(url_for(".plan", plan_id=plan_id), 303)


# -- the announcement


@staff.post("/plans/<int:plan_id>/announcement")
@needs("open_day.edit")
def start_announcement(plan_id: int) -> Page:
    """Draft the announcement from the approved plan."""
    open_day_id = announcements.start_announcement(g.campaign, plan_id, actor=g.actor, now=clock.now())
    return redirect(url_for(".announcement", open_day_id=open_day_id), 303)


@staff.get("/announcements/<int:open_day_id>")
@needs("open_day.see")
def announcement(open_day_id: int) -> Page:
    """The check of an announcement, the chain, and the time line."""
    view = _announcement(open_day_id)
    return _show_announcement(view)


def _show_announcement(view: AnnouncementView, refusal: str = "", status: int = 200) -> Page:
    values = packs.values_of(g.campaign)
    other = [f for f in view.check.findings if not f.code.startswith("OD-04.")]
    broken = {f.code for f in other}
    kept = [
        rule_id
        for rule_id, rule in (
            ("OD-08", values.refused_names),
            ("OD-05", values.min_people),
            ("OD-09", values.dialogue),
            ("OD-06", values.eligibility),
            ("OD-03", values.notice),
        )
        if rule is not None and rule_id not in broken
    ]
    return (
        render_template(
            "open_day/announcement.html",
            view=view,
            rows=[(item, [messages.told(f) for f in item.findings]) for item in view.check.items],
            item_states=messages.ITEM_STATES,
            notes=[(f, messages.told(f), messages.cited(f)) for f in other],
            kept=kept,
            line=_line(view),
            pace=_pace(view),
            may_edit=announcements.may_edit(view, g.actor),
            may_roster=view.published_at is not None
            and g.actor.can(places.ROSTER, department_id=view.department_id, campaign_id=g.campaign.id),
            values=values,
            form=SubmitForm(),
            refusal=refusal,
        ),
        status,
    )


@staff.route("/announcements/<int:open_day_id>/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_announcement(open_day_id: int) -> Page:
    """Change the draft; a row for one more session is added without losing anything."""
    view = _announcement(open_day_id)
    if not announcements.may_edit(view, g.actor):
        return redirect(url_for(".announcement", open_day_id=open_day_id), 303)
    form = announcement_form(view.item_names, data=_form_data(view)) if request.method == "GET" else None
    form = form or announcement_form(view.item_names)
    if request.method == "POST" and "add_session" in request.form:
        form.sessions.append_entry({"place": view.content.sessions[0].place if view.content.sessions else ""})
        return _render_announcement_form(form, view)
    if request.method == "POST" and form.validate_on_submit():
        try:
            announcements.save_announcement(
                g.campaign, open_day_id, _announcement_command(form, view), actor=g.actor, now=clock.now()
            )
        except DomainError as error:
            if isinstance(error, (NotFound, NotAllowed)):
                raise
            form.form_errors.append(words(error))
            return _render_announcement_form(form, view), 422
        flash(_("已保存，检查结果在下面。"), "ok")
        return redirect(url_for(".announcement", open_day_id=open_day_id), 303)
    return _render_announcement_form(form, view), (422 if request.method == "POST" else 200)


def _render_announcement_form(form: AnnouncementForm, view: AnnouncementView) -> str:
    hints = {
        f.item: messages.told(f) for f in view.check.findings if f.item and f.code.startswith("OD-")
    } if request.method == "GET" else {}  # fmt: skip
    return render_template(
        "open_day/announcement_form.html",
        form=form,
        view=view,
        hints=hints,
        values=packs.values_of(g.campaign),
        action=url_for(".edit_announcement", open_day_id=view.id),
    )


@staff.post("/announcements/<int:open_day_id>/submit")
@needs("open_day.edit")
def submit_announcement(open_day_id: int) -> Page:
    """Send the announcement into the chain."""
    view = _announcement(open_day_id)
    if not SubmitForm().validate_on_submit():
        return _show_announcement(view, status=422)
    try:
        announcements.submit_announcement(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        return _show_announcement(view, words(error), 422)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(".announcement", open_day_id=open_day_id), 303)


@staff.get("/announcements/<int:open_day_id>/roster")
@needs("open_day.roster")
def roster(open_day_id: int) -> Page:
    """Who comes: names and phones, with counts and a print view."""
    view = _announcement(open_day_id)
    people = places.roster(g.campaign, open_day_id, actor=g.actor, now=clock.now())
    sessions = {b.session.id: b.session for b in people}
    return render_template(
        "open_day/roster.html",
        view=view,
        sessions=sorted(sessions.values(), key=lambda s: s.ordinal),
        people=people,
        needs=messages.NEEDS,
    )


# -- pieces


def _announcement(open_day_id: int) -> AnnouncementView:
    return announcements.view_announcement(g.campaign, open_day_id, actor=g.actor, now=clock.now())


def _my_departments() -> list[tuple[int, str]]:
    """The departments for which this person may write plans."""
    mine = g.actor.departments_for("open_day.edit", campaign_id=g.campaign.id)
    return [(d.id, d.name) for d in departments() if d.active and (mine is None or d.id in mine)]


def _form_data(view: AnnouncementView) -> dict[str, Any]:
    content = view.content
    fields: dict[str, Any] = {
        "title": content.title,
        "doc_number": content.doc_number,
        "recommended": content.recommended,
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
        "sessions": [s.__dict__ for s in content.sessions] or [{}],
    }
    for item in view.check.items:
        fields[f"item-{item.key}"] = content.items.get(item.name, "")
    return fields


def _announcement_command(form: AnnouncementForm, view: AnnouncementView) -> SaveAnnouncement:
    sessions = [entry.form for entry in form.sessions.entries if not entry.form.is_empty]
    return SaveAnnouncement(
        title=form.title.data.strip(),
        doc_number=(form.doc_number.data or "").strip(),
        items={item.name: _lines(form[f"item-{item.key}"].data) for item in view.check.items},
        sessions=tuple(
            SessionDraft(
                title=(s.title.data or "").strip() or _("第 %(n)s 场", n=n),
                day=s.day.data,
                starts=s.starts.data,
                ends=s.ends.data,
                place=(s.place.data or "").strip(),
                capacity=s.capacity.data,
            )
            for n, s in enumerate(sessions, 1)
        ),
        recommended=form.recommended.data or 0,
        opens_at=form.opens_at.data,
        closes_at=form.closes_at.data,
    )


def _lines(text: str | None) -> str:
    return "\n".join(line.rstrip() for line in (text or "").replace("\r\n", "\n").strip().split("\n"))


def _line(view: AnnouncementView) -> timeline.Timeline | None:
    """The drawing 照这个节奏，来得及吗."""
    if not view.milestones:
        return None
    today = clock.today()
    marks = []
    by_code = {m.code: m for m in view.milestones}
    for m in view.milestones:
        if m.code == "open_day":
            kind: timeline.Kind = "day"
        elif m.code in ("plan_filed", "published"):
            kind = "done"
        elif m.code in ("plan_due", "publish_by") and m.day < today:
            kind = "late"
        else:
            kind = "due"
        marks.append(timeline.Milestone(m.day, messages.by_code(messages.MILESTONES, m.code), kind))
    span = None
    notice = packs.values_of(g.campaign).notice
    start = by_code.get("publish_by")
    if notice is not None and start is not None:
        words_ = ngettext("不少于 %(num)d 天", "不少于 %(num)d 天", notice.value.n)
        span = timeline.Span(start.day, by_code["open_day"].day, words_)
    return timeline.layout(marks, today, span, day_text=messages.short_day)


def _pace(view: AnnouncementView) -> str:
    """One sentence under the time line: what publishing today allows, and the last day to publish."""
    notice = packs.values_of(g.campaign).notice
    first: date | None = view.first_day
    if notice is None or first is None or view.published_at is not None:
        return ""
    today = clock.today()
    workday = g.campaign.calendar.is_working_day
    earliest = earliest_open_day(today, notice.value, workday)
    latest = latest_publish_day(first, notice.value, workday)
    return _(
        "今天公开，最早 %(earliest)s 可以开放（OD-03）；%(latest)s 以后公开，%(day)s 就开不成",
        earliest=messages.short_day(earliest),
        latest=messages.short_day(latest),
        day=messages.short_day(first),
    )
