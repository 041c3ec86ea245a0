"""The assessment's own part of the summary report: what was handed in, photos, inspections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection

from ..store import inspection, photos, submissions
from . import indicators

ONE = Fraction(1)


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Hand-ins, chosen photos, findings and how many of them were put right by their day."""
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
        return ()
    return [ReportSection("assessment", _l("报送和检查"), tuple(figures))]
