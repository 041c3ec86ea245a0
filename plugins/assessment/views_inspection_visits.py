"""On the spot and afterwards: the checklist on a phone, findings put right and looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, files, needs, user_names

from . import wording_inspection as wording
from .forms_inspection import ActForm, CheckForm, FinishForm
from .permissions import INSPECT, LOOK, PLAN, RECTIFY
from .service import findings, visits
from .views_duties_staff import blame, names
from .views_staff import Page, number_of, staff


def _uploads(field: Any) -> list[tuple[Any, str]]:
    return [(one.stream, one.filename or "") for one in field.data or [] if one and one.filename]


@staff.get("/inspections/visits/<int:visit_id>")
@needs(LOOK)
def visit(visit_id: int) -> Page:
    """The checklist: one line after another."""
    return _visit(visit_id)


def _visit(
    visit_id: int,
    item: str = "",
    check: CheckForm | None = None,
    finish: FinishForm | None = None,
    status: int = 200,
) -> Page:
    view = visits.view(g.campaign, visit_id, actor=g.actor)
    forms = {}
    for line in view.checks:
        if check is not None and line.item.code == item:
            forms[item] = check
            continue
        forms[line.item.code] = CheckForm(
            formdata=None,
            prefix="",
            data={"verdict": line.verdict, "note": line.note, "version": str(line.version)},
        )
    for code, form in forms.items():
        form.verdict.id, form.note.id, form.files.id = f"v{code}", f"n{code}", f"f{code}"
    page = render_template(
        "assessment/inspection_visit.html",
        view=view,
        forms=forms,
        wrong=check,
        finish=finish
        or FinishForm(
            formdata=None, data={"version": str(view.version), "place": view.place, "note": view.note}
        ),
        department=names().get(view.department_id, ""),
        states=wording.VISITS,
        verdicts=wording.VERDICTS,
        shapes=wording.VERDICT_SHAPES,
        inspects=g.actor.can(INSPECT, campaign_id=g.campaign.id),
        inspector=user_names({view.inspector_id} if view.inspector_id is not None else set()).get(
            view.inspector_id or 0, ""
        ),
    )
    return page, status


@staff.post("/inspections/visits/<int:visit_id>/checks/<item>")
@needs(INSPECT)
def visit_check(visit_id: int, item: str) -> Any:
    """Keep one line, and go on with the next one. The page's script asks for JSON and stays where it is."""
    form = CheckForm()
    by_script = request.accept_mimetypes.best == "application/json"
    status = 422
    if form.validate_on_submit():
        try:
            visits.check(
                g.campaign, visit_id, item, form.verdict.data or "", form.note.data or "", _uploads(form.files),
                number_of(form.version.data), actor=g.actor, now=clock.now(),
            )  # fmt: skip
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
        else:
            return _line(visit_id, item) if by_script else _on_to_next(visit_id, item)
    if by_script:
        return _line(visit_id, item, [str(one) for errors in form.errors.values() for one in errors]), status
    return _visit(visit_id, item, form, status=status)


def _on_to_next(visit_id: int, item: str) -> Page:
    view = visits.view(g.campaign, visit_id, actor=g.actor)
    left = [line.item.code for line in view.checks if not line.verdict]
    after = next((code for code in left if int(code) > int(item)), left[0] if left else "end")
    flash(_("第 %(n)s 条已保存。", n=item) if left else _("全部检查完了，请写总的情况，结束检查。"), "ok")
    return redirect(url_for(".visit", visit_id=visit_id, _anchor=f"line-{after}"), 303)


def _line(visit_id: int, item: str, why: Sequence[str] = ()) -> Any:
    """A line as it stands, for the page's script: {why, version, verdict, note, word, shape, mine, photos, progress,
    ready}. `why` is empty when it was kept."""
    view = visits.view(g.campaign, visit_id, actor=g.actor)
    line = next((one for one in view.checks if one.item.code == item), None)
    if line is None:
        raise NotFound()
    return jsonify(
        why=list(why),
        version=line.version,
        verdict=line.verdict,
        note=line.note,
        word=str(wording.VERDICTS.get(line.verdict, "")),
        shape=wording.VERDICT_SHAPES.get(line.verdict, ""),
        mine=line.by == g.actor.user_id,
        photos=[url_for(".visit_file", visit_id=visit_id, file_id=one.id) for one in line.files],
        progress=_("已检查 %(done)s/%(all)s 条", done=view.progress.done, all=view.progress.of),
        ready=str(view.version),
    )


