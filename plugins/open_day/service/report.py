"""The open days' part of the summary report: held days, visitors, opinions and what came after, of a department or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection, registry

from ..rules.after_the_day import Counted
from . import indicators
from .figures import counted_of
from .looking_back import DayView, days_behind

ANSWERED = ("adopted", "partly", "not_adopted", "answered", "passed_on")


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Open days that are over and weren't called off; the figures are those of each day's own page."""
    days = [
        day
        for day in days_behind(campaign, now)
        if department_id in (None, day.department_id) and not day.called_off and day.over(now)
    ]
    if not days:
        return ()
    counted = {day.id: counted_of(day.id, day.shown.event) for day in days}

    def rows(of: Callable[[DayView, Counted], int]) -> tuple[IndicatorRow, ...]:
        return tuple(
            IndicatorRow(
                f"open_day:{day.id}", day.name, Fraction(of(day, counted[day.id])), "open_day_staff.after",
                {"campaign": campaign.slug, "open_day_id": day.id},
            )
            for day in days
        )  # fmt: skip

    figures = [
        ReportFigure("open_day.days", _l("举办开放日"), "次", rows(lambda day, one: 1)),
        ReportFigure("open_day.sessions", _l("开放日场次"), "场", rows(lambda day, one: one.sessions)),
        ReportFigure("open_day.booked", _l("报名参观"), "人次", rows(lambda day, one: one.booked)),
        ReportFigure("open_day.attended", _l("到场参观"), "人次", rows(lambda day, one: one.attended)),
        ReportFigure("open_day.opinions", _l("开放日收到意见"), "条", rows(lambda day, one: one.opinions)),
        ReportFigure(
            "open_day.opinions_ended", _l("开放日意见已答复"), "条",
            rows(lambda day, one: sum(n for end, n in (one.ends or {}).items() if end in ANSWERED)),
        ),
    ]  # fmt: skip
    late = [
        row
        for one in indicators.indicators(campaign, now)
        if one.code == "open_day.results_in_time" and department_id in (None, one.department_id)
        for row in one.rows
    ]
    if late:
        figures.append(
            ReportFigure("open_day.results_in_time", _l("活动情况和评估按时公布"), "项", tuple(late), True)
        )
    table = {
        "head": ["单位", "开放日", "日期", "场次", "报名（人次）", "到场（人次）", "意见（条）"],
        "rows": [
            [
                registry().department_name(day.department_id), day.name,
                day.ended_on.isoformat() if day.ended_on is not None else "",
                one.sessions, one.booked, one.attended, one.opinions,
            ]
            for day in days
            for one in [counted[day.id]]
        ],
        "foot": [
            "合计", "", "",
            *(
                sum(getattr(one, name) for one in counted.values())
                for name in ("sessions", "booked", "attended", "opinions")
            ),
        ],
    }  # fmt: skip
    return [ReportSection("open_day", _l("政务公开开放日"), tuple(figures), table)]
