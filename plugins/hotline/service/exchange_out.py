"""Sheets that go to another platform: new orders, replies, calls. What went is marked and goes once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from core.api import Actor, Campaign, Invalid, NotFound, audit, clock, db, departments, unit_of_work

from ..models.calls import Call
from ..models.orders import ColumnMap, Exchange, Order
from ..models.topics import Topic
from ..permissions import EXCHANGE
from ..rules import order_sheet as sheets
from ..store import orders as store
from ..wording_orders import SORTS
from . import order_terms, reach
from .order_pieces import act, campaign_of, opened, today_of

#: rows of one sheet; the next export brings the rest
MOST = 2000


@dataclass(frozen=True)
class OutSheet:
    """A sheet to be written: headings (theirs where a map is chosen) and rows of texts."""

    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    exchange_id: int


def waiting(campaign: Campaign, *, actor: Actor) -> Mapping[str, int]:
    """How many rows an export of each sheet would bring now, confidential ones not counted."""
    return {
        "orders": store.count_of([*_new_orders(campaign, actor), Order.confidential.is_(False)]),
        "replies": store.count_of([*_new_replies(campaign, actor), Order.confidential.is_(False)]),
    }


def export(
    campaign: Campaign,
    sheet: str,
    map_id: int | None = None,
    *,
    confidential: bool = False,
    again: int | None = None,
    actor: Actor,
    now: datetime,
) -> OutSheet:
    """Write what hasn't gone yet into a sheet and mark it; `again` is the id of an earlier export, given once more.

    Where the city dispatches elsewhere an exported order is passed on with it. Confidential orders go only when asked for,
    only those that this person may see, and the sheet says so. Raises Invalid("hotline.export_empty").
    """
    actor.require(EXCHANGE, campaign_id=campaign.id)
    if sheet not in sheets.SHEETS:
        raise Invalid("hotline.sheet_kind_missing", field="sheet")
    with unit_of_work() as session:
        at = _at_of(campaign, sheet, again) if again is not None else now
        if sheet == "calls":
            values = _calls(campaign, again, at)
        else:
            orders = _chosen(campaign, sheet, actor, confidential, at if again is not None else None)
            values = [_of_order(order) if sheet == "orders" else _of_reply(order) for order in orders]
            if again is None:
                for order in orders:
                    _mark(order, sheet, actor, now)
        if not values:
            raise Invalid("hotline.export_empty")
        headings = _headings(campaign, sheet, map_id)
        exchange = Exchange(
            campaign_id=campaign.id, sheet=sheet, way="out", state="done", user_id=actor.user_id, columns={},
            result={"rows": len(values)}, faults=[], at=now, done_at=now,
        )  # fmt: skip
        if again is None:
            session.add(exchange)
            session.flush()
        audit.record(
            actor, now, "hotline.exchange_exported", subject=("hotline_exchange", exchange.id or again),
            campaign_id=campaign.id, sheet=sheet, rows=len(values), again=again is not None,
        )  # fmt: skip
        return OutSheet(
            sheet,
            tuple(headings.values()),
            tuple(tuple(row.get(code, "") for code in headings) for row in values),
            exchange.id or again or 0,
        )


def _new_orders(campaign: Campaign, actor: Actor) -> list[object]:
    return [
        Order.campaign_id == campaign.id,
        Order.state == "registered",
        Order.exported_at.is_(None),
        Order.erased_at.is_(None),
        reach.readable(actor, campaign.id),
    ]


def _new_replies(campaign: Campaign, actor: Actor) -> list[object]:
    return [
        Order.campaign_id == campaign.id,
        Order.state.in_(("replied", "closed")),
        Order.reply_sealed != "",
        # What came from there needn't go back.
        or_(Order.answered_by.is_not(None), Order.department_id.is_not(None)),
        or_(Order.reply_sent_at.is_(None), Order.reply_sent_at < Order.replied_at),
        reach.readable(actor, campaign.id),
    ]


def _chosen(
    campaign: Campaign, sheet: str, actor: Actor, confidential: bool, at: datetime | None
) -> list[Order]:
    if at is None:
        where = _new_orders(campaign, actor) if sheet == "orders" else _new_replies(campaign, actor)
    else:
        went = Order.exported_at if sheet == "orders" else Order.reply_sent_at
        where = [Order.campaign_id == campaign.id, went == at, reach.readable(actor, campaign.id)]
    if not confidential:
        where.append(Order.confidential.is_(False))
    return store.page_of(where, (Order.id,), MOST, 0)


def _mark(order: Order, sheet: str, actor: Actor, now: datetime) -> None:
    if sheet == "replies":
        order.reply_sent_at = now
        order.version += 1
        return
    if not order_terms.dispatches_elsewhere():
        order.exported_at = now
        order.version += 1
        return
    due = order_terms.due_of(campaign_of(order), order.term_class, today_of(now))
    act(
        order, order.version, "pass_outside", actor=actor, now=now, line="passed_outside",
        codes={"due": due.day.isoformat() if due.day else ""},
        exported_at=now, dispatched_at=now, due_on=due.day, due_first=due.day, due_rule=due.rule,
    )  # fmt: skip


def _at_of(campaign: Campaign, sheet: str, exchange_id: int) -> datetime:
    row = db.session.get(Exchange, exchange_id)
    if row is None or row.campaign_id != campaign.id or row.way != "out" or row.sheet != sheet:
        raise NotFound
    return row.at


def _headings(campaign: Campaign, sheet: str, map_id: int | None) -> dict[str, str]:
    """Our columns in order → what they are called in this sheet; a map leaves out what it doesn't name."""
    ours = {column.code: column.heading for column in sheets.COLUMNS[sheet]}
    saved = db.session.get(ColumnMap, map_id) if map_id is not None else None
    if saved is None or saved.campaign_id != campaign.id or saved.sheet != sheet:
        return ours
    named = {code: saved.columns[code] for code in ours if code in saved.columns}
    # Whoever gets the sheet must see that an order is confidential, and find it again when the reply comes back.
    for code in ("number", "confidential"):
        if code in ours:
            named.setdefault(code, ours[code])
    return {code: named[code] for code in ours if code in named}


