"""Pages of departments and the openness office: plans, announcements with their check, rosters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.api import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    clock,
    departments,
    files,
    needs,
    words,
)

from . import messages, planning, wording_plan
from . import pack as packs
from .document import invitees_words
from .forms import DecisionForm, PlanForm, trimmed
from .rules.plan import SITE_KINDS
from .service import announcements, plans
from .service.figures import OPINION
from .service.filings import SavePlan
from .service.plans import PlanView

staff = Blueprint("open_day_staff", __name__, template_folder="templates")
Page = str | Response | tuple[str, int]


@staff.context_processor
def words_of_packs() -> dict[str, Any]:
    """`known(word)`, `known_all(words)` and the words of odd days for every template."""
    return {
        "known": messages.known,
        "known_all": lambda listed: _("、").join(messages.known(word) for word in listed),
        "day_kinds": wording_plan.DAY_KINDS,
    }


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
        form.invitees.data = invitees_words(packs.values_of(g.campaign), packs.area_of(g.campaign))
        form.day.data = planning.asked_day(request.args.get("day"))
    return _plan_page(form, None)


@staff.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_plan(plan_id: int) -> Page:
    """Change a draft or a returned plan."""
    view = plans.view_plan(g.campaign, plan_id, actor=g.actor, now=clock.now())
    if not plans.may_edit(view, g.campaign, g.actor):
        return redirect(url_for(".plan", plan_id=plan_id), 303)
    form = PlanForm(data=_plan_data(view) if request.method == "GET" else None)
    form.department.choices = [(view.department_id, view.department)]
    form.department.data = view.department_id
    return _plan_page(form, view)


def _plan_data(view: PlanView) -> dict[str, Any]:
    content = view.content
    listed = [kind for kinds in SITE_KINDS.values() for kind in kinds]
    return {
        **content.__dict__,
        "agenda": [{"time": at, "what": what} for at, what in content.agenda],
        "site_kinds": [kind for kind in content.site_kinds if kind in listed],
        "site_other": "、".join(kind for kind in content.site_kinds if kind not in listed),
    }


def _plan_page(form: PlanForm, view: PlanView | None) -> Page:
    dialogue = packs.values_of(g.campaign).dialogue
    form.dialogue.choices = [(name, messages.known(name)) for name in (dialogue.value if dialogue else ())]
    if "add_row" in request.form:
        if len(form.agenda.entries) < form.agenda.max_entries:
            form.agenda.append_entry()
        return _render_plan_form(form, view)
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
                upload=(file.stream, file.filename) if (file := form.emergency_file.data) else None,
                drop_file=form.drop_file.data,
            )
        except Invalid as refusal:  # what is wrong with the file
            form.emergency_file.errors = [words(refusal)]
            return _render_plan_form(form, view), 422
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
    if form.emergency_file.data:  # a browser doesn't keep a chosen file
        form.emergency_file.errors = [*form.emergency_file.errors, _("改好后请再选一次附件")]
    return _render_plan_form(form, view), (422 if request.method == "POST" else 200)


def _tell(form: PlanForm, field: str | None, sentence: str) -> None:
    if field in form:
        form[field].errors = [*form[field].errors, sentence]
    else:
        form.form_errors.append(sentence)


def _render_plan_form(form: PlanForm, view: PlanView | None) -> str:
    return render_template(
        "open_day/plan_form.html",
        form=form,
        plan=view,
        values=packs.values_of(g.campaign),
        solved=planning.solve(g.campaign, wished=form.day.data),
        action=url_for(".edit_plan", plan_id=view.id) if view else url_for(".new_plan"),
    )


def _plan_command(form: PlanForm) -> SavePlan:
    return SavePlan(
        name=trimmed(form.name.data),
        theme=trimmed(form.theme.data),
        forms=tuple(form.forms.data or ()),
        site_kinds=form.chosen_sites() if "site" in (form.forms.data or ()) else (),
        leaders=trimmed(form.leaders.data),
        day=form.day.data,
        starts=form.starts.data or "",
        ends=form.ends.data or "",
        place=trimmed(form.place.data),
        number=form.number.data,
        invitees=lines_of(form.invitees.data),
        agenda=tuple(
            (entry.form.time.data or "", trimmed(entry.form.what.data))
            for entry in form.agenda.entries
            if not entry.form.is_empty
        ),
        dialogue=tuple(form.dialogue.data or ()),
        emergency=lines_of(form.emergency.data),
        gate_list=form.gate_list.data,
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
        outcomes=wording_plan.OUTCOMES,
        changes=[planning.told_change(change) for change in view.changes],
        solved=planning.solve(
            g.campaign,
            filed=clock.local(view.filed_at).date() if view.filed_at and view.state != "returned" else None,
            wished=view.content.day,
            waiting=True,
        ),
    )
    return page, status


@staff.get("/plans/<int:plan_id>/emergency-plan")
@needs("open_day.see")
def emergency_plan(plan_id: int) -> Page:
    """The file that carries the emergency plan, as a download."""
    file = plans.emergency_file(g.campaign, plan_id, actor=g.actor, now=clock.now())
    answer = send_file(
        files.path_of(file), mimetype=file.media_type, as_attachment=True, download_name=file.name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


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


def inbox_of(open_day_id: int) -> str:
    """Where the open opinions of an open day are; empty for whoever may not see them."""
    if not g.actor.can("opinions.see", campaign_id=g.campaign.id):
        return ""
    return url_for("opinions_staff.inbox", tab="open", subject=f"{OPINION}:{open_day_id}")


def _my_departments() -> list[tuple[int, str]]:
    """The departments for which this person may write plans."""
    mine = g.actor.departments_for("open_day.edit", campaign_id=g.campaign.id)
    return [(d.id, d.name) for d in departments() if d.active and (mine is None or d.id in mine)]


def lines_of(text: str | None) -> str:
    """Typed text with plain line ends and no blanks around it."""
    return "\n".join(line.rstrip() for line in (text or "").replace("\r\n", "\n").strip().split("\n"))
