"""The summary report's figures, as every plugin gives them now."""

from __future__ import annotations

from datetime import datetime

from core.api import Campaign, NotFound, ReportFigure, ReportSection, registry

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
    """A digest over the rows that a figure was counted from, the same in whatever order they came and whoever asks."""
    rows = [
        Row(one.key, "", one.amount, one.endpoint, tuple(sorted(one.values.items())), one.of)
        for one in figure.rows
    ]
    return digest(rows_as_json(ordered(rows)))
