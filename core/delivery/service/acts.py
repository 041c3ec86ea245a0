"""What people do with the outbox: look, send again, drop, call, test a gateway."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from core.base import audit
from core.base.access import Actor
from core.base.db import unit_of_work
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.outbox import OutboxMessage, can_send, queue_message
from core.base.privacy import mask_phone, normalise_phone, seal, unseal
from core.base.registry import registry
from core.delivery import rules, store
from core.delivery.contracts import CallToMake, Line, Listed, Stuck
from core.users import service as users

SEE, READ, ACT, CALLS, TEST = (
    "delivery.see", "delivery.read", "delivery.act", "delivery.call", "delivery.test",
)  # fmt: skip
GATEWAY_TEST = "delivery.gateway_test"
PER_PAGE = 50
LONGEST_NOTE = 500


def outbox(
    *, actor: Actor, now: datetime, states: Collection[str] = (), kind: str = "", days: int = 0, number: int = 1
) -> Listed:  # fmt: skip
    """A page of messages, newest first. Who may not read citizens' data gets neither numbers nor words."""
    actor.require(SEE)
    reach = _reach(actor, SEE)
    since = now - timedelta(days=days) if days > 0 else None
    wanted = store.Wanted(tuple(s for s in states if s in rules.STATES), kind, since, reach)
    reads, number = actor.can(READ), max(1, number)
    total, rows = store.page(wanted, limit=PER_PAGE, offset=(number - 1) * PER_PAGE) if reads else (0, ())
    names = users.user_names({row.user_id for row in rows if row.user_id is not None})
    names |= users.user_names({row.ended_by for row in rows if row.ended_by is not None})
    everything = store.Wanted((), kind, since, reach)
    return Listed(
        tuple(_line(row, names) for row in rows),
        number,
        max(1, -(-total // PER_PAGE)),
        total,
        store.counts(everything),
    )


def stuck(*, actor: Actor) -> list[Stuck]:
    """Why messages are stuck, counted: no numbers and no words, so that an administrator may see it."""
    actor.require(SEE)
    return [Stuck(*found) for found in store.faults(store.Wanted(campaigns=_reach(actor, SEE)), 10)]


def _line(row: OutboxMessage, names: dict[int, str]) -> Line:
    about = registry().message_kinds.get(row.kind)
    secret = about is None or about.secret
    if row.user_id is not None:
        to = names.get(row.user_id, "")
    else:
        to = mask_phone(unseal(row.phone_sealed)) if row.phone_sealed else ""
    return Line(
        id=row.id,
        at=row.at,
        kind=row.kind,
        to=to,
        lane=row.lane,
        state=row.state,
        attempts=row.attempts,
        try_at=row.try_at if row.state in (rules.WAITING, rules.RETRY) else None,
        fault=row.fault,
        figure=row.figure,
        ended_at=row.ended_at,
        ended_by=names.get(row.ended_by or 0, ""),
        text=unseal(row.body_sealed) if row.body_sealed and not secret else "",
    )


def send_again(ids: Collection[int], *, actor: Actor, now: datetime) -> int:
    """Send again what failed or is uncertain; returns how many. The actor has seen that some may have arrived."""

    def again(row: OutboxMessage) -> bool:
        if not row.body_sealed:
            return False
        row.state, row.attempts, row.try_at, row.ended_at = rules.RETRY, 0, now, None
        return True

    return _change(ids, rules.MAY_RETRY, again, "delivery.sent_again", actor=actor, now=now)


def drop(ids: Collection[int], reason: str, *, actor: Actor, now: datetime) -> int:
    """Don't send them any more; returns how many. Raises Invalid("delivery.reason_needed")."""
    note = _note(reason)
    if not note:
        raise Invalid("delivery.reason_needed", field="reason")

    def away(row: OutboxMessage) -> bool:
        row.state, row.ended_at, row.ended_by, row.note_sealed = (
            rules.DROPPED, now, actor.user_id, seal(note),
        )  # fmt: skip
        return True

    return _change(ids, rules.MAY_DROP, away, "delivery.dropped", actor=actor, now=now)


def call_instead(ids: Collection[int], *, actor: Actor, now: datetime) -> int:
    """Put citizens whom no message reaches on the list of calls; returns how many."""

    def by_phone(row: OutboxMessage) -> bool:
        about = registry().message_kinds.get(row.kind)
        if row.user_id is not None or about is None or about.secret or not row.phone_sealed:
            return False
        row.state, row.lane, row.attempts, row.ended_at = rules.CALL, "call", 0, None
        return True

    return _change(ids, rules.MAY_CALL, by_phone, "delivery.put_on_calls", actor=actor, now=now)


def calls(*, actor: Actor, number: int = 1) -> tuple[list[CallToMake], int, int]:
    """(a page of calls to make, the oldest first; pages; how many in all). The number is shown in full to dial it."""
    actor.require(CALLS)
    wanted = store.Wanted((rules.CALL,), campaigns=_reach(actor, CALLS))
    total, rows = store.page(
        wanted, limit=PER_PAGE, offset=(max(1, number) - 1) * PER_PAGE, oldest_first=True
    )
    found = [
        CallToMake(row.id, row.at, unseal(row.phone_sealed), row.kind, unseal(row.body_sealed), row.attempts)
        for row in rows
        if row.phone_sealed and row.body_sealed
    ]
    return found, max(1, -(-total // PER_PAGE)), total


def record_call(row_id: int, result: str, note: str, *, actor: Actor, now: datetime) -> None:
    """Tick a call: "told" ends it, "no_answer" keeps it on the list, "wrong_number" drops it.

    Raises NotFound when somebody else has ticked it, Invalid("delivery.result_unknown").
    """
    actor.require(CALLS)
    if result not in rules.CALL_RESULTS:
        raise Invalid("delivery.result_unknown", field="result")
    with unit_of_work():
        row = next(iter(store.locked([row_id])), None)
        if row is None or row.state != rules.CALL or not _within(row, _reach(actor, CALLS)):
            raise NotFound("delivery.call_gone")
        row.state, row.attempts = rules.CALL_RESULTS[result], row.attempts + 1
        row.fault, row.fault_at = ("" if result == "told" else result), now
        row.ended_by, row.note_sealed = actor.user_id, seal(_note(note)) if _note(note) else ""
        if row.state != rules.CALL:
            row.ended_at = now
        audit.record(
            actor, now, "delivery.called", subject=("message", row.id), campaign_id=row.campaign_id, result=result
        )  # fmt: skip


def test_sms(phone: str, *, actor: Actor, now: datetime) -> None:
    """Send a test SMS, one a minute to a number. Raises Invalid("phone_shape"), RuleBroken: no_gateway, test_too_soon."""
    actor.require(TEST)
    number = normalise_phone(phone)
    if not can_send():
        raise RuleBroken("no_gateway")
    with unit_of_work():
        if not queue_message(
            kind=GATEWAY_TEST, fact=f"gateway:test:{now:%Y-%m-%dT%H:%M}", phone=number, now=now
        ):
            raise RuleBroken("delivery.test_too_soon")
        audit.record(actor, now, "delivery.gateway_tested", subject=("gateway", None), lane="sms")


def _change(
    ids: Collection[int], from_states: frozenset[str], change: Callable[[OutboxMessage], bool], action: str, *,
    actor: Actor, now: datetime,
) -> int:  # fmt: skip
    actor.require(ACT)
    reach, done = _reach(actor, ACT), 0
    with unit_of_work():
        for row in store.locked(ids):
            before = row.state
            if before in from_states and _within(row, reach) and change(row):
                done += 1
                audit.record(
                    actor, now, action, subject=("message", row.id), campaign_id=row.campaign_id, before=before
                )  # fmt: skip
    if not done:
        raise RuleBroken("delivery.nothing_changed")
    return done


def _reach(actor: Actor, permission: str) -> frozenset[int] | None:
    """The campaigns whose messages the actor may see; None means all, also those of no campaign."""
    if actor.all_powers:
        return None
    found = {grant.campaign_id for grant in actor.grants if permission in grant.permissions}
    return None if None in found else frozenset(c for c in found if c is not None)


def _within(row: OutboxMessage, reach: frozenset[int] | None) -> bool:
    return reach is None or row.campaign_id in reach


def _note(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NOTE]
