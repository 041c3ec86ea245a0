"""Rounds of inspections as the office plans, announces and draws them, and the board of findings."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, campaigns, clock, needs, registry, user_names, words

from . import wording_inspection as wording
from .findings_sheet import findings_xlsx
from .forms_inspection import AssignForm, RoundForm
from .permissions import INSPECT, LOOK, PLAN
from .rules import inspection as rules
from .service import findings, inspection, visits
from .service.inspection import RoundView, SaveRound
from .views_duties_staff import blame, names
from .views_staff import Page, number_of, paged, staff

PER_PAGE = 30


def _plans() -> bool:
    return bool(g.actor.can(PLAN, campaign_id=g.campaign.id))


@staff.get("/inspections")
@needs(LOOK)
def inspections() -> Page:
    """Rounds for the office and inspectors; for everybody the findings that they may see."""
    sees = _plans() or g.actor.can(INSPECT, campaign_id=g.campaign.id)
    found = findings.listed(g.campaign, actor=g.actor, now=clock.now())
    state, department = request.args.get("state", ""), request.args.get("department", type=int)
    late = request.args.get("late") == "1"
    wanted = [
        one for one in found
        if state in ("", one.state) and department in (None, one.department_id) and (not late or one.late)
    ]  # fmt: skip
    lines, pager = paged(wanted, PER_PAGE)
    return render_template(
        "assessment/inspection_index.html",
        rounds=inspection.listed(g.campaign, actor=g.actor) if sees else [],
        sees=sees,
        plans=_plans(),
        every=found,
        findings=lines,
        pager_data=pager,
        asked={"state": state, "department": department, "late": late},
        departments=sorted({one.department_id for one in found}),
        names=names(),
        round_states=wording.ROUNDS,
        states=wording.FINDINGS,
    )  # fmt: skip


@staff.get("/inspections/findings.xlsx")
@needs(LOOK)
def findings_file() -> Any:
    """The findings as a spreadsheet."""
    found = findings.listed(g.campaign, actor=g.actor, now=clock.now())
    made = findings_xlsx(found, names())
    return send_file(
        io.BytesIO(made), download_name=f"{g.campaign.title} {_('检查发现的问题')}.xlsx", as_attachment=True
    )


@staff.route("/inspections/new", methods=["GET", "POST"])
@needs(PLAN)
def round_new() -> Page:
    """A new round."""
    return _edit(None)


@staff.route("/inspections/<int:round_id>/edit", methods=["GET", "POST"])
@needs(PLAN)
def round_edit(round_id: int) -> Page:
    """Change a round that isn't announced."""
    view = inspection.view(g.campaign, round_id, actor=g.actor)
    if view.state != "draft" and request.method == "GET":
        return redirect(url_for(".round", round_id=round_id), 303)
    return _edit(view)


def _edit(view: RoundView | None) -> Page:
    known = names()
    units = [one for one in campaigns.participants(g.campaign.id) if one != g.campaign.host_department_id]
    choices = [(one, known.get(one, "")) for one in units]
    if request.method == "GET":
        form = RoundForm(data=_filled(view, units))
    else:
        form = RoundForm()
    form.always.choices = form.drawn_from.choices = choices
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            command = SaveRound(
                form.title.data or "", form.checklist.data or "", form.starts_on.data, form.ends_on.data,
                form.days.data or 0, form.wanted.data or 0, tuple(form.always.data or ()),
                tuple(form.drawn_from.data or ()), form.why_always.data or "", form.count.data or "",
            )  # fmt: skip
            try:
                made = inspection.save(
                    g.campaign, view.id if view else None, command, number_of(form.version.data), actor=g.actor,
                    now=clock.now(),
                )  # fmt: skip
            except (NotFound, NotAllowed):
                raise
            except DomainError as problem:
                status = problem.status
                blame(form, problem)
            else:
                flash(_("已保存。核对以后公告名单，再抽取。"), "ok")
                return redirect(url_for(".round", round_id=made), 303)
    return render_template("assessment/inspection_form.html", form=form, view=view), status


def _filled(view: RoundView | None, units: list[int]) -> dict[str, Any]:
    if view is None:
        return {
            "version": "0", "checklist": "\n".join(rules.SAMPLE), "days": 10, "wanted": min(3, len(units)),
            "drawn_from": units, "always": [], "count": rules.WORKING,
        }  # fmt: skip
    return {
        "version": str(view.version), "title": view.title, "starts_on": view.starts_on, "ends_on": view.ends_on,
        "checklist": rules.as_text(view.items), "days": view.days, "wanted": view.wanted,
        "always": list(view.always), "why_always": view.why_always, "count": view.count, "drawn_from": list(view.drawn_from),
    }  # fmt: skip


@staff.get("/inspections/<int:round_id>", endpoint="round")
@needs(LOOK)
def round_page(round_id: int) -> Page:
    """A round: who is drawn, who goes where, how far it is."""
    return _show(round_id)


def _show(round_id: int, refusal: DomainError | None = None) -> Page:
    view = inspection.view(g.campaign, round_id, actor=g.actor)
    known = names()
    people = inspection.inspectors(g.campaign) if _plans() else ()
    page = render_template(
        "assessment/inspection_round.html",
        view=view,
        names=known,
        states=wording.ROUNDS,
        visit_states=wording.VISITS,
        plans=_plans(),
        inspects=g.actor.can(INSPECT, campaign_id=g.campaign.id),
        people=user_names({one.inspector_id for one in view.visits if one.inspector_id is not None}),
        inspectors=people,
        refusal=words(refusal) if refusal is not None else "",
        unit=registry().department_name,
    )
    return (page, refusal.status) if refusal is not None else page


@staff.post("/inspections/<int:round_id>/<act>")
@needs(PLAN)
def round_act(round_id: int, act: str) -> Page:
    """Announce, draw or end."""
    acts = {"announce": inspection.announce, "draw": inspection.draw, "end": inspection.end}
    told = {
        "announce": _("名单已公告，不能再改。现在可以抽取。"),
        "draw": _("已抽出，种子已公开，谁都可以重算一次。"),
        "end": _("这次检查已结束。"),
    }
    if act not in acts:
        raise NotFound()
    try:
        acts[act](
            g.campaign, round_id, number_of(request.form.get("version")), actor=g.actor, now=clock.now()
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(round_id, problem)
    flash(told[act], "ok")
    return redirect(url_for(".round", round_id=round_id), 303)


@staff.route("/inspections/visits/<int:visit_id>/assign", methods=["GET", "POST"])
@needs(PLAN)
def visit_assign(visit_id: int) -> Page:
    """Who goes there, and when."""
    view = visits.view(g.campaign, visit_id, actor=g.actor)
    form = (
        AssignForm(data={"inspector_id": view.inspector_id or 0, "day": view.day})
        if request.method == "GET"
        else AssignForm()
    )
    form.inspector_id.choices = [
        (0, _("还没有定")), *((one.id, one.name) for one in inspection.inspectors(g.campaign))
    ]  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                inspection.assign(
                    g.campaign, visit_id, form.inspector_id.data or None, form.day.data, actor=g.actor,
                    now=clock.now(),
                )  # fmt: skip
            except (NotFound, NotAllowed):
                raise
            except DomainError as problem:
                status = problem.status
                blame(form, problem)
            else:
                flash(_("已安排。"), "ok")
                return redirect(url_for(".round", round_id=view.round_id), 303)
    return (
        render_template(
            "assessment/inspection_assign.html", form=form, view=view, department=names()[view.department_id]
        ),
        status,
    )
