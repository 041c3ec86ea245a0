"""Asking how it was, once per closing: by a key of the telephone system, by a link, by somebody who had no part in it.

Whoever handled a case never asks, sees or enters its satisfaction. Not resolved or not satisfied opens the order again,
once; who doesn't answer is counted as such.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.api import (
    SYSTEM,
    VISITOR,
    Campaign,
    Event,
    Invalid,
    NotFound,
    campaigns,
    db,
    outbox,
    privacy,
    settings,
    unit_of_work,
)

from ..addresses import full_address
from ..models.answers import FollowUp
from ..models.calls import Call
from ..models.orders import Order
from ..rules import follow_up as rules
from ..store import answers as store
from ..store import orders as order_store
from .follow_up_pieces import (
    Given,
    attempts_of,
    checked_words,
    days_of,
    given_for,
    record_act,
    state_now,
    take_answer,
)
from .follow_up_ringing import ToRing, answer_by_person, no_answer, number_to_dial, one_to_ring, to_ring
from .waiter_views import mobile

__all__ = [
    "LINK",
    "Asking",
    "Given",
    "ToRing",
    "answer_by_caller",
    "answer_by_key",
    "answer_by_person",
    "ask",
    "attempts_of",
    "by_link",
    "by_number",
    "days_of",
    "given_for",
    "hear",
    "no_answer",
    "number_to_dial",
    "one_to_ring",
    "to_ring",
]

LINK = "hotline_public.follow_up_link"


@dataclass(frozen=True)
class Asking:
    """What a caller is asked: which order, nothing of what was in it. `state` as it is now."""

    id: int
    campaign_id: int
    number: str
    topic_id: int | None
    closed_at: datetime
    state: str


def hear(event: Event, now: datetime) -> None:
    """A closed order is asked about; one that is opened again is not asked about any more."""
    if event.name == "hotline.order_closed":
        ask(int(event.payload["order_id"]), now=now)
    elif event.name == "hotline.order_reopened":
        _void(int(event.payload["order_id"]), now)


def ask(order_id: int, *, now: datetime) -> int | None:
    """Begin a round for this closing, once; a mobile gets a message with a link. None when there is nobody to ask."""
    with unit_of_work() as session:
        order = order_store.order(order_id)
        if order is None or order.state != "closed" or order.closed_at is None or not order.phone_sealed:
            return None
        earlier = store.rounds(order_id)
        if earlier and earlier[-1].closed_at == order.closed_at:
            return earlier[-1].id
        token = secrets.token_urlsafe(12)
        row = FollowUp(
            campaign_id=order.campaign_id,
            order_id=order_id,
            round=len(earlier) + 1,
            token_digest=privacy.token_digest(token),
            closed_at=order.closed_at,
            asked_at=now,
        )
        session.add(row)
        session.flush()
        _send(row, order, token, now)
        record_act(row, "hotline.follow_up_asked", SYSTEM, now)
        return row.id


def _send(row: FollowUp, order: Order, token: str, now: datetime) -> None:
    """The message holds the order's number and a link, nothing of the matter; without an address, the number to ring."""
    phone = mobile(privacy.unseal(order.phone_sealed))
    if phone is None or not outbox.can_send():
        return
    lang = "en" if order.language.lower().startswith("en") else "zh"
    link = full_address(LINK, campaigns.campaign_by_id(order.campaign_id), lang, token=token)
    outbox.queue_message(
        kind="hotline.follow_up" if link else "hotline.follow_up_plain",
        fact=f"hotline_follow_up:{row.id}",
        phone=phone,
        params={"number": order.number, "link": link, "hotline": settings().of("hotline").get("number", "")},
        lang=lang,
        now=now,
        campaign_id=order.campaign_id,
    )


def _void(order_id: int, now: datetime) -> None:
    with unit_of_work():
        for row in store.rounds(order_id):
            if row.state == rules.ASKED:
                row.state = rules.VOID
                record_act(row, "hotline.follow_up_void", SYSTEM, now)


def answer_by_key(
    *, campaign_id: int, order: str = "", call_id: int | None = None, digit: str, now: datetime
) -> None:
    """A key pressed after the answer. Which order: its number came with the event, else the one of the call.

    Raises NotFound when nothing was asked, Invalid("hotline.follow_up_key"), Conflict("hotline.follow_up_answered").
    """
    said = rules.by_key(digit)
    if said is None:
        raise Invalid("hotline.follow_up_key")
    with unit_of_work():
        row = _of_key(campaign_id, order, call_id)
        take_answer(row, said, "key", "", VISITOR, now)


def by_link(token: str, *, now: datetime) -> Asking:
    """What the link of a message asks about. Raises NotFound."""
    row = store.by_token(privacy.token_digest(token))
    if row is None:
        raise NotFound
    return _asking(row, now)


def by_number(campaign: Campaign, order_number: str, phone: str, *, now: datetime) -> Asking:
    """The same by order number and the number that was just proven by a code; whoever errs learns nothing more."""
    where = select(Order).filter_by(campaign_id=campaign.id, number=order_number.strip().upper())
    order = db.session.scalar(where)
    rows = store.rounds(order.id) if order is not None else []
    if order is None or not rows or order.person_digest != privacy.digest(phone):
        raise Invalid("hotline.follow_up_unknown", field="number")
    return _asking(rows[-1], now)


def answer_by_caller(
    follow_up_id: int, resolved: bool | None, satisfaction: int | None, words: str = "", *, now: datetime
) -> bool:
    """The caller's own answer on the page that a link or their proven number opened; True when the order is opened again.

    Raises Invalid at what is missing, Conflict("hotline.follow_up_answered" | "hotline.follow_up_over").
    """
    text = checked_words(resolved, satisfaction, words)
    with unit_of_work():
        row = store.follow_up(follow_up_id)
        if row is None:
            raise NotFound
        return take_answer(row, rules.Said(resolved, satisfaction), "link", text, VISITOR, now)


def _of_key(campaign_id: int, order_number: str, call_id: int | None) -> FollowUp:
    order: Order | None = None
    if order_number:
        order = db.session.scalar(select(Order).filter_by(campaign_id=campaign_id, number=order_number))
    elif call_id is not None:
        call = db.session.get(Call, call_id)
        by_call = select(Order).filter_by(campaign_id=campaign_id, call_id=call_id).order_by(Order.id.desc())
        order = db.session.scalar(by_call)
        if order is None and call is not None and call.person_digest:
            # A call of the follow-up's own: the caller's matter that was asked about last.
            latest = (
                select(Order)
                .join(FollowUp, FollowUp.order_id == Order.id)
                .where(
                    Order.campaign_id == campaign_id,
                    Order.person_digest == call.person_digest,
                    FollowUp.state == rules.ASKED,
                )
                .order_by(FollowUp.asked_at.desc())
            )
            order = db.session.scalar(latest)
    rows = store.rounds(order.id) if order is not None else []
    if not rows:
        raise NotFound
    row = store.follow_up(rows[-1].id)
    if row is None:
        raise NotFound
    return row


def _asking(row: FollowUp, now: datetime) -> Asking:
    order = order_store.order(row.order_id)
    if order is None:
        raise NotFound
    topic_id = None if order.confidential else order.topic_id
    return Asking(row.id, row.campaign_id, order.number, topic_id, row.closed_at, state_now(row, now))
