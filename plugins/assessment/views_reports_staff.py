"""The summary reports for departments and the office: listed, filled from records, written, sent on, handed in, fetched."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    clock,
    needs,
    phrase,
    publishing,
    registry,
    words,
)

from . import chain, report_sheets, wording_reports
from .forms_reports import ReportForm, SendForm, report_form
from .opening import opens
from .permissions import REPORT, SEE
from .rules import reports as rules
from .service import report_content, report_handing, reports
from .service.reports import ReportView, SaveReport
from .views_duties_staff import blame
from .views_staff import Page, number_of, paged, staff

#: empty rows offered below what is written; records and reports on one page
SPARE, ROWS, PER_PAGE = 1, 200, 50


@staff.get("/reports")
@needs(SEE)
def report_list() -> Page:
    """The campaign's report and the departments', filtered by state."""
    found = reports.listed(g.campaign, actor=g.actor)
    state = request.args.get("state", "")
    lines, pager = paged([one for one in found if state in ("", one.state)], PER_PAGE)
    return render_template(
        "assessment/reports_index.html",
        every=found,
        lines=lines,
        pager_data=pager,
        asked=state,
        name=registry().department_name,
        states=wording_reports.STATES,
    )


@staff.get("/reports/of/<int:report_id>")
@needs(SEE)
def report_of(report_id: int) -> Page:
    """The same page by the report's number, as the chain knows it."""
    department_id = reports.by_id(g.campaign, report_id, actor=g.actor)
    return redirect(url_for(".report", department_id=department_id), 303)


@staff.get("/reports/<int:department_id>")
@needs(SEE)
def report(department_id: int) -> Page:
    """What it lacks, how it will read, the chain."""
    return _show(department_id)


def _show(department_id: int, refusal: DomainError | None = None) -> Page:
    view = reports.view(g.campaign, department_id, actor=g.actor, now=clock.now())
    content = view.content
    figures, cases = view.least
    page = render_template(
        "assessment/reports_one.html",
        view=view,
        refusal=words(refusal) if refusal is not None else "",
        lacks=[words(Invalid(code, figures=figures, cases=cases)) for code in view.lacks] if view.version else [],
        blockers=[(one, phrase(one.code, one.params)) for one in view.blockers],
        unit=wording_reports.unit_shown,
        figures=[
            (one, rules.in_words(one.value, one.of)) for one in view.figures
        ],
        changed=[(_words(then), _words(now), (now or then)) for then, now in view.changed],
        doc={
            "head": content.issuer, "number": "", "title": content.title,
            "blocks": list(content.blocks),
        },
        send=SendForm(formdata=None, data={"version": str(view.version)}),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        happened=publishing.happened(chain.REPORT.code, view.id) if view.id is not None else None,
        may_except=view.id is not None and g.actor.can("publishing.make_exception", campaign_id=g.campaign.id),
        kind_code=chain.REPORT.code,
        owed=report_handing.owed(g.campaign, view, actor=g.actor),
    )  # fmt: skip
    return (page, refusal.status) if refusal is not None else page


def _words(one: rules.Figure | None) -> str:
    return rules.in_words(one.value, one.of) if one is not None else "—"


