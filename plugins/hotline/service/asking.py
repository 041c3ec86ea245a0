"""A caller's words put as a question to somebody else's subject (an interview), with or without a work order beside it.

What can be asked is declared by the kinds of opinions (`OpinionKind.callers`); the question itself is the ledger's. The two
know one another by events and hooks: how the question ended stands on the order's page, how the order was answered beside
the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.api import (
    SYSTEM,
    Actor,
    Campaign,
    Event,
    Invalid,
    NewOpinion,
    audit,
    events,
    opinions,
    privacy,
    unit_of_work,
)

from ..models import Asked, Order
from ..permissions import INTAKE
from ..rules import intake as rules
from ..rules.phones import dial
from ..store import asked as store
from ..store import orders as order_store
from . import drafts, line, noting, reach
from . import order_telling as telling
from .console import own_waiter
from .noting import Incomplete, Sheet
from .order_pieces import opened, write_line

#: the end of an order that a question was put beside
CLOSED = "hotline.asked_closed"
#: states of an order in which somebody still works on it
OPEN = ("registered", "dispatched", "accepted", "objected", "replied")


@dataclass(frozen=True)
class Question:
    """What the operator chose: to what it is put, whether a work order is noted beside it, and whether the caller heard the
    notice and leaves the number (without it the question carries neither number nor name)."""

    kind: str
    subject_id: int
    with_order: bool = False
    notice: bool = False


@dataclass(frozen=True)
class Put:
    """What became of it: the question's number and look-up code, to be read out; the order's number, "" without one."""

    number: str
    code: str
    order_number: str


@dataclass(frozen=True)
class Stands:
    """How a caller's question stands, for whoever has the order in hand. `answer` is published; `url` its public number."""

    number: str
    subject: str
    kind: str
    ended: bool
    outcome: str
    state: str
    answer: str
    passed_to: str
    public: bool
    opinion_id: int
    ended_at: datetime | None


def offered(campaign: Campaign, *, actor: Actor, now: datetime) -> list[opinions.CallerSubject]:
    """To what this operator can put a caller's words now."""
    if not actor.can(opinions.ENTER, campaign_id=campaign.id):
        return []
    found: list[opinions.CallerSubject] = opinions.for_callers(campaign, now)
    return found


def put(
    campaign: Campaign, typed: rules.Typed, sheet: Sheet, question: Question, *, actor: Actor, now: datetime
) -> Put:
    """Ask, and note the order beside it if wanted: both or neither. The same sheet again gives what it gave first.

    Raises Invalid("hotline.ask_confidential"), Incomplete and Likely (see noting.note), and what the ledger refuses.
    """
    actor.require(INTAKE, campaign_id=campaign.id)
    key = f"ask-{sheet.order_key}"[:64]
    before = opinions.receipt_for(key)
    if before is not None:
        return Put(before.number, before.code, _order_number(before.id))
    if typed.confidential:
        raise Invalid("hotline.ask_confidential", field="confidential")
    text = typed.words.strip() or typed.title.strip()
    if not text:
        raise Incomplete([rules.Missing("words", "ask_words_missing")])
    if typed.phone and not dial(typed.phone):
        raise Incomplete([rules.Missing("phone", "phone_unreadable")])
    with unit_of_work():
        waiter = own_waiter(campaign, sheet.waiter_id, actor=actor, now=now)
        number = typed.phone or (waiter.phone if waiter is not None else "")
        order_id: int | None = None
        order_number = ""
        if question.with_order:
            noted = noting.note(campaign, _kept(typed), sheet, actor=actor, now=now)
            order_id, order_number = noted.order_id, noted.number
            order = order_store.order(order_id) if order_id is not None else None
            call_id = order.call_id if order is not None else sheet.call_id
        else:
            call_id = noting.call_of(campaign, typed, sheet, waiter, actor, now)
        receipt = _receive(campaign, typed, question, text, key, number, actor, now)
        if not question.with_order:
            if waiter is not None:
                line.finish(waiter.id, "answered", actor=actor, now=now)
            noting.hang_up(call_id, actor, now)
            drafts.drop(sheet.draft_key, actor=actor)
        store.add(
            campaign_id=campaign.id, opinion_id=receipt.id, number=receipt.number, kind=question.kind,
            subject_id=question.subject_id, order_id=order_id, call_id=call_id, asked_by=actor.user_id,
            asked_at=now,
        )  # fmt: skip
        subject = ("hotline_order", order_id) if order_id is not None else ("opinion", receipt.id)
        audit.record(
            actor, now, "hotline.asked", subject=subject, campaign_id=campaign.id, number=receipt.number
        )
        if order_id is not None:
            row = order_store.order(order_id)
            assert row is not None
            write_line(row, "question_asked", actor=actor, now=now, codes={"question": receipt.number})
        return Put(receipt.number, receipt.code, order_number)


