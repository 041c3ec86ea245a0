"""What the records say of each department's orders, for the campaign's scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.api import Campaign, Indicator, IndicatorRow, clock, db

from ..models import FollowUp, Order
from ..rules.follow_up import NOT_SATISFIED

YES, NO = Fraction(1), Fraction(0)


def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Answered in time, satisfied among those who said so, opened again. Confidential orders are in none of it."""
    today = clock.local(now).date()
    lists: dict[str, Any] = {"endpoint": "hotline_staff.orders", "values": {"campaign": campaign.slug}}
    found: list[Indicator] = []
    answered: dict[int, list[IndicatorRow]] = {}
    reopened: dict[int, list[IndicatorRow]] = {}
    wanted = (
        select(
            Order.id, Order.number, Order.department_id, Order.due_on, Order.replied_at, Order.closed_at,
            Order.reopened_at,
        )
        .where(
            Order.campaign_id == campaign.id, Order.department_id.is_not(None), Order.confidential.is_(False),
            Order.state != "merged",
        )
        .order_by(Order.id)
    )  # fmt: skip
    for one in db.session.execute(wanted):
        done = one.replied_at or one.closed_at
        if one.due_on is not None and (done is not None or today > one.due_on):
            well = done is not None and clock.local(done).date() <= one.due_on
            answered.setdefault(one.department_id, []).append(_row(campaign, one, YES if well else NO))
        if one.reopened_at is not None:
            reopened.setdefault(one.department_id, []).append(_row(campaign, one, YES))
        elif one.department_id in answered:
            reopened.setdefault(one.department_id, [])
    for unit, rows in sorted(answered.items()):
        found.append(
            Indicator("hotline.answered_in_time", _l("热线工单按时答复"), "件", unit, tuple(rows), **lists)
        )
    for unit, rows in sorted(reopened.items()):
        found.append(
            Indicator("hotline.reopened", _l("重新办理的工单"), "件", unit, tuple(rows), share=False, **lists)
        )
    for unit, rows in sorted(_satisfied(campaign).items()):
        found.append(Indicator("hotline.satisfied", _l("回访满意率"), "人", unit, tuple(rows), **lists))
    return found


def _satisfied(campaign: Campaign) -> dict[int, list[IndicatorRow]]:
    """Who said how satisfied they are; who said nothing is not in the denominator."""
    found: dict[int, list[IndicatorRow]] = {}
    wanted = (
        select(FollowUp.round, FollowUp.satisfaction, Order.id, Order.number, Order.department_id)
        .join(Order, Order.id == FollowUp.order_id)
        .where(
            FollowUp.campaign_id == campaign.id, FollowUp.state == "answered",
            FollowUp.satisfaction.is_not(None), Order.confidential.is_(False),
            Order.department_id.is_not(None),
        )
        .order_by(Order.id, FollowUp.round)
    )  # fmt: skip
    for one in db.session.execute(wanted):
        well = YES if one.satisfaction > NOT_SATISFIED else NO
        found.setdefault(one.department_id, []).append(_row(campaign, one, well, f"follow_up:{one.round}:"))
    return found


def _row(campaign: Campaign, one: Any, amount: Fraction, kind: str = "order:") -> IndicatorRow:
    return IndicatorRow(
        f"{kind}{one.id}", one.number, amount, "hotline_staff.order",
        {"campaign": campaign.slug, "order_id": one.id},
    )  # fmt: skip
