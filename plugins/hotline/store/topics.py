"""Queries about topics, proposals and programmes. Called inside the service's unit of work, or to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from core.api import db

from ..models import Call, Order, Programme, Shift, ShiftTopic, Topic, TopicDepartment, TopicProposal, Waiter

#: an order in one of these states goes on in another one
MERGED = "merged"


def topics(campaign_id: int, *, with_closed: bool) -> Sequence[Topic]:
    query = select(Topic).where(Topic.campaign_id == campaign_id).order_by(Topic.ordinal, Topic.id)
    return db.session.scalars(query if with_closed else query.where(Topic.state == "open")).all()


def departments_of(topic_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """topic → its departments, its own first."""
    found: dict[int, list[int]] = {}
    query = select(TopicDepartment).where(TopicDepartment.topic_id.in_(topic_ids))
    for row in db.session.scalars(query.order_by(TopicDepartment.ordinal)):
        found.setdefault(row.topic_id, []).append(row.department_id)
    return {topic: tuple(units) for topic, units in found.items()}


def set_departments(topic_id: int, department_ids: Sequence[int]) -> None:
    db.session.execute(delete(TopicDepartment).where(TopicDepartment.topic_id == topic_id))
    db.session.add_all(
        TopicDepartment(topic_id=topic_id, department_id=unit, ordinal=place)
        for place, unit in enumerate(department_ids)
    )


def topic_named(campaign_id: int, name: str) -> Topic | None:
    return db.session.scalar(select(Topic).where(Topic.campaign_id == campaign_id, Topic.name == name))


def last_ordinal(campaign_id: int) -> int:
    query = select(func.max(Topic.ordinal)).where(Topic.campaign_id == campaign_id)
    return db.session.scalar(query) or 0


def coming_shifts_of(topic_id: int, now: datetime) -> int:
    query = select(func.count()).select_from(ShiftTopic).join(Shift, Shift.id == ShiftTopic.shift_id)
    return (
        db.session.scalar(
            query.where(ShiftTopic.topic_id == topic_id, Shift.state == "planned", Shift.ends_at > now)
        )
        or 0
    )


def waiting_for(topic_id: int) -> int:
    query = select(func.count()).where(Waiter.topic_id == topic_id, Waiter.state.in_(("waiting", "claimed")))
    return db.session.scalar(query) or 0


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────
def unfiled_orders(campaign_id: int, since: datetime, open_topics: Collection[int]) -> Sequence[Order]:
    """Orders of late without an open topic. A confidential one is never looked at (HL-03)."""
    query = select(Order).where(
        Order.campaign_id == campaign_id,
        Order.registered_at >= since,
        Order.confidential.is_(False),
        Order.erased_at.is_(None),
        or_(Order.topic_id.is_(None), Order.topic_id.not_in(list(open_topics))),
    )
    return db.session.scalars(query.order_by(Order.id)).all()


def unfiled_waiters(campaign_id: int, since: datetime, open_topics: Collection[int]) -> Sequence[Waiter]:
    """Callers of late with a summary and no order; whoever has a confidential order is left out altogether."""
    hidden = select(Order.id).where(
        Order.campaign_id == campaign_id,
        Order.confidential.is_(True),
        or_(
            (Order.call_id.is_not(None)) & (Order.call_id == Waiter.call_id),
            (Order.person_digest != "") & (Order.person_digest == Waiter.person_digest),
        ),
    )
    query = select(Waiter).where(
        Waiter.campaign_id == campaign_id,
        Waiter.joined_at >= since,
        Waiter.order_id.is_(None),
        Waiter.summary_sealed != "",
        Waiter.erased_at.is_(None),
        Waiter.topic_id.not_in(list(open_topics)),
        ~hidden.exists(),
    )
    return db.session.scalars(query.order_by(Waiter.id)).all()


def shown_orders(order_ids: Collection[int]) -> Sequence[Order]:
    """Those that may be shown and counted now: one that became confidential since is gone."""
    query = select(Order).where(
        Order.id.in_(order_ids), Order.confidential.is_(False), Order.erased_at.is_(None)
    )
    return db.session.scalars(query.order_by(Order.registered_at.desc(), Order.id.desc())).all()


def waiter_days(waiter_ids: Collection[int]) -> list[datetime]:
    query = select(Waiter.joined_at).where(Waiter.id.in_(waiter_ids), Waiter.erased_at.is_(None))
    return list(db.session.scalars(query))


def proposals(campaign_id: int, states: Collection[str]) -> Sequence[TopicProposal]:
    query = select(TopicProposal).where(
        TopicProposal.campaign_id == campaign_id, TopicProposal.state.in_(states)
    )
    return db.session.scalars(query.order_by(TopicProposal.size.desc(), TopicProposal.id)).all()


def decide(proposal_id: int, state: str, **values: Any) -> bool:
    """Decide on an open proposal: of two at once only one gets True."""
    query = update(TopicProposal).where(TopicProposal.id == proposal_id, TopicProposal.state == "open")
    result: Any = db.session.execute(query.values(state=state, **values))
    return bool(result.rowcount == 1)


def file_under(order_ids: Collection[int], topic_id: int) -> int:
    """Give orders without an open topic this one; how many."""
    closed = select(Topic.id).where(Topic.state == "closed")
    query = update(Order).where(
        Order.id.in_(order_ids),
        Order.confidential.is_(False),
        or_(Order.topic_id.is_(None), Order.topic_id.in_(closed)),
    )
    result: Any = db.session.execute(
        query.values(topic_id=topic_id), execution_options={"synchronize_session": False}
    )
    return int(result.rowcount)


# ── programmes ──────────────────────────────────────────────────────────────────────────────────────────────────────
def programmes(campaign_id: int) -> Sequence[Programme]:
    query = select(Programme).where(Programme.campaign_id == campaign_id)
    return db.session.scalars(query.order_by(Programme.starts_at, Programme.id)).all()


def programme_at(campaign_id: int, now: datetime) -> Programme | None:
    query = select(Programme).where(
        Programme.campaign_id == campaign_id,
        Programme.state == "planned",
        Programme.starts_at <= now,
        Programme.ends_at > now,
    )
    return db.session.scalar(query.order_by(Programme.starts_at).limit(1))


def programme_orders(programme_id: int) -> Sequence[Order]:
    """The orders of its callers, confidential ones left out."""
    query = select(Order).where(Order.programme_id == programme_id, Order.confidential.is_(False))
    return db.session.scalars(query.order_by(Order.id)).all()


def programme_calls(programme_id: int) -> Sequence[Call]:
    return db.session.scalars(select(Call).where(Call.programme_id == programme_id).order_by(Call.id)).all()


def programme_waiters(programme_id: int) -> Sequence[Waiter]:
    return db.session.scalars(select(Waiter).where(Waiter.programme_id == programme_id)).all()
