"""Following up by telephone: whom somebody may ring who had no part in the case, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Campaign,
    NotAllowed,
    NotFound,
    campaigns,
    privacy,
    unit_of_work,
)

from ..models.answers import FollowUp
from ..models.orders import Order
from ..permissions import FOLLOW_UP
from ..rules import follow_up as rules
from ..rules.phones import masked
from ..store import answers as store
from ..store import orders as order_store
from .follow_up_pieces import attempts_of, checked_words, days_of, record_act, require_open, take_answer
from .order_pieces import opened
from .waiter_views import mobile


@dataclass(frozen=True)
class ToRing:
    """Somebody to ring, for a person who had no part in their case. `phone` is masked until it is dialled."""

    id: int
    order_id: int
    number: str
    title: str
    name: str
    phone: str
    topic_id: int | None
    department_id: int | None
    asked_at: datetime
    attempts: int
    sent: bool


def answer_by_person(
    follow_up_id: int, resolved: bool | None, satisfaction: int | None, words: str = "", *, actor: Actor,
    now: datetime,
) -> bool:  # fmt: skip
    """What a caller said to somebody who rang them and had no part in the case. Raises NotAllowed for whoever had."""
    with unit_of_work():
        row, _order = _for_person(follow_up_id, actor)
        text = checked_words(resolved, satisfaction, words)
        row.entered_by = actor.user_id
        record_act(row, "hotline.follow_up_entered", actor, now)
        return take_answer(row, rules.Said(resolved, satisfaction), "person", text, actor, now)


def no_answer(follow_up_id: int, *, actor: Actor, now: datetime) -> int:
    """Rung in vain; after the pack's tries it counts as not answered. Gives how often it was tried."""
    with unit_of_work():
        row, _order = _for_person(follow_up_id, actor)
        require_open(row, now)
        row.attempts += 1
        if row.attempts >= attempts_of(campaigns.campaign_by_id(row.campaign_id)):
            row.state = rules.UNANSWERED
        record_act(row, "hotline.follow_up_no_answer", actor, now, attempts=row.attempts)
        return row.attempts


def number_to_dial(follow_up_id: int, *, actor: Actor, now: datetime) -> str:
    """The full number, for one audited call by somebody who had no part in the case."""
    with unit_of_work():
        row, order = _for_person(follow_up_id, actor)
        require_open(row, now)
        record_act(row, "hotline.follow_up_dialled", actor, now)
        return opened(order.phone_sealed)


def to_ring(campaign: Campaign, *, actor: Actor, now: datetime) -> list[ToRing]:
    """Whom this person may ring, the longest asked first: never a case of their own, never a confidential one."""
    actor.require(FOLLOW_UP, campaign_id=campaign.id)
    days = days_of(campaign)
    rows = [
        r for r in store.asked(campaign.id) if rules.state_at(r.state, r.asked_at, now, days) == rules.ASKED
    ]
    orders = order_store.orders_by_id([row.order_id for row in rows])
    acted = store.who_acted(list(orders))
    found = []
    for row in rows:
        order = orders.get(row.order_id)
        if (
            order is None
            or not order.phone_sealed
            or not _may_ask(order, acted.get(order.id, frozenset()), actor)
        ):
            continue
        phone = privacy.unseal(order.phone_sealed)
        found.append(
            ToRing(
                id=row.id,
                order_id=order.id,
                number=order.number,
                title=opened(order.title_sealed),
                name=opened(order.name_sealed),
                phone=masked(phone),
                topic_id=order.topic_id,
                department_id=order.department_id,
                asked_at=row.asked_at,
                attempts=row.attempts,
                sent=mobile(phone) is not None,
            )
        )
    return found


def one_to_ring(campaign: Campaign, follow_up_id: int, *, actor: Actor, now: datetime) -> ToRing:
    """One of them. Raises NotFound for what isn't on this person's list."""
    return (
        next((one for one in to_ring(campaign, actor=actor, now=now) if one.id == follow_up_id), None)
        or _none()
    )


def _for_person(follow_up_id: int, actor: Actor) -> tuple[FollowUp, Order]:
    row = store.follow_up(follow_up_id)
    order = order_store.order(row.order_id) if row is not None else None
    if row is None or order is None or not actor.can(FOLLOW_UP, campaign_id=row.campaign_id):
        raise NotFound
    acted = store.who_acted([order.id]).get(order.id, frozenset())
    if order.confidential or not _may_ask(order, acted, actor):
        raise NotAllowed("hotline.follow_up_own")
    return row, order


def _may_ask(order: Order, acted: frozenset[int], actor: Actor) -> bool:
    handled = {*acted, order.handler_id, order.answered_by}
    return not order.confidential and rules.may_ask(
        actor.user_id,
        actor.department_id,
        registered_by=order.registered_by,
        acted=handled,
        unit=order.department_id,
    )


def _none() -> ToRing:
    raise NotFound
