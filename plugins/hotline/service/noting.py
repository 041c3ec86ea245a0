"""The end of a call: what was typed becomes an order, the caller leaves the line, the draft goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.api import SYSTEM, Actor, Campaign, Invalid, audit, unit_of_work

from ..contracts import Likeness, NewOrder, NewWaiter, WaiterView
from ..permissions import INTAKE
from ..rules import intake as rules
from ..store import orders as order_store
from . import answers, calls, contacts, drafts, line, orders, shifts
from .console import own_waiter

#: a call that was begun longer ago than this was left lying
LONGEST = timedelta(hours=2)


class Incomplete(Invalid):
    """Something must still be filled in; `missing` are all fields at once."""

    def __init__(self, missing: Sequence[rules.Missing]) -> None:
        super().__init__(f"hotline.{missing[0].code}", field=missing[0].field)
        self.missing = tuple(missing)


class Likely(Invalid):
    """Orders that are likely the same matter, not shown to the operator yet."""

    def __init__(self, found: Sequence[Likeness]) -> None:
        super().__init__("hotline.likely_duplicate")
        self.found = tuple(found)


@dataclass(frozen=True)
class Sheet:
    """What stands around the form: which draft, whose call, since when, which orders were put to the operator."""

    draft_key: str
    order_key: str
    waiter_id: int | None = None
    call_id: int | None = None
    shift_id: int | None = None
    began: datetime | None = None
    offered: tuple[int, ...] = ()


@dataclass(frozen=True)
class Noted:
    """What became of it: the order's number, "" for a call without a matter; whether its answer goes on its way."""

    order_id: int | None
    number: str
    state: str
    publish: bool = False


def note(campaign: Campaign, typed: rules.Typed, sheet: Sheet, *, actor: Actor, now: datetime) -> Noted:
    """Finish a call. The same sheet again gives what it gave first.

    Raises Incomplete (every missing field), Likely (orders that look the same and weren't shown yet), and what
    registering, the line and merging raise.
    """
    actor.require(INTAKE, campaign_id=campaign.id)
    before = order_store.order_of_key(sheet.order_key) if sheet.order_key else None
    if before is not None and before.registered_by == actor.user_id:
        drafts.drop(sheet.draft_key, actor=actor)
        return Noted(before.id, before.number, before.state)
    waiter = own_waiter(campaign, sheet.waiter_id, actor=actor, now=now)
    number = typed.phone or (waiter.phone if waiter is not None else "")
    missing = rules.check(typed, now=now, has_number=bool(number))
    if missing:
        raise Incomplete(missing)
    with unit_of_work():
        if typed.result == "void":
            if waiter is not None:
                line.finish(waiter.id, "no_order", actor=actor, now=now)
            hang_up(sheet.call_id, actor, now)
            drafts.drop(sheet.draft_key, actor=actor)
            return Noted(None, "", "void")
        _offer_first(campaign, typed, sheet, actor, now)
        call_id = call_of(campaign, typed, sheet, waiter, actor, now)
        view = orders.register(
            NewOrder(
                campaign_id=campaign.id,
                key=sheet.order_key,
                sort=typed.sort,
                title=typed.title,
                words=typed.words,
                topic_id=typed.topic_id,
                place=typed.place,
                phone=number,
                name=typed.name,
                language=typed.language,
                confidential=typed.confidential,
                urgent=typed.urgent,
                call_id=call_id,
                waiter_id=sheet.waiter_id,
                programme_id=waiter.programme_id if waiter is not None else None,
                handle="keep" if typed.merge_into or typed.handle == "callback" else typed.handle,
                department_id=typed.department_id,
                reply=typed.reply,
                answer_ids=typed.answer_ids,
                term_class=rules.term_class(typed.sort),
            ),
            actor=actor,
            now=now,
        )
        if typed.merge_into and view.line.state != "merged":
            orders.merge(view.line.id, view.line.version, typed.merge_into, actor=actor, now=now)
        _leave_line(campaign, typed, waiter, view.line.id, call_id, number, actor, now)
        hang_up(call_id, actor, now)
        publish = (
            typed.publish and not typed.confidential and typed.handle == "answer" and not typed.merge_into
        )
        if publish:
            _suggest(campaign, view.line.id, actor, now)
        drafts.drop(sheet.draft_key, actor=actor)
        return Noted(view.line.id, view.line.number, view.line.state, publish)


