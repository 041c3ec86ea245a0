"""What callers said of how their matters went, counted: in all, by department, by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.api import Campaign, db

from ..models.answers import FollowUp
from ..models.orders import Order
from ..rules import follow_up as rules
from .follow_up import days_of


@dataclass(frozen=True)
class Overview:
    """The figures in all, by department and by topic (id → figures)."""

    all: rules.Figures
    by_department: dict[int | None, rules.Figures]
    by_topic: dict[int | None, rules.Figures]


def overview(campaign: Campaign, *, now: datetime) -> Overview:
    """Satisfaction with its denominators, sources and who didn't answer; confidential orders are in none of it."""
    days = days_of(campaign)
    wanted = (
        select(FollowUp, Order.department_id, Order.topic_id)
        .join(Order, Order.id == FollowUp.order_id)
        .where(FollowUp.campaign_id == campaign.id, Order.confidential.is_(False))
    )
    rows = [
        (
            rules.Row(rules.state_at(f.state, f.asked_at, now, days), f.way, f.resolved, f.satisfaction),
            unit,
            topic,
        )
        for f, unit, topic in db.session.execute(wanted)
    ]
    return Overview(
        rules.figures(row for row, _unit, _topic in rows),
        _grouped((unit, row) for row, unit, _topic in rows),
        _grouped((topic, row) for row, _unit, topic in rows),
    )


def _grouped(rows: Iterable[tuple[int | None, rules.Row]]) -> dict[int | None, rules.Figures]:
    groups: dict[int | None, list[rules.Row]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return {key: rules.figures(of) for key, of in groups.items()}
