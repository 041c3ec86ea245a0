"""Scores as everybody concerned reads them: the ranking, a department's points, what each was computed from, appeals."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, clock, files, needs, user_names

from . import scores_sheet, wording_scores
from .forms_scores import AppealForm, RunForm
from .opening import opens
from .permissions import SCORED
from .rules.scores import shown
from .service import appeals, scores, scores_judging
from .service.handing_in import Upload
from .views_duties_staff import blame, names
from .views_staff import Page, staff

_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/scores", endpoint="scores")
@needs(SCORED)
def index() -> Page:
    """Runs, points to give, appeals; a department sees what was published."""
    return scores_page(RunForm(formdata=None))


def scores_page(form: RunForm, status: int = 200) -> Page:
    """The same, for a form that was refused."""
    office = scores.may_score(g.campaign, g.actor)
    newest = scores.published(g.campaign)
    mine = g.actor.departments_for(SCORED, campaign_id=g.campaign.id) or ()
    found = scores.result(g.campaign, newest.id, actor=g.actor) if newest is not None else None
    now = clock.now()
    known = scores.runs(g.campaign, actor=g.actor) if office else []
    page = render_template(
        "assessment/scores_index.html",
        form=form,
        office=office,
        gauges=scores.gauges_of(g.campaign),
        runs=known,
        busy=any(one.state in ("waiting", "running") for one in known),
        now=now,
        newest=newest,
        own=[one for one in found.places if one.department_id in mine] if found and not office else (),
        judged=_judged() if office else (),
        appeals=appeals.listed(g.campaign, actor=g.actor),
        names=names(),
        states=wording_scores.RUNS,
        verdicts=wording_scores.APPEALS,
        title=wording_scores.title_of,
        how=wording_scores.how,
        shown=shown,
    )
    return page, status


def _judged() -> list[tuple[Any, list[tuple[int, Any]]]]:
    """Judged indicators with every department's points."""
    found = scores_judging.places(g.campaign, actor=g.actor)
    return [
        (gauge, [(unit, one) for (unit, rule), one in found.items() if rule == gauge.rule])
        for gauge in scores.gauges_of(g.campaign)
        if gauge.formula == "judged"
    ]


@staff.get("/scores/runs/<int:run_id>")
@needs(SCORED)
def score_run(run_id: int) -> Page:
    """The ranking; the office sees every indicator's points."""
    found = scores.result(g.campaign, run_id, actor=g.actor)
    mine = g.actor.departments_for(SCORED, campaign_id=g.campaign.id)
    return render_template(
        "assessment/scores_run.html",
        found=found,
        office=scores.may_score(g.campaign, g.actor),
        own=lambda unit: mine is None or unit in mine,
        names=names(),
        states=wording_scores.RUNS,
        title=wording_scores.title_of,
        how=wording_scores.how,
        shown=shown,
    )


@staff.get("/scores/runs/<int:run_id>.xlsx")
@needs(SCORED)
def score_xlsx(run_id: int) -> Any:
    """A run for a spreadsheet; all departments' points are the office's."""
    found = scores.result(g.campaign, run_id, actor=g.actor)
    if not scores.may_score(g.campaign, g.actor):
        raise NotFound()
    made = scores_sheet.make(found, names())
    return send_file(io.BytesIO(made), _XLSX, as_attachment=True, download_name=_("考核评分.xlsx"))


@staff.get("/scores/runs/<int:run_id>/<int:department_id>")
@needs(SCORED)
def score_department(run_id: int, department_id: int) -> Page:
    """A department's points, each with its way to the rows."""
    scores.refuse_foreign(g.campaign, department_id, g.actor)
    found = scores.result(g.campaign, run_id, actor=g.actor)
    place = next((one for one in found.places if one.department_id == department_id), None)
    if place is None:
        raise NotFound()
    return render_template(
        "assessment/scores_department.html",
        found=found,
        standing=place,
        department=names().get(department_id, ""),
        appeals={
            one.rule: one
            for one in appeals.listed(g.campaign, actor=g.actor)
            if one.department_id == department_id and one.run_id == run_id
        },
        may_appeal=appeals.may_ask(g.campaign, found.run, clock.now()),
        sources=wording_scores.SOURCES,
        verdicts=wording_scores.APPEALS,
        title=wording_scores.title_of,
        how=wording_scores.how,
        counted=wording_scores.counted,
        shown=shown,
    )


@staff.get("/scores/runs/<int:run_id>/<int:department_id>/<code>")
@needs(SCORED)
def score_rows(run_id: int, department_id: int, code: str) -> Page:
    """What one score was computed from, as it was frozen; each row opens the record as it is today."""
    found, gauge, score, behind = scores.rows_behind(g.campaign, run_id, department_id, code, actor=g.actor)
    return render_template(
        "assessment/scores_rows.html",
        found=found,
        gauge=gauge,
        score=score,
        behind=behind,
        department=names().get(department_id, ""),
        department_id=department_id,
        opens=lambda row: opens(row.endpoint, dict(row.values), department_id),
        may_appeal=appeals.may_ask(g.campaign, found.run, clock.now()),
        sources=wording_scores.SOURCES,
        title=wording_scores.title_of,
        how=wording_scores.how,
        counted=wording_scores.counted,
        shown=shown,
    )


@staff.route("/scores/runs/<int:run_id>/<int:department_id>/<code>/appeal", methods=["GET", "POST"])
@needs(SCORED)
def score_object(run_id: int, department_id: int, code: str) -> Page:
    """A department objects to a score."""
    found, gauge, score, _behind = scores.rows_behind(g.campaign, run_id, department_id, code, actor=g.actor)
    form, status = AppealForm(), 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            appeal_id = appeals.ask(
                g.campaign, run_id, department_id, code, form.text.data or "", uploads(form), actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("申诉已提交，请等答复。"), "ok")
            return redirect(url_for(".score_appeal", appeal_id=appeal_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
    page = render_template(
        "assessment/scores_object.html", form=form, found=found, gauge=gauge, score=score,
        department=names().get(department_id, ""), department_id=department_id,
        title=wording_scores.title_of, shown=shown,
    )  # fmt: skip
    return page, status


def uploads(form: Any) -> list[Upload]:
    """The files that were chosen."""
    return [Upload(one.stream, one.filename or "") for one in form.files.data or [] if one and one.filename]


@staff.get("/scores/<any(judgements,appeals):of>/<int:row_id>/files/<int:file_id>")
@needs(SCORED)
def score_file(of: str, row_id: int, file_id: int) -> Any:
    """Evidence; pictures show themselves, everything else is fetched and never run."""
    find = scores_judging.evidence if of == "judgements" else appeals.file_of
    return sent(find(g.campaign, row_id, file_id, actor=g.actor))


def sent(file: Any) -> Any:
    answer = send_file(
        files.path_of(file), file.media_type, as_attachment=not file.is_picture, download_name=file.name,
        conditional=True,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = _CSP
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def people(*ids: int | None) -> dict[int, str]:
    """Names of who judged, asked and answered."""
    return user_names({one for one in ids if one is not None})
