"""Work orders: noted down, answered at once or handed to a department. What follows stands in the files beside.

Every act takes the order's `version` as it was seen and raises Conflict("hotline.order_changed") when it has changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.api import Actor, Conflict, Invalid, RuleBroken, clock, db, departments, privacy, unit_of_work

from ..contracts import NewOrder, NewWaiter, OrderView
from ..models.orders import Order
from ..permissions import INTAKE
from ..rules import orders as rules
from ..rules.phones import dial
from ..store import orders as store
from . import on_air, order_terms, reach
from . import order_telling as telling
from .keeping_orders import erase_if_asked
from .order_acts import (
    accept,
    ask_extension,
    close,
    decide_objection,
    extend,
    object_to,
    redispatch,
    refuse_extension,
    reopen,
    reply,
    send_back,
    urge,
)
from .order_editing import OrderChanges, edit
from .order_merging import add_note, make_confidential, merge, note_told, show_phone, unmerge
from .order_pieces import (
    act,
    campaign_of,
    closed,
    emit,
    mark,
    readable_row,
    require_city,
    text_of,
    today_of,
    write_line,
)
from .order_views import (
    Asked,
    OrderPage,
    find_by_number,
    lines_of,
    order_view,
    orders,
    tallies,
    version_of,
)

__all__ = [
    "Asked",
    "OrderChanges",
    "OrderPage",
    "accept",
    "add_note",
    "answer",
    "ask_extension",
    "close",
    "decide_objection",
    "dispatch",
    "edit",
    "extend",
    "find_by_number",
    "lines_of",
    "make_confidential",
    "may_read",
    "merge",
    "note_told",
    "object_to",
    "order_view",
    "orders",
    "redispatch",
    "refuse_extension",
    "register",
    "reopen",
    "reply",
    "send_back",
    "show_phone",
    "tallies",
    "unmerge",
    "urge",
    "version_of",
]

may_read = reach.may_read
HANDLES = ("answer", "dispatch", "seat", "keep")


def register(new: NewOrder, *, actor: Actor, now: datetime) -> OrderView:
    """Note a matter down and do with it what `new.handle` says; the same `key` again gives what it gave first.

    Raises Invalid at the field that can't be used, RuleBroken (secret_mark, hotline.dispatch_elsewhere), NotAllowed.
    """
    actor.require(INTAKE, campaign_id=new.campaign_id)
    _check(new)
    try:
        with unit_of_work():
            known = store.order_of_key(new.key)
            row = known if known is not None else _store(new, actor, now)
            if known is None:
                _go_on(row, new, actor, now)
            order_id = row.id
    except IntegrityError:
        # The same form came twice at once: the other one has stored it.
        known = store.order_of_key(new.key)
        if known is None:
            raise
        order_id = known.id
    return order_view(order_id, actor=actor, now=now)


def answer(
    order_id: int, version: int, text: str, answer_ids: Sequence[int] = (), *, actor: Actor, now: datetime
) -> OrderView:
    """Answer a registered matter at once, on the telephone: it is closed with these words.

    `answer_ids` are the published answers that were read out.
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        words = text_of(text, rules.MOST_REPLY, field="reply", least=1)
        _answer(row, version, words, answer_ids, actor, now)
    return order_view(order_id, actor=actor, now=now)


def dispatch(
    order_id: int, version: int, department_id: int, term_class: str = "", *, actor: Actor, now: datetime
) -> OrderView:
    """Hand a registered matter to a department, with its term by the pack (HL-07) from today (day 0).

    `term_class` consult or other; "" takes the topic's or the sort's. Raises RuleBroken("hotline.dispatch_elsewhere").
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        hand_over(row, version, department_id, term_class, actor=actor, now=now)
        telling.passed_on(row, now)
    return order_view(order_id, actor=actor, now=now)


def hand_over(
    row: Order, version: int, department_id: int, term_class: str = "", *, actor: Actor, now: datetime
) -> None:
    """The first dispatch, inside the caller's unit of work; nobody is told but the department."""
    if order_terms.dispatches_elsewhere():
        raise RuleBroken("hotline.dispatch_elsewhere")
    if department_id not in {unit.id for unit in departments()}:
        raise Invalid("hotline.order_department_missing", field="department_id")
    chosen = term_class if term_class in rules.TERM_CLASSES else row.term_class
    due = order_terms.due_of(campaign_of(row), chosen, today_of(now))
    act(
        row,
        version,
        "dispatch",
        actor=actor,
        now=now,
        codes={"department": department_id, "due": due.day.isoformat() if due.day else ""},
        department_id=department_id,
        term_class=chosen,
        due_on=due.day,
        due_first=due.day,
        due_rule=due.rule,
        dispatched_at=now,
        objected=False,
    )
    emit(row, "dispatched", now)
    telling.to_department(row, "dispatched", now)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _check(new: NewOrder) -> None:
    if new.sort not in rules.SORTS:
        raise Invalid("hotline.order_sort_missing", field="sort")
    if new.handle not in HANDLES:
        raise Invalid("hotline.order_handle_missing", field="handle")
    if new.handle == "dispatch" and new.department_id is None:
        raise Invalid("hotline.order_department_missing", field="department_id")
    if new.handle == "dispatch" and order_terms.dispatches_elsewhere():
        raise RuleBroken("hotline.dispatch_elsewhere")
    if new.handle == "seat" and new.topic_id is None:
        raise Invalid("hotline.order_topic_missing", field="topic_id")
    if new.topic_id is not None and not store.has_topic(new.topic_id, new.campaign_id):
        raise Invalid("hotline.order_topic_missing", field="topic_id")
    if new.phone and not dial(new.phone):
        raise Invalid("hotline.order_phone_shape", field="phone")