@staff.post("/inspections/visits/<int:visit_id>/finish")
@needs(INSPECT)
def visit_finish(visit_id: int) -> Page:
    """End the visit."""
    form = FinishForm()
    if not form.validate_on_submit():
        return _visit(visit_id, finish=form, status=422)
    try:
        count = visits.finish(
            g.campaign, visit_id, form.place.data or "", form.note.data or "", number_of(form.version.data),
            actor=g.actor, now=clock.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _visit(visit_id, finish=form, status=problem.status)
    told = ngettext("检查已结束，%(num)d 个问题交单位整改。", "检查已结束，%(num)d 个问题交单位整改。", count)
    flash(told if count else _("检查已结束，没有发现问题。"), "ok")
    return redirect(url_for(".visit", visit_id=visit_id), 303)


@staff.get("/inspections/visits/<int:visit_id>/raw/<int:file_id>")
@needs(LOOK)
def visit_file(visit_id: int, file_id: int) -> Any:
    """A photo taken on the spot."""
    return _sent(visits.file_of(g.campaign, visit_id, file_id, actor=g.actor))


@staff.get("/inspections/findings/<int:finding_id>")
@needs(LOOK)
def finding(finding_id: int) -> Page:
    """What was found, every step since, and what this person may do now."""
    return _finding(finding_id)


def _finding(finding_id: int, act: str = "", form: ActForm | None = None, status: int = 200) -> Page:
    view = findings.view(g.campaign, finding_id, actor=g.actor, now=clock.now())

    def empty() -> ActForm:
        return ActForm(formdata=None, data={"version": str(view.version)})

    known = files.infos(list(view.files))
    return render_template(
        "assessment/inspection_finding.html",
        view=view,
        form=form or empty(),
        act=act,
        department=names().get(view.department_id, ""),
        states=wording.FINDINGS,
        acts=wording.ACTS,
        photos=[one for one in known.values() if not files.withheld(one, g.actor)],
        people=user_names({one.by for one in view.acts if one.by is not None}),
        may_report=g.actor.can(RECTIFY, campaign_id=g.campaign.id, department_id=view.department_id),
        may_check=g.actor.can(INSPECT, campaign_id=g.campaign.id),
        may_move=g.actor.can(PLAN, campaign_id=g.campaign.id),
    ), status


def _act(finding_id: int, act: str, do: Callable[[ActForm], None], told: str) -> Page:
    form = ActForm()
    if not form.validate_on_submit():
        return _finding(finding_id, act, form, 422)
    try:
        do(form)
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _finding(finding_id, act, form, problem.status)
    flash(told, "ok")
    return redirect(url_for(".finding", finding_id=finding_id), 303)


@staff.post("/inspections/findings/<int:finding_id>/report")
@needs(RECTIFY)
def finding_report(finding_id: int) -> Page:
    """The department says what it did."""

    def do(form: ActForm) -> None:
        findings.report(
            g.campaign, finding_id, form.text.data or "", _uploads(form.files), number_of(form.version.data),
            actor=g.actor, now=clock.now(),
        )  # fmt: skip

    return _act(finding_id, "report", do, _("已报告，等复查。"))


@staff.post("/inspections/findings/<int:finding_id>/recheck")
@needs(INSPECT)
def finding_recheck(finding_id: int) -> Page:
    """Confirmed, or sent back."""
    well = request.form.get("do") == "confirmed"

    def do(form: ActForm) -> None:
        findings.recheck(
            g.campaign, finding_id, well, form.text.data or "", form.day.data, _uploads(form.files),
            number_of(form.version.data), actor=g.actor, now=clock.now(),
        )  # fmt: skip

    return _act(
        finding_id, "recheck", do, _("复查通过，问题已了结。") if well else _("已退回，单位会收到提醒。")
    )


@staff.post("/inspections/findings/<int:finding_id>/move")
@needs(PLAN)
def finding_move(finding_id: int) -> Page:
    """Another day."""

    def do(form: ActForm) -> None:
        findings.move(
            g.campaign, finding_id, form.day.data, form.text.data or "", number_of(form.version.data),
            actor=g.actor, now=clock.now(),
        )  # fmt: skip

    return _act(finding_id, "move", do, _("期限已改。"))


@staff.get("/inspections/findings/<int:finding_id>/raw/<int:file_id>")
@needs(LOOK)
def finding_file(finding_id: int, file_id: int) -> Any:
    """A file of a step."""
    return _sent(findings.file_of(g.campaign, finding_id, file_id, actor=g.actor, now=clock.now()))


def _sent(file: files.FileInfo) -> Any:
    answer = send_file(files.path_of(file), file.media_type, download_name=file.name, max_age=0)
    answer.cache_control.public = False  # people can be recognised in it: no proxy keeps it
    answer.cache_control.private = True
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    return answer
