"""Work orders as people look at them: one with everything, and lists that stay usable with thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from core.api import Actor, Campaign, NotFound, clock, privacy

from ..contracts import ActLine, OrderLine, OrderView
from ..models.orders import Order, OrderMark
from ..permissions import INTAKE, SUPERVISE
from ..rules import orders as rules
from ..rules.phones import dial, masked
from ..store import orders as store
from . import reach
from .order_pieces import marks_of, opened, readable_row, today_of

PER_PAGE = 50
#: orders found by one number; months in which the last figures of a number are looked for
MOST_FOUND, MONTHS = 500, 14
_NUMBER = re.compile(r"(\d{2}-\d{2}-)?M?\d{3,8}", re.IGNORECASE)
#: what can be looked at: everything open, what waits for me, late, closed, all
TABS = ("todo", "open", "late", "closed", "all")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in a list. `text`: a number, a telephone number, or words. Days include both ends."""

    tab: str = "open"
    text: str = ""
    state: str = ""
    department_id: int | None = None
    topic_id: int | None = None
    sort: str = ""
    urgent: bool = False
    first: date | None = None
    last: date | None = None
    page: int = 1


@dataclass(frozen=True)
class OrderPage:
    """One page of a list: the lines, how many there are in all, and which page of how many this is."""

    lines: tuple[OrderLine, ...]
    total: int
    number: int
    pages: int


def order_view(order_id: int, *, actor: Actor, now: datetime) -> OrderView:
    """One order with everything that this person may see. Raises NotFound, also for what isn't for these eyes."""
    row = readable_row(order_id, actor)
    full = reach.may_ring(row, actor)
    line = lines_of([row])[0]
    head = store.order(row.merged_into) if row.merged_into is not None else None
    members = [member for member in store.members(row.id) if reach.may_read(member, actor)]
    reply = opened(row.reply_sealed) or (opened(head.reply_sealed) if head is not None else "")
    return OrderView(
        line=line,
        words=opened(row.words_sealed),
        place=opened(row.place_sealed),
        phone=opened(row.phone_sealed) if full else masked(opened(row.phone_sealed)),
        name=opened(row.name_sealed),
        language=row.language,
        reply=reply,
        call_id=row.call_id,
        programme_id=row.programme_id,
        registered_by=row.registered_by,
        answered_by=row.answered_by,
        due_rule=row.due_rule,
        extensions=row.extensions,
        merged_into=(head.id, head.number) if head is not None and reach.may_read(head, actor) else None,
        acts=tuple(
            ActLine(a.action, a.at, a.user_id, a.department_id, a.codes, opened(a.text_sealed))
            for a in store.acts(order_id)
        ),
        members=tuple(lines_of(members)),
    )


def version_of(order_id: int) -> int:
    """The order's present version, for whoever acts on what it has just made. Raises NotFound."""
    row = store.order(order_id)
    if row is None:
        raise NotFound
    return row.version


def find_by_number(campaign: Campaign, number: str, *, actor: Actor) -> int | None:
    """The id of an order that this person may see, by our number or the other platform's."""
    if not number:
        return None
    where = [
        Order.campaign_id == campaign.id,
        reach.readable(actor, campaign.id),
        or_(Order.number == number.upper(), Order.external_number == number),
    ]
    found = store.page_of(where, (Order.id,), 1, 0)
    return found[0].id if found else None


def lines_of(rows: Sequence[Order]) -> list[OrderLine]:
    """Lines of a list, in the same order. The rows must be readable for whoever gets them."""
    ids = [row.id for row in rows]
    merged, told = store.member_counts(ids), store.satisfactions(ids)
    return [
        OrderLine(
            id=row.id,
            version=row.version,
            number=row.number,
            external_number=row.external_number,
            sort=row.sort,
            state=row.state,
            topic_id=row.topic_id,
            title=opened(row.title_sealed),
            department_id=row.department_id,
            handler_id=row.handler_id,
            registered_at=row.registered_at,
            due_on=row.due_on,
            closed_at=row.closed_at,
            confidential=row.confidential,
            urgent=row.urgent,
            merged=merged.get(row.id, 0),
            satisfaction=told.get(row.id),
        )
        for row in rows
    ]


