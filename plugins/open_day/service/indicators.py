"""What the records say of each department's open days, for the campaign's scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import Campaign, Indicator, IndicatorRow, campaigns, clock

from .. import pack as packs
from .. import store
from ..rules.dates import latest_publish_day
from ..rules.values import OpenDayPack
from . import looking_back

Rows = dict[int, list[IndicatorRow]]
YES, NO = Fraction(1), Fraction(0)


def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Plans, announcements and what follows an open day: in time or not. What isn't due yet and isn't done counts nowhere."""
    values, today = packs.values_of(campaign), clock.local(now).date()
    lists: dict[str, Any] = {"values": {"campaign": campaign.slug}}
    return [
        Indicator(f"open_day.{code}", title, "项", unit, tuple(rows), endpoint=endpoint, **lists)
        for code, title, endpoint, found in (
            (
                "plans_in_time",
                _l("开放日方案按时报送"),
                "open_day_staff.index",
                _plans(campaign, values, today),
            ),
            (
                "announcements_in_time",
                _l("开放日公告按时发布"),
                "open_day_staff.index",
                _announcements(campaign, values, now),
            ),
            (
                "results_in_time",
                _l("活动情况和评估反馈按时公布"),
                "open_day_staff.index",
                _after(campaign, now),
            ),
        )
        for unit, rows in sorted(found.items())
    ]


def _plans(campaign: Campaign, values: OpenDayPack, today: date) -> Rows:
    """The first filing counts: one that was returned and filed again was in time when the first one was."""
    if values.plan_due is None:
        return {}
    due = values.plan_due.value
    found: Rows = {}
    for plan in store.plans(campaign.id):
        first = next(iter(sorted(store.filings(plan.id), key=lambda one: one.number)), None)
        if first is None:
            continue
        well = YES if clock.local(first.filed_at).date() <= due else NO
        found.setdefault(plan.department_id, []).append(
            IndicatorRow(
                f"plan:{plan.id}", plan.theme or plan.name, well, "open_day_staff.plan",
                {"campaign": campaign.slug, "plan_id": plan.id},
            )
        )  # fmt: skip
    if today > due:
        for unit in campaigns.participants(campaign.id):
            if unit != campaign.host_department_id and unit not in found:
                found[unit] = [IndicatorRow("plan:none", str(_l("没有报送方案")), NO)]
    return found


def _announcements(campaign: Campaign, values: OpenDayPack, now: datetime) -> Rows:
    if values.notice is None:
        return {}
    found: Rows = {}
    for view in looking_back.days_behind(campaign, now):
        if not view.held:
            continue
        first = min(clock.local(one.starts_at).date() for one in view.held)
        last = latest_publish_day(first, values.notice.value, campaign.calendar.is_working_day)
        out = clock.local(view.shown.revision.counts_from).date()
        found.setdefault(view.department_id, []).append(
            IndicatorRow(
                f"announcement:{view.id}", view.shown.theme, YES if out <= last else NO,
                "open_day_staff.announcement", {"campaign": campaign.slug, "open_day_id": view.id},
            )
        )  # fmt: skip
    return found


def _after(campaign: Campaign, now: datetime) -> Rows:
    found: Rows = {}
    for view in looking_back.days_behind(campaign, now):
        if view.called_off:
            continue
        for duty in view.duties:
            if duty.due is None or duty.mark not in ("done", "done_late", "late"):
                continue
            found.setdefault(view.department_id, []).append(
                IndicatorRow(
                    f"{duty.what}:{view.id}", view.shown.theme, YES if duty.mark == "done" else NO,
                    "open_day_staff.after", {"campaign": campaign.slug, "open_day_id": view.id},
                )
            )  # fmt: skip
    return found
