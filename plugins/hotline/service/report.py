"""The hotline's part of the summary report: orders, answers, satisfaction with its denominator, calls, published answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from core.api import Campaign, IndicatorRow, ReportFigure, ReportSection, db, registry

from .. import chain
from ..models import Answer, Call, Order, Topic
from . import indicators

ONE = Fraction(1)


def sections(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Orders without confidential and merged ones. Calls belong to no single department: the campaign's report has them."""
    orders = _orders(campaign, department_id)
    answered = [one for one in orders if one.replied_at is not None or one.closed_at is not None]
    closed = [one for one in orders if one.closed_at is not None]
    figures = []
    if department_id is None:
        figures.append(ReportFigure("hotline.calls", _l("热线来电"), "个", _calls(campaign)))
    figures += [
        ReportFigure("hotline.orders", _l("受理诉求"), "件", _rows(campaign, orders)),
        ReportFigure("hotline.answered", _l("答复诉求"), "件", _rows(campaign, answered)),
        ReportFigure("hotline.closed", _l("办结诉求"), "件", _rows(campaign, closed)),
        ReportFigure("hotline.published", _l("公开问答"), "条", _published(campaign, department_id)),
    ]
    shares = {"hotline.answered_in_time": _l("按时答复率"), "hotline.satisfied": _l("回访满意率")}
    measured = indicators.indicators(campaign, now)
    for code, title in shares.items():
        rows = [
            row
            for one in measured
            if one.code == code and department_id in (None, one.department_id)
            for row in one.rows
        ]
        if rows:
            figures.append(
                ReportFigure(code, title, "人" if code == "hotline.satisfied" else "件", tuple(rows), True)
            )
    if not any(one.rows for one in figures):
        return ()
    table = _table(orders) if department_id is None else None
    return [ReportSection("hotline", _l("热线解答"), tuple(figures), table)]


def _orders(campaign: Campaign, department_id: int | None) -> list[Any]:
    wanted = (
        select(Order.id, Order.number, Order.department_id, Order.replied_at, Order.closed_at)
        .where(
            Order.campaign_id == campaign.id, Order.confidential.is_(False), Order.state != "merged"
        )
        .order_by(Order.id)
    )  # fmt: skip
    if department_id is not None:
        wanted = wanted.where(Order.department_id == department_id)
    return list(db.session.execute(wanted))


def _rows(campaign: Campaign, orders: Sequence[Any]) -> tuple[IndicatorRow, ...]:
    return tuple(
        IndicatorRow(
            f"order:{one.id}", one.number, ONE, "hotline_staff.order",
            {"campaign": campaign.slug, "order_id": one.id},
        )
        for one in orders
    )  # fmt: skip


def _calls(campaign: Campaign) -> tuple[IndicatorRow, ...]:
    """Calls that came in and were answered."""
    wanted = (
        select(Call.id, Call.topic_id, Topic.name)
        .outerjoin(Topic, Topic.id == Call.topic_id)
        .where(Call.campaign_id == campaign.id, Call.direction == "in", Call.outcome == "answered")
        .order_by(Call.id)
    )
    return tuple(
        IndicatorRow(
            f"call:{one.id}", one.name or str(_l("没有专题")), ONE, "hotline_staff.call_page",
            {"campaign": campaign.slug, "call_id": one.id},
        )
        for one in db.session.execute(wanted)
    )  # fmt: skip


def _published(campaign: Campaign, department_id: int | None) -> tuple[IndicatorRow, ...]:
    wanted = (
        select(Answer.id, Answer.department_id).where(Answer.campaign_id == campaign.id).order_by(Answer.id)
    )
    if department_id is not None:
        wanted = wanted.where(Answer.department_id == department_id)
    found = list(db.session.execute(wanted))
    out = chain.ANSWER.all_published([one.id for one in found])
    return tuple(
        IndicatorRow(
            f"answer:{one.id}", out[one.id].revision.title, ONE, "hotline_public.answer",
            {"campaign": campaign.slug, "answer_id": one.id},
        )
        for one in found
        if one.id in out
    )  # fmt: skip


def _table(orders: Sequence[Any]) -> dict[str, Any] | None:
    """A row for each department: how many orders came, were answered and ended."""
    units = sorted({one.department_id for one in orders if one.department_id is not None})
    rows: list[list[Any]] = []
    for unit in units:
        mine = [one for one in orders if one.department_id == unit]
        closed = [one for one in mine if one.closed_at is not None]
        answered = [one for one in mine if one.replied_at is not None or one.closed_at is not None]
        rows.append([registry().department_name(unit), len(mine), len(answered), len(closed)])
    if not rows:
        return None
    return {
        "head": ["单位", "受理（件）", "答复（件）", "办结（件）"],
        "rows": rows,
        "foot": ["合计", *(sum(row[n] for row in rows) for n in (1, 2, 3))],
    }
