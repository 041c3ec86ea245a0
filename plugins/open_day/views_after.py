"""What follows an open day, for departments and the office: who is late, one day's end and tasks, the report."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import DomainError, Invalid, NotAllowed, NotFound, clock, needs, opinions, settings, words

from . import messages, wording_after
from . import pack as packs
from .forms_after import EndForm, ReportForm
from .rules.after_the_day import EVALUATION, RESULTS
from .rules.taking_part import categories_of
from .service import keeping, looking_back, reporting
from .service.figures import OPINION, counted_of
from .service.looking_back import DayView
from .views_staff import Page, inbox_of, lines_of, staff


@staff.context_processor
def words_of_after() -> dict[str, Any]:
    """How duties stand, and their names, for every template."""
    return {
        "standing": wording_after.standing,
        "duty_names": wording_after.NAMES,
        "after_steps": wording_after.STEPS,
    }


@staff.get("/after")
@needs("open_day.see")
def after_index() -> Page:
    """Every open day that is over with what it owes: the office sees who is late, a department its own."""
    now = clock.now()
    days = looking_back.days_behind(g.campaign, now)
    seen = [day for day in days if looking_back.may_see(day, g.campaign, g.actor)]
    behind = [day for day in seen if day.over(now)]
    reports = reporting.reports_due(g.campaign, behind, actor=g.actor, now=now)
    late = [day for day in behind if any(d.mark == "late" for d in day.duties)]
    only_late = request.args.get("show") == "late"
    return render_template(
        "open_day/after_index.html",
        days=late if only_late else behind,
        late=len(late) + sum(1 for r in reports if r.duty.mark == "late"),
        only_late=only_late,
        coming=[day for day in seen if not day.called_off and not day.over(now)],
        called_off=[day for day in seen if day.called_off],
        reports=[r for r in reports if not only_late or r.duty.mark == "late"],
        steps=looking_back.steps_of(behind),
        report_due=packs.values_of(g.campaign).report_due,
        whats=(RESULTS, EVALUATION),
    )


@staff.get("/announcements/<int:open_day_id>/after")
@needs("open_day.see")
def after(open_day_id: int) -> Page:
    """One open day after it was held: its end, what is due, its figures, its opinions."""
    return _show_after(_day(open_day_id), EndForm())


def _day(open_day_id: int) -> DayView:
    return looking_back.day_behind(g.campaign, open_day_id, actor=g.actor, now=clock.now())


def _show_after(day: DayView, form: EndForm, status: int = 200) -> Page:
    now = clock.now()
    if not form.is_submitted():
        form.ended_at.data = day.ending.ended_at if day.ending is not None else day.planned_end
        form.reason.data = day.ending.reason if day.ending is not None else ""
    counts = opinions.counts_for(OPINION, day.id)
    page = render_template(
        "open_day/after.html",
        day=day,
        form=form,
        now=now,
        over=day.over(now),
        counted=counted_of(day.id, day.shown.event, categories_of(packs.values_of(g.campaign))),
        steps=looking_back.steps_of([day]),
        may_edit=looking_back.may_edit(day, g.campaign, g.actor),
        may_enter=g.actor.can(opinions.ENTER, campaign_id=g.campaign.id),
        opinions_all=counts[0],
        opinions_open=counts[1],
        opinions_url=inbox_of(day.id),
        enter_one_url=url_for(
            "opinions_staff.enter", subject=f"{g.campaign.slug}/{OPINION}:{day.id}", source="meeting"
        ),
        forgotten_on=keeping.forgotten_on(g.campaign, day, now),
        keep_days=g.campaign.pack.value("PI-03"),
        needs_words=messages.NEEDS,
        whats=(RESULTS, EVALUATION),
    )
    return page, status


@staff.post("/announcements/<int:open_day_id>/end")
@needs("open_day.edit")
def confirm_end(open_day_id: int) -> Page:
    """The department says when the day really ended."""
    day = _day(open_day_id)
    form = EndForm()
    if not form.validate_on_submit():
        return _show_after(day, form, 422)
    try:
        looking_back.confirm_end(
            g.campaign,
            open_day_id,
            form.ended_at.data,
            form.reason.data or "",
            actor=g.actor,
            now=clock.now(),
        )
    except Invalid as error:
        target = form.reason if error.field == "reason" else form.ended_at
        target.errors = [words(error)]
        return _show_after(day, form, 422)
    flash(_("已确认。活动情况和总结评估的时限从这一天算起。"), "ok")
    return redirect(url_for(".after", open_day_id=open_day_id), 303)


# ── the report to the office (OD-13) ────────────────────────────────────────────────────────────────────────────────
@staff.get("/reports/<int:department_id>")
@needs("open_day.see")
def report(department_id: int) -> Page:
    """A department's report: filled from its open days, to read, to print, to hand in."""
    return _show_report(department_id, ReportForm())


def _show_report(department_id: int, form: ReportForm, status: int = 200) -> Page:
    view = reporting.report_of(g.campaign, department_id, actor=g.actor, now=clock.now())
    if not form.is_submitted():
        form.experience.data = view.experience
    page = render_template(
        "open_day/report.html",
        report=view,
        form=form,
        head=reporting.HEAD,
        title=_title(view.department),
    )
    return page, status


@staff.post("/reports/<int:department_id>")
@needs("open_day.edit")
def save_report(department_id: int) -> Page:
    """Keep what was written, or hand the report in."""
    form = ReportForm()
    if not form.validate_on_submit():
        return _show_report(department_id, form, 422)
    file = "file" in request.form
    try:
        view = reporting.save_report(
            g.campaign,
            department_id,
            lines_of(form.experience.data),
            file=file,
            actor=g.actor,
            now=clock.now(),
        )
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        form.experience.errors = [words(error)]
        return _show_report(department_id, form, 422)
    if not file:
        flash(_("已保存。"), "ok")
    elif view.days_late:
        flash(_("已报送，比期限晚 %(days)s 天，已注明。", days=view.days_late), "warn")
    else:
        flash(_("已报送政务公开办。"), "ok")
    return redirect(url_for(".report", department_id=department_id), 303)


@staff.get("/reports/<int:department_id>/report.docx")
@needs("open_day.see")
def report_file(department_id: int) -> Any:
    """The report as a Word document."""
    view = reporting.report_of(g.campaign, department_id, actor=g.actor, now=clock.now())
    title = _title(view.department)
    made = reporting.as_docx(view, title, settings().site["office"])
    return send_file(io.BytesIO(made), download_name=f"{title}.docx", as_attachment=True)


def _title(department: str) -> str:
    """Chinese in every language: it is the document's."""
    year = g.campaign.starts_on.year
    return f"{department}{year}年“政府开放日”开展情况报告"
