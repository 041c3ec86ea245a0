"""The interviews' part of the summary report: broadcasts, questions and answers, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection

from ..rules import after as rules
from . import after
from .figures import figures as figures_of
from .figures import report_table


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Interviews whose notice is public and whose broadcast is over; the figures are those of each one's own page."""
    shown = [
        view
        for view in after.announced(campaign)
        if department_id in (None, view.department_id) and after.ended_on(view, now) is not None
    ]
    if not shown:
        return ()
    counted = {view.id: figures_of(campaign, view.id, now) for view in shown}
    figures = []
    for code, title, unit, parts in (
        ("interviews.broadcasts", _l("在线访谈"), "期", ()),
        ("interviews.questions", _l("访谈收到提问"), "个", ("received",)),
        ("interviews.answered", _l("访谈解答提问"), "个", (rules.ON_AIR, rules.LATER)),
        ("interviews.readers", _l("打开直播页"), "人次", ("opened",)),
    ):
        rows = tuple(
            IndicatorRow(
                f"interview:{view.id}", view.title,
                Fraction(sum(counted[view.id].of(part) for part in parts) if parts else 1),
                "interviews_staff.figures", {"campaign": campaign.slug, "interview_id": view.id},
            )
            for view in shown
        )  # fmt: skip
        figures.append(ReportFigure(code, title, unit, rows))
    table = report_table(campaign, now) if department_id is None else None
    return [ReportSection("interviews", _l("在线访谈"), tuple(figures), table)]
