"""Scores as the office keeps them: compute, work out again, publish, judge by hand, answer appeals."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, needs

from . import wording_scores
from .forms_scores import AnswerAppealForm, JudgeScoreForm, RunForm, SheetForm, sheet_form
from .permissions import SCORE, SCORED
from .rules.scores import shown
from .service import appeals, scores, scores_judging
from .service.scores_judging import Given
from .views_duties_staff import blame, names
from .views_scores_department import people, scores_page, uploads
from .views_staff import Page, number_of, staff


@staff.post("/scores/runs")
@needs(SCORE)
def score_ask() -> Page:
    """Compute: a job does it."""
    form = RunForm()
    if not form.validate_on_submit():
        return scores_page(form, 422)
    try:
        scores.ask(g.campaign, form.reason.data or "", actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return scores_page(form, problem.status)
    flash(_("已开始计算，本页会显示进度。"), "ok")
    return redirect(url_for(".scores"), 303)


@staff.post("/scores/runs/<int:run_id>/publish")
@needs(SCORE)
def score_publish(run_id: int) -> Page:
    """Show a run to the departments."""
    scores.publish(g.campaign, run_id, actor=g.actor, now=clock.now())
    flash(_("已公布，各单位可以看到自己的评分。"), "ok")
    return redirect(url_for(".score_run", run_id=run_id), 303)


@staff.get("/scores/runs/<int:run_id>/check")
@needs(SCORE)
def score_check(run_id: int) -> Page:
    """Work it out again from what was frozen."""
    return render_template(
        "assessment/scores_check.html",
        checked=scores.check(g.campaign, run_id, actor=g.actor),
        faults=wording_scores.FAULTS,
        names=names(),
        shown=shown,
    )


@staff.route("/scores/judge/<int:department_id>/<code>", methods=["GET", "POST"])
@needs(SCORED)
def score_judge(department_id: int, code: str) -> Page:
    """Points by hand with their evidence; a department reads those of its own that were published."""
    gauge, known = scores_judging.of(g.campaign, department_id, code, actor=g.actor)
    office = scores.may_score(g.campaign, g.actor)
    current = known[0] if known else None
    kept = {"version": str(current.version if current else 0)}
    if current is not None:
        kept |= {"points": shown(current.points), "reason": current.reason}
    form, status = JudgeScoreForm(data=kept), 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        text = form.version.data or ""
        try:
            scores_judging.judge(
                g.campaign, department_id, code, form.points.data or "", form.reason.data or "", uploads(form),
                int(text) if text.isdigit() else 0, actor=g.actor, now=clock.now(),
            )  # fmt: skip
            flash(_("已评分，下次计算时算进去。"), "ok")
            return redirect(url_for(".scores"), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
    page = render_template(
        "assessment/scores_judge.html",
        form=form,
        gauge=gauge,
        known=known,
        office=office,
        people=people(*(one.judged_by for one in known)),
        department=names().get(department_id, ""),
        title=wording_scores.title_of,
        shown=shown,
    )
    return page, status


@staff.route("/scores/sheet/<code>", methods=["GET", "POST"])
@needs(SCORE)
def score_sheet(code: str) -> Page:
    """One indicator's points of all departments on one page; what wasn't changed isn't judged anew."""
    gauge = next((one for one in scores.gauges_of(g.campaign) if one.rule == code), None)
    places = {
        unit: one
        for (unit, rule), one in scores_judging.places(g.campaign, actor=g.actor).items()
        if rule == code
    }
    if gauge is None or not places:
        raise NotFound()
    kept: dict[str, str] = {}
    for unit, one in places.items():
        kept[f"version-{unit}"] = str(one.version if one else 0)
        kept |= {f"points-{unit}": shown(one.points), f"reason-{unit}": one.reason} if one else {}
    form, status = sheet_form(places, data=kept), 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        given = [
            Given(unit, points, reason, number_of(form[f"version-{unit}"].data))
            for unit, one in places.items()
            for points, reason in [(_typed(form, f"points-{unit}"), _typed(form, f"reason-{unit}"))]
            if (points or reason) and (one is None or (points, reason) != (shown(one.points), one.reason))
        ]
        try:
            count = scores_judging.judge_all(g.campaign, code, given, actor=g.actor, now=clock.now())
            if count:
                flash(
                    ngettext(
                        "给 %(num)d 个单位评了分，下次计算时算进去。",
                        "给 %(num)d 个单位评了分，下次计算时算进去。",
                        count,
                    ),
                    "ok",
                )
            else:
                flash(_("没有改动，评分还是原来的。"), "ok")
            return redirect(url_for(".scores"), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
    page = render_template(
        "assessment/scores_sheet.html",
        form=form,
        gauge=gauge,
        units=list(places),
        places=places,
        names=names(),
        title=wording_scores.title_of,
        shown=shown,
    )
    return page, status


def _typed(form: SheetForm, name: str) -> str:
    return " ".join((form[name].data or "").split())


@staff.route("/scores/appeals/<int:appeal_id>", methods=["GET", "POST"])
@needs(SCORED)
def score_appeal(appeal_id: int) -> Page:
    """An appeal; the office answers it here."""
    view = appeals.appeal(g.campaign, appeal_id, actor=g.actor)
    form, status = AnswerAppealForm(), 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            appeals.answer(
                g.campaign, appeal_id, form.verdict.data or "", form.points.data or "", form.answer.data or "",
                actor=g.actor, now=clock.now(),
            )  # fmt: skip
            flash(_("已答复，单位看得到。"), "ok")
            return redirect(url_for(".score_appeal", appeal_id=appeal_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
    page = render_template(
        "assessment/scores_appeal.html",
        form=form,
        view=view,
        office=scores.may_score(g.campaign, g.actor),
        department=names().get(view.department_id, ""),
        people=people(view.asked_by, view.answered_by),
        verdicts=wording_scores.APPEALS,
        shown=shown,
    )
    return page, status
