"""Pages of departments and the openness office: plans, announcements with their check, rosters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.api import DomainError, Invalid, NotAllowed, NotFound, RuleBroken, clock, departments, needs, words

from . import messages
from . import pack as packs
from .forms import DecisionForm, PlanForm
from .rules.dates import lawful_day
from .service import announcements, plans
from .service.plans import PlanView, SavePlan

staff = Blueprint("open_day_staff", __name__, template_folder="templates")
Page = str | Response | tuple[str, int]


@staff.context_processor
def words_of_packs() -> dict[str, Any]:
    """`known(word)` for every template."""
    return {"known": messages.known}


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
        try:
            plan_id = plans.save_plan(
                g.campaign,
                department_id,
                view.id if view else None,
                _plan_command(form),
                actor=g.actor,
                now=now,
            )
        except RuleBroken as refusal:
            form.form_errors = [words(refusal)]
            return _render_plan_form(form, view), 422
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
        agenda=lines_of(form.agenda.data),
        emergency=lines_of(form.emergency.data),
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


# -- pieces


def _my_departments() -> list[tuple[int, str]]:
    """The departments for which this person may write plans."""
    mine = g.actor.departments_for("open_day.edit", campaign_id=g.campaign.id)
    return [(d.id, d.name) for d in departments() if d.active and (mine is None or d.id in mine)]


def lines_of(text: str | None) -> str:
    """Typed text with plain line ends and no blanks around it."""
    return "\n".join(line.rstrip() for line in (text or "").replace("\r\n", "\n").strip().split("\n"))