@staff.route("/reports/<int:department_id>/edit", methods=["GET", "POST"])
@needs(REPORT)
def report_edit(department_id: int) -> Page:
    """All of it in one form; saving offers another empty row."""
    view = reports.view(g.campaign, department_id, actor=g.actor, now=clock.now())
    if not view.may_edit:
        raise NotFound()
    if view.locked and request.method == "GET":
        return redirect(url_for(".report", department_id=department_id), 303)
    form = report_form(
        [one.id for one in view.choices], data=_filled(view) if request.method == "GET" else None
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                _refuse_gone_photos(form)
                reports.save(
                    g.campaign, department_id, _command(form), number_of(form.version.data), actor=g.actor,
                    now=clock.now(),
                )  # fmt: skip
            except NotFound:
                raise
            except DomainError as problem:
                status = problem.status
                blame(form, problem)
            else:
                if request.form.get("do") == "more":
                    flash(_("已保存，下面多出了空行。"), "ok")
                    return redirect(url_for(".report_edit", department_id=department_id), 303)
                flash(_("已保存。下面是检查结果。"), "ok")
                return redirect(url_for(".report", department_id=department_id), 303)
    return render_template(
        "assessment/reports_form.html",
        view=view,
        form=form,
        photos={f"photo-{one.id}": one for one in view.choices},
    ), status


def _refuse_gone_photos(form: ReportForm) -> None:
    """One that was typed a place for and isn't offered any more is said, not dropped."""
    offered = {one.name for one in form.photo_fields}
    for name, value in request.form.items():
        if name.startswith("photo-") and value.strip() and name not in offered:
            raise Invalid("assessment.report_photo")


def _filled(view: ReportView) -> dict[str, Any]:
    def pairs(found: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return [{"title": title, "text": text} for title, text in (*found, *((("", ""),) * SPARE))]

    typed = [
        {"title": one.title, "value": rules.exact(one.value), "unit": one.unit, "source": one.source}
        for one in view.texts.typed
    ]
    return {
        "version": str(view.version), "title": view.texts.title, "addressee": view.texts.addressee,
        "parts": pairs(view.texts.parts), "cases": pairs(view.texts.cases),
        "typed": [*typed, *({"title": "", "value": "", "unit": "", "source": ""} for _n in range(SPARE + 1))],
        **{f"photo-{one}": place for place, one in enumerate(view.texts.photos, 1)}, "signer": view.texts.signer, "signed_on": view.texts.signed_on,
    }  # fmt: skip


def _command(form: ReportForm) -> SaveReport:
    def pairs(entries: Any) -> tuple[tuple[str, str], ...]:
        found = [(one.form.title.data or "", one.form.text.data or "") for one in entries]
        return tuple(pair for pair in found if pair[0].strip() or pair[1].strip())

    typed = [
        (
            one.form.title.data or "", one.form.value.data or "", one.form.unit.data or "",
            one.form.source.data or "",
        )
        for one in form.typed
    ]  # fmt: skip
    return SaveReport(
        form.title.data or "", form.addressee.data or "", form.signer.data or "", form.signed_on.data,
        pairs(form.parts), pairs(form.cases),
        tuple(row for row in typed if any(text.strip() for text in row)), form.photos,
    )  # fmt: skip


@staff.post("/reports/<int:department_id>/fill")
@needs(REPORT)
def report_fill(department_id: int) -> Page:
    """Take the figures of the records as they are now."""
    version = number_of(request.form.get("version"))
    try:
        count = reports.fill(g.campaign, department_id, version, actor=g.actor, now=clock.now())
    except Conflict as problem:
        return _show(department_id, problem)
    flash(ngettext("取用了系统记录的 %(num)d 项数据。", "取用了系统记录的 %(num)d 项数据。", count), "ok")
    return redirect(url_for(".report", department_id=department_id), 303)


@staff.post("/reports/<int:department_id>/submit")
@needs(REPORT)
def report_submit(department_id: int) -> Page:
    """Send it into the chain."""
    form = SendForm()
    try:
        reports.submit(
            g.campaign, department_id, number_of(form.version.data), actor=g.actor, now=clock.now(),
            correction=form.correction.data or "",
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as problem:
        return _show(department_id, problem)
    flash(_("已送审。"), "ok")
    return redirect(url_for(".report", department_id=department_id), 303)


@staff.post("/reports/<int:department_id>/hand-in")
@needs(REPORT)
def report_hand_in(department_id: int) -> Page:
    """Hand the report in where a summary is owed: its text, and the .docx as a file."""
    now = clock.now()
    view = reports.view(g.campaign, department_id, actor=g.actor, now=now)
    try:
        data = report_content.data_of(g.campaign, department_id, view.texts, view.figures, view.sections)
        made = report_sheets.file_of("docx", view.texts.title, view.content.issuer, data, now)
        handing_id = report_handing.hand_in(
            g.campaign, view, request.form.get("key", ""), made, number_of(request.form.get("version")),
            actor=g.actor, now=now,
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(department_id, problem)
    flash(_("已报送，这是回执。"), "ok")
    return redirect(url_for(".receipt", handing_id=handing_id), 303)


@staff.get("/reports/<int:department_id>/figures/<code>")
@needs(SEE)
def report_figure(department_id: int, code: str) -> Page:
    """The rows that a figure is counted from, as they are now."""
    found, kept = reports.figure(g.campaign, department_id, code, actor=g.actor, now=clock.now())
    # What doesn't count comes first: that is what people look for.
    rows = sorted(found.rows, key=lambda one: (one.amount == one.of) if found.share else False)
    lines, pager = paged(rows, ROWS)
    return render_template(
        "assessment/reports_figure.html",
        rows=lines,
        pager_data=pager,
        department_id=department_id,
        department=registry().department_name(department_id) if department_id else "",
        figure=found,
        unit=wording_reports.unit_shown,
        kept=kept,
        in_words=rules.in_words,
        plain=rules.plain,
        opens=lambda row: opens(row.endpoint, row.values),
    )


@staff.get("/reports/<int:department_id>/report.<kind>")
@needs(SEE)
def report_draft_file(department_id: int, kind: str) -> Any:
    """The working copy as .docx or PDF, to read and to pass round."""
    view = reports.view(g.campaign, department_id, actor=g.actor, now=clock.now())
    data = report_content.data_of(
        g.campaign,
        department_id,
        view.texts,
        view.figures,
        view.sections,
    )
    made = report_sheets.file_of(kind, view.texts.title, view.content.issuer, data, clock.now(), draft=True)
    return send_file(
        io.BytesIO(made), download_name=f"{_('草稿')} {view.texts.title}.{kind}", as_attachment=True
    )
