"""The results of a day (活动开展情况, OD-10): proposed from the announcement and the rows, and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.api import Content, Feedback, clock, pictures

from .. import document_after
from ..rules.after_the_day import Counted, Figure, Lack, lacks_of_results
from ..rules.values import OpenDayPack
from .looking_back import DayView


def first_parts(day: DayView, counted: Counted) -> dict[str, str]:
    """What is known already: when, who, how many, and what the announcement said would be done."""
    days = sorted({clock.local(s.starts_at).date() for s in day.held if not s.called_off})
    items = day.shown.revision.revision.data["items"]
    return {
        "summary": document_after.first_summary(day.shown.department, day.shown.theme, days, counted),
        "content": str(items.get("活动内容", "")),
    }


def lacks(
    title: str, parts: Mapping[str, str], shown: Sequence[Figure], chosen: int, values: OpenDayPack
) -> tuple[Lack, ...]:
    """What keeps the results from being sent."""
    return lacks_of_results(title, parts, shown, chosen, values)


def content(
    day: DayView, title: str, parts: Mapping[str, str], shown: Sequence[Figure], counted: Counted,
    feedback: Sequence[Feedback], chosen: Sequence[int],
) -> Content:  # fmt: skip
    """The document as it goes to the reviewers; `data` keeps the figures beside what the rows said."""
    del feedback  # the results only count the opinions
    kept: dict[str, Any] = {
        "ended_on": day.ended_on.isoformat() if day.ended_on is not None else None,
        "theme": day.shown.theme,
        "figures": [
            {"key": f.key, "name": f.name, "counted": f.counted, "value": f.value, "reason": f.reason}
            for f in shown
        ],
        "by_session": [list(row) for row in counted.by_session],
        "by_category": [list(row) for row in counted.by_category],
    }
    return Content(
        title=title,
        issuer=day.shown.department,
        blocks=document_after.results_blocks(
            organiser=day.shown.department,
            parts=parts,
            shown=shown,
            counted=counted,
            pictures=pictures.picture_blocks(chosen),
        ),
        data=kept,
    )