def _kept(typed: rules.Typed) -> rules.Typed:
    """The order that stands beside a question: without an answer typed it is kept, to be dispatched or answered later."""
    if typed.handle == "answer" and not typed.reply.strip():
        return replace(typed, handle="keep", result="passed", publish=False)
    return replace(typed, result=rules.RESULT_OF.get(typed.handle, "passed"))


def _receive(
    campaign: Campaign, typed: rules.Typed, question: Question, text: str, key: str, number: str,
    actor: Actor, now: datetime,
) -> Any:  # fmt: skip
    phone, call = _contact(number) if question.notice and number else ("", "")
    new = NewOpinion(
        campaign_id=campaign.id,
        kind=question.kind,
        subject_id=question.subject_id,
        source="hotline",
        text=text,
        key=key,
        name=typed.name if phone or call else "",
        phone=phone,
        call=call,
        way="read_aloud",
        language="en" if typed.language.lower().startswith("en") else "zh",
        by_clerk=True,
    )
    try:
        return opinions.receive(new, actor=actor, now=now)
    except Invalid as refusal:
        raise Invalid(refusal.code, field="words", **refusal.params) from refusal


def _contact(number: str) -> tuple[str, str]:
    """(a mobile that gets messages, a number to ring): one of them."""
    try:
        return privacy.normalise_phone(number), ""
    except Invalid:
        return "", dial(number)


def _order_number(opinion_id: int) -> str:
    found = store.of_opinions([opinion_id])
    order = order_store.order(found[0].order_id) if found and found[0].order_id is not None else None
    return order.number if order is not None else ""


# ── how it stands ───────────────────────────────────────────────────────────────────────────────────────────────────
def of_order(order_id: int) -> list[Stands]:
    """The questions that were put beside an order, for whoever may read it."""
    rows = store.of_orders([order_id])
    told = opinions.told_of([row.opinion_id for row in rows])
    return [_stands(row, told[row.opinion_id]) for row in rows if row.opinion_id in told]


def _stands(row: Asked, told: opinions.Told) -> Stands:
    return Stands(
        number=row.number,
        subject=told.subject,
        kind=told.kind,
        ended=told.state in ("ended", "rejected", "withdrawn"),
        outcome=told.outcome or told.reason_code,
        state=told.state,
        answer=told.reason,
        passed_to=told.passed_to,
        public=told.public,
        opinion_id=told.head_id,
        ended_at=told.ended_at,
    )


def campaign_of(order_id: int) -> int:
    """The campaign of an order that is there."""
    row = order_store.order(order_id)
    assert row is not None
    return row.campaign_id


@dataclass(frozen=True)
class Beside:
    """The order beside a question, for the question's moderator; `readable`: this person may open it."""

    order_id: int
    number: str
    state: str
    reply: str
    readable: bool


def beside(opinion_ids: Sequence[int], *, actor: Actor) -> Mapping[int, Beside]:
    """opinion → its order; one that is confidential by now is told of nobody (HL-03)."""
    found = {}
    for row in store.of_opinions(opinion_ids):
        order = order_store.order(row.order_id) if row.order_id is not None else None
        if order is None or order.confidential:
            continue
        head = order_store.order(order.merged_into) if order.merged_into is not None else None
        if head is not None and head.confidential:
            head = None
        shown = head or order
        reply = opened(shown.reply_sealed) if shown.state == "closed" else ""
        found[row.opinion_id] = Beside(
            order.id, order.number, shown.state, reply, reach.may_read(order, actor)
        )
    return found


# ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def hear(event: Event, now: datetime) -> None:
    """A question ended: it stands on its order, and whoever works on that is told. An order was closed: so is the house."""
    if event.name == "opinions.ended":
        _ended(int(event.payload["opinion_id"]), str(event.payload["outcome"]), event.at)
    elif event.name == "hotline.order_closed":
        _closed(int(event.payload["order_id"]), now)


def _ended(opinion_id: int, outcome: str, at: datetime) -> None:
    with unit_of_work():
        for row in store.of_opinions([opinion_id]):
            if row.ended_at == at:
                continue  # heard before
            store.ended(row, at, outcome)
            order = order_store.order(row.order_id) if row.order_id is not None else None
            if order is None or outcome == "rejected":
                continue
            write_line(order, "question_answered", actor=SYSTEM, now=at, codes={"question": row.number})
            if order.state in OPEN:
                telling.to_department(order, "question_answered", at)


def _closed(order_id: int, now: datetime) -> None:
    rows = store.of_orders([order_id, *_members(order_id)])
    if rows:
        with unit_of_work():
            for row in rows:
                events.emit(
                    CLOSED, now=now, campaign_id=row.campaign_id, opinion_id=row.opinion_id, kind=row.kind,
                    subject_id=row.subject_id,
                )  # fmt: skip


def _members(order_id: int) -> list[int]:
    members: Sequence[Order] = order_store.members(order_id)
    return [one.id for one in members]
