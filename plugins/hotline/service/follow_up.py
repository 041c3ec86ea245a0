"""Asking how it was, once per closing: by a key of the telephone system, by a link, by somebody who had no part in it.

Whoever handled a case never asks, sees or enters its satisfaction. Not resolved or not satisfied opens the order again,
once; who doesn't answer is counted as such.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    VISITOR,
    Actor,
    Campaign,
    Conflict,
    Event,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    db,
    outbox,
    privacy,
    secrecy,
    settings,
    unit_of_work,
)

from ..addresses import full_address
from ..models.answers import FollowUp
from ..models.calls import Call
from ..models.orders import Order
from ..pack import number
from ..permissions import FOLLOW_UP
from ..rules import follow_up as rules
from ..store import answers as store
from ..store import orders as order_store
from . import order_acts
from .order_pieces import closed, opened
from .waiter_views import mobile

LINK = "hotline_public.follow_up_link"
#: characters
MOST_WORDS = 500


@dataclass(frozen=True)
class Asking:
    """What a caller is asked: which order, nothing of what was in it. `state` as it is now."""

    id: int
    campaign_id: int
    number: str
    topic_id: int | None
    closed_at: datetime
    state: str


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


@dataclass(frozen=True)
class Given:
    """What was answered about an order, with its source, for its readers. `reopened`: it opened the order again."""

    round: int
    state: str
    way: str
    resolved: bool | None
    satisfaction: int | None
    words: str
    entered_by: int | None
    answered_at: datetime | None
    reopened: bool


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────
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
        _record(row, "hotline.follow_up_asked", SYSTEM, now)
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
                _record(row, "hotline.follow_up_void", SYSTEM, now)


# ── answering ───────────────────────────────────────────────────────────────────────────────────────────────────────
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
        _answer(row, said, "key", "", VISITOR, now)


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
    text = _checked(resolved, satisfaction, words)
    with unit_of_work():
        row = store.follow_up(follow_up_id)
        if row is None:
            raise NotFound
        return _answer(row, rules.Said(resolved, satisfaction), "link", text, VISITOR, now)


def answer_by_person(
    follow_up_id: int, resolved: bool | None, satisfaction: int | None, words: str = "", *, actor: Actor,
    now: datetime,
) -> bool:  # fmt: skip
    """What a caller said to somebody who rang them and had no part in the case. Raises NotAllowed for whoever had."""
    with unit_of_work():
        row, _order = _for_person(follow_up_id, actor)
        text = _checked(resolved, satisfaction, words)
        row.entered_by = actor.user_id
        _record(row, "hotline.follow_up_entered", actor, now)
        return _answer(row, rules.Said(resolved, satisfaction), "person", text, actor, now)


def no_answer(follow_up_id: int, *, actor: Actor, now: datetime) -> int:
    """Rung in vain; after the pack's tries it counts as not answered. Gives how often it was tried."""
    with unit_of_work():
        row, _order = _for_person(follow_up_id, actor)
        _require_open(row, now)
        row.attempts += 1
        if row.attempts >= attempts_of(campaigns.campaign_by_id(row.campaign_id)):
            row.state = rules.UNANSWERED
        _record(row, "hotline.follow_up_no_answer", actor, now, attempts=row.attempts)
        return row.attempts


def number_to_dial(follow_up_id: int, *, actor: Actor, now: datetime) -> str:
    """The full number, for one audited call by somebody who had no part in the case."""
    with unit_of_work():
        row, order = _for_person(follow_up_id, actor)
        _require_open(row, now)
        _record(row, "hotline.follow_up_dialled", actor, now)
        return opened(order.phone_sealed)


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
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
                phone=privacy.mask_phone(phone) if mobile(phone) else f"****{phone[-4:]}",
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


def given_for(order_id: int, *, actor: Actor, now: datetime) -> list[Given]:
    """What was answered about an order, for somebody who may read it."""
    order = order_store.order(order_id)
    if order is None:
        raise NotFound
    days = days_of(campaigns.campaign_by_id(order.campaign_id))
    return [
        Given(
            row.round,
            rules.state_at(row.state, row.asked_at, now, days),
            row.way,
            row.resolved,
            row.satisfaction,
            opened(row.words_sealed),
            row.entered_by,
            row.answered_at,
            row.reopened,
        )
        for row in store.rounds(order_id)
    ]


def days_of(campaign: Campaign) -> int:
    """How long a caller may answer (HL-11)."""
    return number(campaign, "HL-11.days", 7)


def attempts_of(campaign: Campaign) -> int:
    """How often somebody tries to ring (HL-11)."""
    return number(campaign, "HL-11.attempts", 3)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _checked(resolved: bool | None, satisfaction: int | None, words: str) -> str:
    if resolved is None:
        raise Invalid("hotline.follow_up_resolved_missing", field="resolved")
    if satisfaction not in rules.WORDS:
        raise Invalid("hotline.follow_up_word_missing", field="satisfaction")
    text = words.replace("\r\n", "\n").strip()
    if len(text) > MOST_WORDS:
        raise Invalid("hotline.follow_up_words_long", field="words", limit=MOST_WORDS)
    secrecy.refuse_marks([text])
    return text


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


def _answer(row: FollowUp, said: rules.Said, way: str, words: str, actor: Actor, now: datetime) -> bool:
    _require_open(row, now)
    row.state, row.way = rules.ANSWERED, way
    row.resolved, row.satisfaction = said.resolved, said.satisfaction
    row.words_sealed, row.answered_at = closed(words), now
    figures: dict[str, int | str] = {
        "way": way,
        "satisfaction": said.satisfaction or 0,
        "resolved": _flag(said.resolved),
    }
    _record(row, "hotline.follow_up_answered", actor, now, **figures)
    if said.reopens:
        try:
            with unit_of_work():
                # The caller opens it, whoever wrote that down; the words stay with the follow-up.
                order_acts.reopen(row.order_id, actor=SYSTEM, now=now)
            row.reopened = True
        except (RuleBroken, Conflict):
            row.reopened = False  # it was opened again once already: the supervisor sees it in the figures
    return row.reopened


def _flag(resolved: bool | None) -> str:
    return "" if resolved is None else "yes" if resolved else "no"


def _require_open(row: FollowUp, now: datetime) -> None:
    if row.state == rules.ANSWERED:
        raise Conflict("hotline.follow_up_answered")
    if _now(row, now) != rules.ASKED:
        raise Conflict("hotline.follow_up_over")


def _now(row: FollowUp, now: datetime) -> str:
    return rules.state_at(row.state, row.asked_at, now, days_of(campaigns.campaign_by_id(row.campaign_id)))


def _asking(row: FollowUp, now: datetime) -> Asking:
    order = order_store.order(row.order_id)
    if order is None:
        raise NotFound
    topic_id = None if order.confidential else order.topic_id
    return Asking(row.id, row.campaign_id, order.number, topic_id, row.closed_at, _now(row, now))


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


def _record(row: FollowUp, action: str, actor: Actor, now: datetime, **figures: Any) -> None:
    audit.record(
        actor, now, action, subject=("hotline_order", row.order_id), campaign_id=row.campaign_id, **figures
    )