def orders(campaign: Campaign, asked: Asked, *, actor: Actor, now: datetime) -> OrderPage:
    """One page of the orders that this person may see and asked for; open ones by their day, others newest first."""
    where = conditions(campaign, asked, actor, now)
    total = store.count_of(where)
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(asked.page, 1), pages)
    order_by: tuple[Any, ...] = (Order.id.desc(),)
    if asked.tab in ("todo", "open", "late"):
        order_by = (Order.due_on.is_(None), Order.due_on, Order.id)
    rows = store.page_of(where, order_by, PER_PAGE, (number - 1) * PER_PAGE)
    return OrderPage(tuple(lines_of(rows)), total, number, pages)


def tallies(campaign: Campaign, *, actor: Actor, now: datetime) -> dict[str, int]:
    """How many orders stand behind each tab, of those that this person may see."""
    return {
        tab: store.count_of(conditions(campaign, Asked(tab=tab), actor, now))
        for tab in ("todo", "open", "late")
    }


def conditions(campaign: Campaign, asked: Asked, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    """What is asked for as conditions of a query, always with what this person may see."""
    where = [Order.campaign_id == campaign.id, reach.readable(actor, campaign.id)]
    today = today_of(now)
    if asked.tab == "todo":
        where.append(waits_for(actor, campaign, now))
    elif asked.tab == "open":
        where.append(Order.state.in_(rules.OPEN))
    elif asked.tab == "late":
        where += [Order.state.in_(rules.RUNNING), Order.due_on < today]
    elif asked.tab == "closed":
        where.append(Order.state == "closed")
    if asked.state in rules.STATES:
        where.append(Order.state == asked.state)
    if asked.department_id is not None:
        where.append(Order.department_id == asked.department_id)
    if asked.topic_id is not None:
        where.append(Order.topic_id == asked.topic_id)
    if asked.sort in rules.SORTS:
        where.append(Order.sort == asked.sort)
    if asked.urgent:
        where.append(Order.urgent.is_(True))
    if asked.first is not None:
        where.append(Order.registered_at >= _begin(asked.first))
    if asked.last is not None:
        where.append(Order.registered_at < _begin(asked.last + timedelta(days=1)))
    if asked.text.strip():
        where.append(_found_by(asked.text.strip(), campaign, actor, now))
    return where


def waits_for(actor: Actor, campaign: Campaign, now: datetime) -> ColumnElement[bool]:
    """What waits for this person: the department's own, what the city checks or hands over, what is to be decided."""
    parts: list[ColumnElement[bool]] = []
    units = reach.own_units(actor, campaign.id)
    if units:
        parts.append(and_(Order.state.in_(("dispatched", "accepted")), Order.department_id.in_(units)))
    if actor.can(INTAKE, campaign_id=campaign.id):
        parts.append(Order.state.in_(reach.WITH_THE_CITY))
        parts.append(and_(Order.told_by_hand.is_(True), Order.registered_by == actor.user_id))
    if actor.can(SUPERVISE, campaign_id=campaign.id):
        parts.append(or_(Order.state == "objected", Order.asked_days > 0))
        parts.append(Order.state.in_(reach.WITH_THE_CITY))
    return or_(*parts) if parts else false()


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)


def _found_by(text: str, campaign: Campaign, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """By number, by telephone number for whoever takes calls, by words through their digests (never confidential ones)."""
    meant = [Order.external_number == text[:60]]
    if _NUMBER.fullmatch(text):
        meant.append(Order.number.in_(_numbers(text.upper(), now)))
    phone = dial(text)
    if phone and actor.can(INTAKE, campaign_id=campaign.id):
        meant.append(Order.person_digest.in_(privacy.digest_candidates(phone)))
    # Each by its own index: joined by "or" they would be a walk through the whole table.
    ids = {
        one for way in meant for one in store.ids_where([Order.campaign_id == campaign.id, way], MOST_FOUND)
    }
    marks = marks_of(text) if not re.fullmatch(r"[\d\-\s]+", text) else []
    if not marks:
        return Order.id.in_(ids) if ids else false()
    having = (
        select(OrderMark.order_id)
        .where(OrderMark.campaign_id == campaign.id, OrderMark.mark.in_(marks))
        .group_by(OrderMark.order_id)
        .having(func.count() == len(marks))
    )
    return or_(Order.id.in_(ids), Order.id.in_(having)) if ids else Order.id.in_(having)


def _numbers(text: str, now: datetime) -> list[str]:
    """A whole number as it is; the last figures of one in each of the last months."""
    if "-" in text:
        return [text]
    figures = text if text.startswith("M") else text.zfill(4)
    first = clock.local(now).replace(day=15)
    months = {f"{first - timedelta(days=30 * back):%y-%m}" for back in range(MONTHS + 1)}
    return [f"{month}-{figures}" for month in sorted(months)]
