"""The report to the office (OD-13): one a department and campaign, filled from its open days, filed with the figures of then."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Campaign,
    Invalid,
    NotFound,
    audit,
    clock,
    registry,
    secrecy,
    unit_of_work,
)

from .. import pack as packs
from .. import store_after
from ..models_after import Report
from ..rules.after_the_day import EVALUATION, RESULTS, Duty, duty
from .figures import counted_of
from .looking_back import SEE, DayView, days_behind
from .plans import EDIT

#: the columns of the report's table, Chinese as the document is
HEAD = ("开放日", "开放主题", "日期", "场次", "报名", "到场", "意见", "采纳", "活动开展情况", "总结评估")


@dataclass(frozen=True)
class ReportView:
    """A department's report. `rows` as the report says them: frozen once it is filed, of today before."""

    id: int | None
    department_id: int
    department: str
    experience: str
    rows: tuple[tuple[str, ...], ...]
    duty: Duty
    filed_at: datetime | None
    days_late: int
    may_edit: bool
    waiting: int

    @property
    def total(self) -> tuple[str, ...]:
        """The last line: how many days, and the sums of the figures."""
        sums = [str(sum(int(row[n]) for row in self.rows)) for n in range(3, 8)]
        return (f"合计 {len(self.rows)} 次", "", "", *sums, "", "")


def report_of(campaign: Campaign, department_id: int, *, actor: Actor, now: datetime) -> ReportView:
    """The report of one department. Raises NotFound."""
    if not actor.can(SEE, department_id=department_id, campaign_id=campaign.id):
        raise NotFound
    days = _held(campaign, department_id, now)
    row = store_after.report(campaign.id, department_id)
    if row is None and not days:
        raise NotFound
    return _view(campaign, department_id, row, days, actor, now)


def reports_due(
    campaign: Campaign, days: Sequence[DayView], *, actor: Actor, now: datetime
) -> list[ReportView]:
    """The reports of every department that held an open day and that this person may see."""
    rows = store_after.reports(campaign.id)
    mine: dict[int, list[DayView]] = {}
    for day in days:
        if day.over(now) and actor.can(SEE, department_id=day.department_id, campaign_id=campaign.id):
            mine.setdefault(day.department_id, []).append(day)
    found = [_view(campaign, unit, rows.get(unit), held, actor, now) for unit, held in mine.items()]
    return sorted(found, key=lambda report: report.department)


def save_report(
    campaign: Campaign, department_id: int, experience: str, *, file: bool, actor: Actor, now: datetime
) -> ReportView:
    """Write what was learned, and with `file` hand the report in, its figures as they are now. It may be handed in again.

    Raises Invalid("open_day.experience_missing"), NotFound, NotAllowed, RuleBroken("secret_mark").
    """
    secrecy.refuse_marks([experience])
    with unit_of_work() as session:
        view = report_of(campaign, department_id, actor=actor, now=now)
        actor.require(EDIT, department_id=department_id, campaign_id=campaign.id)
        if file and not experience.strip():
            raise Invalid("open_day.experience_missing", field="experience")
        row = store_after.report(campaign.id, department_id) or Report(
            campaign_id=campaign.id, department_id=department_id, days_late=0, figures=[]
        )
        row.experience, row.saved_at = experience.strip(), now
        if file:
            row.figures = [list(line) for line in _rows(_held(campaign, department_id, now))]
            if row.filed_at is None:
                due, today = view.duty.due, clock.local(now).date()
                row.days_late = max((today - due).days, 0) if due is not None else 0
            row.filed_at, row.filed_by = now, actor.user_id
        session.add(row)
        session.flush()
        audit.record(
            actor,
            now,
            "open_day.report_filed" if file else "open_day.report_saved",
            subject=("open_day_report", row.id),
            campaign_id=campaign.id,
            department_id=department_id,
        )
    return report_of(campaign, department_id, actor=actor, now=now)


def _held(campaign: Campaign, department_id: int, now: datetime) -> list[DayView]:
    """The department's open days that have taken place."""
    return [d for d in days_behind(campaign, now) if d.department_id == department_id and d.over(now)]


def _view(
    campaign: Campaign,
    department_id: int,
    row: Report | None,
    days: Sequence[DayView],
    actor: Actor,
    now: datetime,
) -> ReportView:
    rule = packs.values_of(campaign).report_due
    filed = row.filed_at if row is not None else None
    owed = duty(
        "report",
        "OD-13",
        rule.clause if rule is not None else "",
        rule.value if rule is not None else None,
        clock.local(filed).date() if filed is not None else None,
        clock.local(now).date(),
    )
    rows = tuple(tuple(str(c) for c in line) for line in row.figures) if row and row.figures else _rows(days)
    waiting = sum(1 for d in days for what in (RESULTS, EVALUATION) if what not in d.published)
    return ReportView(
        id=row.id if row is not None else None,
        department_id=department_id,
        department=registry().department_name(department_id),
        experience=row.experience if row is not None else "",
        rows=rows,
        duty=owed,
        filed_at=filed,
        days_late=row.days_late if row is not None else 0,
        may_edit=actor.can(EDIT, department_id=department_id, campaign_id=campaign.id),
        waiting=waiting,
    )


def _rows(days: Sequence[DayView]) -> tuple[tuple[str, ...], ...]:
    lines = []
    for day in days:
        counted = counted_of(day.id, day.shown.event)
        ends = counted.ends or {}
        lines.append(
            (
                day.name,
                day.shown.theme,
                day.ended_on.isoformat() if day.ended_on is not None else "",
                *(str(n) for n in (counted.sessions, counted.booked, _attended(day, counted.attended))),
                str(counted.opinions),
                str(ends.get("adopted", 0) + ends.get("partly", 0)),
                *(_out(day, what) for what in (RESULTS, EVALUATION)),
            )
        )
    return tuple(lines)


def _attended(day: DayView, counted: int) -> int:
    """What the published results say, else the rows."""
    published = day.published.get(RESULTS)
    figures: list[dict[str, Any]] = list(published.revision.data.get("figures", ())) if published else []
    return next((int(f["value"]) for f in figures if f["key"] == "attended"), counted)


def _out(day: DayView, what: str) -> str:
    published = day.published.get(what)
    if published is None:
        return "未公开"
    owed = day.duty(what)
    when = f"{clock.local(published.counts_from).date():%Y-%m-%d}"
    return f"{when}（晚{owed.days}天）" if owed.mark == "done_late" else when


def as_docx(view: ReportView, title: str, office: str) -> bytes:
    """The report as a Word document to hand in on paper or through the office's own system."""
    from docx import Document  # heavy: only when somebody asks for the file
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    paper.core_properties.title, paper.core_properties.author = title, view.department
    paper.add_heading(title, 0)
    if office:
        paper.add_paragraph(f"{office}：")
    paper.add_heading("一、开展情况", 1)
    lines = [HEAD, *view.rows, view.total]
    table = paper.add_table(len(lines), len(HEAD), style="Table Grid")
    for y, line in enumerate(lines):
        for x, cell in enumerate(line):
            table.cell(y, x).text = cell
    paper.add_heading("二、典型经验和改进措施", 1)
    for line_ in view.experience.splitlines() or ["（还没有写）"]:
        paper.add_paragraph(line_)
    for line_ in (view.department, f"{clock.local(view.filed_at):%Y年%-m月%-d日}" if view.filed_at else ""):
        paper.add_paragraph(line_).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
