"""The few queries and conditional updates of work orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.api import db

from ..models.answers import FollowUp
from ..models.orders import Order, OrderAct, OrderCounter, OrderMark
from ..models.queue import Waiter
from ..models.topics import Topic


def order(order_id: int) -> Order | None:
    """An order of any campaign."""
    return db.session.get(Order, order_id)


def order_of_key(key: str) -> Order | None:
    """What an earlier try with the same key stored."""
    return db.session.scalar(select(Order).filter_by(idempotency_key=key))


def orders_by_id(ids: Collection[int]) -> dict[int, Order]:
    """Orders by id; missing ones are left out."""
    rows = db.session.scalars(select(Order).where(Order.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}


def change(row: Order, version: int, states: Collection[str], **values: Any) -> bool:
    """Change an order if it still is as it was seen; False when somebody was quicker. The row is read again."""
    statement = (
        update(Order)
        .where(Order.id == row.id, Order.version == version, Order.state.in_(states))
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    done = cast("CursorResult[Any]", db.session.execute(statement)).rowcount == 1
    if done:
        db.session.refresh(row)
    return done


def next_number(campaign_id: int, month: str) -> int:
    """The next number of a campaign's month, drawn in the caller's transaction: no gap, no number twice."""
    table: Any = OrderCounter.__table__
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    begun = dialect.insert(table).values(campaign_id=campaign_id, month=month, last=1)
    counted = begun.on_conflict_do_update(
        index_elements=[table.c.campaign_id, table.c.month], set_={"last": table.c.last + 1}
    )
    return int(db.session.execute(counted.returning(table.c.last)).scalar_one())


def is_number_taken(campaign_id: int, number: str) -> bool:
    """Whether an order of this campaign has the number already."""
    found = select(Order.id).filter_by(campaign_id=campaign_id, number=number)
    return db.session.scalar(found) is not None


def acts(order_id: int) -> list[OrderAct]:
    """An order's time line, oldest first."""
    wanted = select(OrderAct).filter_by(order_id=order_id).order_by(OrderAct.at, OrderAct.id)
    return list(db.session.scalars(wanted))


def members(order_id: int) -> list[Order]:
    """The orders that were merged into this one, oldest first."""
    return list(db.session.scalars(select(Order).filter_by(merged_into=order_id).order_by(Order.id)))


def member_counts(ids: Collection[int]) -> dict[int, int]:
    """How many were merged into each of these orders."""
    if not ids:
        return {}
    counted = (
        select(Order.merged_into, func.count()).where(Order.merged_into.in_(ids)).group_by(Order.merged_into)
    )
    return {int(head): int(number) for head, number in db.session.execute(counted) if head is not None}


def satisfactions(ids: Collection[int]) -> dict[int, int]:
    """The last answer to a follow-up of each of these orders, 5 to 1."""
    if not ids:
        return {}
    wanted = (
        select(FollowUp.order_id, FollowUp.satisfaction)
        .where(FollowUp.order_id.in_(ids), FollowUp.satisfaction.is_not(None))
        .order_by(FollowUp.round)
    )
    return {int(found.order_id): int(found.satisfaction) for found in db.session.execute(wanted)}


def topic_term(topic_id: int | None) -> str:
    """The term class that a topic names, "" without a topic."""
    found = db.session.scalar(select(Topic.term_class).filter_by(id=topic_id)) if topic_id else None
    return found or ""


def has_topic(topic_id: int, campaign_id: int) -> bool:
    """Whether the campaign has this topic."""
    found = select(Topic.id).filter_by(id=topic_id, campaign_id=campaign_id)
    return db.session.scalar(found) is not None


def waiter(waiter_id: int) -> Waiter | None:
    """A caller in line."""
    return db.session.get(Waiter, waiter_id)