def _of_order(order: Order) -> dict[str, str]:
    return {
        "number": order.number,
        "external_number": order.external_number,
        "registered_at": _when(order.registered_at),
        "sort": str(SORTS[order.sort]),
        "title": opened(order.title_sealed),
        "words": opened(order.words_sealed),
        "place": opened(order.place_sealed),
        "name": opened(order.name_sealed),
        "phone": opened(order.phone_sealed),
        "topic": _topic(order.topic_id),
        "confidential": "是" if order.confidential else "否",
        "urgent": "是" if order.urgent else "否",
    }


def _of_reply(order: Order) -> dict[str, str]:
    names = {unit.id: unit.name for unit in departments()}
    return {
        "number": order.number,
        "external_number": order.external_number,
        "reply": opened(order.reply_sealed),
        "department": names.get(order.department_id or 0, ""),
        "replied_at": _when(order.replied_at),
    }


def _calls(campaign: Campaign, again: int | None, at: datetime) -> list[dict[str, str]]:
    """Ended calls since the last sheet of calls; what a confidential order came of stays here."""
    earlier = select(Exchange.at).filter_by(campaign_id=campaign.id, sheet="calls", way="out")
    if again is not None:
        earlier = earlier.where(Exchange.id < again)
    since = db.session.scalar(earlier.order_by(Exchange.id.desc()).limit(1))
    hidden = select(Order.id).where(Order.call_id == Call.id, Order.confidential.is_(True)).exists()
    wanted = select(Call).where(
        Call.campaign_id == campaign.id,
        Call.state == "ended",
        Call.source != "sheet",
        Call.ended_at <= at,
        ~hidden,
    )
    if since is not None:
        wanted = wanted.where(Call.ended_at > since)
    return [
        {
            "external_id": call.external_id or f"call-{call.id}",
            "arrived_at": _when(call.arrived_at),
            "answered_at": _when(call.answered_at),
            "ended_at": _when(call.ended_at),
            "phone": opened(call.phone_sealed),
            "topic": _topic(call.topic_id),
        }
        for call in db.session.scalars(wanted.order_by(Call.id).limit(MOST))
    ]


def _topic(topic_id: int | None) -> str:
    found = db.session.get(Topic, topic_id) if topic_id is not None else None
    return found.name if found is not None else ""


def _when(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M:%S}" if moment is not None else ""
