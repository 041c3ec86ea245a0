"""The decision previews' part of the summary report: what was shown, what was said, what became of it, who met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _l

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection, booking, opinions, registry

from ..chain import COMMENT
from . import indicators, meeting_views, previews

#: what became of a comment, as the ledger says
ADOPTED = ("adopted", "partly")
ONE = Fraction(1)


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Previews that are public, comments that weren't taken back or refused for their words, meetings that were held."""
    shown = [one for one in previews.public_previews(campaign) if department_id in (None, one.department_id)]
    if not shown:
        return ()
    said = {one.id: _comments(one.id) for one in shown}

    def rows(of: Callable[[int], int]) -> tuple[IndicatorRow, ...]:
        return tuple(
            IndicatorRow(
                f"preview:{one.id}", one.title, Fraction(of(one.id)), "decisions_staff.preview",
                {"campaign": campaign.slug, "preview_id": one.id},
            )
            for one in shown
        )  # fmt: skip

    met = [
        one
        for one in meeting_views.public_meetings(campaign)
        if department_id in (None, one.department_id) and one.session.ends_at <= now and not one.called_off
    ]
    figures = [
        ReportFigure("decisions.previews", _l("公开决策草案"), "件", rows(lambda one: 1)),
        ReportFigure("decisions.comments", _l("收到公众意见"), "条", rows(lambda one: len(said[one]))),
        ReportFigure(
            "decisions.adopted", _l("采纳和部分采纳意见"), "条",
            rows(lambda one: sum(outcome in ADOPTED for outcome in said[one])),
        ),
    ]  # fmt: skip
    if met:
        people = {one.id: booking.figures_of(one.event.id).attended for one in met}
        for code, title, unit, counts in (
            ("decisions.meetings", _l("召开座谈会"), "次", dict.fromkeys(people, 1)),
            ("decisions.participants", _l("座谈会到场"), "人次", people),
        ):
            figures.append(
                ReportFigure(
                    code, title, unit,
                    tuple(
                        IndicatorRow(
                            f"meeting:{one.id}", one.revision.revision.title, Fraction(counts[one.id]),
                            "decisions_staff.meeting", {"campaign": campaign.slug, "meeting_id": one.id},
                        )
                        for one in met
                    ),
                )
            )  # fmt: skip
    reasons = [
        row
        for one in indicators.indicators(campaign, now)
        if one.code == "decisions.comments_answered" and department_id in (None, one.department_id)
        for row in one.rows
    ]
    if reasons:
        figures.append(
            ReportFigure("decisions.comments_answered", _l("意见说明理由率"), "条", tuple(reasons), True)
        )
    table = {
        "head": ["单位", "决策草案", "收到意见（条）", "采纳和部分采纳（条）"],
        "rows": [
            [
                registry().department_name(one.department_id), one.title, len(said[one.id]),
                sum(outcome in ADOPTED for outcome in said[one.id]),
            ]
            for one in shown
        ],
        "foot": [
            "合计", "", sum(map(len, said.values())),
            sum(outcome in ADOPTED for one in said.values() for outcome in one),
        ],
    }  # fmt: skip
    return [ReportSection("decisions", _l("决策预公开"), tuple(figures), table)]


def _comments(preview_id: int) -> list[str]:
    """What became of each comment on a preview; "" while open."""
    return [
        one.outcome
        for group in opinions.feedback_on(COMMENT, preview_id)
        if group.state not in ("rejected", "withdrawn")
        for one in [group] * len(group.numbers)
    ]
