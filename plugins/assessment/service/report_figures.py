"""The summary report's figures, as every plugin gives them now, and how last year's stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from core.api import Campaign, NotFound, ReportFigure, ReportSection, campaigns, registry

from ..rules.scores import Row, digest, ordered, rows_as_json


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> tuple[ReportSection, ...]:
    """What every plugin adds to the report of a department, or (None) of the whole campaign; none without figures."""
    found = registry().host.contribute(
        "report_section", campaign=campaign, department_id=department_id, now=now
    )
    return tuple(one for _owner, one in found if one.figures)


def figure(campaign: Campaign, department_id: int | None, code: str, now: datetime) -> ReportFigure:
    """One figure with its rows. Raises NotFound."""
    for section in sections(campaign, department_id, now):
        for one in section.figures:
            if one.code == code:
                return one
    raise NotFound()


def rows_digest(figure: ReportFigure) -> str:
    """A digest over the rows that a figure was counted from, the same in whatever order they came."""
    rows = [
        Row(one.key, str(one.title), one.amount, one.endpoint, tuple(sorted(one.values.items())))
        for one in figure.rows
    ]
    return digest(rows_as_json(ordered(rows)))


def last_year(
    campaign: Campaign, department_id: int | None, now: datetime
) -> Mapping[str, tuple[Fraction, int | None]]:
    """code → (value, denominator) of the campaign before this one; empty without one."""
    before = campaigns.campaign_before(campaign.id)
    if before is None:
        return {}
    return {
        one.code: (one.value, one.of)
        for section in sections(before, department_id, now)
        for one in section.figures
    }
