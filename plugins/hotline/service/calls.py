"""Calls: noted by an operator or told by a telephone system, with what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.api import (
    Actor,
    Campaign,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    audit,
    db,
    live,
    privacy,
    unit_of_work,
)

from ..models import Call, Order, TelephoneEvent, Waiter
from ..permissions import BOARD, INTAKE, SERVE, SUPERVISE
from ..rules.phones import masked, reported
from . import on_air
from .reach import may_read

#: a call rang, was answered or ended; the key of a channel is the call's id
CALLS = "hotline.calls"
#: something that the board shows has changed
BOARD_NEWS = "hotline.board"


@dataclass(frozen=True)
class CallView:
    """A call for somebody who may see it. `phone` is masked; `number_of` gives the whole one and writes that down.

    `order_ids` are all its orders: whoever shows them asks the orders which of them may be read.
    """

    id: int
    campaign_id: int
    direction: str
    source: str
    external_id: str
    topic_id: int | None
    programme_id: int | None
    shift_id: int | None
    taken_by: int | None
    phone: str
    has_recording: bool
    language: str
    state: str
    outcome: str
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    waiter_id: int | None
    order_ids: tuple[int, ...]
    events: tuple[tuple[str, datetime, datetime], ...] = ()


def note_call(
    campaign: Campaign,
    *,
    phone: str = "",
    topic_id: int | None = None,
    programme_id: int | None = None,
    shift_id: int | None = None,
    language: str = "",
    key: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """An operator has somebody on the line: a call that is being talked on from now. Returns its id.

    `phone` as typed. With a `key` (at most 70 characters) the second note of the same call returns the first.
    """
    return _begin(
        campaign,
        "in",
        "talking",
        phone,
        topic_id,
        programme_id,
        shift_id,
        language,
        key,
        actor=actor,
        now=now,
    )


def begin(
    campaign: Campaign,
    *,
    phone: str,
    topic_id: int | None = None,
    programme_id: int | None = None,
    shift_id: int | None = None,
    key: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Somebody rings a citizen up: an outbound call that isn't answered yet. Returns its id."""
    return _begin(
        campaign, "out", "ringing", phone, topic_id, programme_id, shift_id, "", key, actor=actor, now=now
    )