def _store(new: NewOrder, actor: Actor, now: datetime) -> Order:
    title = text_of(new.title, rules.MOST_TITLE, field="title", least=1)
    words = text_of(new.words, rules.MOST_WORDS, field="words")
    place = text_of(new.place, rules.MOST_PLACE, field="place")
    name = text_of(new.name, rules.MOST_NAME, field="name")
    phone = dial(new.phone) if new.phone else ""
    waiter = store.waiter(new.waiter_id) if new.waiter_id is not None else None
    row = Order(
        campaign_id=new.campaign_id,
        number=draw_number(new.campaign_id, new.confidential, now),
        call_id=new.call_id or (waiter.call_id if waiter is not None else None),
        topic_id=new.topic_id,
        programme_id=on_air.tag(
            new.programme_id or (waiter.programme_id if waiter is not None else None), new.campaign_id, now
        ),
        sort=new.sort,
        term_class=new.term_class
        if new.term_class in rules.TERM_CLASSES
        else rules.term_class_of(new.sort, store.topic_term(new.topic_id)),
        confidential=new.confidential,
        urgent=new.urgent,
        language=new.language[:20],
        person_digest=privacy.digest(phone) if phone else "",
        phone_sealed=closed(phone),
        name_sealed=closed(name),
        title_sealed=closed(title),
        words_sealed=closed(words),
        place_sealed=closed(place),
        # The web asks for a callback only with a proven number; anything else was typed by somebody.
        proven=waiter is not None and waiter.source == "web" and phone == _phone_of(waiter.phone_sealed),
        registered_by=actor.user_id,
        registered_at=now,
        idempotency_key=new.key,
    )
    db.session.add(row)
    db.session.flush()
    if new.waiter_id is not None:
        store.give_waiter(new.waiter_id, row.id)
    mark(row)
    write_line(row, "registered", actor=actor, now=now, codes={"sort": row.sort})
    emit(row, "registered", now)
    return row


def _phone_of(sealed: str) -> str:
    return dial(privacy.unseal(sealed)) if sealed else ""


def _go_on(row: Order, new: NewOrder, actor: Actor, now: datetime) -> None:
    """What becomes of the order at once."""
    if new.handle == "answer":
        words = text_of(new.reply, rules.MOST_REPLY, field="reply", least=1)
        _answer(row, row.version, words, new.answer_ids, actor, now)
    elif new.handle == "dispatch" and new.department_id is not None:
        hand_over(row, row.version, new.department_id, new.term_class, actor=actor, now=now)
        telling.passed_on(row, now)
    else:
        if new.handle == "seat":
            _to_line(row, new, actor, now)
        telling.registered(row, now)


def _to_line(row: Order, new: NewOrder, actor: Actor, now: datetime) -> None:
    from . import line

    assert new.topic_id is not None
    waiter = NewWaiter(
        campaign_id=new.campaign_id,
        topic_id=new.topic_id,
        key=f"order:{row.id}",
        phone=new.phone,
        name=new.name,
        # The line is seen by every seat of the topic: a confidential matter says nothing there.
        summary="" if new.confidential else new.title,
        language=new.language,
        urgent=new.urgent,
        call_id=new.call_id,
        order_id=row.id,
        programme_id=new.programme_id,
    )
    line.join(waiter, actor=actor, now=now)


def _answer(
    row: Order, version: int, words: str, answer_ids: Sequence[int], actor: Actor, now: datetime
) -> None:
    act(
        row,
        version,
        "answer",
        actor=actor,
        now=now,
        line="answered",
        text=words,
        codes={"answers": list(answer_ids)} if answer_ids else {},
        reply_sealed=closed(words),
        answered_by=actor.user_id,
        replied_at=now,
        closed_at=now,
    )
    if answer_ids:
        from . import answers

        for answer_id in answer_ids:
            answers.used(answer_id, actor=actor, now=now)
    emit(row, "closed", now)
    telling.told_members(row, now)
    for one in (*store.members(row.id), row):
        erase_if_asked(one, now)


def draw_number(campaign_id: int, confidential: bool, now: datetime) -> str:
    """`26-05-0931`; a confidential order gets a random number, because a gap in the row would tell of it."""
    month = f"{clock.local(now):%y-%m}"
    if not confidential:
        return f"{month}-{store.next_number(campaign_id, month):04d}"
    for _attempt in range(20):
        number = f"{month}-M{secrets.randbelow(900000) + 100000}"
        if not store.is_number_taken(campaign_id, number):
            return number
    raise Conflict("hotline.order_changed")
