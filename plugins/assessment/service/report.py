"""The assessment's own parts of the summary report: counts on the spot; what was handed in, photos, inspections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection, registry

from ..models.onsite import OnSite
from ..rules.onsite import satisfied
from ..store import inspection, onsite, photos, submissions
from . import indicators

ONE = Fraction(1)


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Activities on the spot; hand-ins, chosen photos, findings and how many of them were put right by their day."""
    return [*_on_the_spot(campaign, department_id), *_kept(campaign, department_id, now)]


def _on_the_spot(campaign: Campaign, department_id: int | None) -> list[ReportSection]:
    """People received, questions answered, copies handed out; who was satisfied out of the questionnaires."""
    found = [
        row
        for row in onsite.records(campaign.id, standing=True)
        if department_id in (None, row.department_id)
    ]
    if not found:
        return []

    def rows(counts: Callable[[OnSite], int]) -> tuple[IndicatorRow, ...]:
        return tuple(_row(campaign, row, counts(row)) for row in found)

    figures = [
        ReportFigure("assessment.onsite", _l("现场活动"), "场", rows(lambda row: 1)),
        ReportFigure("assessment.received", _l("现场接待"), "人次", rows(lambda row: row.received)),
        ReportFigure("assessment.answered", _l("现场解答"), "个", rows(lambda row: row.answered)),
        ReportFigure("assessment.materials", _l("发放资料"), "份", rows(lambda row: row.materials)),
    ]
    rated = [(row, *satisfied(row.ratings)) for row in found if row.ratings]
    if rated:
        each = tuple(_row(campaign, row, well, out_of) for row, well, out_of in rated)
        figures.append(ReportFigure("assessment.satisfied", _l("现场满意率"), "份", each, True))
    units = list(dict.fromkeys(row.department_id for row in found))
    lines: list[list[Any]] = []
    for unit in units:
        mine = [row for row in found if row.department_id == unit]
        counts = [sum(getattr(row, name) for row in mine) for name in ("received", "answered", "materials")]
        lines.append([registry().department_name(unit), len(mine), *counts])
    table = {
        "head": ["单位", "现场活动（场）", "接待（人次）", "解答（个）", "发放资料（份）"],
        "rows": lines,
        "foot": ["合计", *(sum(line[n] for line in lines) for n in (1, 2, 3, 4))],
    }
    return [ReportSection("onsite", _l("现场活动"), tuple(figures), table)]


def _row(campaign: Campaign, row: OnSite, amount: int, of: int = 1) -> IndicatorRow:
    return IndicatorRow(
        f"onsite:{row.id}", row.title, Fraction(amount), "assessment_staff.onsite_one",
        {"campaign": campaign.slug, "record_id": row.id}, of,
    )  # fmt: skip


def _kept(campaign: Campaign, department_id: int | None, now: datetime) -> list[ReportSection]:
    slug = {"campaign": campaign.slug}
    handed = tuple(
        IndicatorRow(
            f"submission:{row.id}",
            row.title,
            ONE,
            "assessment_staff.submission",
            {**slug, "submission_id": row.id},
        )
        for row in submissions.submissions(campaign.id)
        if row.in_at is not None and department_id in (None, row.department_id)
    )
    shots = tuple(
        IndicatorRow(
            f"photo:{row.id}", row.what[:60], ONE, "assessment_staff.photo", {**slug, "photo_id": row.id}
        )
        for row in photos.photos(campaign.id)
        if row.state == "chosen" and department_id in (None, row.department_id)
    )
    found = tuple(
        IndicatorRow(
            f"finding:{row.id}",
            row.text[:60],
            ONE,
            "assessment_staff.finding",
            {**slug, "finding_id": row.id},
        )
        for row in inspection.findings(campaign.id)
        if department_id in (None, row.department_id)
    )
    figures = [
        ReportFigure("assessment.submissions", _l("报送材料"), "份", handed),
        ReportFigure("assessment.photos", _l("选用照片"), "张", shots),
    ]
    if found:
        figures.append(ReportFigure("assessment.findings", _l("检查发现问题"), "个", found))
        rows = [
            row
            for unit, mine in indicators.rectified(campaign, now).items()
            if department_id in (None, unit)
            for row in mine
        ]
        if rows:
            figures.append(
                ReportFigure("assessment.rectified_in_time", _l("问题按期整改率"), "个", tuple(rows), True)
            )
    if not any(one.rows for one in figures):
        return []
    return [ReportSection("assessment", _l("报送和检查"), tuple(figures))]
