"""Handing messages over: take one in hand, give it to the gateway outside of any transaction, write how it went.

At most once: from the claim on, a row belongs to one attempt. If its worker dies, nobody knows whether it was
delivered: gateways that know a message by its key get it again, for all others it is shown as "perhaps sent" and a
person decides (docs/decisions/0010).
"""

from __future__ import annotations

import secrets
from datetime import datetime

import structlog

from core.base.db import unit_of_work
from core.base.errors import DomainError
from core.base.outbox import OutboxMessage, share_of
from core.base.privacy import token_digest, unseal
from core.base.quiet import is_quiet, leave_at
from core.base.registry import settings
from core.delivery import rules, store
from core.delivery.contracts import Parcel
from core.delivery.gateways import Gateway, HandOverFailed, Refused, TryLater
from core.delivery.service.choices import address_of
from core.delivery.service.gateways import gateway_of

log = structlog.get_logger(__name__)


def take(lane: str, *, now: datetime) -> Parcel | None:
    """Take the lane's next message in hand; None when nothing is due."""
    hours = settings().messages
    quiet = is_quiet(now, hours.quiet_from, hours.quiet_to)
    if not store.any_due(lane, now, quiet=quiet):
        return None
    with unit_of_work():
        while True:
            attempt = secrets.token_hex(16)
            row = store.claim(lane, now, attempt, quiet=quiet)
            if row is None:
                return None
            if row.expires_at is not None and row.expires_at <= now:
                _end(row, rules.DROPPED, "expired", now)
                continue
            try:
                return _parcel(row)
            except DomainError as problem:  # the key doesn't fit, or the person has no address any more
                _end(row, rules.GIVEN_UP, problem.code, now)


def _end(row: OutboxMessage, state: str, fault: str, now: datetime) -> None:
    store.settle(row.id, row.attempt, now, state=state, fault=fault, figure="", fault_at=now)


def _parcel(row: OutboxMessage) -> Parcel:
    to = address_of(row.user_id, row.lane) if row.user_id is not None else unseal(row.phone_sealed)
    return Parcel(
        row_id=row.id,
        attempt=row.attempt,
        lane=row.lane,
        to=to,
        text=unseal(row.body_sealed),
        subject=unseal(row.subject_sealed) if row.subject_sealed else "",
        key=token_digest(f"message:{row.id}")[:32],
        attempts=row.attempts,
        urgent=row.urgent,
    )


def hand_over(parcel: Parcel, gateway: Gateway) -> rules.Outcome:
    """Give it to the gateway. Takes as long as the other side takes; holds no lock and no transaction."""
    try:
        return rules.Outcome(
            "sent", receipt=gateway.send(parcel.to, parcel.text, parcel.subject, parcel.key).id
        )
    except HandOverFailed as problem:
        how = (
            "later"
            if isinstance(problem, TryLater)
            else "refused"
            if isinstance(problem, Refused)
            else "unknown"
        )
        return rules.Outcome(how, problem.fault, problem.figure)
    except Exception as problem:
        # Our own mistake: nobody can say how far it got.
        log.error("delivery.gateway_failed", message=parcel.row_id, fault=type(problem).__name__)
        return rules.Outcome("unknown", "unexpected")


def settle(parcel: Parcel, outcome: rules.Outcome, *, repeats_safely: bool, now: datetime) -> str:
    """Write how the hand-over went; returns the state that follows, "" when the row is in other hands by now."""
    state = rules.state_after(outcome, parcel.attempts, repeats_safely=repeats_safely)
    values = {
        "state": state, "fault": outcome.fault, "figure": outcome.figure, "receipt": outcome.receipt,
        "fault_at": now if outcome.fault else None, "try_at": now,
    }  # fmt: skip
    if state == rules.RETRY:
        wait = rules.wait_after(parcel.attempts, urgent=parcel.urgent, chance=secrets.randbelow(1000) / 1000)
        hours, again = settings().messages, now + wait
        if not parcel.urgent:
            again = leave_at(again, hours.quiet_from, hours.quiet_to, share_of(parcel.key))
        values["try_at"] = again
    with unit_of_work():
        written = store.settle(parcel.row_id, parcel.attempt, now, **values)
    if state != rules.SENT or not written:
        log.warning(
            "delivery.not_sent", message=parcel.row_id, lane=parcel.lane, state=state, fault=outcome.fault,
            figure=outcome.figure, attempts=parcel.attempts, written=written,
        )  # fmt: skip
    return state if written else ""


def deliver_one(lane: str, gateway: Gateway, *, now: datetime) -> bool:
    """One message of the lane from beginning to end; False when nothing is due."""
    parcel = take(lane, now=now)
    if parcel is None:
        return False
    settle(parcel, hand_over(parcel, gateway), repeats_safely=gateway.repeats_safely, now=now)
    return True


def free_lost(leases: rules.Leases, *, monotonic: float, now: datetime) -> int:
    """Decide about messages that somebody has been handing over for longer than the lease; returns how many."""
    held = store.in_hand()
    lanes = {(row_id, attempt): lane for row_id, attempt, lane in held}
    lost = leases.lost(lanes, monotonic)
    if not lost:
        return 0
    with unit_of_work():
        for row_id, attempt in lost:
            gateway = gateway_of(lanes[row_id, attempt])
            again = gateway is not None and gateway.repeats_safely
            if store.lose(row_id, attempt, now, rules.RETRY if again else rules.UNCERTAIN):
                log.warning("delivery.worker_lost", message=row_id, again=again)
    return len(lost)