def likely(campaign: Campaign, typed: rules.Typed, *, actor: Actor, now: datetime) -> tuple[Likeness, ...]:
    """Orders that may be about the same matter, without those that the operator has told apart."""
    if typed.merge_into or not (typed.title or typed.words):
        return ()
    text = "，".join(part for part in (typed.title, typed.words) if part)
    found = contacts.duplicates_of(campaign, typed.topic_id, text, typed.place, actor=actor, now=now)
    return tuple(one for one in found if one.percent >= rules.LIKELY and one.line.id not in typed.not_same)


def _offer_first(campaign: Campaign, typed: rules.Typed, sheet: Sheet, actor: Actor, now: datetime) -> None:
    found = [one for one in likely(campaign, typed, actor=actor, now=now) if one.line.id not in sheet.offered]
    if found:
        raise Likely(found)


def call_of(
    campaign: Campaign,
    typed: rules.Typed,
    sheet: Sheet,
    waiter: WaiterView | None,
    actor: Actor,
    now: datetime,
) -> int | None:
    """The call behind the sheet; one that only the operator's hands know of is noted, from when typing began."""
    known = sheet.call_id if sheet.call_id is not None else (waiter.call_id if waiter is not None else None)
    if known is not None or waiter is not None:
        return known
    shift = shifts.shift_of(actor.user_id, campaign, now=now)
    began = sheet.began if sheet.began is not None and now - LONGEST <= sheet.began <= now else now
    return calls.note_call(
        campaign,
        phone=typed.phone,
        topic_id=typed.topic_id,
        shift_id=shift.id if shift is not None else None,
        language=typed.language,
        key=sheet.order_key,
        actor=actor,
        now=began,
    )


def hang_up(call_id: int | None, actor: Actor, now: datetime) -> None:
    """A call that only we know of ends with its sheet; a telephone system tells itself when one ends."""
    if call_id is not None and calls.call_view(call_id, actor=actor, now=now).source == "operator":
        calls.end(call_id, actor=actor, now=now)


def _leave_line(
    campaign: Campaign,
    typed: rules.Typed,
    waiter: WaiterView | None,
    order_id: int,
    call_id: int | None,
    number: str,
    actor: Actor,
    now: datetime,
) -> None:
    if typed.handle == "callback" and not typed.merge_into:
        if waiter is not None:
            line.to_callback(waiter.id, typed.callback_at, actor=actor, now=now)
            return
        assert typed.topic_id is not None
        line.join(
            NewWaiter(
                campaign_id=campaign.id,
                topic_id=typed.topic_id,
                key=f"callback:{order_id}",
                kind="callback",
                phone=number,
                name=typed.name,
                summary="" if typed.confidential else typed.title,
                language=typed.language,
                urgent=typed.urgent,
                call_id=call_id,
                order_id=order_id,
                not_before=typed.callback_at,
            ),
            actor=actor,
            now=now,
        )
    elif waiter is not None:
        outcome = "order" if typed.merge_into else rules.LEAVES_AS[typed.handle]
        line.finish(waiter.id, outcome, actor=actor, now=now, order_id=order_id)


def _suggest(campaign: Campaign, order_id: int, actor: Actor, now: datetime) -> None:
    """The answer goes to its department as a draft. The operator suggests, the house makes it: writing is others' work."""
    answers.draft_from_order(order_id, actor=SYSTEM, now=now)
    audit.record(
        actor,
        now,
        "hotline.publish_suggested",
        subject=("hotline_order", order_id),
        campaign_id=campaign.id,
    )