def give_waiter(waiter_id: int, order_id: int) -> None:
    """Say which order a caller in line is about."""
    db.session.execute(
        update(Waiter).where(Waiter.id == waiter_id, Waiter.order_id.is_(None)).values(order_id=order_id)
    )


# ── marks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def put_marks(order_id: int, campaign_id: int, marks: Sequence[str]) -> None:
    """The words by which an order can be found again; what was there goes."""
    drop_marks([order_id])
    db.session.add_all(OrderMark(order_id=order_id, campaign_id=campaign_id, mark=mark) for mark in marks)


def drop_marks(order_ids: Collection[int]) -> None:
    """Let no word lead to these orders any more."""
    db.session.execute(
        OrderMark.__table__.delete().where(OrderMark.order_id.in_(order_ids))  # type: ignore[attr-defined]
    )


def orders_marked(campaign_id: int, marks: Collection[str], limit: int, since_id: int = 0) -> list[int]:
    """Ids of the orders that have most of these marks, the newest of equals first."""
    if not marks:
        return []
    shared = func.count()
    found = (
        select(OrderMark.order_id)
        .where(
            OrderMark.campaign_id == campaign_id, OrderMark.mark.in_(marks), OrderMark.order_id >= since_id
        )
        .group_by(OrderMark.order_id)
        .order_by(shared.desc(), OrderMark.order_id.desc())
        .limit(limit)
    )
    return [int(order_id) for order_id in db.session.scalars(found)]


def first_id_since(campaign_id: int, moment: datetime) -> int | None:
    """The id of the first order that was registered at or after the moment; None when there is none."""
    found = (
        select(Order.id)
        .where(Order.campaign_id == campaign_id, Order.registered_at >= moment)
        .order_by(Order.registered_at)
        .limit(1)
    )
    return db.session.scalar(found)


def newest_of_topic(campaign_id: int, topic_id: int, since: datetime, limit: int) -> list[int]:
    """Ids of a topic's latest orders that aren't confidential."""
    wanted = (
        select(Order.id)
        .where(
            Order.topic_id == topic_id,
            Order.registered_at >= since,
            Order.campaign_id == campaign_id,
            Order.confidential.is_(False),
        )
        .order_by(Order.registered_at.desc())
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def page_of(where: Sequence[Any], order_by: Sequence[Any], limit: int, offset: int) -> list[Order]:
    """One page of orders. Ids first: they are sorted in the index, without the sealed texts of all the others."""
    wanted = select(Order.id).where(*where).order_by(*order_by).limit(limit).offset(offset)
    ids = list(db.session.scalars(wanted))
    rows = orders_by_id(ids)
    return [rows[order_id] for order_id in ids if order_id in rows]


def ids_where(where: Sequence[Any], limit: int) -> list[int]:
    """Ids of the first orders that fit."""
    return list(db.session.scalars(select(Order.id).where(*where).limit(limit)))


def count_of(where: Sequence[Any]) -> int:
    """How many orders there are."""
    return int(db.session.scalar(select(func.count()).select_from(Order).where(*where)) or 0)


def counts_by_state(where: Sequence[Any]) -> Mapping[str, int]:
    """How many orders stand in each state."""
    counted = select(Order.state, func.count()).where(*where).group_by(Order.state)
    return {str(state): int(number) for state, number in db.session.execute(counted)}


def owed_by_day(campaign_id: int, states: Collection[str]) -> list[tuple[int, date, int]]:
    """(department, day, how many are due) of the orders that aren't confidential."""
    counted = (
        select(Order.department_id, Order.due_on, func.count())
        .where(
            Order.campaign_id == campaign_id,
            Order.state.in_(states),
            Order.due_on.is_not(None),
            Order.department_id.is_not(None),
            Order.confidential.is_(False),
        )
        .group_by(Order.department_id, Order.due_on)
        .order_by(Order.due_on)
    )
    rows = db.session.execute(counted)
    return [(unit, day, number) for unit, day, number in rows if unit is not None and day is not None]
