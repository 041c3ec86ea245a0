"""What of the work orders waits for a person: a department's next ones, and numbers of what the city has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.api import Actor, Campaign, db

from ..contracts import OrderLine
from ..models.orders import Exchange, Order
from ..permissions import INTAKE, SUPERVISE
from ..rules import orders as rules
from ..store import orders as store
from . import reach
from .order_views import lines_of


@dataclass(frozen=True)
class Desk:
    """`own`: the department's first orders by their day, of `own_total`. The rest are numbers of orders: to hand over,
    to close, objections and extensions to decide, callers of confidential orders to ring."""

    own: tuple[OrderLine, ...] = ()
    own_total: int = 0
    to_hand_over: int = 0
    to_close: int = 0
    objected: int = 0
    extensions: int = 0
    to_tell: int = 0


def desk_of(campaign: Campaign, most: int, *, actor: Actor, now: datetime) -> Desk:
    """The desk of a person, in a few counts."""
    base = [Order.campaign_id == campaign.id, reach.readable(actor, campaign.id)]
    units = reach.own_units(actor, campaign.id)
    own: list[Order] = []
    own_total = 0
    if units:
        where = [*base, Order.state.in_(("dispatched", "accepted")), Order.department_id.in_(units)]
        own = store.page_of(where, (Order.due_on.is_(None), Order.due_on, Order.id), most, 0)
        own_total = store.count_of(where) if len(own) == most else len(own)
    states: dict[str, int] = {}
    extensions = to_tell = 0
    city = actor.can(INTAKE, campaign_id=campaign.id) and actor.can("hotline.orders", campaign_id=campaign.id)
    if city or actor.can(SUPERVISE, campaign_id=campaign.id):
        waiting = Order.state.in_((*reach.WITH_THE_CITY, "objected"))
        states = dict(store.counts_by_state([*base, waiting]))
    if actor.can(SUPERVISE, campaign_id=campaign.id):
        extensions = store.count_of([*base, Order.state == "accepted", Order.asked_days > 0])
    else:
        states.pop("objected", None)
    if actor.user_id is not None:
        mine = [*base, Order.told_by_hand.is_(True), Order.registered_by == actor.user_id]
        to_tell = store.count_of(mine)
    return Desk(
        own=tuple(lines_of(own)),
        own_total=own_total,
        to_hand_over=states.get("registered", 0),
        to_close=states.get("replied", 0),
        objected=states.get("objected", 0),
        extensions=extensions,
        to_tell=to_tell,
    )


def owed(campaign: Campaign) -> list[tuple[int, date, int]]:
    """(department, day, number) of what departments owe, without confidential orders."""
    return store.owed_by_day(campaign.id, rules.RUNNING)


def rows_for(ids: Sequence[int]) -> list[Order]:
    """Orders by id, for whoever asks `reach` about each."""
    return list(store.orders_by_id(ids).values())


def exchanges_for(ids: Sequence[int]) -> list[Exchange]:
    """Sheets that came in or went out, by id; they hold no words here."""
    return list(db.session.scalars(select(Exchange).where(Exchange.id.in_(ids))))
