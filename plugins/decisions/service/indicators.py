"""What the records say of each department's decisions, for the campaign's scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import Campaign, Indicator, IndicatorRow, clock, opinions

from ..chain import COMMENT
from ..pack import values_of
from ..rules.gates import due_after
from . import feedback, previews

Rows = dict[int, list[IndicatorRow]]
YES, NO = Fraction(1), Fraction(0)


def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Comments answered with reasons, feedback and interpretation in time; what isn't due yet and isn't done is left out."""
    pack, workday, today = values_of(campaign), campaign.calendar.is_working_day, clock.local(now).date()
    answered: Rows = {}
    fed_back: Rows = {}
    explained: Rows = {}
    for view in previews.public_previews(campaign):
        if view.state == "stopped" or view.comment_until is None:
            continue
        after, unit = feedback.facts_of(view.id), view.department_id
        due = due_after(view.comment_until, pack.feedback.value, workday) if pack.feedback else None
        over = after.feedback_on is not None or (due is not None and today > due)
        for row in _comments(campaign, view.id, over):
            answered.setdefault(unit, []).append(row)
        if due is not None and over:
            fed_back.setdefault(unit, []).append(_timed(campaign, view, "feedback", after.feedback_on, due))
        if pack.interpretation is not None and after.decision_published_on is not None:
            due = due_after(after.decision_published_on, pack.interpretation.value, workday)
            if after.interpretation_on is not None or today > due:
                row = _timed(campaign, view, "interpretation", after.interpretation_on, due)
                explained.setdefault(unit, []).append(row)
    return [
        Indicator(
            f"decisions.{code}", title, counted, unit, tuple(rows), endpoint="decisions_staff.index",
            values={"campaign": campaign.slug},
        )
        for code, title, counted, found in (
            ("comments_answered", _l("公众意见逐条说明理由"), "条", answered),
            ("feedback_in_time", _l("意见采纳情况按时反馈"), "项", fed_back),
            ("interpretation_in_time", _l("政策解读按时发布"), "项", explained),
        )
        for unit, rows in sorted(found.items())
    ]  # fmt: skip


def _comments(campaign: Campaign, preview_id: int, over: bool) -> list[IndicatorRow]:
    """Each comment that was ended, and once the feedback is due also those that weren't; what was rejected for its words
    or taken back needs no answer."""
    bare = set(opinions.ended_without_reason(COMMENT, preview_id))
    entries = opinions.entries_on(COMMENT, preview_id).rows
    heads = {one.id: one.number for one in entries}
    found = []
    for one in entries:
        ended = one.state == "ended"
        if not ended and not (over and one.open):
            continue
        well = ended and heads.get(one.head_id, one.number) not in bare
        found.append(
            IndicatorRow(
                f"comment:{one.number}", one.number, YES if well else NO, "decisions_staff.comments",
                {"campaign": campaign.slug, "preview_id": preview_id},
            )
        )  # fmt: skip
    return found


def _timed(campaign: Campaign, view: Any, what: str, out: date | None, due: date) -> IndicatorRow:
    return IndicatorRow(
        f"{what}:{view.id}", view.title, YES if out is not None and out <= due else NO,
        "decisions_staff.preview", {"campaign": campaign.slug, "preview_id": view.id},
    )  # fmt: skip
