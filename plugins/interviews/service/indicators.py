"""What the records say of each department's interviews, for the campaign's scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import Campaign, Indicator, IndicatorRow, clock, opinions, publishing

from .. import chain
from ..contracts import InterviewView
from ..rules import after as rules
from ..store import schedule as store
from . import after, notice

Rows = dict[int, list[IndicatorRow]]
YES, NO = Fraction(1), Fraction(0)


def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Notices out by IV-01's day, questions answered by IV-02's; what isn't due yet and isn't done counts nowhere."""
    lists: dict[str, Any] = {"values": {"campaign": campaign.slug}}
    return [
        Indicator(f"interviews.{code}", title, unit, department, tuple(rows), endpoint=endpoint, **lists)
        for code, title, unit, endpoint, found in (
            (
                "notices_in_time", _l("访谈预告按时发布"), "项", "interviews_staff.index",
                _notices(campaign, now),
            ),
            (
                "answers_in_time", _l("访谈后提问按时答复"), "条", "interviews_staff.answers",
                _answers(campaign, now),
            ),
        )
        for department, rows in sorted(found.items())
    ]  # fmt: skip


def _notices(campaign: Campaign, now: datetime) -> Rows:
    """An interview that was called off owes none; a notice taken off the public for a reason isn't judged here."""
    planned = [
        row for row in store.interviews(campaign.id) if row.state == "planned" and row.starts_at is not None
    ]
    out = chain.NOTICE.all_published([row.id for row in planned])
    hidden, today = publishing.hidden_subjects(chain.NOTICE.code), clock.local(now).date()
    found: Rows = {}
    for row in planned:
        last = notice.latest_day(campaign, row.starts_at)
        if last is None or row.id in hidden:
            continue
        text = out.get(row.id)
        if text is None and today <= last:
            continue
        well = text is not None and clock.local(text.counts_from).date() <= last
        found.setdefault(row.department_id, []).append(
            IndicatorRow(
                f"notice:{row.id}", row.title, YES if well else NO, "interviews_staff.interview",
                {"campaign": campaign.slug, "interview_id": row.id},
            )
        )  # fmt: skip
    return found


def _answers(campaign: Campaign, now: datetime) -> Rows:
    found: Rows = {}
    for view in after.announced(campaign):
        until = after.due_day(campaign, after.ended_on(view, now))
        if until is not None:
            _asked(campaign, view, until, now, found)
    return found


def _asked(campaign: Campaign, view: InterviewView, until: date, now: datetime, found: Rows) -> None:
    """Every question left over by the broadcast counts for the department that has it."""
    aired, today = after.on_air(view.id), clock.local(now).date()
    heads = [one for one in after.asked_of(view.id) if one.id == one.head_id]
    fates = {one.id: rules.fate_of(one, aired) for one in heads}
    left = [one for one, fate in fates.items() if fate in (rules.LATER, rules.PASSED_ON, rules.OPEN)]
    for number, text in sorted(opinions.texts_of(left).items()):
        ended = text.ended_at
        if fates[number] == rules.OPEN or ended is None:
            if today <= until:
                continue
            well = False
        else:
            well = clock.local(ended).date() <= until
        found.setdefault(text.department_id or view.department_id, []).append(
            IndicatorRow(
                f"question:{text.number}", text.number, YES if well else NO, "interviews_staff.answers",
                {"campaign": campaign.slug, "interview": view.id},
            )
        )  # fmt: skip