def _begin(
    campaign: Campaign,
    direction: str,
    state: str,
    phone: str,
    topic_id: int | None,
    programme_id: int | None,
    shift_id: int | None,
    language: str,
    key: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    _require(actor, campaign.id, INTAKE, SERVE)
    number = readable_number(phone)
    with unit_of_work() as session:
        external = f"operator:{key}"[:80] if key else None
        if external is not None:
            before = session.scalar(select(Call.id).filter_by(source="operator", external_id=external))
            if before is not None:
                return before
        call = Call(
            campaign_id=campaign.id,
            direction=direction,
            source="operator",
            external_id=external,
            topic_id=topic_id,
            programme_id=on_air.tag(programme_id, campaign.id, now) if direction == "in" else programme_id,
            shift_id=shift_id,
            taken_by=actor.user_id,
            person_digest=privacy.digest(number) if number else "",
            phone_sealed=privacy.seal(number) if number else "",
            language=language,
            arrived_at=now,
            answered_at=now if state == "talking" else None,
            state=state,
            changed_at=now,
        )
        session.add(call)
        session.flush()
        audit.record(
            actor, now, "hotline.call_noted", subject=("hotline_call", call.id), campaign_id=campaign.id,
            direction=direction,
        )  # fmt: skip
        tell(call, now)
        return call.id


def answer(call_id: int, *, actor: Actor, now: datetime) -> None:
    """The other side has picked up. Again: nothing. Raises Conflict("call_ended")."""
    with unit_of_work():
        call = _own(call_id, actor)
        if call.state == "ended":
            raise Conflict("call_ended")
        if call.answered_at is None:
            call.answered_at, call.state, call.changed_at = now, "talking", now
            tell(call, now)


def end(call_id: int, *, outcome: str = "", actor: Actor, now: datetime) -> None:
    """The call is over. Again: nothing. `outcome` "" is what its times say; "no_answer" for one that nobody took."""
    with unit_of_work():
        call = _own(call_id, actor)
        if call.state == "ended":
            return
        call.ended_at, call.state, call.changed_at = now, "ended", now
        missed = "no_answer" if call.direction == "out" else "abandoned"
        call.outcome = outcome or ("answered" if call.answered_at is not None else missed)
        tell(call, now)


def give_topic(call_id: int, topic_id: int | None, *, actor: Actor, now: datetime) -> None:
    """What the call turned out to be about."""
    with unit_of_work():
        call = _own(call_id, actor)
        if call.topic_id != topic_id:
            call.topic_id, call.changed_at = topic_id, now
            tell(call, now)


def _own(call_id: int, actor: Actor) -> Call:
    call = db.session.get(Call, call_id, populate_existing=True, with_for_update=True)
    if call is None:
        raise NotFound()
    _require(actor, call.campaign_id, INTAKE, SERVE)
    return call


# ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def call_view(call_id: int, *, actor: Actor, now: datetime) -> CallView:
    """One call. Raises NotFound, also for whoever may not see calls."""
    call = db.session.get(Call, call_id)
    if call is None or not _may(actor, call.campaign_id, INTAKE, SERVE, BOARD, SUPERVISE):
        raise NotFound()
    waiter = db.session.scalar(select(Waiter.id).filter_by(call_id=call.id).order_by(Waiter.id.desc()))
    orders = db.session.scalars(select(Order.id).filter_by(call_id=call.id).order_by(Order.id))
    events = db.session.execute(
        select(TelephoneEvent.kind, TelephoneEvent.happened_at, TelephoneEvent.received_at)
        .filter_by(external_id=call.external_id or "")
        .order_by(TelephoneEvent.happened_at)
    )
    number = privacy.unseal(call.phone_sealed) if call.phone_sealed else ""
    return CallView(
        id=call.id,
        campaign_id=call.campaign_id,
        direction=call.direction,
        source=call.source,
        external_id=call.external_id or "",
        topic_id=call.topic_id,
        programme_id=call.programme_id,
        shift_id=call.shift_id,
        taken_by=call.taken_by,
        phone=masked(number),
        has_recording=bool(call.recording_sealed),
        language=call.language,
        state=call.state,
        outcome=call.outcome,
        arrived_at=call.arrived_at,
        queued_at=call.queued_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        waiter_id=waiter,
        order_ids=tuple(orders),
        events=tuple((kind, at, came) for kind, at, came in events) if call.source == "telephone" else (),
    )


def orders_of(call: CallView, *, actor: Actor) -> list[tuple[int, str]]:
    """(id, number) of the call's orders that this person may see; the others don't even count (HL-03)."""
    found = [db.session.get(Order, one) for one in call.order_ids]
    return [(order.id, order.number) for order in found if order is not None and may_read(order, actor)]


def number_of(call_id: int, *, actor: Actor, now: datetime) -> str:
    """The whole number, to dial it; who asked is written down. "" when the caller hid it or was forgotten."""
    with unit_of_work():
        call = _own(call_id, actor)
        audit.record(
            actor, now, "hotline.call_number_shown", subject=("hotline_call", call.id),
            campaign_id=call.campaign_id,
        )  # fmt: skip
        return privacy.unseal(call.phone_sealed) if call.phone_sealed else ""


def recording_of(call_id: int, *, actor: Actor, now: datetime) -> str:
    """The recording's address for a supervisor; who asked is written down.

    Raises NotFound without one, NotAllowed where the call belongs to a confidential matter (HL-03).
    """
    with unit_of_work():
        call = db.session.get(Call, call_id)
        if call is None or not _may(actor, call.campaign_id, SUPERVISE) or not call.recording_sealed:
            raise NotFound()
        secret = select(Order.id).where(Order.call_id == call.id, Order.confidential.is_(True))
        if db.session.scalar(secret) is not None:
            raise NotAllowed("call_confidential")
        audit.record(
            actor, now, "hotline.recording_opened", subject=("hotline_call", call.id),
            campaign_id=call.campaign_id,
        )  # fmt: skip
        return privacy.unseal(call.recording_sealed)


# ── what the others need ────────────────────────────────────────────────────────────────────────────────────────────
def tell(call: Call, now: datetime) -> None:
    """Tell the live pages that a call has changed, in the caller's unit of work."""
    live.tell(
        CALLS, now=now, campaign_id=call.campaign_id, key=call.id, state=call.state, direction=call.direction
    )
    board_changed(call.campaign_id, now)


def board_changed(campaign_id: int, now: datetime) -> None:
    """Tell open boards to look again, in the caller's unit of work: a call, the line or a seat has changed."""
    live.tell(BOARD_NEWS, now=now, campaign_id=campaign_id)


def readable_number(typed: str) -> str:
    """A number as it is kept; "" for none. Raises Invalid("phone_shape") for what can be none."""
    number = reported(typed)
    if typed.strip() and not number:
        raise Invalid("phone_shape", field="phone")
    return number


def _may(actor: Actor, campaign_id: int, *permissions: str) -> bool:
    return any(actor.can(permission, campaign_id=campaign_id) for permission in permissions)


def _require(actor: Actor, campaign_id: int, *permissions: str) -> None:
    if not _may(actor, campaign_id, *permissions):
        raise NotAllowed(permission=permissions[0])
