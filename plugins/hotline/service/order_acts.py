"""What departments do with their orders, and what supervisors decide: accept, object, extend, reply, urge, close, reopen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.api import (
    SYSTEM,
    Actor,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    RuleBroken,
    departments,
    unit_of_work,
)

from ..contracts import OrderView
from ..models.orders import Order
from ..permissions import FOLLOW_UP, SUPERVISE
from ..rules import orders as rules
from ..store import orders as store
from . import order_telling as telling
from . import order_terms
from .keeping_orders import erase_if_asked
from .order_pieces import (
    act,
    campaign_of,
    closed,
    emit,
    readable_row,
    require_city,
    require_department,
    require_supervisor,
    standing,
    text_of,
    today_of,
)
from .order_views import order_view


def accept(order_id: int, version: int, *, actor: Actor, now: datetime) -> OrderView:
    """The department takes the order up."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_department(row, actor)
        act(row, version, "accept", actor=actor, now=now, line="accepted", handler_id=actor.user_id)
    return order_view(order_id, actor=actor, now=now)


def object_to(order_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The department gives the order back with a reason (HL-06); the supervisor decides. Once for each dispatch."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_department(row, actor)
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        act(row, version, "object", actor=actor, now=now, line="objected", text=words)
        telling.to_supervisors(row, "objected", now)


def decide_objection(
    order_id: int,
    version: int,
    upheld: bool,
    reason: str,
    department_id: int | None = None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Uphold an objection (the order goes to `department_id`, or back to the city when None) or refuse it (it stays).

    A refused objection doesn't stop the term.
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_supervisor(row, actor)
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        if not upheld:
            act(
                row, version, "refuse", actor=actor, now=now, line="objection_refused",
                text=words, objected=True,
            )  # fmt: skip
            telling.to_department(row, "decided", now)
            return
        before = row.department_id
        if department_id is None:
            act(
                row, version, "uphold_open", actor=actor, now=now, line="objection_upheld", text=words,
                codes={"from": before}, department_id=None, handler_id=None, due_on=None, due_first=None,
                due_rule="", dispatched_at=None,
            )  # fmt: skip
            return
        _to_other(row, version, "uphold", department_id, words, "objection_upheld", actor, now)


def redispatch(
    order_id: int, version: int, department_id: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Hand the order to another department; its term begins anew today. Once it is accepted only the supervisor may."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        if row.state == "accepted":
            require_supervisor(row, actor)
        else:
            require_city(row, actor)
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        _to_other(row, version, "redispatch", department_id, words, "redispatched", actor, now)


def _to_other(
    row: Order,
    version: int,
    name: str,
    department_id: int,
    words: str,
    line: str,
    actor: Actor,
    now: datetime,
) -> None:
    if order_terms.dispatches_elsewhere():
        raise RuleBroken("hotline.dispatch_elsewhere")
    if department_id not in {unit.id for unit in departments()} or department_id == row.department_id:
        raise Invalid("hotline.order_other_department", field="department_id")
    before = row.department_id
    telling.to_department(row, "taken_back", now)
    due = order_terms.due_of(campaign_of(row), row.term_class, today_of(now))
    act(
        row, version, name, actor=actor, now=now, line=line, text=words,
        codes={"from": before, "department": department_id, "due": due.day.isoformat() if due.day else ""},
        department_id=department_id, handler_id=None, due_on=due.day, due_first=due.day, due_rule=due.rule,
        dispatched_at=now, asked_days=0, objected=False,
    )  # fmt: skip
    emit(row, "dispatched", now)
    telling.to_department(row, "dispatched", now)
    telling.passed_on(row, now)


def ask_extension(
    order_id: int, version: int, days: int, reason: str, *, actor: Actor, now: datetime
) -> OrderView:
    """The department asks for some more working days, with a reason, before the term is over (HL-07).

    Granted at once where the pack says so, else the supervisor decides. Raises RuleBroken (hotline.order_extensions_used,
    hotline.order_extension_late, hotline.order_extension_waits), Invalid("hotline.order_extension_days").
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_department(row, actor)
        terms = order_terms.terms_of(campaign_of(row))
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        refusal = rules.refuse_act("ask_extension", standing(row), today=today_of(now), terms=terms)
        if not refusal and not 1 <= days <= terms.extension:
            raise Invalid("hotline.order_extension_days", field="days", most=terms.extension)
        act(
            row, version, "ask_extension", actor=actor, now=now, line="extension_asked",
            text=words, codes={"days": days}, asked_days=days,
        )  # fmt: skip
        if terms.automatic:
            _extend(row, row.version, SYSTEM, now)
        else:
            telling.to_supervisors(row, "extension_asked", now)
    return order_view(order_id, actor=actor, now=now)


def extend(order_id: int, version: int, *, actor: Actor, now: datetime) -> None:
    """Grant what was asked for; the caller hears of the new day."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_supervisor(row, actor)
        _extend(row, version, actor, now)


def _extend(row: Order, version: int, actor: Actor, now: datetime) -> None:
    campaign = campaign_of(row)
    if row.due_on is None or row.due_first is None:
        raise Conflict("hotline.order_changed")
    due = order_terms.working_days(campaign)(row.due_on, row.asked_days)
    days = row.asked_days
    act(
        row, version, "extend", actor=actor, now=now, line="extended",
        codes={"days": days, "due": due.isoformat()},
        due_on=min(due, order_terms.furthest(campaign, row.due_first)),
        extensions=row.extensions + 1, asked_days=0,
    )  # fmt: skip
    telling.to_department(row, "decided", now)
    telling.extended(row, now)


def refuse_extension(order_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Don't grant an extension; the day stands."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_supervisor(row, actor)
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        act(
            row, version, "refuse_extension", actor=actor, now=now, line="extension_refused",
            text=words, asked_days=0,
        )  # fmt: skip
        telling.to_department(row, "decided", now)


def reply(order_id: int, version: int, text: str, *, actor: Actor, now: datetime) -> OrderView:
    """The department's answer; whoever takes calls looks at it and closes the order."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_department(row, actor)
        words = text_of(text, rules.MOST_REPLY, field="reply", least=rules.LEAST_REASON)
        act(
            row, version, "reply", actor=actor, now=now, line="replied", text=words,
            reply_sealed=closed(words), answered_by=actor.user_id, replied_at=now, asked_days=0,
        )  # fmt: skip
        emit(row, "replied", now)
    return order_view(order_id, actor=actor, now=now)


def send_back(order_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """An answer that doesn't answer goes back to the department; its term runs on."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        _not_own(row, actor)
        words = text_of(reason, rules.MOST_REASON, field="reason", least=rules.LEAST_REASON)
        act(
            row, version, "send_back", actor=actor, now=now, line="sent_back", text=words,
            reply_sealed="", replied_at=None,
        )  # fmt: skip
        telling.to_department(row, "sent_back", now)


def close(order_id: int, version: int, *, actor: Actor, now: datetime) -> OrderView:
    """Close a replied order: its caller, and everybody whose order was merged into it, hears the answer.

    Never by the one who wrote the answer. Raises RuleBroken (hotline.order_close_own, hotline.order_no_answer).
    """
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        _not_own(row, actor)
        if not row.reply_sealed and row.state == "replied":
            raise RuleBroken("hotline.order_no_answer")
        act(row, version, "close", actor=actor, now=now, line="closed", closed_at=now)
        end(row, now)
    return order_view(order_id, actor=actor, now=now)


def end(row: Order, now: datetime) -> None:
    """What follows every close, inside the caller's unit of work."""
    emit(row, "closed", now)
    telling.closed(row, now)
    for member in store.members(row.id):
        erase_if_asked(member, now)
    erase_if_asked(row, now)


def urge(order_id: int, version: int, text: str = "", *, actor: Actor, now: datetime) -> None:
    """督办: press the department; it gets a message, the time line a line."""
    with unit_of_work():
        row = readable_row(order_id, actor)
        require_city(row, actor)
        words = text_of(text, rules.MOST_REASON, field="reason")
        act(
            row, version, "urge", actor=actor, now=now, line="urged", text=words,
            codes={"times": row.urged + 1}, urged=row.urged + 1,
        )  # fmt: skip
        telling.to_department(row, "urged", now)


def reopen(order_id: int, reason: str = "", *, actor: Actor, now: datetime) -> None:
    """The caller says that it isn't resolved: the order goes back to its department, once, with a new term.

    One that was answered without a department, or in another platform, waits for the city again. The system does it for
    a follow-up. Raises RuleBroken("hotline.order_reopened_already"), Conflict.
    """
    with unit_of_work():
        row = store.order(order_id)
        if row is None:
            raise NotFound
        if not actor.can(FOLLOW_UP, campaign_id=row.campaign_id) and not actor.can(
            SUPERVISE, campaign_id=row.campaign_id
        ):
            raise NotAllowed(permission=FOLLOW_UP)
        words = text_of(reason, rules.MOST_REASON, field="reason")
        fresh: dict[str, Any] = {
            "reply_sealed": "",
            "closed_at": None,
            "replied_at": None,
            "reopened_at": now,
        }
        if row.department_id is None or order_terms.dispatches_elsewhere():
            act(
                row, row.version, "reopen_open", actor=actor, now=now, line="reopened", text=words,
                exported_at=None, **fresh,
            )  # fmt: skip
        else:
            due = order_terms.due_of(campaign_of(row), row.term_class, today_of(now))
            act(
                row, row.version, "reopen", actor=actor, now=now, line="reopened", text=words,
                codes={"due": due.day.isoformat() if due.day else ""},
                due_on=due.day, due_first=due.day, due_rule=due.rule, dispatched_at=now, objected=False,
                **fresh,
            )  # fmt: skip
            telling.to_department(row, "dispatched", now)
        for member in store.members(row.id):
            member.closed_at = None
        emit(row, "reopened", now)


def _not_own(row: Order, actor: Actor) -> None:
    if actor.user_id is not None and row.answered_by == actor.user_id:
        raise RuleBroken("hotline.order_close_own")
