"""Which acts a person may do with an order now: what the rules allow there, what the person may, nothing else is shown."""

from __future__ import annotations

from datetime import datetime

from core.api import Actor

from ..models.orders import Order
from ..permissions import INTAKE, SUPERVISE
from ..rules import orders as rules
from . import order_terms, reach
from .order_pieces import campaign_of, readable_row, standing, today_of

CITY = frozenset(
    ("answer", "dispatch", "redispatch", "send_back", "close", "urge", "merge", "unmerge", "make_confidential", "note", "edit")
)  # fmt: skip
DEPARTMENT = frozenset(("accept", "object", "ask_extension", "reply", "make_confidential", "note"))
SUPERVISOR = frozenset(("uphold", "refuse", "extend", "refuse_extension"))


def acts_for(order_id: int, *, actor: Actor, now: datetime) -> frozenset[str]:
    """Names of rules.orders.ACTS; `told` besides where the caller of a confidential order has to be rung."""
    row = readable_row(order_id, actor)
    terms = order_terms.terms_of(campaign_of(row))
    possible = set(rules.possible(standing(row), today=today_of(now), terms=terms))
    if terms.extensions == 0 or terms.extension == 0:
        possible.discard("ask_extension")
    if order_terms.dispatches_elsewhere():
        possible -= {"dispatch", "redispatch"}
    mine = _mine(row, actor)
    if row.state == "accepted" and not actor.can(SUPERVISE, campaign_id=row.campaign_id):
        mine -= {"redispatch"}
    if actor.user_id is not None and row.answered_by == actor.user_id:
        mine -= {"close", "send_back"}
    found = possible & mine
    if row.told_by_hand and reach.may_ring(row, actor):
        found |= {"told"}
    return frozenset(found)


def _mine(row: Order, actor: Actor) -> set[str]:
    mine: set[str] = set()
    supervises = actor.can(SUPERVISE, campaign_id=row.campaign_id)
    if supervises or actor.can(INTAKE, campaign_id=row.campaign_id):
        mine |= CITY
    if supervises:
        mine |= SUPERVISOR
    if reach.handles(row, actor):
        mine |= DEPARTMENT
    return mine
