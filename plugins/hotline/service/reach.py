"""Who may see which order (HL-03). Every list, count, search, export and board asks here.

A confidential order is seen by whoever has it in hand and by nobody else:
- whoever registered it, as long as the person takes calls in this campaign;
- the people of the department it was dispatched to (a grant for the whole city doesn't make somebody one of them);
- the supervisor while an act is theirs: an objection or an extension to decide, or an order that nobody else can go on
  with, because it was registered by somebody without an account or by one who takes calls no longer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from core.api import Actor, people_with

from ..models.orders import Order
from ..permissions import HANDLE, INTAKE, ORDERS, SUPERVISE

#: states in which an order waits for the city, not for a department
WITH_THE_CITY = ("registered", "replied")


def countable() -> ColumnElement[bool]:
    """What boards, trends, proposals and other counts may be made of, whoever looks."""
    return Order.confidential.is_(False)


def readable(actor: Actor, campaign_id: int) -> ColumnElement[bool]:
    """The orders of a campaign that this person may see; to be put into a query beside `Order.campaign_id`."""
    if actor.all_powers:
        return true()
    mine = _mine(actor, campaign_id)
    units = actor.departments_for(HANDLE, campaign_id=campaign_id)
    of_unit = Order.department_id.is_not(None) if units is None else _in_units(units)
    near = own_units(actor, campaign_id)
    secret = or_(mine, _in_units(near), _with_supervisor(actor, campaign_id))
    usual: ColumnElement[bool] = or_(mine, of_unit)
    if actor.can(ORDERS, campaign_id=campaign_id) or actor.can(SUPERVISE, campaign_id=campaign_id):
        usual = true()
    return or_(and_(Order.confidential.is_(False), usual), and_(Order.confidential.is_(True), secret))


def may_read(order: Order, actor: Actor) -> bool:
    """The same question about one order."""
    if actor.all_powers:
        return True
    campaign_id = order.campaign_id
    mine = (
        actor.user_id is not None
        and order.registered_by == actor.user_id
        and actor.can(INTAKE, campaign_id=campaign_id)
    )
    if order.confidential:
        near = order.department_id is not None and order.department_id in own_units(actor, campaign_id)
        return mine or near or _is_with_supervisor(order, actor)
    if mine or actor.can(ORDERS, campaign_id=campaign_id) or actor.can(SUPERVISE, campaign_id=campaign_id):
        return True
    return order.department_id is not None and actor.can(
        HANDLE, department_id=order.department_id, campaign_id=campaign_id
    )


def handles(order: Order, actor: Actor) -> bool:
    """Whether this person works for the department that has the order."""
    if order.department_id is None:
        return False
    if order.confidential and not actor.all_powers:
        return order.department_id in own_units(actor, order.campaign_id)
    return actor.can(HANDLE, department_id=order.department_id, campaign_id=order.campaign_id)


def may_ring(order: Order, actor: Actor) -> bool:
    """Whether this person may see the caller's full number: who takes calls, and the department that has the order."""
    takes_calls = actor.can(INTAKE, campaign_id=order.campaign_id)
    return may_read(order, actor) and (takes_calls or handles(order, actor))


def own_units(actor: Actor, campaign_id: int) -> frozenset[int]:
    """The departments whose people this person is one of, for handling orders."""
    units = actor.departments_for(HANDLE, campaign_id=campaign_id)
    if units is not None:
        return units
    return frozenset() if actor.department_id is None else frozenset({actor.department_id})


def _mine(actor: Actor, campaign_id: int) -> ColumnElement[bool]:
    if actor.user_id is None or not actor.can(INTAKE, campaign_id=campaign_id):
        return false()
    return Order.registered_by == actor.user_id


def _in_units(units: frozenset[int]) -> ColumnElement[bool]:
    return Order.department_id.in_(units) if units else false()


def _with_supervisor(actor: Actor, campaign_id: int) -> ColumnElement[bool]:
    if not actor.can(SUPERVISE, campaign_id=campaign_id):
        return false()
    takers = _takers(campaign_id)
    orphan = or_(Order.registered_by.is_(None), Order.registered_by.not_in(takers))
    return or_(Order.state == "objected", Order.asked_days > 0, and_(Order.state.in_(WITH_THE_CITY), orphan))


def _is_with_supervisor(order: Order, actor: Actor) -> bool:
    if not actor.can(SUPERVISE, campaign_id=order.campaign_id):
        return False
    if order.state == "objected" or order.asked_days > 0:
        return True
    if order.state not in WITH_THE_CITY:
        return False
    return order.registered_by is None or order.registered_by not in _takers(order.campaign_id)


def _takers(campaign_id: int) -> list[Any]:
    return [person.id for person in people_with(INTAKE, campaign_id=campaign_id)]
