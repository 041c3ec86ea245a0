"""The line: joining, being served, going back, leaving. Every act may be repeated: the second time changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.api import (
    Actor,
    Campaign,
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    audit,
    campaigns,
    db,
    personal,
    privacy,
    unit_of_work,
)

from ..contracts import NewWaiter, WaiterView
from ..models import Topic, Waiter
from ..pack import line_rules
from ..permissions import SERVE, SUPERVISE
from ..rules import line as rules
from ..store import line as store
from . import on_air, returning, seat_moves, seat_states, telling_callers
from .claiming import Ask, claim_all
from .joining_claims import claim_joined
from .line_leaving import CLOSE_REASONS, close, give_up, withdraw
from .line_pieces import end_try, in_hand, milliseconds, noted, seat_noted, take_out, waiter_of, write_up
from .line_supervising import raise_priority, reassign
from .waiter_views import ms, page_token, people, seal, waiter_view

__all__ = [
    "CLOSE_REASONS",
    "HAND_BACK_REASONS",
    "NOTICE",
    "SERVED",
    "SILENT_LEASES",
    "attempt_failed",
    "claim",
    "claim_next",
    "claim_together",
    "close",
    "finish",
    "give_up",
    "hand_back",
    "join",
    "keep",
    "raise_priority",
    "reassign",
    "to_callback",
    "withdraw",
]

#: what somebody agrees to who asks for a callback
NOTICE = "hotline.callback"
#: how many leases a page without a script is trusted for, from one of its forms to the next
SILENT_LEASES = 15
#: how a served caller leaves: told to the statistics, not to the caller
SERVED = ("answered", "order", "passed_on", "callback", "no_order")
HAND_BACK_REASONS = ("other_topic", "break", "fault", "other")


def join(new: NewWaiter, *, actor: Actor, now: datetime) -> WaiterView:
    """Join the line of a topic. The same `key` again gives the first; `token` only where a page was wished.

    Whoever calls when nobody sits on a seat of the topic becomes a callback, from the next seat's hours on. Raises
    NotFound for a topic that isn't there, Conflict("hotline.key_reused"), and ("hotline.already_in_line", waiter) when
    this number already waits for the topic on the web.
    """
    campaign = campaigns.campaign_by_id(new.campaign_id)
    for last in (False, True):
        try:
            with unit_of_work():
                return _join(new, campaign, actor, now)
        except IntegrityError:  # the same request at the same moment
            if last:
                raise
    raise AssertionError  # the loop returns or raises


def _join(new: NewWaiter, campaign: Campaign, actor: Actor, now: datetime) -> WaiterView:
    before = store.waiter_by_key(new.key)
    if before is not None:
        if (before.campaign_id, before.topic_id) != (new.campaign_id, new.topic_id):
            raise Conflict("hotline.key_reused")
        return waiter_view(before, token=page_token(new.key) if before.token_digest else "")
    topic = db.session.get(Topic, new.topic_id)
    if topic is None or topic.campaign_id != campaign.id:
        raise NotFound
    digests = people(new.phone)
    if new.with_page:
        if topic.state != "open":
            raise RuleBroken("hotline.topic_closed")
        for row in store.of_person(digests):
            if row.ended_at is None and row.topic_id == topic.id and row.kind == "callback":
                raise Conflict("hotline.already_in_line", number=row.id)
    row = _row(new, campaign, now)
    row.person_digest = digests[0] if digests else ""
    if new.kind == "call" and new.phone and topic.id not in store.attended(campaign.id, now):
        returning.make_callback(row, not_before=store.planned_from(campaign.id, topic.id, now), now=now)
    elif new.not_before is not None and new.not_before > now:
        row.lane = None
    db.session.add(row)
    db.session.flush()
    codes: dict[str, Any] = {"topic": topic.id, "kind": row.kind, "source": row.source}
    audit.record(
        actor, now, "hotline.joined", subject=("hotline_waiter", row.id), campaign_id=campaign.id, **codes
    )
    if new.with_page and new.phone:
        personal.record_consent(
            NOTICE,
            phone=new.phone,
            way="click" if actor.user_id is None else "read_aloud",
            actor=actor,
            now=now,
            pack=campaign.pack,
            campaign_id=campaign.id,
            subject=("hotline_waiter", row.id),
        )
    if row.kind == "callback":
        telling_callers.noted([row], campaign, now=now)
    seat_moves.tell(campaign.id, topic.id, now=now)
    seat_states.plan_look(now)
    db.session.flush()
    return waiter_view(row, token=page_token(new.key) if new.with_page else "", ahead=_told(row))


def _row(new: NewWaiter, campaign: Campaign, now: datetime) -> Waiter:
    values = line_rules(campaign)
    joined = min(new.joined_at, now) if new.joined_at is not None else now
    priority = 1 if new.urgent else 0
    rank = rules.rank_of(ms(joined), priority, milliseconds(values.aging))
    later = new.not_before if new.not_before is not None and new.not_before > now else None
    return Waiter(
        campaign_id=campaign.id,
        topic_id=new.topic_id,
        programme_id=on_air.tag(new.programme_id, campaign.id, now),
        call_id=new.call_id,
        order_id=new.order_id,
        kind=new.kind,
        source=new.source,
        state="waiting",
        rank=rank,
        turn=rules.turn_of(rank, new.language, milliseconds(values.language_wait)),
        lane=new.topic_id,
        priority=priority,
        language=new.language,
        phone_sealed=seal(new.phone),
        name_sealed=seal(new.name),
        summary_sealed=seal(new.summary),
        joined_at=joined,
        not_before=later,
        attempts=0,
        outcome="",
        idempotency_key=new.key,
        token_digest=privacy.token_digest(page_token(new.key)) if new.with_page else None,
    )


def _told(row: Waiter) -> int:
    """The number ahead, stored when it got better."""
    ahead = rules.told(row.told_ahead, store.ahead_of(row))
    if ahead != row.told_ahead:
        row.told_ahead = ahead
    return ahead


def claim_next(
    shift_id: int, *, actor: Actor, now: datetime, campaign: Campaign | None = None
) -> WaiterView | None:
    """The next caller for a seat, until the lease is over; None when nobody waits for it.

    A seat that has somebody gets the same again. Raises NotFound, NotAllowed for another's shift, RuleBroken:
    hotline.shift_not_running, not_seated, seat_paused, in_wrap_up. `campaign` is the shift's, where the caller has it at hand.
    """
    return _claim(Ask(shift_id, actor), campaign, now)


def claim_together(campaign: Campaign, asked: Sequence[tuple[int, Actor]], *, now: datetime) -> list[bool]:
    """The next caller for many seats that ask at once, given as (shift, who asks): whether each has somebody now. False also
    where `claim_next` would refuse: it says why."""
    given = claim_all(campaign, [Ask(shift_id, actor) for shift_id, actor in asked], now=now)
    return [got is not None and not isinstance(got, DomainError) for got in given]


def claim(waiter_id: int, shift_id: int, *, actor: Actor, now: datetime) -> WaiterView:
    """A certain caller for a seat that serves their topic. Raises what `claim_next` raises, Conflict("hotline.taken")."""
    found = _claim(Ask(shift_id, actor, waiter_id), None, now)
    if found is None:
        raise Conflict("hotline.taken")
    return found


def _claim(ask: Ask, campaign: Campaign | None, now: datetime) -> WaiterView | None:
    if campaign is None:
        shift = store.shift(ask.shift_id)
        if shift is None:
            raise NotFound
        campaign = campaigns.campaign_by_id(shift.campaign_id)
    row = claim_joined(campaign, ask, now=now)
    return waiter_view(row) if row is not None else None


def keep(waiter_id: int, *, actor: Actor, now: datetime, silent: bool = False) -> WaiterView:
    """The seat is still there: the lease runs anew, for a `silent` page SILENT_LEASES times as long.

    Never shortened. Raises Conflict("hotline.lease_lost") when it was over.
    """
    with unit_of_work():
        row, held = in_hand(waiter_id, actor)
        until = now + line_rules(held.campaign).lease * (SILENT_LEASES if silent else 1)
        row.lease_until = max(row.lease_until or until, until)
        db.session.flush()
        return waiter_view(row)


def hand_back(waiter_id: int, reason: str, *, actor: Actor, now: datetime) -> WaiterView:
    """Back into the line, to the place they had; the seat is free. Raises Invalid("hotline.reason_unknown"), Conflict."""
    if reason not in HAND_BACK_REASONS:
        raise Invalid("hotline.reason_unknown", field="reason")
    with unit_of_work():
        row, held = in_hand(waiter_id, actor)
        returning.put_back(row, outcome="handed_back", reason=reason, now=now)
        seat_moves.move(held.row, "ready", now=now)
        return seat_noted(row, held, "hotline.handed_back", actor, now, reason=reason)


def finish(
    waiter_id: int, outcome: str, *, actor: Actor, now: datetime, order_id: int | None = None
) -> WaiterView:
    """Served: the caller leaves the line, the seat writes up. Raises Conflict("hotline.lease_lost")."""
    if outcome not in SERVED:
        raise Invalid("hotline.reason_unknown", field="outcome")
    with unit_of_work():
        row = store.waiter(waiter_id)
        if row is not None and row.state == "done" and row.shift_id is not None:
            seat_moves.hold_own_seat(row.shift_id, actor=actor)
            return waiter_view(row)
        row, held = in_hand(waiter_id, actor)
        end_try(row, "served", now)
        take_out(row, "done", outcome, now)
        row.order_id = order_id or row.order_id
        write_up(held, now)
        return seat_noted(row, held, "hotline.served", actor, now, outcome=outcome)


def attempt_failed(waiter_id: int, outcome: str, *, actor: Actor, now: datetime) -> WaiterView:
    """Rung back in vain (`no_answer`, `busy`): tried again after the pack's gap, closed and told after the last try."""
    if outcome not in ("no_answer", "busy"):
        raise Invalid("hotline.reason_unknown", field="outcome")
    with unit_of_work():
        row, held = in_hand(waiter_id, actor)
        values = line_rules(held.campaign)
        row.attempts += 1
        row.kind = "callback"
        after = rules.after_failure(
            row.attempts, most=values.attempts, gap=milliseconds(values.attempt_gap), now=ms(now)
        )
        if after.closed:
            end_try(row, outcome, now)
            take_out(row, "closed", outcome, now)
            telling_callers.closed(row, held.campaign, now=now)
        else:
            row.not_before = now + values.attempt_gap
            returning.put_back(row, outcome=outcome, reason="", now=now)
            telling_callers.not_answered(row, held.campaign, now=now)
        seat_moves.move(held.row, "ready", now=now)
        return seat_noted(row, held, "hotline.not_reached", actor, now, outcome=outcome, tries=row.attempts)


def to_callback(waiter_id: int, not_before: datetime | None, *, actor: Actor, now: datetime) -> WaiterView:
    """Ring back instead, not before a moment; the place is kept. By the seat that has the caller, or who may supervise."""
    with unit_of_work():
        row = waiter_of(waiter_id)
        campaign = campaigns.campaign_by_id(row.campaign_id)
        held = None
        if row.state == "claimed":
            row, held = in_hand(waiter_id, actor)
            end_try(row, "handed_back", now)
            row.state, row.shift_id, row.claimed_at, row.lease_until = "waiting", None, None, None
            write_up(held, now)
        else:
            if not actor.can(SERVE, campaign_id=campaign.id):
                actor.require(SUPERVISE, campaign_id=campaign.id)
            store.hold_line(campaign.id)
            row = waiter_of(waiter_id)
            if row.state != "waiting":
                raise Conflict("hotline.taken")
        returning.make_callback(row, not_before=not_before, now=now)
        telling_callers.noted([row], campaign, now=now)
        return noted(row, campaign, "hotline.called_back_later", actor, now)
